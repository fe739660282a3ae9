using System;

namespace Lkca.Dsl;

/// <summary>Options of a large-kernel mixer, on a record that derives from <see cref="LkcaMixer"/>; inherited property by property.
/// <example><code>
/// [LkcaOptions(View = LargeKernelView.Fft, Projection = false, Groups = 4)]
/// public abstract record GroupedLkca : LkcaMixer;
/// </code></example></summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class LkcaOptionsAttribute : Attribute
{
    /// <summary>The form in which the operator is computed; all are exactly equal.
    /// <example><c>[LkcaOptions(View = LargeKernelView.Toeplitz)]</c></example></summary>
    public LargeKernelView View { get; set; }

    /// <summary>Height and width of a square kernel in tokens: odd, at most 2·grid−1; 0 is the full (2H−1)×(2W−1). Excludes
    /// <see cref="KernelHeight"/> and <see cref="KernelWidth"/>, inherited ones too.
    /// <example><c>[LkcaOptions(Kernel = 7)]</c></example></summary>
    public int Kernel { get; set; }

    /// <summary>Height of the kernel in tokens: odd, at most 2H−1; 0 is 2H−1. Excludes <see cref="Kernel"/>.
    /// <example><c>[LkcaOptions(KernelHeight = 7, KernelWidth = 5)]</c></example></summary>
    public int KernelHeight { get; set; }

    /// <summary>Width of the kernel in tokens: odd, at most 2W−1; 0 is 2W−1. Excludes <see cref="Kernel"/>.
    /// <example><c>[LkcaOptions(KernelHeight = 7, KernelWidth = 5)]</c></example></summary>
    public int KernelWidth { get; set; }

    /// <summary>Kernels of the layer: 1 (the default) for all channels, or one for each of that many contiguous groups of channels; divides the
    /// width.
    /// <example><c>[LkcaOptions(Groups = 4)]</c></example></summary>
    public int Groups { get; set; } = 1;

    /// <summary>Whether the value projection has a bias; it has none by default.
    /// <example><c>[LkcaOptions(ValueBias = true)]</c></example></summary>
    public bool ValueBias { get; set; }

    /// <summary>Whether an output projection follows the operator; it does by default.
    /// <example><c>[LkcaOptions(Projection = false)]</c></example></summary>
    public bool Projection { get; set; } = true;
}
