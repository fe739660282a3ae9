using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>Transforms of complex vectors of some number of lanes: an element is that many real parts, then as many imaginary parts. Forward goes from natural to
/// bit-reversed order (decimation in frequency), inverse back (decimation in time), so that no permutation is ever made. Two radix-2 stages are done at once
/// (w = exp(−2πi/length); e = a0 − a2, f = a1 − a3): a0 + a1 + a2 + a3, w²ᵏ(a0 − a1 + a2 − a3), wᵏ(e − if), w³ᵏ(e + if).</summary>
internal static unsafe class FourierTransform<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>x̂ = Σ x·exp(−2πi·…), in place, elements <paramref name="stride"/> apart; roots hold every <paramref name="rootStep"/>-th root wanted.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Forward(T* data, nint stride, nint length, nint lanes, T* roots, nint rootStep) => ForwardFrom(length / 2, data, stride, length, lanes, roots, rootStep);

    /// <summary>The transform of <paramref name="count"/> elements of <paramref name="source"/>, which may be data itself, and zeros up to <paramref name="length"/>.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Forward(T* data, nint stride, T* source, nint sourceStride, nint count, nint length, nint lanes, T* roots, nint rootStep)
    {
        if (2 * count != length || length % 4 != 0)
        {
            Copy(data, stride, source, sourceStride, count, lanes);
            Clear(data + count * stride, stride, length - count, lanes);
            ForwardFrom(length / 2, data, stride, length, lanes, roots, rootStep);
            return;
        }

        // Half of them are zeros: two of four operands in the first stage.
        var quarter = length / 4;
        for (nint k = 0; k < quarter; k++)
        {
            T* from0 = source + k * sourceStride, from1 = from0 + quarter * sourceStride;
            T* x0 = data + k * stride, x1 = x0 + quarter * stride, x2 = x1 + quarter * stride, x3 = x2 + quarter * stride;
            T* root1 = roots + 2 * k * rootStep, root2 = root1 + 2 * k * rootStep, root3 = root2 + 2 * k * rootStep;
            for (nint lane = 0; lane < lanes; lane += TOps.Lanes)
            {
                Load(from0 + lane, lanes, out var r0, out var i0);
                Load(from1 + lane, lanes, out var r1, out var i1);
                Store(x0 + lane, lanes, TOps.Add(r0, r1), TOps.Add(i0, i1));
                StoreTurned(x1 + lane, lanes, TOps.Subtract(r0, r1), TOps.Subtract(i0, i1), root2);
                StoreTurned(x2 + lane, lanes, TOps.Add(r0, i1), TOps.Subtract(i0, r1), root1);
                StoreTurned(x3 + lane, lanes, TOps.Subtract(r0, i1), TOps.Add(i0, r1), root3);
            }
        }

        ForwardFrom(length / 8, data, stride, length, lanes, roots, 4 * rootStep);
    }

    // The stages from pairs `span` elements apart on.
    [MethodImpl(Simd.Kernel)]
    private static void ForwardFrom(nint span, T* data, nint stride, nint length, nint lanes, T* roots, nint rootStep)
    {
        for (; span >= 2; span /= 4, rootStep *= 4)
        {
            var half = span / 2;
            for (nint block = 0; block < length; block += 2 * span)
            {
                for (nint k = 0; k < half; k++)
                {
                    T* x0 = data + (block + k) * stride, x1 = x0 + half * stride, x2 = x1 + half * stride, x3 = x2 + half * stride;
                    T* root1 = roots + 2 * k * rootStep, root2 = root1 + 2 * k * rootStep, root3 = root2 + 2 * k * rootStep;
                    for (nint lane = 0; lane < lanes; lane += TOps.Lanes)
                    {
                        Load(x0 + lane, lanes, out var r0, out var i0);
                        Load(x1 + lane, lanes, out var r1, out var i1);
                        Load(x2 + lane, lanes, out var r2, out var i2);
                        Load(x3 + lane, lanes, out var r3, out var i3);
                        TVec br = TOps.Add(r0, r2), bi = TOps.Add(i0, i2), cr = TOps.Add(r1, r3), ci = TOps.Add(i1, i3);
                        TVec er = TOps.Subtract(r0, r2), ei = TOps.Subtract(i0, i2), fr = TOps.Subtract(r1, r3), fi = TOps.Subtract(i1, i3);
                        Store(x0 + lane, lanes, TOps.Add(br, cr), TOps.Add(bi, ci));
                        StoreTurned(x1 + lane, lanes, TOps.Subtract(br, cr), TOps.Subtract(bi, ci), root2);
                        StoreTurned(x2 + lane, lanes, TOps.Add(er, fi), TOps.Subtract(ei, fr), root1);
                        StoreTurned(x3 + lane, lanes, TOps.Subtract(er, fi), TOps.Add(ei, fr), root3);
                    }
                }
            }
        }

        if (span == 1)
        {
            Pairs(data, stride, length, lanes);
        }
    }

    /// <summary>The inverse of the forward transform times length.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Inverse(T* data, nint stride, nint length, nint lanes, T* roots, nint rootStep) => InverseUpTo(length, data, stride, length, lanes, roots, rootStep);

    /// <summary>The first <paramref name="count"/> elements of the inverse, to <paramref name="target"/>, which may be data itself; data's are lost.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Inverse(T* target, nint targetStride, nint count, T* data, nint stride, nint length, nint lanes, T* roots, nint rootStep)
    {
        if (2 * count != length || length % 4 != 0)
        {
            InverseUpTo(length, data, stride, length, lanes, roots, rootStep);
            Copy(target, targetStride, data, stride, count, lanes);
            return;
        }

        // Half of them are wanted: two of four results in the last stage.
        InverseUpTo(length / 4, data, stride, length, lanes, roots, rootStep);
        var quarter = length / 4;
        for (nint k = 0; k < quarter; k++)
        {
            T* x0 = data + k * stride, x1 = x0 + quarter * stride, x2 = x1 + quarter * stride, x3 = x2 + quarter * stride, to = target + k * targetStride;
            T* root1 = roots + 2 * k * rootStep, root2 = root1 + 2 * k * rootStep, root3 = root2 + 2 * k * rootStep;
            for (nint lane = 0; lane < lanes; lane += TOps.Lanes)
            {
                Load(x0 + lane, lanes, out var r0, out var i0);
                LoadTurnedBack(x1 + lane, lanes, root2, out var r1, out var i1);
                LoadTurnedBack(x2 + lane, lanes, root1, out var r2, out var i2);
                LoadTurnedBack(x3 + lane, lanes, root3, out var r3, out var i3);
                Store(to + lane, lanes, TOps.Add(TOps.Add(r0, r1), TOps.Add(r2, r3)), TOps.Add(TOps.Add(i0, i1), TOps.Add(i2, i3)));
                TVec cr = TOps.Subtract(r0, r1), ci = TOps.Subtract(i0, i1), qr = TOps.Subtract(r2, r3), qi = TOps.Subtract(i2, i3);
                Store(to + quarter * targetStride + lane, lanes, TOps.Subtract(cr, qi), TOps.Add(ci, qr));
            }
        }
    }

    // The stages up to transforms of `end` elements.
    [MethodImpl(Simd.Kernel)]
    private static void InverseUpTo(nint end, T* data, nint stride, nint length, nint lanes, T* roots, nint rootStep)
    {
        nint half = 1;
        if ((BitOperations.Log2((ulong)length) & 1) != 0)
        {
            Pairs(data, stride, length, lanes);
            half = 2;
        }

        for (; 4 * half <= end; half *= 4)
        {
            var step = rootStep * (length / (4 * half));
            for (nint block = 0; block < length; block += 4 * half)
            {
                for (nint k = 0; k < half; k++)
                {
                    T* x0 = data + (block + k) * stride, x1 = x0 + half * stride, x2 = x1 + half * stride, x3 = x2 + half * stride;
                    T* root1 = roots + 2 * k * step, root2 = root1 + 2 * k * step, root3 = root2 + 2 * k * step;
                    for (nint lane = 0; lane < lanes; lane += TOps.Lanes)
                    {
                        Load(x0 + lane, lanes, out var r0, out var i0);
                        LoadTurnedBack(x1 + lane, lanes, root2, out var r1, out var i1);
                        LoadTurnedBack(x2 + lane, lanes, root1, out var r2, out var i2);
                        LoadTurnedBack(x3 + lane, lanes, root3, out var r3, out var i3);
                        TVec br = TOps.Add(r0, r1), bi = TOps.Add(i0, i1), cr = TOps.Subtract(r0, r1), ci = TOps.Subtract(i0, i1);
                        TVec pr = TOps.Add(r2, r3), pi = TOps.Add(i2, i3), qr = TOps.Subtract(r2, r3), qi = TOps.Subtract(i2, i3);
                        Store(x0 + lane, lanes, TOps.Add(br, pr), TOps.Add(bi, pi));
                        Store(x1 + lane, lanes, TOps.Subtract(cr, qi), TOps.Add(ci, qr));
                        Store(x2 + lane, lanes, TOps.Subtract(br, pr), TOps.Subtract(bi, pi));
                        Store(x3 + lane, lanes, TOps.Add(cr, qi), TOps.Subtract(ci, qr));
                    }
                }
            }
        }
    }

    /// <summary>roots[2k], roots[2k + 1] = exp(−2πi·k/length) for k &lt; length.</summary>
    public static void Roots(T* roots, int length)
    {
        for (var k = 0; k < length; k++)
        {
            var (sin, cos) = Math.SinCos(-2 * Math.PI * k / length);
            roots[2 * k] = Simd.Constant<T>(cos);
            roots[2 * k + 1] = Simd.Constant<T>(sin);
        }
    }

    private static void Copy(T* to, nint toStride, T* from, nint fromStride, nint elements, nint lanes)
    {
        for (nint i = 0; i < elements && to != from; i++)
        {
            Lanes.Run<TOps, TVec, T, CopyLanes<T>>(new(to + i * toStride, from + i * fromStride), 2 * lanes);
        }
    }

    private static void Clear(T* data, nint stride, nint elements, nint lanes)
    {
        for (nint i = 0; i < elements; i++)
        {
            Lanes.Run<TOps, TVec, T, FillLanes<T>>(new(data + i * stride, T.Zero), 2 * lanes);
        }
    }

    // The stage whose pairs are neighbours and whose roots are 1: a + b, a − b.
    [MethodImpl(Simd.Kernel)]
    private static void Pairs(T* data, nint stride, nint length, nint lanes)
    {
        for (nint k = 0; k < length; k += 2)
        {
            T* a = data + k * stride, b = a + stride;
            for (nint lane = 0; lane < 2 * lanes; lane += TOps.Lanes)
            {
                TVec x = TOps.Load(a + lane), y = TOps.Load(b + lane);
                TOps.Store(a + lane, TOps.Add(x, y));
                TOps.Store(b + lane, TOps.Subtract(x, y));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(T* x, nint lanes, out TVec re, out TVec im)
    {
        re = TOps.Load(x);
        im = TOps.Load(x + lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* x, nint lanes, TVec re, TVec im)
    {
        TOps.Store(x, re);
        TOps.Store(x + lanes, im);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTurned(T* x, nint lanes, TVec re, TVec im, T* root)
    {
        TVec cos = TOps.Broadcast(root[0]), sin = TOps.Broadcast(root[1]);
        TOps.Store(x, TOps.Subtract(TOps.Multiply(re, cos), TOps.Multiply(im, sin)));
        TOps.Store(x + lanes, TOps.Fma(im, cos, TOps.Multiply(re, sin)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadTurnedBack(T* x, nint lanes, T* root, out TVec re, out TVec im)
    {
        TVec cos = TOps.Broadcast(root[0]), sin = TOps.Broadcast(root[1]), r = TOps.Load(x), i = TOps.Load(x + lanes);
        re = TOps.Fma(r, cos, TOps.Multiply(i, sin));
        im = TOps.Subtract(TOps.Multiply(i, cos), TOps.Multiply(r, sin));
    }
}
