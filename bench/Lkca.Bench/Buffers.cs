using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Lkca.Runtime.Memory;

namespace Lkca.Bench;

/// <summary>Native memory of one benchmark, 64-byte aligned, on large pages where a session would have them, filled with small values from a fixed sequence.</summary>
public sealed unsafe class Buffers
{
    private readonly List<nint> _blocks = [];
    private uint _state = 1;

    public NativeSpan<float> Take(long count)
    {
        var pointer = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(count, 16) * sizeof(float), 64);
        HugePages.Advise(pointer, (nuint)Math.Max(count, 16) * sizeof(float));
        _blocks.Add((nint)pointer);
        for (long i = 0; i < count; i++)
        {
            _state = (_state * 1664525) + 1013904223;
            pointer[i] = ((_state >> 8) * (2f / (1 << 24))) - 1;
        }

        return new(pointer, count);
    }

    /// <summary>Ends the benchmark: BenchmarkDotNet calls it through the cleanup method.</summary>
    public void Free()
    {
        foreach (var block in _blocks)
        {
            NativeMemory.AlignedFree((void*)block);
        }

        _blocks.Clear();
    }
}
