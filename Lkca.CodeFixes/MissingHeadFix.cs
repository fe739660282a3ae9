using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Lkca.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Lkca.CodeFixes;

/// <summary>Adds the head that a model lacks: pooling by the mean, which every mixer bears.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MissingHeadFix))]
[Shared]
public sealed class MissingHeadFix : CodeFixProvider
{
    private const string Title = "Add [Head(Pool = Pool.Mean)]";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.NoHead];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var record = root?.FindNode(context.Span).FirstAncestorOrSelf<TypeDeclarationSyntax>();
        if (root is null || record is null)
        {
            return;
        }

        var last = record.AttributeLists.Last();
        var head = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(
                SyntaxFactory.Attribute(SyntaxFactory.ParseName("Head"), SyntaxFactory.ParseAttributeArgumentList("(Pool = Pool.Mean)"))))
            .WithLeadingTrivia(last.GetLeadingTrivia().Where(t => t.IsKind(SyntaxKind.WhitespaceTrivia)))
            .WithTrailingTrivia(last.GetTrailingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
        var changed = context.Document.WithSyntaxRoot(root.InsertNodesAfter(last, [head]));
        context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(changed), RuleIds.NoHead), context.Diagnostics);
    }
}
