using System;
using System.Linq;
using Lkca.Generators.Diagnostics;

namespace Lkca.Generators.Spec;

/// <summary>The build properties that models depend on.</summary>
/// <param name="Backend">LkcaBackend in projects that set LkcaModels to true, otherwise empty.</param>
internal sealed record BuildOptions(string Backend) : IEquatable<BuildOptions>
{
    public const string BackendProperty = "build_property.LkcaBackend";
    public const string ModelsProperty = "build_property.LkcaModels";

    public static BuildOptions Of(string? backend, string? models) =>
        new(string.Equals(models?.Trim(), "true", StringComparison.OrdinalIgnoreCase) ? backend?.Trim() ?? "" : "");
}

/// <summary>The backend of a model: its attribute, inherited ones too; then the build property; then Cpu.</summary>
internal static class BackendResolution
{
    /// <summary>The declaration with its final backend; findings at the record's name where the build property names none that works.</summary>
    public static Declaration Apply(Declaration declaration, BuildOptions options)
    {
        if (declaration.BackendStated || options.Backend.Length == 0)
        {
            return declaration;
        }

        if (!TryParse(options.Backend, out var backend))
        {
            string[] values = [options.Backend, string.Join(", ", Enum.GetNames(typeof(BackendKind)))];
            return With(declaration, new Finding(RuleIds.UnknownBackendProperty, ArgumentTarget.Record, new EquatableArray<string>(values)));
        }

        var support = BackendSupport.Of(backend);
        var missingView = declaration.Spec is { } spec ? BackendSupport.MissingView(spec, backend) : null;
        if (!support.HasEmitter)
        {
            declaration = With(declaration, new Finding(
                RuleIds.BackendWithoutEmitter, ArgumentTarget.Record, new EquatableArray<string>([backend.ToString(), "any model in this version", BackendSupport.Emitters])));
        }
        else if (declaration.MissingRuntimes.Contains(support.Runtime))
        {
            declaration = With(declaration, new Finding(
                RuleIds.BackendRuntimeMissing, ArgumentTarget.Record, new EquatableArray<string>([backend.ToString(), support.Runtime])));
        }

        if (!support.HasFloat64 && declaration.Precision == PrecisionKind.Float64)
        {
            declaration = With(declaration, new Finding(
                RuleIds.PrecisionNotSupported,
                new ArgumentTarget(DslNames.Precision, 0, DslNames.Positional),
                new EquatableArray<string>([backend.ToString()])));
        }

        if (missingView is not null)
        {
            declaration = With(declaration, new Finding(RuleIds.BackendWithoutEmitter, ArgumentTarget.Record, new EquatableArray<string>(missingView)));
        }

        return declaration.Spec is null ? declaration : declaration with { Spec = declaration.Spec with { Backend = backend } };
    }

    private static bool TryParse(string text, out BackendKind backend) =>
        Enum.TryParse(text, ignoreCase: true, out backend) && Enum.GetNames(typeof(BackendKind)).Contains(text, StringComparer.OrdinalIgnoreCase);

    private static Declaration With(Declaration declaration, Finding finding) =>
        declaration with { Spec = null, Findings = new EquatableArray<Finding>(declaration.Findings.Concat([finding])) };
}
