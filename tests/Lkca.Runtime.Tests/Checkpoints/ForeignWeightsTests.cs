using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Data;
using Lkca.Tests;
using Xunit;

namespace Lkca.Runtime.Tests.Checkpoints;

/// <summary>Weight files that other programs wrote.</summary>
public sealed class ForeignWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("504b03040000080800000000")]
    [InlineData("80028a0a6cfc9c46f9206aa850192e80")]
    public void A_pickle_is_refused_and_the_way_to_convert_it_told(string start)
    {
        var path = _folder.At("vit.pt");
        File.WriteAllBytes(path, Convert.FromHexString(start));
        var message = Assert.Throws<InvalidInputException>(() => SafetensorsReader.Open(path)).Message;
        Assert.Contains("a PyTorch file (a pickle)", message, StringComparison.Ordinal);
        Assert.Contains("torch.load('vit.pt', map_location='cpu', weights_only=True)", message, StringComparison.Ordinal);
        Assert.Contains("'vit.safetensors'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3C, 0x01, 0x00, 0x00, 0xC0 }, new[] { 1f, 5.9604645e-8f, -2f })]
    [InlineData("BF16", new byte[] { 0x80, 0x3F, 0x49, 0x40, 0x00, 0xC0 }, new[] { 1f, 3.140625f, -2f })]
    public void Half_precision_is_widened(string type, byte[] data, float[] expected)
    {
        var header = Encoding.ASCII.GetBytes($$$"""{"x":{"dtype":"{{{type}}}","shape":[3],"data_offsets":[0,6]}}""");
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        File.WriteAllBytes(_folder.At("half.safetensors"), [.. bytes, .. header, .. data]);
        using var file = SafetensorsReader.Open(_folder.At("half.safetensors"));
        var narrow = new float[3];
        file.Read(file.Find("x")!, TensorType.F32, MemoryMarshal.AsBytes(narrow.AsSpan()));
        Assert.Equal(expected, narrow);
        var wide = new double[3];
        file.Read(file.Find("x")!, TensorType.F64, MemoryMarshal.AsBytes(wide.AsSpan()));
        Assert.Equal(expected.Select(v => (double)v), wide);
        Assert.Throws<ArgumentException>(() => file.Read(file.Find("x")!, TensorType.I64, new byte[24]));
    }

    [Fact]
    public void A_report_lists_each_kind_of_misfit_and_a_part_can_be_taken()
    {
        using var model = Model();
        SafetensorsWriter.Write(_folder.At("part.safetensors"),
            [OutgoingTensor.Of("head.bias", [1f, 2f, 3f], 3), OutgoingTensor.Of("head.weight", new float[8], 2, 4), OutgoingTensor.Of("extra", new float[1], 1)]);
        var message = Assert.Throws<InvalidInputException>(() => model.Import(_folder.At("part.safetensors"))).Message;
        Assert.Contains("unexpected: extra; of another shape: head.weight F32 (2, 4) instead of (3, 4)", message, StringComparison.Ordinal);
        var before = model.Weights.Bytes("head.weight").ToArray();
        var report = model.Import(_folder.At("part.safetensors"), partial: true);
        Assert.Equal("head.bias", Assert.Single(report.Fitting));
        Assert.Equal("extra", Assert.Single(report.Unexpected));
        Assert.Equal((0, false), (report.Missing.Count, report.Fits));
        Assert.Equal([1f, 2f, 3f], MemoryMarshal.Cast<byte, float>(model.Weights.Bytes("head.bias")).ToArray());
        Assert.Equal(before, model.Weights.Bytes("head.weight").ToArray());
    }

    [Fact]
    public void A_common_prefix_is_named()
    {
        using var model = Model();
        SafetensorsWriter.Write(_folder.At("module.safetensors"),
            [OutgoingTensor.Of("module.head.bias", new float[3], 3), OutgoingTensor.Of("module.head.weight", new float[12], 3, 4)]);
        Assert.Contains("every name begins with \"module.\"",
            Assert.Throws<InvalidInputException>(() => model.Import(_folder.At("module.safetensors"), partial: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_weight_file_is_refused_and_one_that_was_written_again_is_not()
    {
        using var model = Model();
        var path = _folder.At("w.safetensors");
        model.Save(path);
        var bytes = File.ReadAllBytes(path);
        bytes[^3] ^= 4;
        File.WriteAllBytes(path, bytes);
        Assert.Contains("the file is damaged", Assert.Throws<InvalidInputException>(() => model.Load(path)).Message, StringComparison.Ordinal);
        model.Save(path);
        using (var file = SafetensorsReader.Open(path))
        {
            Assert.True(file.CheckSeal());
        }

        SafetensorsWriter.Write(path, WeightFiles.Tensors(model.Weights));
        using (var file = SafetensorsReader.Open(path))
        {
            Assert.False(file.CheckSeal());
        }

        model.Load(path);
    }

    private static LinearModel Model() => new(LinearModel.Describe(channels: 1, height: 2, width: 2, classes: 3), new SessionOptions());
}
