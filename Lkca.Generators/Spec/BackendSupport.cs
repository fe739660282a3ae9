using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Lkca.Generators.Spec;

/// <summary>What a backend has of what a declaration can ask for: the data behind LKCA0601 and LKCA0603.</summary>
/// <param name="HasEmitter">False where this version cannot write code for it at all.</param>
/// <param name="HasFloat64">Whether models can be declared in double precision.</param>
/// <param name="Views">The forms of a large kernel that it has; Auto chooses among them.</param>
/// <param name="Runtime">Assembly, and package, that generated code of the backend calls.</param>
internal sealed record BackendSupport(bool HasEmitter, bool HasFloat64, IReadOnlyList<ViewKind> Views, string Runtime)
{
    /// <summary>What every generated class needs.</summary>
    public const string CommonRuntime = "Lkca.Runtime";

    private static readonly ViewKind[] AllViews = [ViewKind.Toeplitz, ViewKind.Convolution, ViewKind.Fft];

    // Every model of a project asks the same.
    private static readonly ConditionalWeakTable<Compilation, MissingNames> Missing = new();

    private static readonly Dictionary<BackendKind, BackendSupport> All = new()
    {
        [BackendKind.Cpu] = new(HasEmitter: true, HasFloat64: true, AllViews, CommonRuntime),
        [BackendKind.TorchSharp] = new(HasEmitter: true, HasFloat64: false, AllViews, "Lkca.Runtime.TorchSharp"),
        [BackendKind.Ilgpu] = new(HasEmitter: true, HasFloat64: false, [ViewKind.Toeplitz, ViewKind.Convolution], "Lkca.Runtime.Ilgpu"),
    };

    /// <summary>The backends' runtimes that the project does not reference.</summary>
    public static EquatableArray<string> MissingRuntimes(Compilation compilation) => Missing.GetValue(compilation, FindMissing).Names;

    private static MissingNames FindMissing(Compilation compilation)
    {
        var referenced = new HashSet<string>(compilation.ReferencedAssemblyNames.Select(a => a.Name)) { compilation.AssemblyName ?? "", CommonRuntime };
        return new(new(All.Values.Select(support => support.Runtime).Where(name => !referenced.Contains(name))));
    }

    private sealed record MissingNames(EquatableArray<string> Names);

    public static BackendSupport Of(BackendKind backend) => All[backend];

    /// <summary>The arguments of LKCA0601 for the first mixer that states a view that the backend does not have; null where there is none.</summary>
    public static string[]? MissingView(ModelSpec spec, BackendKind backend)
    {
        var views = Of(backend).Views;
        var mixer = spec.Stages.SelectMany(stage => stage.Pattern).OfType<LkcaMixerSpec>().FirstOrDefault(mixer => mixer.View != ViewKind.Auto && !views.Contains(mixer.View));
        return mixer is null ? null : [backend.ToString(), $"the view {mixer.View} of {mixer.Name}", "View = Auto, " + string.Join(" or ", views)];
    }

    /// <summary>The backends with an emitter, as a declaration writes them: "Backend.Cpu, Backend.TorchSharp".</summary>
    public static string Emitters => string.Join(" or ", All.Where(pair => pair.Value.HasEmitter).OrderBy(pair => pair.Key).Select(pair => "Backend." + pair.Key));
}
