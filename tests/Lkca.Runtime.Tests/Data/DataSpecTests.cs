using System;
using System.Globalization;
using System.IO;
using Lkca.Runtime.Data;
using Xunit;

namespace Lkca.Runtime.Tests.Data;

public class DataSpecTests
{
    [Fact]
    public void Synthetic_takes_counts_and_a_seed_in_any_order()
    {
        var spec = DataSpec.Parse("synthetic:seed=7,test=3,train=12");
        Assert.Equal((12, 3), (spec.Train().Count, spec.Test().Count));
        Assert.Equal(SyntheticImages.Draw(12, 7, train: true).Fingerprint(), spec.Train().Fingerprint());
        Assert.Equal(1000, DataSpec.Parse("synthetic").Test().Count);
    }

    [Theory]
    [InlineData("cifar10:here/x", "cifar10:{0}")]
    [InlineData("svhn:here/x,extra", "svhn:{0},extra")]
    [InlineData("tiny-imagenet:here/y/../x", "tiny-imagenet:{0}")]
    [InlineData("folder:here/x,size=16", "folder:{0},size=16")]
    [InlineData("synthetic:train=3", "synthetic:train=3")]
    public void The_text_means_the_same_from_any_folder(string text, string expected)
    {
        var spec = DataSpec.Parse(text);
        Assert.Equal(string.Format(CultureInfo.InvariantCulture, expected, Path.GetFullPath(Path.Combine("here", "x"))), spec.Text);
        Assert.Equal(spec.Text, DataSpec.Parse(spec.Text).Text);
    }

    [Theory]
    [InlineData("synthetic:", "\"\" is not train=N")]
    [InlineData("synthetic:train", "is not train=N, test=N or seed=S")]
    [InlineData("synthetic:train=1,train=2", "each at most once")]
    [InlineData("synthetic:trian=5", "\"trian=5\"")]
    [InlineData("synthetic:train=-5", "\"-5\" is not a whole number")]
    [InlineData("synthetic:train=1e3", "\"1e3\" is not a whole number")]
    [InlineData("synthetic:train=0", "train=0; 1 to 500000")]
    [InlineData("synthetic:test=99999999", "test=99999999; 1 to 500000")]
    [InlineData("cifar10", "cifar10:DIR is expected")]
    [InlineData("cifar100:", "cifar100:DIR is expected")]
    [InlineData("svhn", "svhn:DIR is expected")]
    [InlineData("svhn:,extra", "svhn:DIR is expected")]
    [InlineData("tiny-imagenet:", "tiny-imagenet:DIR is expected")]
    [InlineData("folder:x,size=big", "size=big; a whole number from 1 to 4096")]
    [InlineData("imagenet:data", "no such kind of data; synthetic")]
    [InlineData("", "no such kind of data")]
    public void A_wrong_specification_is_one_clear_error(string text, string expected)
    {
        var error = Assert.Throws<InvalidInputException>(() => DataSpec.Parse(text));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains($"\"{text}\"", error.Message, StringComparison.Ordinal);
    }
}
