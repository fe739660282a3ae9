using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lkca.Generators.Tests.Harness;

/// <summary>Applies code fixes without an editor.</summary>
internal static class Fixing
{
    /// <summary>The titles that a fix offers for the only finding of the source, and what each makes of it; the result has no findings left.</summary>
    public static IReadOnlyDictionary<string, string> Offers(CodeFixProvider fix, string source)
    {
        var reference = TestCompilation.Of(source);
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "Test",
            "Test",
            LanguageNames.CSharp,
            compilationOptions: reference.Options,
            parseOptions: TestCompilation.ParseOptions,
            metadataReferences: reference.References));
        var document = project.AddDocument("File0.cs", reference.SyntaxTrees[0].GetText());
        var diagnostic = Assert.Single(MarkedSource.Analyze(Compile(document)));
        Assert.Contains(diagnostic.Id, fix.FixableDiagnosticIds);

        var actions = new List<CodeAction>();
        fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None)).GetAwaiter().GetResult();
        return actions.ToDictionary(a => a.Title, a => Apply(a, document));
    }

    private static string Apply(CodeAction action, Document document)
    {
        var operation = Assert.Single(action.GetOperationsAsync(CancellationToken.None).GetAwaiter().GetResult().OfType<ApplyChangesOperation>());
        var changed = operation.ChangedSolution.GetDocument(document.Id)!;
        var compilation = Compile(changed);
        TestCompilation.AssertCompiles(compilation);
        Assert.Empty(MarkedSource.Analyze(compilation));
        return changed.GetTextAsync().GetAwaiter().GetResult().ToString();
    }

    private static Compilation Compile(Document document) => document.Project.GetCompilationAsync().GetAwaiter().GetResult()!;
}
