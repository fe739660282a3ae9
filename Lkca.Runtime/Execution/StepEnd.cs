using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Execution;

/// <summary>The memory of a training step's epilogue.</summary>
/// <param name="Weights">Parameters, in checkpoint layout.</param>
/// <param name="Gradients">Their gradients, same layout: what the epilogue fills.</param>
/// <param name="Prepared">What the prologue made of the parameters.</param>
/// <param name="Slots">The slots' sums over the batch, one slot after another.</param>
/// <param name="SlotStride">Elements from one slot to the next.</param>
/// <param name="SlotCount">Slots that this batch used.</param>
/// <param name="Work">The worker's temporaries.</param>
public readonly record struct StepEnd<T>(
    NativeSpan<T> Weights,
    NativeSpan<T> Gradients,
    NativeSpan<T> Prepared,
    NativeSpan<T> Slots,
    long SlotStride,
    int SlotCount,
    NativeSpan<T> Work)
    where T : unmanaged;
