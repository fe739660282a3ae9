using System;
using System.Linq;
using Lkca.Cli.Verbs;
using Xunit;

namespace Lkca.Cli.Tests;

public class DiffTests
{
    [Fact]
    public void Numbers_stand_side_by_side_with_their_difference()
    {
        var text = Cli.Good("diff", "StandIn", "WideStandIn").Split('\n');
        Assert.Contains(text, line => line.StartsWith("precision ", StringComparison.Ordinal) && line.EndsWith("differs", StringComparison.Ordinal));
        var parameters = text.Single(line => line.StartsWith("parameters ", StringComparison.Ordinal));
        Assert.Equal(["parameters", "30,730", "75", "-30,655", "(-99.8", "%)"], parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("0 of 1 layers are the same", text);
    }

    [Fact]
    public void A_model_does_not_differ_from_itself()
    {
        var text = Cli.Good("diff", "StandIn", "StandIn");
        Assert.Contains("all 1 layers are the same", text, StringComparison.Ordinal);
        Assert.DoesNotContain("differs", text, StringComparison.Ordinal);
        Assert.All(Cli.Json("diff", "StandIn", "StandIn").GetProperty("layers").EnumerateArray(), l => Assert.True(l.GetProperty("same").GetBoolean()));
    }

    [Fact]
    public void Json_has_both_models_and_every_layer()
    {
        var json = Cli.Json("diff", "StandIn", "WideStandIn");
        Assert.Equal("WideStandIn", json.GetProperty("b").GetProperty("name").GetString());
        Assert.Equal(30730, json.GetProperty("a").GetProperty("parameters").GetInt64());
        var layer = Assert.Single(json.GetProperty("layers").EnumerateArray());
        Assert.Equal("head", layer.GetProperty("path").GetString());
        Assert.NotEqual(layer.GetProperty("a").GetProperty("macs").GetInt64(), layer.GetProperty("b").GetProperty("macs").GetInt64());
    }

    [Fact]
    public void Layers_that_only_one_model_has_stand_in_their_place()
    {
        var a = StandInModel.Description with { Layers = [Layer("patch"), Layer("blocks.0"), Layer("head")] };
        var b = StandInModel.Description with { Layers = [Layer("patch"), Layer("blocks.0"), Layer("blocks.1"), Layer("head")] };
        Assert.Equal(["patch", "blocks.0", "blocks.1", "head"], DiffVerb.Layers(a, b).Select(l => l.Path));
        Assert.Equal(["patch", "blocks.0", "blocks.1", "head"], DiffVerb.Layers(b, a).Select(l => l.Path));
        Assert.Null(DiffVerb.Layers(a, b)[2].A);

        static Runtime.LayerInfo Layer(string path) => new(path, "Linear", "1", 1, 1, null);
    }

    [Fact]
    public void A_model_that_does_not_exist_is_refused() =>
        Assert.Contains("no model \"StandOut\"", Cli.Refused(2, "diff", "StandIn", "StandOut"), StringComparison.Ordinal);
}
