using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>c = gelu(c) and slope = gelu′(c) on tiles of 64 tokens; no slope where the pointer is null.</summary>
internal unsafe readonly struct GeluEpilogue<T>(T* slope) : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(Simd.Kernel)]
    public void Tile<TOps, TVec>(T* c, nint cRow, int first, int rows, int lane, int lanes)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
    {
        var slopes = slope == null ? null : slope + (nint)first * Layout.TileTokens + lane;
        for (; rows > 0; rows--, c += cRow)
        {
            var row = new GeluLanes<T>(c, slopes, c);
            if (typeof(T) == typeof(float) && TOps.PanelVectors == 2)
            {
                // Whole units of 16 tokens, so that a tile has an even number of vectors. (Double has more than twice the operations; pairs were measured for float.)
                for (nint i = 0; i < lanes; i += 2 * TOps.Lanes)
                {
                    row.Apply<SimdPair<TOps, TVec, T>, VectorPair<TVec>>(i);
                }
            }
            else
            {
                for (nint i = 0; i < lanes; i += TOps.Lanes)
                {
                    row.Apply<TOps, TVec>(i);
                }
            }

            slopes = slopes == null ? null : slopes + Layout.TileTokens;
        }
    }
}

/// <summary>z += scale·c on tiles of 64 tokens.</summary>
internal unsafe readonly struct AddEpilogue<T>(T* z, T scale) : IEpilogue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(Simd.Kernel)]
    public void Tile<TOps, TVec>(T* c, nint cRow, int row, int rows, int lane, int lanes)
        where TOps : struct, ISimd<TVec, T>
        where TVec : unmanaged
    {
        var stream = z + (nint)row * Layout.TileTokens + lane;
        for (; rows > 0; rows--, c += cRow, stream += Layout.TileTokens)
        {
            Lanes.Run<TOps, TVec, T, AddScaledLanes<T>>(new(stream, c, scale), lanes);
        }
    }
}
