using System;
using System.Linq;
using Xunit;

namespace Lkca.Cli.Tests;

public class ArgumentTests
{
    [Theory]
    [InlineData("a verb is missing; models, describe")]
    [InlineData("no verb \"tarin\"; did you mean train?", "tarin")]
    [InlineData("no verb \"data wirte\"; did you mean data write?", "data", "wirte")]
    [InlineData("no verb \"xyzzy\"; there are models, describe", "xyzzy")]
    [InlineData("describe needs MODEL: describe MODEL", "describe")]
    [InlineData("describe does not take \"B\": describe MODEL", "describe", "StandIn", "B")]
    [InlineData("train needs --data SPEC: train MODEL --data SPEC --out DIR", "train", "StandIn")]
    [InlineData("train has no option --epoch; did you mean --epochs?", "train", "StandIn", "--epoch", "3")]
    [InlineData("--epochs needs a value: --epochs N", "train", "StandIn", "--epochs")]
    [InlineData("--epochs needs a value: --epochs N", "train", "StandIn", "--epochs", "--resume")]
    [InlineData("--epochs is given twice", "train", "StandIn", "--epochs", "3", "--epochs", "4")]
    [InlineData("--resume is a switch", "train", "StandIn", "--resume=yes")]
    [InlineData("no model \"StandOn\"; did you mean StandIn?", "describe", "StandOn")]
    [InlineData("--threads many: a whole number from 0 to 1024", "bench", "StandIn", "--threads", "many")]
    [InlineData("--threads -1: a whole number from 0 to 1024", "bench", "StandIn", "--threads=-1")]
    [InlineData("--compute fp8: declared, tf32 or bfloat16", "bench", "StandIn", "--compute", "fp8")]
    [InlineData("computes in the declared precision, not in BFloat16", "bench", "Lkca05M", "--compute", "bfloat16")]
    [InlineData("--seconds 0: above 0", "bench", "StandIn", "--seconds", "0")]
    [InlineData("--epochs 0: a whole number from 1", "train", "StandIn", "--data", "synthetic", "--epochs", "0", "--out", "x")]
    [InlineData("--lr fast: a number such as", "train", "StandIn", "--data", "synthetic", "--epochs", "1", "--out", "x", "--lr", "fast")]
    [InlineData("--seed -1: a whole number from 0", "train", "StandIn", "--data", "synthetic", "--epochs", "1", "--out", "x", "--seed", "-1")]
    [InlineData("dropPath is 2; from 0 to below 1", "train", "StandIn", "--data", "synthetic", "--epochs", "1", "--out", "x", "--drop-path", "2")]
    [InlineData("--recipe defualt: neither a file nor a recipe; did you mean default?", "train", "StandIn", "--data", "synthetic",
        "--epochs", "1", "--out", "x", "--recipe", "defualt")]
    [InlineData("x: there is no such folder", "evaluate", "StandIn", "--weights", "x", "--data", "svhn:x")]
    [InlineData("x: there is no such folder", "data", "check", "cifar10:x")]
    [InlineData("--set mixup: KEY=VALUE is expected", "train", "StandIn", "--data", "synthetic", "--out", "x", "--set", "mixup")]
    [InlineData("no value is named \"mixup\"; the names are epochs, batch", "train", "StandIn", "--data", "synthetic", "--out", "x", "--set", "mixup=1")]
    [InlineData("can be none, cifar10, svhn, imageNet", "train", "StandIn", "--data", "synthetic", "--out", "x", "--set", "autoAugment=cifar")]
    [InlineData("mixupProbability is 2; 0 to 1", "train", "StandIn", "--data", "synthetic", "--out", "x", "--set", "mixupProbability=2")]
    [InlineData("has no Sgd in its steps", "train", "StandIn", "--data", "synthetic:train=40,test=10", "--out", "x", "--set", "optimizer=sgd")]
    [InlineData("--split tset: test or train", "evaluate", "StandIn", "--weights", "x", "--data", "synthetic", "--split", "tset")]
    [InlineData("WideStandIn takes 3×4×2 in 3 classes", "evaluate", "WideStandIn", "--weights", "x", "--data", "synthetic:test=10")]
    [InlineData("no-such-file: there is no such file", "evaluate", "StandIn", "--weights", "no-such-file", "--data", "synthetic:test=10")]
    [InlineData("--format png: cifar10 is expected", "data", "write", "--data", "synthetic", "--format", "png", "--out", "x")]
    [InlineData("--models no-such.dll: there is no such file", "models", "--models", "no-such.dll")]
    public void Wrong_arguments_are_one_line_and_exit_code_2(string expected, params string[] args) =>
        Assert.Contains(expected, Cli.Refused(2, args), StringComparison.Ordinal);

    [Fact]
    public void Help_lists_the_verbs_and_every_option_of_one()
    {
        var all = Cli.Good("--help");
        Assert.All(LkcaApp.Verbs, v => Assert.Contains(v.Name, all, StringComparison.Ordinal));
        var train = Cli.Good("train", "--help");
        Assert.All(LkcaApp.Verbs.Single(v => v.Name == "train").Options, o => Assert.Contains($"--{o.Name}", train, StringComparison.Ordinal));
        Assert.Equal(train, Cli.Good("help", "train"));
        Assert.Contains("data write", Cli.Good("data", "write", "-h"), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_may_follow_an_equals_sign_and_options_end_at_two_dashes()
    {
        Assert.Contains("StandIn", Cli.Good("describe", "--json", "--", "StandIn"), StringComparison.Ordinal);
        Assert.Contains("no model \"--json\"", Cli.Refused(2, "describe", "--", "--json"), StringComparison.Ordinal);
        Assert.Contains("\"a=b\"", Cli.Refused(2, "evaluate", "StandIn", "--weights=x", "--data=a=b"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "train", 0)]
    [InlineData("tarin", "train", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_edits(string a, string b, int expected) => Assert.Equal(expected, Arguments.Suggestion.Distance(a, b));
}
