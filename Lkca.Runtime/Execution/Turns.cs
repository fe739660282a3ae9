using System;
using System.Threading;

namespace Lkca.Runtime.Execution;

/// <summary>The order in which the groups of a batch add to the sums over the batch: to each sum in the order of their images, whatever workers carry them. All groups make the same sums in
/// the same order, so one number tells how far a group is, and a group follows its predecessor through the backward pass at the distance of one sum.</summary>
/// <remarks>Groups are taken up in ascending order, so the first unfinished one waits for nobody and there is no deadlock. Neighbours that started together are apart after the first wait,
/// and from then on nobody waits unless a worker is held up or its group has less to do than the one before.</remarks>
internal sealed class Turns(int groups, bool isCrowded)
{
    // A line for each group: only its worker writes there.
    private const int Line = 8;

    private const long All = long.MaxValue;

    private readonly long[] _reached = new long[(groups + 1) * Line];
    private bool _isBroken;

    /// <summary>As new; while no group is under way.</summary>
    public void Reset()
    {
        Array.Clear(_reached);
        _reached[0] = All; // the predecessor of the first group
        _isBroken = false;
    }

    /// <summary>The sums of <paramref name="group"/> before <paramref name="sum"/> (counted from 1) are made; returns when its predecessor has made this one.</summary>
    public void Await(int group, long sum)
    {
        Volatile.Write(ref _reached[(group + 1) * Line], sum);
        for (var turns = 0; Volatile.Read(ref _reached[group * Line]) <= sum && !Volatile.Read(ref _isBroken); turns++)
        {
            if (isCrowded || turns % 256 == 255)
            {
                Thread.Yield();
            }
            else
            {
                Thread.SpinWait(8);
            }
        }
    }

    /// <summary>All sums of <paramref name="group"/> are made.</summary>
    public void Leave(int group) => Volatile.Write(ref _reached[(group + 1) * Line], All);

    /// <summary>A worker failed: nobody waits any more. The sums are worthless, and the failure is reported when all workers have returned.</summary>
    public void Break() => Volatile.Write(ref _isBroken, true);
}
