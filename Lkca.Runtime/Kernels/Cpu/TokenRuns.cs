using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Moves stretches of tokens between tiled matrices and contiguous rows. A run is a stretch that lies in one tile on either side, so that a feature of
/// it is contiguous in both.</summary>
internal static unsafe class TokenRuns
{
    /// <summary>Length of the run that starts at token <paramref name="a"/> of one matrix and <paramref name="b"/> of another, at most
    /// <paramref name="rest"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Length(int a, int b, int rest) =>
        Math.Min(rest, Layout.TileTokens - Math.Max(a % Layout.TileTokens, b % Layout.TileTokens));

    /// <summary>Copies <paramref name="count"/> tokens of every feature from one tiled matrix to another.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Copy<T>(T* target, int targetToken, T* source, int sourceToken, int count, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int done = 0, run; done < count; done += run)
        {
            run = Length(targetToken + done, sourceToken + done, count - done);
            var to = target + Layout.Token(targetToken + done, features);
            var from = source + Layout.Token(sourceToken + done, features);
            for (nint c = 0; c < features; c++)
            {
                Lanes.Copy(to + c * Layout.TileTokens, from + c * Layout.TileTokens, run);
            }
        }
    }

    /// <summary>rows[c·stride + t] = feature first + c of token start + t, for t &lt; count; the rest of each row, up to <paramref name="stride"/>, is 0.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Gather<T>(T* rows, nint stride, T* tiled, int start, int count, int features, int first, int featureCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // First, and from a multiple of 16 on, so that these are whole vectors where rows are multiples of 16: 15 single elements take longer than a row's run.
        var whole = count & ~15;
        for (nint c = 0; c < featureCount && count < stride; c++)
        {
            Lanes.Run<T, FillLanes<T>>(new(rows + c * stride + whole, T.Zero), stride - whole);
        }

        for (int done = 0, run; done < count; done += run)
        {
            run = Length(start + done, 0, count - done);
            var from = tiled + Layout.Token(start + done, features) + (nint)first * Layout.TileTokens;
            for (nint c = 0; c < featureCount; c++)
            {
                Lanes.Copy(rows + c * stride + done, from + c * Layout.TileTokens, run);
            }
        }
    }

    /// <summary>The inverse of <see cref="Gather"/>: feature first + c of token start + t = rows[c·stride + t].</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Scatter<T>(T* tiled, int start, int count, int features, int first, int featureCount, T* rows, nint stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int done = 0, run; done < count; done += run)
        {
            run = Length(start + done, 0, count - done);
            var to = tiled + Layout.Token(start + done, features) + (nint)first * Layout.TileTokens;
            for (nint c = 0; c < featureCount; c++)
            {
                Lanes.Copy(to + c * Layout.TileTokens, rows + c * stride + done, run);
            }
        }
    }

    /// <summary>Sets the padding lanes of a tiled matrix to 0.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void ClearPadding<T>(T* tiled, int tokens, int features)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var used = tokens % Layout.TileTokens;
        if (used == 0)
        {
            return;
        }

        var tile = tiled + Layout.Token(tokens, features) - used;
        for (nint c = 0; c < features; c++)
        {
            Lanes.Clear(tile + c * Layout.TileTokens + used, Layout.TileTokens - used);
        }
    }
}
