using System.Collections.Generic;
using System.Linq;

namespace Lkca.Generators.Spec;

/// <summary>What a backend has of what a declaration can ask for: the data behind LKCA0601 and LKCA0603.</summary>
/// <param name="HasEmitter">False where this version cannot write code for it at all.</param>
/// <param name="HasFloat64">Whether models can be declared in double precision.</param>
/// <param name="Views">The forms of a large kernel that it has; Auto chooses among them.</param>
internal sealed record BackendSupport(bool HasEmitter, bool HasFloat64, IReadOnlyList<ViewKind> Views)
{
    private static readonly ViewKind[] AllViews = [ViewKind.Toeplitz, ViewKind.Convolution, ViewKind.Fft];

    private static readonly Dictionary<BackendKind, BackendSupport> All = new()
    {
        [BackendKind.Cpu] = new(HasEmitter: true, HasFloat64: true, AllViews),
        [BackendKind.TorchSharp] = new(HasEmitter: false, HasFloat64: false, AllViews),
        [BackendKind.Ilgpu] = new(HasEmitter: false, HasFloat64: false, AllViews),
    };

    public static BackendSupport Of(BackendKind backend) => All[backend];

    /// <summary>The backends with an emitter, as a declaration writes them: "Backend.Cpu, Backend.TorchSharp".</summary>
    public static string Emitters => string.Join(" or ", All.Where(pair => pair.Value.HasEmitter).OrderBy(pair => pair.Key).Select(pair => "Backend." + pair.Key));
}
