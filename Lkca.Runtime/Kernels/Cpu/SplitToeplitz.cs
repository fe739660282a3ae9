using System.Numerics;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The LKCA operator as a product with a Toeplitz matrix, as <see cref="Toeplitz"/>, with nine multiplications for every sixteen of the plain product: the
/// matrix is block Toeplitz, so that blocks of 64 tokens are split twice into halves that need three products in place of four. For grids of
/// whole tiles of 64 tokens whose width divides 64 (<see cref="IsPossible"/>).</summary>
public static unsafe class SplitToeplitz
{
    /// <summary>True where the grid fills whole tiles of tokens, rows of the grid fill quarters of a tile or the other way round, and a kernel serves enough channels for a register tile.</summary>
    public static bool IsPossible(int gridHeight, int gridWidth, int features, int groups) =>
        gridHeight * gridWidth % Layout.TileTokens == 0 && Layout.TileTokens % gridWidth == 0 && features / groups >= 6;

    /// <summary>Elements of scratch for one call: the sums of one image's quarters of tiles, or those of both operands for some channels.</summary>
    public static long ScratchElements(int tokensPerImage, int features) => (long)SplitForm.SumElements * Layout.Tiles(tokensPerImage) * (features + SplitForm.PartChannels);

    /// <summary>Elements of one group's matrix: nine of 16×16 for each distance of tiles.</summary>
    public static int MatrixElements(int tokensPerImage) => ((2 * Layout.Tiles(tokensPerImage)) - 1) * SplitForm.BlockElements;

    /// <summary>Builds the matrix A[(i,j),(p,q)] = K[kh/2 − i + p, kw/2 − j + q] in its split form, or that of Aᵀ where <paramref name="transposed"/>.</summary>
    /// <param name="matrix">(groups, <see cref="MatrixElements"/>).</param>
    /// <param name="kernel">(groups, kernelHeight, kernelWidth), odd sizes.</param>
    /// <param name="gridHeight">Token rows.</param>
    /// <param name="gridWidth">Token columns.</param>
    /// <param name="kernelHeight">Kernel rows.</param>
    /// <param name="kernelWidth">Kernel columns.</param>
    /// <param name="groups">Kernels.</param>
    /// <param name="transposed">False: for the gradients. True: for <see cref="Forward"/>.</param>
    public static void Matrix<T>(
        NativeSpan<T> matrix, NativeSpan<T> kernel, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int groups, bool transposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint elements = MatrixElements(gridHeight * gridWidth), size = kernelHeight * kernelWidth;
        T* to = matrix.Require(groups * elements), taps = kernel.Require(groups * size);
        for (nint group = 0; group < groups; group++)
        {
            SplitForm.Build(to + group * elements, taps + group * size, gridHeight, gridWidth, kernelHeight, kernelWidth, transposed);
        }
    }

    /// <summary>out[c, i] = Σ_j in[c, j]·Aᵀ[j, i]; the group of channel c is c / (features/groups). Rounding differs from the plain product's: sums of up to four inputs are
    /// multiplied by differences of up to four taps.</summary>
    /// <param name="output">Tiled (images·N, features).</param>
    /// <param name="input">Tiled (images·N, features).</param>
    /// <param name="matrixTransposed">Aᵀ in its split form.</param>
    /// <param name="scratch"><see cref="ScratchElements"/>, of each worker its own.</param>
    /// <param name="images">Images.</param>
    /// <param name="tokensPerImage">N, a multiple of 64.</param>
    /// <param name="features">Channels.</param>
    /// <param name="groups">Kernels.</param>
    /// <param name="team">The workers that share the call.</param>
    public static void Forward<T>(
        NativeSpan<T> output, NativeSpan<T> input, NativeSpan<T> matrixTransposed, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int groups, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            SplitToeplitzCore<Simd512<T>, Vector512<T>, T>.Product(output, input, matrixTransposed, scratch, images, tokensPerImage, features, groups, team);
        }
        else if (Simd.Use256)
        {
            SplitToeplitzCore<Simd256<T>, Vector256<T>, T>.Product(output, input, matrixTransposed, scratch, images, tokensPerImage, features, groups, team);
        }
        else
        {
            SplitToeplitzCore<Simd128<T>, Vector128<T>, T>.Product(output, input, matrixTransposed, scratch, images, tokensPerImage, features, groups, team);
        }
    }

    /// <summary>dIn[c, j] = Σ_i dOut[c, i]·A[i, j].</summary>
    public static void BackwardInput<T>(
        NativeSpan<T> dInput, NativeSpan<T> dOutput, NativeSpan<T> matrix, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Forward(dInput, dOutput, matrix, scratch, images, tokensPerImage, features, groups);

    /// <summary>The gradient of A's split form: each of its matrices += Σ over images and the group's channels of the outer products of dOut's and in's sums that it multiplies.</summary>
    public static void BackwardMatrix<T>(
        NativeSpan<T> dMatrix, NativeSpan<T> dOutput, NativeSpan<T> input, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            SplitToeplitzGradient<Simd512<T>, Vector512<T>, T>.BackwardMatrix(dMatrix, dOutput, input, scratch, images, tokensPerImage, features, groups);
        }
        else if (Simd.Use256)
        {
            SplitToeplitzGradient<Simd256<T>, Vector256<T>, T>.BackwardMatrix(dMatrix, dOutput, input, scratch, images, tokensPerImage, features, groups);
        }
        else
        {
            SplitToeplitzGradient<Simd128<T>, Vector128<T>, T>.BackwardMatrix(dMatrix, dOutput, input, scratch, images, tokensPerImage, features, groups);
        }
    }

    /// <summary>dK from the gradient of A's split form; overwrites dK (groups, kernelHeight, kernelWidth). Taps that no pair of tokens uses get 0.</summary>
    public static void Fold<T>(
        NativeSpan<T> dKernel, NativeSpan<T> dMatrix, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint elements = MatrixElements(gridHeight * gridWidth), size = kernelHeight * kernelWidth;
        T* from = dMatrix.Require(groups * elements), taps = dKernel.Require(groups * size);
        Lanes.Run<T, FillLanes<T>>(new(taps, T.Zero), groups * size);
        for (nint group = 0; group < groups; group++)
        {
            SplitForm.Fold(taps + group * size, from + group * elements, gridHeight, gridWidth, kernelHeight, kernelWidth);
        }
    }
}
