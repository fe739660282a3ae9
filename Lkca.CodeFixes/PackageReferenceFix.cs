using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Lkca.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Lkca.CodeFixes;

/// <summary>Writes the package that a model needs into the project file.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PackageReferenceFix))]
[Shared]
public sealed class PackageReferenceFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.RuntimeMissing, RuleIds.BackendRuntimeMissing];

    /// <summary>None: one reference serves all models of a project.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            var package = FindingProperties.Values(diagnostic)[1];
            if (context.Document.Project.FilePath is { } project)
            {
                var title = $"Reference {package} in {Path.GetFileName(project)}";
                context.RegisterCodeFix(new Edit(title, project, package), diagnostic);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Version of the packages: they are published together.</summary>
    private static string Version =>
        typeof(PackageReferenceFix).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>().InformationalVersion.Split('+')[0];

    private sealed class Edit(string title, string project, string package) : CodeAction
    {
        public override string Title => title;

        public override string EquivalenceKey => "PackageReference." + package;

        protected override Task<IEnumerable<CodeActionOperation>> ComputeOperationsAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<CodeActionOperation>>([new Write(title, project, package)]);

        // Looking at the fix must not do it.
        protected override Task<IEnumerable<CodeActionOperation>> ComputePreviewOperationsAsync(CancellationToken cancellationToken) =>
            Task.FromResult(Enumerable.Empty<CodeActionOperation>());
    }

    /// <summary>A workspace cannot add a package reference by itself, so the file is written; the editor reads it again.</summary>
    private sealed class Write(string title, string project, string package) : CodeActionOperation
    {
        public override string Title => title;

        public override void Apply(Workspace workspace, CancellationToken cancellationToken) => ProjectFile.Reference(project, package, Version);
    }
}
