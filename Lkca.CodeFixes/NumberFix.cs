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

/// <summary>Replaces a number by one that the rule would accept: the nearest head counts, patches and groups that divide, an odd kernel, the
/// full kernel.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NumberFix))]
[Shared]
public sealed class NumberFix : CodeFixProvider
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
            var argument = root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<AttributeArgumentSyntax>();
            if (root is null || argument?.NameEquals is not { Name.Identifier.ValueText: var name })
            {
                continue;
            }

            var choice = 0;
            foreach (var number in Suggestions.For(diagnostic.Id, name, FindingProperties.Values(diagnostic)))
            {
                var title = name + " = " + number.ToString(CultureInfo.InvariantCulture);
                var literal = SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(number))
                    .WithTriviaFrom(argument.Expression);
                var changed = context.Document.WithSyntaxRoot(root.ReplaceNode(argument.Expression, literal));
                var key = diagnostic.Id + "." + (choice++).ToString(CultureInfo.InvariantCulture);
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(changed), key), diagnostic);
            }
        }
    }
}
