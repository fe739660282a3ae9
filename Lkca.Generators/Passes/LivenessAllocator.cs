using System;
using System.Collections.Generic;
using System.Linq;

namespace Lkca.Generators.Passes;

/// <summary>First-fit allocation of intervals: two tensors share memory when no step needs both.</summary>
internal sealed class LivenessAllocator
{
    private readonly long _start;
    private readonly List<(long Offset, long Size, int First, int Last)> _taken = [];

    /// <summary>Allocates from <paramref name="start"/> on.</summary>
    public LivenessAllocator(long start)
    {
        _start = start;
        End = start;
    }

    /// <summary>The largest end so far.</summary>
    public long End { get; private set; }

    /// <summary>Offset of <paramref name="size"/> elements that are needed in steps <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public long Allocate(long size, int first, int last)
    {
        var offset = _start;
        foreach (var other in _taken.Where(other => other.First <= last && first <= other.Last).OrderBy(other => other.Offset))
        {
            if (offset + size <= other.Offset)
            {
                break;
            }

            offset = Math.Max(offset, other.Offset + other.Size);
        }

        _taken.Add((offset, size, first, last));
        End = Math.Max(End, offset + size);
        return offset;
    }
}
