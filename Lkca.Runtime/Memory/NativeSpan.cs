using System;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Memory;

/// <summary>A stretch of native memory, 64-byte aligned at its arena's start: a pointer and a length that may be stored, passed to other threads and
/// handed to kernels by code that is not itself unsafe. It does not own the memory.</summary>
public readonly unsafe struct NativeSpan<T>
    where T : unmanaged
{
    /// <summary>Wraps <paramref name="length"/> elements at <paramref name="pointer"/>.</summary>
    public NativeSpan(T* pointer, long length)
    {
        Pointer = pointer;
        Length = length;
    }

    /// <summary>First element; null when <see cref="IsEmpty"/>.</summary>
    public T* Pointer { get; }

    /// <summary>Number of elements from <see cref="Pointer"/> to the end of the arena section that this span was cut from.</summary>
    public long Length { get; }

    /// <summary>True for the default value, which stands for "not wanted" in kernel arguments.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>Everything from element <paramref name="offset"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NativeSpan<T> At(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offset, (ulong)Length, nameof(offset));
        return new(Pointer + offset, Length - offset);
    }

    /// <summary><paramref name="length"/> elements from element <paramref name="offset"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NativeSpan<T> At(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offset, (ulong)Length, nameof(offset));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, (ulong)(Length - offset), nameof(length));
        return new(Pointer + offset, length);
    }

    /// <summary>The same memory as a span; at most 2³¹−1 elements.</summary>
    public Span<T> Span => new(Pointer, checked((int)Length));

    /// <summary>The pointer, after checking that <paramref name="needed"/> elements are there: what every kernel calls once per argument.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Require(long needed, [CallerArgumentExpression(nameof(needed))] string what = "")
    {
        if (needed > Length)
        {
            ThrowTooShort(needed, what);
        }

        return Pointer;
    }

    private void ThrowTooShort(long needed, string what) =>
        throw new ArgumentException($"A kernel argument holds {Length} elements where {what} = {needed} are needed.");
}
