using ILGPU;

namespace Lkca.Runtime.Ilgpu;

/// <summary>The same tensor of several blocks; a kernel works on that of block Grid.IdxZ.</summary>
/// <param name="First">The first block's, and all memory behind it.</param>
/// <param name="Step">From one block's to the next.</param>
/// <param name="Count">How many blocks.</param>
public readonly record struct StackedTensor(ArrayView<float> First, int Step, int Count)
{
    /// <summary>A single tensor.</summary>
    public static implicit operator StackedTensor(ArrayView<float> tensor) => FromView(tensor);

    /// <inheritdoc cref="op_Implicit(ArrayView{float})"/>
    public static StackedTensor FromView(ArrayView<float> tensor) => new(tensor, 0, 1);

    /// <summary>The tensor of this thread group's block.</summary>
    internal ArrayView<float> Mine => First.SubView((long)Grid.IdxZ * Step, First.Length - ((long)Grid.IdxZ * Step));
}
