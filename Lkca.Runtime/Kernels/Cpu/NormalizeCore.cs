// Measured: 512 tokens × 210 features, float, one Zen 4 core: Forward 15.3 µs (mean, variance and result are three passes over a tile in the second cache),
// BackwardAdd 22.5 µs. A Linear of the same size takes 390 µs.
// 256 tokens with vectors of 256 bits, z and result cold: half a tile at a time, in half lines, 24.4 µs; with pairs of vectors, in whole lines, 15.1 µs (512 bits: 15.5 µs). Hot both take 10 µs, and BackwardAdd gains nothing.
using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary><see cref="Normalize"/> for one vector width: lanes are tokens, so the sums over features are sums of rows.</summary>
internal static unsafe class NormalizeCore<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Tile = Layout.TileTokens;

    /// <inheritdoc cref="Normalize.Forward{T}"/>
    public static void Forward(NativeSpan<T> xHat, NativeSpan<T> rstd, NativeSpan<T> z, ImageSet kept, int tokensPerImage, int features, double epsilon, Team team = default)
    {
        var tokens = kept.Count * tokensPerImage;
        var part = team.EnterForTokens(tokens, features);
        int first = part.FromPlace, end = part.ToPlace;
        var result = xHat.Require(Layout.Elements(part.Places(tokens), features));
        var scales = rstd.Require(Layout.Elements(part.Places(tokens), 1));
        if (first == end)
        {
            return;
        }

        var stream = z.Require(Layout.Elements(part.Places((kept[kept.Count - 1] + 1) * tokensPerImage), features));
        var inPlace = tokensPerImage % Tile != 0 && !kept.IsIdentity;
        for (var image = 0; inPlace && image < kept.Count; image++)
        {
            TokenRuns.Copy(result, image * tokensPerImage, stream, kept[image] * tokensPerImage, tokensPerImage, features);
        }

        for (var token = first / Tile * Tile; token < end; token += Tile)
        {
            var to = result + (nint)token * features;
            var source = kept.IsIdentity ? token : kept[token / tokensPerImage] * tokensPerImage + token % tokensPerImage;
            var from = inPlace ? to : stream + Layout.Token(source, features);
            var lanes = Math.Min(Tile, (end - token + Team.LaneUnit - 1) / Team.LaneUnit * Team.LaneUnit);
            NormalizeTile(to, scales + token, from, features, Math.Max(first - token, 0), lanes, Simd.Constant<T>(epsilon));
        }

        if (part.HasPadding(tokens))
        {
            TokenRuns.ClearPadding(result, tokens, features);
            TokenRuns.ClearPadding(scales, tokens, 1);
        }
    }

    /// <inheritdoc cref="Normalize.BackwardAdd{T}"/>
    [SkipLocalsInit]
    public static void BackwardAdd(
        NativeSpan<T> dZ, NativeSpan<T> dXHat, NativeSpan<T> xHat, NativeSpan<T> rstd, ImageSet kept, int tokensPerImage, int features)
    {
        var tokens = kept.Count * tokensPerImage;
        T* d = dXHat.Require(Layout.Elements(tokens, features)), x = xHat.Require(Layout.Elements(tokens, features));
        var scales = rstd.Require(Layout.Elements(tokens, 1));
        var target = tokens == 0 ? null : dZ.Require(Layout.Elements((kept[kept.Count - 1] + 1) * tokensPerImage, features));
        T* mean = stackalloc T[Tile], dot = stackalloc T[Tile];
        for (int token = 0, run; token < tokens; token += run)
        {
            int image = token / tokensPerImage, within = token % tokensPerImage, lane = token % Tile;
            var to = kept[image] * tokensPerImage + within;
            run = TokenRuns.Length(token, to, tokensPerImage - within);
            var offset = Layout.Token(token - lane, features);
            if (lane == 0)
            {
                Means(mean, dot, d + offset, x + offset, features);
            }

            Apply(target + Layout.Token(to, features), d + offset + lane, x + offset + lane, scales + token, mean + lane, dot + lane, features, run, add: true);
        }
    }

    /// <inheritdoc cref="Normalize.Backward{T}"/>
    [SkipLocalsInit]
    public static void Backward(NativeSpan<T> dX, NativeSpan<T> dXHat, NativeSpan<T> xHat, NativeSpan<T> rstd, int tokens, int features)
    {
        T* d = dXHat.Require(Layout.Elements(tokens, features)), x = xHat.Require(Layout.Elements(tokens, features));
        T* scales = rstd.Require(Layout.Elements(tokens, 1)), target = dX.Require(Layout.Elements(tokens, features));
        T* mean = stackalloc T[Tile], dot = stackalloc T[Tile];
        for (var tile = 0; tile < Layout.Tiles(tokens); tile++)
        {
            var offset = (nint)tile * features * Tile;
            Means(mean, dot, d + offset, x + offset, features);
            Apply(target + offset, d + offset, x + offset, scales + tile * Tile, mean, dot, features, Tile, add: false);
        }

        TokenRuns.ClearPadding(target, tokens, features);
    }

    // Lanes first … end − 1 of a tile.
    private static void NormalizeTile(T* to, T* rstd, T* from, nint features, int first, int end, T epsilon)
    {
        for (int lane = first, vectors; lane < end; lane += vectors * TOps.Lanes)
        {
            vectors = (end - lane) / TOps.Lanes;
            switch (vectors)
            {
                case 1:
                    NormalizeLanes<One>(to + lane, rstd + lane, from + lane, features, epsilon);
                    break;
                case 2 or 3:
                    vectors = 2;
                    NormalizeLanes<Two>(to + lane, rstd + lane, from + lane, features, epsilon);
                    break;
                default:
                    vectors = 4;
                    NormalizeLanes<Four>(to + lane, rstd + lane, from + lane, features, epsilon);
                    break;
            }
        }
    }

    // One, two or four vectors: tests on the count are decided when the JIT compiles.
    [MethodImpl(Simd.Kernel)]
    private static void NormalizeLanes<TCols>(T* to, T* rstd, T* from, nint features, T epsilon)
        where TCols : struct, ICount
    {
        var count = TOps.Broadcast(T.CreateTruncating(features));
        nint width = TOps.Lanes, end = features * Tile;
        TVec s0 = TOps.Zero, s1 = s0, s2 = s0, s3 = s0;
        for (nint c = 0; c < end; c += Tile)
        {
            s0 = TOps.Add(s0, TOps.Load(from + c));
            if (TCols.Value > 1)
            {
                s1 = TOps.Add(s1, TOps.Load(from + c + width));
            }

            if (TCols.Value > 2)
            {
                s2 = TOps.Add(s2, TOps.Load(from + c + 2 * width));
                s3 = TOps.Add(s3, TOps.Load(from + c + 3 * width));
            }
        }

        TVec m0 = TOps.Divide(s0, count), m1 = TOps.Divide(s1, count), m2 = TOps.Divide(s2, count), m3 = TOps.Divide(s3, count);
        s0 = s1 = s2 = s3 = TOps.Zero;
        for (nint c = 0; c < end; c += Tile)
        {
            s0 = AddSquare(s0, from + c, m0);
            if (TCols.Value > 1)
            {
                s1 = AddSquare(s1, from + c + width, m1);
            }

            if (TCols.Value > 2)
            {
                s2 = AddSquare(s2, from + c + 2 * width, m2);
                s3 = AddSquare(s3, from + c + 3 * width, m3);
            }
        }

        var e = TOps.Broadcast(epsilon);
        TOps.Store(rstd, s0 = Rstd(s0, count, e));
        if (TCols.Value > 1)
        {
            TOps.Store(rstd + width, s1 = Rstd(s1, count, e));
        }

        if (TCols.Value > 2)
        {
            TOps.Store(rstd + 2 * width, s2 = Rstd(s2, count, e));
            TOps.Store(rstd + 3 * width, s3 = Rstd(s3, count, e));
        }

        for (nint c = 0; c < end; c += Tile)
        {
            TOps.Store(to + c, TOps.Multiply(TOps.Subtract(TOps.Load(from + c), m0), s0));
            if (TCols.Value > 1)
            {
                TOps.Store(to + c + width, TOps.Multiply(TOps.Subtract(TOps.Load(from + c + width), m1), s1));
            }

            if (TCols.Value > 2)
            {
                TOps.Store(to + c + 2 * width, TOps.Multiply(TOps.Subtract(TOps.Load(from + c + 2 * width), m2), s2));
                TOps.Store(to + c + 3 * width, TOps.Multiply(TOps.Subtract(TOps.Load(from + c + 3 * width), m3), s3));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec AddSquare(TVec sum, T* x, TVec mean)
    {
        var d = TOps.Subtract(TOps.Load(x), mean);
        return TOps.Fma(d, d, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Rstd(TVec squares, TVec count, TVec epsilon) => TOps.Divide(TOps.Broadcast(T.One), TOps.Sqrt(TOps.Add(TOps.Divide(squares, count), epsilon)));

    // mean = mean over features of d, dot = mean of d ⊙ x, for the 64 lanes of a tile
    [MethodImpl(Simd.Kernel)]
    private static void Means(T* mean, T* dot, T* d, T* x, nint features)
    {
        var count = TOps.Broadcast(T.CreateTruncating(features));
        nint width = TOps.Lanes, end = features * Tile;
        for (nint lane = 0; lane < Tile; lane += 2 * width)
        {
            TVec s0 = TOps.Zero, s1 = s0, p0 = s0, p1 = s0;
            for (var c = lane; c < end; c += Tile)
            {
                TVec d0 = TOps.Load(d + c), d1 = TOps.Load(d + c + width);
                s0 = TOps.Add(s0, d0);
                s1 = TOps.Add(s1, d1);
                p0 = TOps.Fma(d0, TOps.Load(x + c), p0);
                p1 = TOps.Fma(d1, TOps.Load(x + c + width), p1);
            }

            TOps.Store(mean + lane, TOps.Divide(s0, count));
            TOps.Store(mean + lane + width, TOps.Divide(s1, count));
            TOps.Store(dot + lane, TOps.Divide(p0, count));
            TOps.Store(dot + lane + width, TOps.Divide(p1, count));
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void Apply(T* target, T* d, T* x, T* rstd, T* mean, T* dot, nint features, int run, bool add)
    {
        for (nint c = 0; c < features * Tile; c += Tile)
        {
            if (add)
            {
                Lanes.Run<TOps, TVec, T, AddGradient>(new(target + c, d + c, x + c, rstd, mean, dot), run);
            }
            else
            {
                Lanes.Run<TOps, TVec, T, SetGradient>(new(target + c, d + c, x + c, rstd, mean, dot), run);
            }
        }
    }

    private readonly struct AddGradient(T* target, T* d, T* x, T* rstd, T* mean, T* dot) : ILaneOperation<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<TO, TV>(nint i)
            where TO : struct, ISimd<TV, T>
            where TV : unmanaged
        {
            var centred = TO.Subtract(TO.Load(d + i), TO.Fma(TO.Load(x + i), TO.Load(dot + i), TO.Load(mean + i)));
            TO.Store(target + i, TO.Fma(centred, TO.Load(rstd + i), TO.Load(target + i)));
        }
    }

    private readonly struct SetGradient(T* target, T* d, T* x, T* rstd, T* mean, T* dot) : ILaneOperation<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<TO, TV>(nint i)
            where TO : struct, ISimd<TV, T>
            where TV : unmanaged
        {
            var centred = TO.Subtract(TO.Load(d + i), TO.Fma(TO.Load(x + i), TO.Load(dot + i), TO.Load(mean + i)));
            TO.Store(target + i, TO.Multiply(centred, TO.Load(rstd + i)));
        }
    }
}
