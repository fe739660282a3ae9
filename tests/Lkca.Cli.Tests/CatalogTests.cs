using System;
using System.IO;
using System.Linq;
using Lkca.Cli.Arguments;
using Lkca.Cli.Catalog;
using Lkca.Tests;
using Xunit;

namespace Lkca.Cli.Tests;

public class CatalogTests
{
    [Fact]
    public void Models_lists_name_backend_parameters_and_macs()
    {
        var model = Cli.Json("models").EnumerateArray().Single(m => m.GetProperty("name").GetString() == "StandIn");
        Assert.Equal(["name", "backend", "parameters", "macs"], model.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("Cpu", 30730, 30720), (model.GetProperty("backend").GetString(), model.GetProperty("parameters").GetInt64(),
            model.GetProperty("macs").GetInt64()));
        Assert.Contains("30,730", Cli.Good("models"), StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_gives_the_card()
    {
        var card = Cli.Json("describe", "StandIn");
        foreach (var key in new[] { "name", "backend", "parameters", "macs", "macsPtflops071", "arenaBytesFixed", "arenaBytesPerImage", "layers" })
        {
            Assert.True(card.TryGetProperty(key, out _), key);
        }

        var layer = card.GetProperty("layers")[0];
        Assert.Equal(["path", "kind", "shape", "parameters", "macs", "view"], layer.EnumerateObject().Select(p => p.Name));
        var text = Cli.Good("describe", "StandIn");
        Assert.Contains("head   Linear", text, StringComparison.Ordinal);
        Assert.Contains("MACs, ptflops 0.7.1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_given_by_path_adds_its_models_once()
    {
        var names = Cli.Json("models", "--models", typeof(CatalogTests).Assembly.Location).EnumerateArray().Select(m => m.GetProperty("name").GetString());
        Assert.Single(names, "StandIn");
    }

    [Fact]
    public void An_assembly_without_models_and_a_file_that_is_none_are_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("text.dll"), "text");
        Assert.Contains("not an assembly", Cli.Refused(2, "models", "--models", folder.At("text.dll")), StringComparison.Ordinal);
        Assert.Contains("declares no models", Cli.Refused(2, "models", "--models", typeof(Assert).Assembly.Location), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_did_not_compile_says_so_and_keeps_no_other_from_work()
    {
        Assert.Contains("BrokenModel cannot be used: it does not compile", Cli.Refused(2, "describe", "Broken"), StringComparison.Ordinal);
        Assert.DoesNotContain("Broken", Cli.Good("models"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_without_the_static_members_is_refused() =>
        Assert.Contains("no static Description", Assert.Throws<UsageException>(() => ModelHandle.Of(typeof(CatalogTests))).Message, StringComparison.Ordinal);
}
