using System;
using System.Globalization;
using System.Linq;
using Xunit;

namespace Lkca.Packages.Tests;

/// <summary>Projects outside the repository, built from the packed files alone.</summary>
[Collection(OnePacking.Name)]
public class ConsumerTests(PackedFolder packed)
{
    [Fact]
    public void A_project_that_names_one_package_and_allows_no_warning_trains()
    {
        var folder = packed.Consumer("Plain");
        DotNet.Good(folder, "build", "-m:1", "-nr:false");
        var losses = DotNet.Good(folder, "run", "--no-build").Split(' ').Skip(1).Select(t => float.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        Assert.InRange(losses[1], 0, losses[0] - 0.2f);
    }

    [Fact]
    public void A_project_that_refers_to_an_assembly_of_models_alone_derives_from_it_and_the_tool_lists_both()
    {
        var folder = packed.Consumer("Derived");
        DotNet.Good(folder, "build", "Derived", "-m:1", "-nr:false");
        Assert.Matches("^Deeper: [0-9]+; ZooBase: [0-9]+", DotNet.Good(folder, "run", "--no-build", "--project", "Derived"));

        DotNet.Good(folder, "tool", "install", "Lkca.Tool", "--tool-path", "tool", "--version", packed.Version);
        var (code, output) = DotNet.RunProgram(System.IO.Path.Combine(folder, "tool", "lkca"), folder, "models", "--models", "Derived/bin/Debug/net10.0/Derived.dll");
        Assert.True(code == 0, output);
        Assert.Contains("Deeper ", output, StringComparison.Ordinal);
        Assert.Contains("HybridAlternating ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_model_stops_the_build_with_the_reason_with_and_without_analyzers_and_so_does_an_old_language()
    {
        var folder = packed.Consumer("Wrong");
        var (code, output) = DotNet.Run(folder, "build", "-m:1", "-nr:false");
        Assert.Equal(1, code);
        Assert.Contains("Models.cs(5,", output, StringComparison.Ordinal);
        Assert.Contains("width 210 does not divide into 12 heads", output, StringComparison.Ordinal);

        (code, output) = DotNet.Run(folder, "build", "--no-restore", "-m:1", "-nr:false", "-p:RunAnalyzers=false");
        Assert.Equal(1, code);
        Assert.Matches("error CS1029.*LKCA[0-9]{4}", output);

        (code, output) = DotNet.Run(folder, "build", "--no-restore", "-m:1", "-nr:false", "-p:LangVersion=10");
        Assert.Equal(1, code);
        Assert.Contains("C# 10.0. Please use language version 11.0 or greater", output, StringComparison.Ordinal);
    }
}
