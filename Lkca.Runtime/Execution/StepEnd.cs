using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Execution;

/// <summary>The memory of a training step's epilogue.</summary>
/// <param name="Weights">Parameters, in checkpoint layout.</param>
/// <param name="Gradients">Their gradients, same layout: sums over the batch, or what the epilogue makes of them.</param>
/// <param name="Prepared">What the prologue made of the parameters.</param>
/// <param name="Accumulated">The sums over the batch that are no parameter's gradient themselves.</param>
/// <param name="Work">The worker's temporaries.</param>
public readonly record struct StepEnd<T>(
    NativeSpan<T> Weights,
    NativeSpan<T> Gradients,
    NativeSpan<T> Prepared,
    NativeSpan<T> Accumulated,
    NativeSpan<T> Work)
    where T : unmanaged;
