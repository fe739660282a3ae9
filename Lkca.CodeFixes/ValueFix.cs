using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using System.Threading.Tasks;
using Lkca.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lkca.CodeFixes;

/// <summary>Replaces a value by one that the rule would accept: the nearest head counts, patches and groups that divide, an odd kernel, the
/// full kernel, a budget that is met, mean pooling, the Cpu backend.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ValueFix))]
[Shared]
public sealed class ValueFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => Suggestions.Ids;

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            // A finding that stands at a record's name or a mixer has no value to replace.
            var argument = root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<AttributeArgumentSyntax>();
            if (root is null || argument is null)
            {
                continue;
            }

            var name = argument.NameEquals?.Name.Identifier.ValueText ?? "";
            var choice = 0;
            foreach (var value in Suggestions.For(diagnostic.Id, name, FindingProperties.Values(diagnostic)))
            {
                var replacement = Replacement(argument.Expression, value);
                var title = (name.Length > 0 ? name + " = " : "") + replacement;
                var changed = context.Document.WithSyntaxRoot(root.ReplaceNode(argument.Expression, replacement.WithTriviaFrom(argument.Expression)));
                var key = diagnostic.Id + "." + (choice++).ToString(CultureInfo.InvariantCulture);
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(changed), key), diagnostic);
            }
        }
    }

    // Pool.Mean keeps what stands before the dot: a namespace, an alias.
    private static ExpressionSyntax Replacement(ExpressionSyntax written, string value) =>
        written is MemberAccessExpressionSyntax access && value.IndexOf('.') is var dot and > 0
            ? access.WithName(SyntaxFactory.IdentifierName(value.Substring(dot + 1))).WithoutTrivia()
            : SyntaxFactory.ParseExpression(value);
}
