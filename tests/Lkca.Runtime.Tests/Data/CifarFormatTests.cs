using System;
using System.IO;
using System.Linq;
using Lkca.Runtime.Data;
using Lkca.Tests;
using Xunit;

namespace Lkca.Runtime.Tests.Data;

public sealed class CifarFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Written_pictures_are_read_back_in_order()
    {
        var (train, test) = (SyntheticImages.Draw(23, 1, train: true), SyntheticImages.Draw(4, 1, train: false));
        CifarWriter.Write(_folder.Path, train, test);
        var read = CifarFormat.Cifar10.ReadSplit(_folder.Path, train: true);
        Assert.Equal(train.Fingerprint(), read.Fingerprint());
        Assert.Equal(test.Fingerprint(), CifarFormat.Cifar10.ReadSplit(_folder.Path, train: false).Fingerprint());
        Assert.Equal(SyntheticImages.ClassNames, read.ClassNames);
        Assert.Equal(23 * 3073, CifarFormat.Cifar10.TrainFiles.Sum(f => new FileInfo(_folder.At(f)).Length));
    }

    [Fact]
    public void Records_are_label_then_planes_and_normalised_by_the_sets_constants()
    {
        var record = new byte[3073];
        record[0] = 3;
        record[1] = 255;
        record[1 + 1024 + 33] = 128;
        WriteAll(CifarFormat.Cifar10, record);
        var data = CifarFormat.Cifar10.ReadSplit(_folder.Path, train: false);
        var image = new float[3072];
        Assert.Equal(3, data.ReadImage(0, image));
        Assert.Equal((float)((1 - .4914) / .2470), image[0]);
        Assert.Equal((float)((128 / 255.0 - .4822) / .2435), image[1024 + 33]);
        Assert.Equal((float)(-.4465 / .2616), image[2048]);
        Assert.Equal(("cat", 5), (data.ClassNames[3], CifarFormat.Cifar10.ReadSplit(_folder.Path, train: true).Count));
    }

    [Fact]
    public void Cifar100_has_a_coarse_and_a_fine_label_and_its_usual_subfolder()
    {
        Directory.CreateDirectory(_folder.At("cifar-100-binary"));
        var record = new byte[3074];
        (record[0], record[1]) = (19, 99);
        File.WriteAllBytes(_folder.At("cifar-100-binary", "train.bin"), record);
        File.WriteAllBytes(_folder.At("cifar-100-binary", "test.bin"), [.. record, .. record]);
        var data = CifarFormat.Cifar100.ReadSplit(_folder.Path, train: false);
        Assert.Equal((2, 100, 99, "99"), (data.Count, data.Classes(), data.Label(1), data.ClassNames[99]));
        Assert.Equal(1, CifarFormat.Cifar100.ReadSplit(_folder.Path, train: true).Count);

        record[0] = 20;
        File.WriteAllBytes(_folder.At("cifar-100-binary", "test.bin"), record);
        Assert.Contains("record 0 (byte 0) has the coarse label 20; 0 to 19", Throws(CifarFormat.Cifar100, train: false), StringComparison.Ordinal);
        (record[0], record[1]) = (0, 100);
        File.WriteAllBytes(_folder.At("cifar-100-binary", "test.bin"), record);
        Assert.Contains("record 0 (byte 1) has the fine label 100; 0 to 99", Throws(CifarFormat.Cifar100, train: false), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_or_file_is_named()
    {
        Assert.Contains("no such folder", Assert.Throws<InvalidInputException>(() => CifarFormat.Cifar10.ReadSplit(_folder.At("none"),
            true)).Message, StringComparison.Ordinal);
        WriteAll(CifarFormat.Cifar10, new byte[3073]);
        File.Delete(_folder.At("data_batch_4.bin"));
        Assert.Contains("data_batch_4.bin: there is no such file", Throws(CifarFormat.Cifar10, train: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 bytes, that is 0 records and 0 bytes")]
    [InlineData(3072, "0 records and 3072 bytes")]
    [InlineData(3074, "1 records and 1 bytes; whole cifar10 records of 3073 bytes are expected")]
    public void A_short_file_is_named_with_its_size(int bytes, string expected)
    {
        WriteAll(CifarFormat.Cifar10, new byte[3073]);
        File.WriteAllBytes(_folder.At("data_batch_2.bin"), new byte[bytes]);
        var message = Throws(CifarFormat.Cifar10, train: true);
        Assert.Contains("data_batch_2.bin", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_label_is_named_with_its_place()
    {
        var records = new byte[3 * 3073];
        records[2 * 3073] = 77;
        WriteAll(CifarFormat.Cifar10, records);
        Assert.Contains("test_batch.bin: record 2 (byte 6146) has the label 77; 0 to 9 is expected", Throws(CifarFormat.Cifar10,
            train: false), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_the_format_holds_is_written()
    {
        var set = SyntheticImages.Draw(10, 0, train: true);
        Assert.Contains("at least 5", Assert.Throws<InvalidInputException>(() => CifarWriter.Write(_folder.Path, SyntheticImages.Draw(4, 0,
            true), set)).Message, StringComparison.Ordinal);
        var small = new PixelDataset("small", (1, 2, 2), ["a", "b"], new Normalization([0], [1]), [0], new byte[4]);
        Assert.Contains("1×2×2 in 2 classes", Assert.Throws<InvalidInputException>(() => CifarWriter.Write(_folder.Path, small,
            set)).Message, StringComparison.Ordinal);
    }

    private string Throws(CifarFormat format, bool train) => Assert.Throws<InvalidInputException>(() => format.ReadSplit(_folder.Path, train)).Message;

    private void WriteAll(CifarFormat format, byte[] content)
    {
        foreach (var file in format.TrainFiles.Append(format.TestFile))
        {
            File.WriteAllBytes(_folder.At(file), content);
        }
    }
}
