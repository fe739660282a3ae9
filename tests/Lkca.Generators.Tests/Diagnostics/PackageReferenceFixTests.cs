using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Lkca.CodeFixes;
using Lkca.Generators.Diagnostics;
using Lkca.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lkca.Generators.Tests.Diagnostics;

/// <summary>The fix that names a package in the project file.</summary>
public sealed class PackageReferenceFixTests : System.IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <ItemGroup>
            <PackageReference Include="Lkca.Dsl" Version="0.1.0" ExcludeAssets="compile" />
          </ItemGroup>
        </Project>

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("lkca-fix").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_missing_runtime_is_written_into_the_project()
    {
        Assert.Equal("Reference Lkca.Runtime in Mine.csproj", Fix());
        Assert.Equal(
            Project.Replace("  </ItemGroup>", "    <PackageReference Include=\"Lkca.Runtime\" Version=\"0.1.0\" />\n  </ItemGroup>"),
            File.ReadAllText(Path.Combine(_folder, "Mine.csproj")));
    }

    [Fact]
    public void Central_versions_stand_in_their_own_file()
    {
        var central = Path.Combine(_folder, "Directory.Packages.props");
        File.WriteAllText(central, "<Project>\n  <PropertyGroup>\n    <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>\n  </PropertyGroup>\n</Project>\n");
        Fix();
        Assert.Contains("<PackageReference Include=\"Lkca.Runtime\" />", File.ReadAllText(Path.Combine(_folder, "Mine.csproj")));
        Assert.Contains("  <ItemGroup>\n    <PackageVersion Include=\"Lkca.Runtime\" Version=\"0.1.0\" />\n  </ItemGroup>\n</Project>\n", File.ReadAllText(central));
    }

    [Fact]
    public void A_second_time_changes_nothing()
    {
        Fix();
        var once = File.ReadAllText(Path.Combine(_folder, "Mine.csproj"));
        Assert.Equal(once, ProjectFile.WithItem(once, "PackageReference", "Lkca.Runtime", "0.1.0"));
    }

    private string Fix()
    {
        var project = Path.Combine(_folder, "Mine.csproj");
        File.WriteAllText(project, Project);
        var reference = TestCompilation.WithoutRuntime(Reading.Base);
        using var workspace = new AdhocWorkspace();
        var document = workspace.AddProject(ProjectInfo.Create(
                ProjectId.CreateNewId(), VersionStamp.Default, "Mine", "Mine", LanguageNames.CSharp, filePath: project, compilationOptions: reference.Options,
                parseOptions: TestCompilation.ParseOptions, metadataReferences: reference.References))
            .AddDocument("File0.cs", reference.SyntaxTrees[0].GetText());
        var diagnostic = Assert.Single(MarkedSource.Analyze(document.Project.GetCompilationAsync().GetAwaiter().GetResult()!));
        Assert.Equal(RuleIds.RuntimeMissing, diagnostic.Id);
        var actions = new List<CodeAction>();
        new PackageReferenceFix().RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None))
            .GetAwaiter().GetResult();
        var fix = Assert.Single(actions);
        Assert.Empty(fix.GetPreviewOperationsAsync(CancellationToken.None).GetAwaiter().GetResult());
        Assert.Single(fix.GetOperationsAsync(CancellationToken.None).GetAwaiter().GetResult()).Apply(workspace, CancellationToken.None);
        return fix.Title;
    }
}
