using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.InteropServices;
using Lkca.Runtime.Memory;
using Xunit;

namespace Lkca.Runtime.Tests.Kernels;

/// <summary>Native memory with canaries on both sides, freed and checked together.</summary>
internal sealed unsafe class GuardedMemory<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Guard = 64;
    private readonly List<(nint Pointer, long Length)> _blocks = [];
    private static readonly T Canary = T.CreateChecked(-12345.5);

    public NativeSpan<T> Allocate(long length)
    {
        var pointer = (T*)NativeMemory.AlignedAlloc((nuint)((length + 2 * Guard) * sizeof(T)), 64);
        new Span<T>(pointer, Guard).Fill(Canary);
        new Span<T>(pointer + Guard, (int)length).Fill(T.NaN);
        new Span<T>(pointer + Guard + length, Guard).Fill(Canary);
        _blocks.Add(((nint)pointer, length));
        return new(pointer + Guard, length);
    }

    public void Dispose()
    {
        foreach (var (pointer, length) in _blocks)
        {
            var block = (T*)pointer;
            for (var i = 0; i < Guard; i++)
            {
                Assert.True(block[i] == Canary, $"element {i - Guard} of a buffer of {length} was written");
                Assert.True(block[Guard + length + i] == Canary, $"element {length + i} of a buffer of {length} was written");
            }

            NativeMemory.AlignedFree(block);
        }
    }
}
