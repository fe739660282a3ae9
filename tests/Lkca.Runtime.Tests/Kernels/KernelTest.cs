using System;
using System.Numerics;
using System.Runtime.InteropServices;
using Lkca.Runtime.Kernels;
using Lkca.Runtime.Memory;
using Xunit;

namespace Lkca.Runtime.Tests.Kernels;

/// <summary>What padding lanes of a tiled input hold in a test.</summary>
public enum Padding
{
    /// <summary>Zeros: gradients.</summary>
    Zero,

    /// <summary>Large finite values: activations.</summary>
    Finite,

    /// <summary>NaN: lanes that the kernel does not read.</summary>
    NotRead,
}

/// <summary>Builders and comparisons for tests of a kernel against its naive twin. New buffers hold NaN, so a kernel that should overwrite must.</summary>
public abstract unsafe class KernelTest<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GuardedMemory<T> _memory = new();
    private readonly Random _random = new(7);

    protected static double Tolerance => typeof(T) == typeof(float) ? 1e-5 : 2e-13;

    public void Dispose()
    {
        _memory.Dispose();
        GC.SuppressFinalize(this);
    }

    protected NativeSpan<T> Empty(long length) => _memory.Allocate(length);

    protected NativeSpan<T> Random(long length, double scale = 1)
    {
        var span = _memory.Allocate(length);
        for (long i = 0; i < length; i++)
        {
            span.Pointer[i] = T.CreateChecked(scale * (2 * _random.NextDouble() - 1));
        }

        return span;
    }

    protected NativeSpan<T> Copy(NativeSpan<T> source)
    {
        var span = _memory.Allocate(source.Length);
        source.Span.CopyTo(span.Span);
        return span;
    }

    protected NativeSpan<T> EmptyTiled(int tokens, int features) => _memory.Allocate(Layout.Elements(tokens, features));

    protected NativeSpan<T> Tiled(int tokens, int features, Padding padding, double scale = 1)
    {
        var span = Random(Layout.Elements(tokens, features), scale);
        for (var t = tokens; t < Layout.Tiles(tokens) * Layout.TileTokens; t++)
        {
            for (var c = 0; c < features; c++)
            {
                span.Pointer[Layout.Token(t, features) + c * Layout.TileTokens] =
                    padding == Padding.Zero ? T.Zero : padding == Padding.NotRead ? T.NaN : T.CreateChecked(1000 + t + c);
            }
        }

        return span;
    }

    /// <summary>Both hold the same values up to rounding, relative to the largest.</summary>
    protected static void Close(NativeSpan<T> expected, NativeSpan<T> actual, long count, double factor = 1)
    {
        double largest = 1;
        for (long i = 0; i < count; i++)
        {
            largest = Math.Max(largest, Math.Abs(double.CreateChecked(expected.Pointer[i])));
        }

        for (long i = 0; i < count; i++)
        {
            double e = double.CreateChecked(expected.Pointer[i]), a = double.CreateChecked(actual.Pointer[i]);
            Assert.True(Math.Abs(e - a) <= factor * Tolerance * largest, $"element {i} of {count}: expected {e}, got {a}");
        }
    }

    /// <summary>The tokens agree; padding lanes are zero where <paramref name="zeroPadding"/>, else finite.</summary>
    protected static void CloseTiled(NativeSpan<T> expected, NativeSpan<T> actual, int tokens, int features, bool zeroPadding, double factor = 1)
    {
        double largest = 1;
        for (var pass = 0; pass < 2; pass++)
        {
            for (var t = 0; t < Layout.Tiles(tokens) * Layout.TileTokens; t++)
            {
                for (var c = 0; c < features; c++)
                {
                    var at = Layout.Token(t, features) + c * Layout.TileTokens;
                    double a = double.CreateChecked(actual.Pointer[at]), e = double.CreateChecked(expected.Pointer[at]);
                    if (t >= tokens)
                    {
                        Assert.True(zeroPadding ? a == 0 : double.IsFinite(a), $"padding lane of token {t}, feature {c} holds {a}");
                    }
                    else if (pass == 0)
                    {
                        largest = Math.Max(largest, Math.Abs(e));
                    }
                    else
                    {
                        Assert.True(Math.Abs(e - a) <= factor * Tolerance * largest, $"token {t} of {tokens}, feature {c} of {features}: expected {e}, got {a}");
                    }
                }
            }
        }
    }

    /// <summary>The tokens have the same bits; padding lanes are not looked at.</summary>
    protected static void SameTokens(NativeSpan<T> expected, NativeSpan<T> actual, int tokens, int features)
    {
        for (var t = 0; t < tokens; t++)
        {
            for (var c = 0; c < features; c++)
            {
                var at = Layout.Token(t, features) + c * Layout.TileTokens;
                Assert.Equal(expected.Pointer[at], actual.Pointer[at]);
            }
        }
    }

    /// <summary>The same bits.</summary>
    protected static void Same(NativeSpan<T> expected, NativeSpan<T> actual)
    {
        if (MemoryMarshal.AsBytes(expected.Span).SequenceEqual(MemoryMarshal.AsBytes(actual.Span)))
        {
            return;
        }

        for (long i = 0; i < expected.Length; i++)
        {
            Assert.True(expected.Pointer[i].Equals(actual.Pointer[i]), $"element {i}: {expected.Pointer[i]} and {actual.Pointer[i]}");
        }

        Assert.Fail("the signs of zeros or the bits of NaNs differ");
    }
}
