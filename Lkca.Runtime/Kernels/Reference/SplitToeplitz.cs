using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Reference;

/// <summary>The naive twins of <see cref="Cpu.SplitToeplitz"/>. A block of 64×64 splits into the halves P = M₀₀, Q = M₁₀ − M₀₀, R = M₀₁ − M₀₀, each of these again:
/// nine matrices of 16×16, of which P multiplies the sum of the source's halves for both halves of the result, Q the second half for the first, R the first for the second.</summary>
public static unsafe class SplitToeplitz
{
    private const int P = 0, Q = 1, R = 2, Quarter = 16, Tile = 64;

    /// <summary>The split form of A, or of Aᵀ where <paramref name="transposed"/>: (groups, 2·N/64 − 1, 9·16·16).</summary>
    public static void Matrix<T>(
        NativeSpan<T> matrix, NativeSpan<T> kernel, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int groups, bool transposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var distances = (2 * gridHeight * gridWidth / Tile) - 1;
        for (var at = 0; at < groups * distances * 9 * Quarter * Quarter; at++)
        {
            var (group, distance, outer, inner, k, i) = Place(at, distances);
            var sum = T.Zero;
            for (var term = 0; term < 4; term++)
            {
                if (Term(outer, inner, term, k, i, out var source, out var target, out var sign) &&
                    Tap(distance, source, target, gridWidth, kernelHeight, kernelWidth, transposed) is >= 0 and var tap)
                {
                    sum += T.CreateChecked(sign) * kernel.Pointer[group * kernelHeight * kernelWidth + tap];
                }
            }

            matrix.Pointer[at] = sum;
        }
    }

    /// <summary>out[c, i] = Σ_j in[c, j]·Aᵀ[j, i] from the split form of Aᵀ.</summary>
    public static void Forward<T>(
        NativeSpan<T> output, NativeSpan<T> input, NativeSpan<T> matrixTransposed, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tiled.Clear(output, images * tokensPerImage, features);
        int tiles = tokensPerImage / Tile, distances = 2 * tiles - 1;
        for (var at = 0; at < groups * distances * 9 * Quarter * Quarter; at++)
        {
            var (group, distance, outer, inner, k, i) = Place(at, distances);
            for (var c = group * (features / groups); c < (group + 1) * (features / groups); c++)
            {
                for (var tile = 0; tile < images * tiles; tile++)
                {
                    var source = tile % tiles + distance;
                    for (var quarter = 0; quarter < 4 && source >= 0 && source < tiles; quarter++)
                    {
                        if (Takes(outer, quarter / 2) && Takes(inner, quarter % 2))
                        {
                            var x = Source(input, (tile / tiles * tiles + source) * Tile + k, c, features, outer, inner);
                            output.Pointer[Tiled.Index(tile * Tile + quarter * Quarter + i, c, features)] += x * matrixTransposed.Pointer[at];
                        }
                    }
                }
            }
        }
    }

    /// <summary>dIn[c, j] = Σ_i dOut[c, i]·A[i, j] from the split form of A.</summary>
    public static void BackwardInput<T>(
        NativeSpan<T> dInput, NativeSpan<T> dOutput, NativeSpan<T> matrix, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Forward(dInput, dOutput, matrix, scratch, images, tokensPerImage, features, groups);

    /// <summary>The gradient of the split form of A: what each element multiplies in <see cref="BackwardInput"/>, times in.</summary>
    public static void BackwardMatrix<T>(
        NativeSpan<T> dMatrix, NativeSpan<T> dOutput, NativeSpan<T> input, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int tiles = tokensPerImage / Tile, distances = 2 * tiles - 1;
        for (var at = 0; at < groups * distances * 9 * Quarter * Quarter; at++)
        {
            var (group, distance, outer, inner, k, i) = Place(at, distances);
            for (var c = group * (features / groups); c < (group + 1) * (features / groups); c++)
            {
                for (var tile = 0; tile < images * tiles; tile++)
                {
                    var source = tile % tiles + distance;
                    for (var quarter = 0; quarter < 4 && source >= 0 && source < tiles; quarter++)
                    {
                        if (Takes(outer, quarter / 2) && Takes(inner, quarter % 2))
                        {
                            var d = Source(dOutput, (tile / tiles * tiles + source) * Tile + k, c, features, outer, inner);
                            dMatrix.Pointer[at] += d * input.Pointer[Tiled.Index(tile * Tile + quarter * Quarter + i, c, features)];
                        }
                    }
                }
            }
        }
    }

    /// <summary>dK: every element of the split form's gradient is added to the taps that it was made of, with their signs; overwrites.</summary>
    public static void Fold<T>(
        NativeSpan<T> dKernel, NativeSpan<T> dMatrix, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < groups * kernelHeight * kernelWidth; i++)
        {
            dKernel.Pointer[i] = T.Zero;
        }

        var distances = (2 * gridHeight * gridWidth / Tile) - 1;
        for (var at = 0; at < groups * distances * 9 * Quarter * Quarter; at++)
        {
            var (group, distance, outer, inner, k, i) = Place(at, distances);
            for (var term = 0; term < 4; term++)
            {
                if (Term(outer, inner, term, k, i, out var source, out var target, out var sign) &&
                    Tap(distance, source, target, gridWidth, kernelHeight, kernelWidth, transposed: false) is >= 0 and var tap)
                {
                    dKernel.Pointer[group * kernelHeight * kernelWidth + tap] += T.CreateChecked(sign) * dMatrix.Pointer[at];
                }
            }
        }
    }

    /// <summary>What element <paramref name="at"/> of the form is: blocks of [16][PP, QP, RP][16], [16][PQ, PR][16], [16][QQ, QR, RQ, RR][16], the distance being source − result in tiles.</summary>
    private static (int Group, int Distance, int Outer, int Inner, int K, int I) Place(int at, int distances)
    {
        const int Square = Quarter * Quarter;
        int block = at / (9 * Square), element = at % (9 * Square);
        var (start, kinds) = element < 3 * Square ? (0, new[] { (P, P), (Q, P), (R, P) })
            : element < 5 * Square ? (3 * Square, [(P, Q), (P, R)])
            : (5 * Square, new[] { (Q, Q), (Q, R), (R, Q), (R, R) });
        var row = (element - start) / Quarter;
        var (outer, inner) = kinds[row % kinds.Length];
        return (block / distances, block % distances - distances / 2, outer, inner, row / kinds.Length, element % Quarter);
    }

    /// <summary>One of the at most four elements of M, with its sign, of which an element of the form is the sum.</summary>
    private static bool Term(int outer, int inner, int term, int k, int i, out int source, out int target, out int sign)
    {
        bool first = term / 2 == 0, second = term % 2 == 0;
        source = (outer == Q && first ? 32 : 0) + (inner == Q && second ? 16 : 0) + k;
        target = (outer == R && first ? 32 : 0) + (inner == R && second ? 16 : 0) + i;
        sign = (outer != P && !first ? -1 : 1) * (inner != P && !second ? -1 : 1);
        return (outer != P || first) && (inner != P || second);
    }

    /// <summary>The tap between tokens of two tiles; −1 outside the kernel.</summary>
    private static int Tap(int distance, int source, int target, int gridWidth, int kernelHeight, int kernelWidth, bool transposed)
    {
        int sign = transposed ? 1 : -1, rows = distance * Tile / gridWidth + source / gridWidth - target / gridWidth, columns = source % gridWidth - target % gridWidth;
        int u = kernelHeight / 2 + sign * rows, v = kernelWidth / 2 + sign * columns;
        return u >= 0 && u < kernelHeight && v >= 0 && v < kernelWidth ? u * kernelWidth + v : -1;
    }

    /// <summary>What a matrix multiplies: the sum of both halves' halves, one half's, or a quarter itself.</summary>
    private static T Source<T>(NativeSpan<T> x, int token, int c, int features, int outer, int inner)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        for (var quarter = 0; quarter < 4; quarter++)
        {
            if (Gives(outer, quarter / 2) && Gives(inner, quarter % 2))
            {
                sum += x.Pointer[Tiled.Index(token + quarter * Quarter, c, features)];
            }
        }

        return sum;
    }

    private static bool Gives(int part, int half) => part == P || part == (half == 1 ? Q : R);

    private static bool Takes(int part, int half) => part == P || part == (half == 0 ? Q : R);
}
