using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Lkca.Generators.Spec;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Lkca.Generators;

/// <summary>The pipeline. Reading runs on every edit, and everything after it only where what was read has changed.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var options = context.AnalyzerConfigOptionsProvider
            .Select(static (provider, _) => OptionsOf(provider.GlobalOptions))
            .WithTrackingName(Steps.Options);

        var declarations = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                DslNames.VisionModelMetadataName, static (node, _) => node is TypeDeclarationSyntax, static (c, _) => Read(c))
            .WithTrackingName(Steps.Declarations)
            .Where(static declaration => declaration is not null)
            .Select(static (declaration, _) => declaration!);

        var ambiguous = declarations
            .Select(static (declaration, _) => HintNames.Of(declaration.Surface.MetadataName))
            .Collect()
            .Select(static (names, _) => HintNames.Ambiguous(names))
            .WithTrackingName(Steps.AmbiguousNames);

        var resolved = declarations
            .Combine(options)
            .Select(static (pair, _) => BackendResolution.Apply(pair.Left, pair.Right))
            .Combine(ambiguous)
            .Select(static (pair, _) => NamedDeclaration.Of(pair.Left, pair.Right))
            .WithTrackingName(Steps.Resolved);

        var compiled = resolved.Select(static (declaration, _) => declaration.Compile()).WithTrackingName(Steps.Compiled);
        context.RegisterSourceOutput(compiled, static (c, files) => Add(c, files));

        var models = declarations
            .Select(static (declaration, _) => declaration.Surface)
            .Collect()
            .Select(static (surfaces, _) => DeclaredModelsFile.Write(surfaces))
            .WithTrackingName(Steps.DeclaredModels);
        context.RegisterSourceOutput(models, static (c, file) => Add(c, new EquatableArray<GeneratedFile>(file is null ? [] : [file])));
    }

    internal static BuildOptions OptionsOf(Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions options)
    {
        options.TryGetValue(BuildOptions.BackendProperty, out var backend);
        options.TryGetValue(BuildOptions.ModelsProperty, out var models);
        return BuildOptions.Of(backend, models);
    }

    private static Declaration? Read(GeneratorAttributeSyntaxContext context) =>
        context.TargetSymbol is INamedTypeSymbol { TypeKind: TypeKind.Class } record && RecordShape.IsFirstDeclaration(record, context.TargetNode)
            ? SpecReader.Read(record, context.SemanticModel.Compilation).Declaration
            : null;

    private static void Add(SourceProductionContext context, EquatableArray<GeneratedFile> files)
    {
        foreach (var file in files.GroupBy(f => HintNames.Of(f.HintName).ToUpperInvariant()).Select(g => g.First()))
        {
            context.AddSource(HintNames.Of(file.HintName), SourceText.From(file.Text, Utf8));
        }
    }

    /// <summary>Names of the steps, for tests of what an edit re-runs.</summary>
    internal static class Steps
    {
        public const string Options = nameof(Options);
        public const string Declarations = nameof(Declarations);
        public const string AmbiguousNames = nameof(AmbiguousNames);
        public const string Resolved = nameof(Resolved);
        public const string Compiled = nameof(Compiled);
        public const string DeclaredModels = nameof(DeclaredModels);
    }
}
