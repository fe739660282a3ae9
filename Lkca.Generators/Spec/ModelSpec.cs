using System;

namespace Lkca.Generators.Spec;

// The equality contract of the whole pipeline: every type in this file is a record of strings, numbers, enums and EquatableArrays.
// No symbol, no syntax node, no Location. Two declarations that mean the same model give equal specs with equal hashes, and then nothing is
// compiled.

/// <summary>Everything that the compiler needs to know of one declared model, after inheritance. Ranges are checked: a spec that carries no
/// error finding
/// describes a model that the compiler can build.</summary>
/// <param name="Name">Simple name of the record as source text would write it without escape, for example LkcaB.</param>
/// <param name="Namespace">Its namespace, dotted, without global::, empty for the global one; keywords unescaped.</param>
/// <param name="IsPublic">Accessibility of the generated class: public, otherwise internal.</param>
/// <param name="HintName">Unique file name stem: the full metadata name, with a distinguishing suffix where names differ by case only.</param>
/// <param name="Backend">Resolved backend: attribute, build property, Cpu.</param>
internal sealed record ModelSpec(
    string Name,
    string Namespace,
    bool IsPublic,
    string HintName,
    ImageSpec Image,
    int Classes,
    PatchSpec Patch,
    int Width,
    EquatableArray<StageSpec> Stages,
    PoolKind Pool,
    BackendKind Backend,
    PrecisionKind Precision,
    BudgetSpec Budget) : IEquatable<ModelSpec>
{
    /// <summary>Tokens down the grid.</summary>
    public int GridHeight => Image.Height / Patch.Height;

    /// <summary>Tokens across the grid.</summary>
    public int GridWidth => Image.Width / Patch.Width;

    /// <summary>Tokens of the grid, class token not counted.</summary>
    public int GridTokens => GridHeight * GridWidth;

    /// <summary>Tokens per image in the blocks: the grid, and the class token where the head classifies from one.</summary>
    public int Tokens => GridTokens + (Pool == PoolKind.ClassToken ? 1 : 0);
}

internal sealed record ImageSpec(int Height, int Width, int Channels);

internal sealed record PatchSpec(int Height, int Width);

/// <summary>Depth blocks; the mixer of block i is Pattern[i % Pattern.Count].</summary>
internal sealed record StageSpec(EquatableArray<MixerSpec> Pattern, int Depth, int Heads, double MlpRatio);

/// <param name="Name">Simple name of the mixer's record, for example LkcaMixer or GroupedLkca.</param>
internal abstract record MixerSpec(string Name);

/// <param name="KernelHeight">Odd, 1 … 2·GridHeight−1; the full size already resolved from 0.</param>
/// <param name="Groups">1 … Width, divides Width.</param>
/// <param name="View">The stated view, or Auto: ChooseView decides.</param>
internal sealed record LkcaMixerSpec(string Name, int KernelHeight, int KernelWidth, int Groups, bool ValueBias, bool Projection, ViewKind View)
    : MixerSpec(Name);

internal sealed record MhsaMixerSpec(string Name, bool QkvBias, bool ProjectionBias) : MixerSpec(Name);

/// <summary>0 means no limit.</summary>
internal sealed record BudgetSpec(long MaxParameters, long MaxMacs);

internal enum PoolKind
{
    Mean,
    ClassToken,
}

internal enum BackendKind
{
    Cpu,
    TorchSharp,
    Ilgpu,
}

internal enum PrecisionKind
{
    Float32,
    Float64,
}

internal enum ViewKind
{
    Auto,
    Convolution,
    Toeplitz,
    Fft,
}
