using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>The LKCA operator as a product with a Toeplitz matrix: the naive twins of <see cref="Cpu.Toeplitz"/>.</summary>
public static unsafe class Toeplitz
{
    /// <summary>Elements of scratch: none.</summary>
    public static long ScratchElements(int tokensPerImage, int features) => 0;

    /// <summary>Leading dimension of the matrix: N rounded up to 16.</summary>
    public static int LeadingDimension(int tokensPerImage) => (tokensPerImage + 15) / 16 * 16;

    /// <summary>A[(i,j),(p,q)] = K[kh/2 − i + p, kw/2 − j + q], 0 outside the kernel; matrix (groups, N, ld), padding 0; Aᵀ where
    /// <paramref name="transposed"/>.</summary>
    public static void Matrix<T>(
        NativeSpan<T> matrix, NativeSpan<T> kernel, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int groups, bool transposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = gridHeight * gridWidth, ld = LeadingDimension(n);
        for (var at = 0; at < groups * n * ld; at++)
        {
            int group = at / (n * ld), row = at / ld % n, column = at % ld;
            if (column >= n)
            {
                matrix.Pointer[at] = T.Zero;
                continue;
            }

            int query = transposed ? column : row, key = transposed ? row : column;
            int u = kernelHeight / 2 - query / gridWidth + key / gridWidth, v = kernelWidth / 2 - query % gridWidth + key % gridWidth;
            var inside = u >= 0 && u < kernelHeight && v >= 0 && v < kernelWidth;
            matrix.Pointer[at] = inside ? kernel.Pointer[(group * kernelHeight + u) * kernelWidth + v] : T.Zero;
        }
    }

    /// <summary>out[c, i] = Σ_j in[c, j]·Aᵀ[j, i].</summary>
    public static void Forward<T>(
        NativeSpan<T> output, NativeSpan<T> input, NativeSpan<T> matrixTransposed, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Product(output, input, matrixTransposed, images, tokensPerImage, features, groups);

    /// <summary>dIn[c, j] = Σ_i dOut[c, i]·A[i, j].</summary>
    public static void BackwardInput<T>(
        NativeSpan<T> dInput, NativeSpan<T> dOutput, NativeSpan<T> matrix, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Product(dInput, dOutput, matrix, images, tokensPerImage, features, groups);

    /// <summary>dA[i, j] += Σ over images and the group's channels of dOut[c, i]·in[c, j].</summary>
    public static void BackwardMatrix<T>(
        NativeSpan<T> dMatrix, NativeSpan<T> dOutput, NativeSpan<T> input, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = tokensPerImage, ld = LeadingDimension(n);
        for (var image = 0; image < images; image++)
        {
            for (var c = 0; c < features; c++)
            {
                var group = c / (features / groups);
                for (var at = 0; at < n * n; at++)
                {
                    dMatrix.Pointer[(group * n + at / n) * ld + at % n] +=
                        dOutput.Pointer[Tiled.Index(image * n + at / n, c, features)] * input.Pointer[Tiled.Index(image * n + at % n, c, features)];
                }
            }
        }
    }

    /// <summary>dK[u, v] = Σ over the entries of dA that hold K[u, v]; overwrites.</summary>
    public static void Fold<T>(
        NativeSpan<T> dKernel, NativeSpan<T> dMatrix, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = gridHeight * gridWidth, ld = LeadingDimension(n);
        for (var i = 0; i < groups * kernelHeight * kernelWidth; i++)
        {
            dKernel.Pointer[i] = T.Zero;
        }

        for (var at = 0; at < groups * n * n; at++)
        {
            int group = at / (n * n), query = at / n % n, key = at % n;
            int u = kernelHeight / 2 - query / gridWidth + key / gridWidth, v = kernelWidth / 2 - query % gridWidth + key % gridWidth;
            if (u >= 0 && u < kernelHeight && v >= 0 && v < kernelWidth)
            {
                dKernel.Pointer[(group * kernelHeight + u) * kernelWidth + v] += dMatrix.Pointer[(group * n + query) * ld + key];
            }
        }
    }

    private static void Product<T>(NativeSpan<T> output, NativeSpan<T> input, NativeSpan<T> matrix, int images, int n, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var ld = LeadingDimension(n);
        Tiled.Clear(output, images * n, features);
        for (var t = 0; t < images * n; t++)
        {
            for (var c = 0; c < features; c++)
            {
                var sum = T.Zero;
                for (var k = 0; k < n; k++)
                {
                    sum += input.Pointer[Tiled.Index(t / n * n + k, c, features)] * matrix.Pointer[(c / (features / groups) * n + k) * ld + t % n];
                }

                output.Pointer[Tiled.Index(t, c, features)] = sum;
            }
        }
    }
}
