using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The LKCA operator as a product with a Toeplitz matrix: out = A·V per image, A[(i,j),(p,q)] = K[kh/2 − i + p, kw/2 − j + q].</summary>
public static unsafe class Toeplitz
{
    /// <summary>Elements of scratch for one call: one image's input and output in rows.</summary>
    public static long ScratchElements(int tokensPerImage, int features) => 2L * features * LeadingDimension(tokensPerImage);

    /// <summary>Leading dimension of the matrix: N rounded up to 16.</summary>
    public static int LeadingDimension(int tokensPerImage) => (tokensPerImage + 15) / 16 * 16;

    /// <summary>Builds the matrix, (groups, N, ld) with zeros in the padding: A, or Aᵀ where <paramref name="transposed"/>.</summary>
    /// <param name="matrix">(groups, N, ld).</param>
    /// <param name="kernel">(groups, kernelHeight, kernelWidth), odd sizes.</param>
    /// <param name="gridHeight">Token rows.</param>
    /// <param name="gridWidth">Token columns; N = gridHeight·gridWidth.</param>
    /// <param name="kernelHeight">Kernel rows.</param>
    /// <param name="kernelWidth">Kernel columns.</param>
    /// <param name="groups">Kernels.</param>
    /// <param name="transposed">False: row = query. True: row = key.</param>
    [MethodImpl(Simd.Kernel)]
    public static void Matrix<T>(
        NativeSpan<T> matrix, NativeSpan<T> kernel, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int groups, bool transposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = gridHeight * gridWidth, ld = LeadingDimension(n);
        var row = matrix.Require((long)groups * n * ld);
        var taps = kernel.Require((long)groups * kernelHeight * kernelWidth);

        // Going along a row of the grid moves the tap by +1 (over keys) or −1 (over queries).
        var step = transposed ? -1 : 1;
        for (var group = 0; group < groups; group++, taps += kernelHeight * kernelWidth)
        {
            for (var at = 0; at < n; at++, row += ld)
            {
                new Span<T>(row, ld).Clear();
                int y = at / gridWidth, x = at % gridWidth;
                for (var other = 0; other < gridHeight; other++)
                {
                    var u = kernelHeight / 2 + step * (other - y);
                    if (u < 0 || u >= kernelHeight)
                    {
                        continue;
                    }

                    var from = taps + u * kernelWidth + kernelWidth / 2;
                    int first = Math.Max(0, x - kernelWidth / 2), end = Math.Min(gridWidth, x + kernelWidth / 2 + 1);
                    for (var q = first; q < end; q++)
                    {
                        row[other * gridWidth + q] = from[step * (q - x)];
                    }
                }
            }
        }
    }

    /// <summary>out[c, i] = Σ_j in[c, j]·Aᵀ[j, i]; the group of channel c is c / (features/groups). Padding lanes of out are 0.</summary>
    /// <param name="output">Tiled (images·N, features).</param>
    /// <param name="input">Tiled (images·N, features).</param>
    /// <param name="matrixTransposed">Aᵀ.</param>
    /// <param name="scratch"><see cref="ScratchElements"/>.</param>
    /// <param name="images">Images.</param>
    /// <param name="tokensPerImage">N.</param>
    /// <param name="features">Channels.</param>
    /// <param name="groups">Kernels.</param>
    /// <param name="team">The workers that share the call.</param>
    public static void Forward<T>(
        NativeSpan<T> output, NativeSpan<T> input, NativeSpan<T> matrixTransposed, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int groups, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            ToeplitzCore<Simd512<T>, Vector512<T>, T>.Product(output, input, matrixTransposed, scratch, images, tokensPerImage, features, groups, team);
        }
        else if (Simd.Use256)
        {
            ToeplitzCore<Simd256<T>, Vector256<T>, T>.Product(output, input, matrixTransposed, scratch, images, tokensPerImage, features, groups, team);
        }
        else
        {
            ToeplitzCore<Simd128<T>, Vector128<T>, T>.Product(output, input, matrixTransposed, scratch, images, tokensPerImage, features, groups, team);
        }
    }

    /// <summary>dIn[c, j] = Σ_i dOut[c, i]·A[i, j]; padding lanes of dIn are 0.</summary>
    public static void BackwardInput<T>(
        NativeSpan<T> dInput, NativeSpan<T> dOutput, NativeSpan<T> matrix, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Forward(dInput, dOutput, matrix, scratch, images, tokensPerImage, features, groups);

    /// <summary>dA[i, j] += Σ over images and the group's channels of dOut[c, i]·in[c, j].</summary>
    public static void BackwardMatrix<T>(
        NativeSpan<T> dMatrix, NativeSpan<T> dOutput, NativeSpan<T> input, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            ToeplitzCore<Simd512<T>, Vector512<T>, T>.BackwardMatrix(dMatrix, dOutput, input, scratch, images, tokensPerImage, features, groups);
        }
        else if (Simd.Use256)
        {
            ToeplitzCore<Simd256<T>, Vector256<T>, T>.BackwardMatrix(dMatrix, dOutput, input, scratch, images, tokensPerImage, features, groups);
        }
        else
        {
            ToeplitzCore<Simd128<T>, Vector128<T>, T>.BackwardMatrix(dMatrix, dOutput, input, scratch, images, tokensPerImage, features, groups);
        }
    }

    /// <summary>dK[u, v] = Σ over the entries of dA (groups, N, ld) that hold K[u, v], queries ascending; overwrites dK (groups, kernelHeight,
    /// kernelWidth).</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Fold<T>(
        NativeSpan<T> dKernel, NativeSpan<T> dMatrix, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = gridHeight * gridWidth, ld = LeadingDimension(n);
        var row = dMatrix.Require((long)groups * n * ld);
        var taps = dKernel.Require((long)groups * kernelHeight * kernelWidth);
        for (var group = 0; group < groups; group++, taps += kernelHeight * kernelWidth)
        {
            Lanes.Run<T, FillLanes<T>>(new(taps, T.Zero), kernelHeight * kernelWidth);
            for (var at = 0; at < n; at++, row += ld)
            {
                int y = at / gridWidth, x = at % gridWidth;
                int first = Math.Max(0, x - kernelWidth / 2), end = Math.Min(gridWidth, x + kernelWidth / 2 + 1);
                for (var p = Math.Max(0, y - kernelHeight / 2); p < Math.Min(gridHeight, y + kernelHeight / 2 + 1); p++)
                {
                    var to = taps + (kernelHeight / 2 - y + p) * kernelWidth + kernelWidth / 2 - x + first;
                    Lanes.Run<T, AddLanes<T>>(new(to, to, row + p * gridWidth + first), end - first);
                }
            }
        }
    }
}
