using System.Numerics;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Moves 16 planes of an image (channels of a tiled matrix) to and from [token][16], where a channel is a lane.</summary>
internal static unsafe class ChannelPlanes
{
    /// <summary>Channels side by side.</summary>
    public const int Lanes = 16;

    /// <summary>planes[t·16 + lane] = channel first + lane·step of token start + t; lanes from <paramref name="used"/> on are 0.</summary>
    public static void Load<T>(T* planes, T* tiled, int start, int tokens, int features, int first, int step, int used)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (used < Lanes)
        {
            Cpu.Lanes.Run<T, FillLanes<T>>(new(planes, T.Zero), tokens * Lanes);
        }

        for (int done = 0, run; done < tokens; done += run)
        {
            run = TokenRuns.Length(start + done, 0, tokens - done);
            var from = tiled + Layout.Token(start + done, features) + (nint)first * Layout.TileTokens;
            Transposer.Run(planes + (nint)done * Lanes, Lanes, from, step * Layout.TileTokens, used, run);
        }
    }

    /// <summary>The inverse of <see cref="Load"/> for the lanes below <paramref name="used"/>.</summary>
    public static void Store<T>(T* tiled, int start, int tokens, int features, int first, int step, int used, T* planes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int done = 0, run; done < tokens; done += run)
        {
            run = TokenRuns.Length(start + done, 0, tokens - done);
            var to = tiled + Layout.Token(start + done, features) + (nint)first * Layout.TileTokens;
            Transposer.Run(to, step * Layout.TileTokens, planes + (nint)done * Lanes, Lanes, run, used);
        }
    }
}
