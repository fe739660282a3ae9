using System;
using System.Runtime.InteropServices;

namespace Lkca.Runtime.Memory;

/// <summary>One block of zeroed native memory, 64-byte aligned, cut into sections in order. Pages that nobody touches cost nothing (large ones where the system has them).</summary>
internal sealed unsafe class NativeBlock<T> : IDisposable
    where T : unmanaged
{
    private const nuint Alignment = 64;

    private void* _memory;
    private readonly NativeSpan<T> _all;
    private long _used;

    /// <exception cref="InsufficientMemoryException">The machine has not that much; the message says how much was asked for.</exception>
    public NativeBlock(long elements)
    {
        var bytes = checked((nuint)elements * (nuint)sizeof(T));
        try
        {
            _memory = NativeMemory.AllocZeroed(checked(bytes + Alignment));
        }
        catch (OutOfMemoryException)
        {
            throw new InsufficientMemoryException($"The model's memory plan needs {bytes >> 20} MiB, more than this machine gives. A smaller model, or Training = false for inference, needs less.");
        }

        HugePages.Advise(_memory, bytes + Alignment);
        var aligned = ((nuint)_memory + Alignment - 1) / Alignment * Alignment;
        _all = new((T*)aligned, elements);
    }

    /// <summary>The next <paramref name="elements"/> elements.</summary>
    public NativeSpan<T> Take(long elements)
    {
        var section = _all.At(_used, elements);
        _used += elements;
        return section;
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
        GC.SuppressFinalize(this);
    }

    ~NativeBlock() => NativeMemory.Free(_memory);
}
