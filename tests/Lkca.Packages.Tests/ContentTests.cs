using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;
using Xunit;

namespace Lkca.Packages.Tests;

/// <summary>What is in the packages.</summary>
[Collection(OnePacking.Name)]
public class ContentTests(PackedFolder packed)
{
    public static TheoryData<string> Packages => new(Repository.Packages);

    public static TheoryData<string> Libraries => new(Repository.Packages.Where(p => p is not ("Lkca.Tool" or "Lkca.Templates")));

    [Fact]
    public void Nothing_else_is_packed() => Assert.Equal(
        Repository.Packages.Order(StringComparer.Ordinal),
        Directory.GetFiles(packed.Packages, "*.nupkg").Select(f => Path.GetFileName(f)[..^$".{packed.Version}.nupkg".Length]).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Packages))]
    public void A_package_has_version_readme_licence_description_and_no_address(string name)
    {
        using var package = packed.Open(name);
        var about = About(package);
        Assert.Equal(packed.Version, about["version"]);
        Assert.Equal("MIT", about["license"]);
        Assert.Equal("README.md", about["readme"]);
        Assert.True(about["description"].Length > 40, about["description"]);
        Assert.DoesNotContain("projectUrl", about.Keys);
        Assert.Null(Element(package, "repository")?.Attribute("url"));
        Assert.NotNull(package.GetEntry("LICENSE"));
        Assert.StartsWith($"# {name}\n", Text(package, "README.md"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Libraries))]
    public void A_library_has_documentation_and_symbols(string name)
    {
        using var package = packed.Open(name);
        using var symbols = packed.Open(name, "snupkg");
        var assembly = Assert.Single(package.Entries, e => e.FullName.StartsWith("lib/net10.0/", StringComparison.Ordinal) && e.Name.EndsWith(".dll", StringComparison.Ordinal));
        Assert.NotNull(package.GetEntry(assembly.FullName.Replace(".dll", ".xml", StringComparison.Ordinal)));
        Assert.NotNull(symbols.GetEntry(assembly.FullName.Replace(".dll", ".pdb", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(Packages))]
    public void Assemblies_are_compiled_reproducibly(string name)
    {
        using var package = packed.Open(name);
        Assert.All(package.Entries.Where(e => e.Name.StartsWith("Lkca", StringComparison.OrdinalIgnoreCase) && e.Name.EndsWith(".dll", StringComparison.Ordinal)), entry =>
        {
            using var copy = new MemoryStream();
            using (var stream = entry.Open())
            {
                stream.CopyTo(copy);
            }

            copy.Position = 0;
            using var assembly = new PEReader(copy);
            Assert.Contains(assembly.ReadDebugDirectory(), d => d.Type == DebugDirectoryEntryType.Reproducible);

            // Debug builds keep the paths for debuggers.
            Assert.True(Repository.Configuration == "Debug" || !Encoding.Latin1.GetString(copy.ToArray()).Contains(Repository.Root, StringComparison.Ordinal),
                $"{entry.FullName} holds the path of the clone");
        });
    }

    [Fact]
    public void Packing_again_gives_the_same_bytes()
    {
        packed.PackAgain();
        Assert.All(Directory.GetFiles(packed.Packages), file => Assert.Equal(Hash(file), Hash(Path.Combine(packed.PackedAgain, Path.GetFileName(file)))));

        static string Hash(string file) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)));
    }

    [Fact]
    public void Lkca_Dsl_is_all_that_a_project_refers_to()
    {
        using var package = packed.Open("Lkca.Dsl");
        Assert.Equal(["Lkca.Runtime"], Dependencies(package).Keys);
        foreach (var file in (string[])["analyzers/dotnet/cs/Lkca.Generators.dll", "analyzers/dotnet/cs/Lkca.CodeFixes.dll", "buildTransitive/Lkca.Dsl.props", "buildTransitive/Lkca.Dsl.targets"])
        {
            Assert.True(package.GetEntry(file) != null, file);
        }

        foreach (var page in Directory.GetFiles(Path.Combine(Repository.Root, "docs", "diagnostics")).Select(Path.GetFileName))
        {
            Assert.True(package.GetEntry("docs/diagnostics/" + page) != null, page);
        }

        Assert.Contains("CompilerVisibleProperty Include=\"LkcaBackend\"", Text(package, "buildTransitive/Lkca.Dsl.props"), StringComparison.Ordinal);
        Assert.Contains("CS8785", Text(package, "buildTransitive/Lkca.Dsl.targets"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Lkca.Runtime")]
    [InlineData("Lkca.Cli", "Lkca.Runtime", "Spectre.Console")]
    [InlineData("Lkca.Runtime.TorchSharp", "Lkca.Runtime", "TorchSharp")]
    [InlineData("Lkca.Runtime.Ilgpu", "Lkca.Runtime", "ILGPU", "ILGPU.Algorithms")]
    public void A_package_depends_on_no_more_than_it_needs(string name, params string[] expected)
    {
        using var package = packed.Open(name);
        var dependencies = Dependencies(package);
        Assert.Equal(expected, expected.Where(dependencies.ContainsKey));
        Assert.Equal(expected.Length, dependencies.Count);
        Assert.All(dependencies, d => Assert.Equal(d.Key.StartsWith("Lkca", StringComparison.Ordinal) ? packed.Version : Pinned(d.Key), d.Value));
    }

    /// <summary>The version that this repository pins, whether the package itself was there to be compiled against or not.</summary>
    private static string Pinned(string package) => XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
        .Single(v => v.Attribute("Include")!.Value == package).Attribute("Version")!.Value.Replace("$(TorchSharpVersion)", Repository.TorchSharpVersion, StringComparison.Ordinal);

    private static Dictionary<string, string> Dependencies(ZipArchive package) => Nuspec(package).Descendants().Where(e => e.Name.LocalName == "dependency")
        .ToDictionary(e => e.Attribute("id")!.Value, e => e.Attribute("version")!.Value);

    private static Dictionary<string, string> About(ZipArchive package) => Nuspec(package).Root!.Elements().Single().Elements()
        .ToDictionary(e => e.Name.LocalName, e => e.Value);

    private static XElement? Element(ZipArchive package, string name) => Nuspec(package).Descendants().SingleOrDefault(e => e.Name.LocalName == name);

    private static XDocument Nuspec(ZipArchive package) => XDocument.Parse(Text(package, package.Entries.Single(e => e.Name.EndsWith(".nuspec", StringComparison.Ordinal)).FullName));

    private static string Text(ZipArchive package, string path)
    {
        using var reader = new StreamReader(package.GetEntry(path)!.Open());
        return reader.ReadToEnd();
    }
}
