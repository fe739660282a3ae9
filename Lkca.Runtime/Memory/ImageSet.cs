using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Memory;

/// <summary>Which images of a group a branch works on. Stochastic depth drops images per branch: the branch's tensors are compact
/// (<see cref="Count"/> images), the residual stream holds all images of the group, and image i of the branch is image <c>this[i]</c> of the stream.</summary>
public readonly unsafe struct ImageSet
{
    private readonly int* _indices;

    /// <summary>All images 0 … <paramref name="count"/>−1.</summary>
    public ImageSet(int count)
    {
        Count = count;
        _indices = null;
    }

    /// <summary>The images listed in ascending order at <paramref name="indices"/>.</summary>
    public ImageSet(int* indices, int count)
    {
        Count = count;
        _indices = indices;
    }

    /// <summary>Number of images in the branch.</summary>
    public int Count { get; }

    /// <summary>True when image i of the branch is image i of the stream.</summary>
    public bool IsIdentity => _indices == null;

    /// <summary>The stream's image that the branch's image <paramref name="image"/> is.</summary>
    public int this[int image]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _indices == null ? image : _indices[image];
    }
}
