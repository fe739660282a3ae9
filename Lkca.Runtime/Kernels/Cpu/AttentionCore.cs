// Measured: float, one Emerald Rapids core of 195 GFLOP/s, images that the second cache holds (8, of 257 tokens 2) and 96 that it does not; µs.
//                                               192 features, 12 heads of 16                         208, 13 of 16
//                                        65 tokens       64          257         65, 96 images      64       64, 96 images
//   forward                                 510         322         1360              6810           351           4620
//     powers of two without bounds, four
//     maxima in step, vectors of logarithms
//     and of padding                        384         250         1130                             272
//     next head fetched meanwhile           388         254         1135              4820           276           3510
//   backward                               1033         638         2920             14900           696           9000
//     the same                              905         600         2650                             655
//     scores by query: of two matrices one
//     to turn, or its narrow operands       812         568         2190                             620
//     next head fetched meanwhile           790         540         2180              9800           583           7500
// Also tried: copies of a slice without a loop (nothing), fetching into the first cache (nothing), both of the turned products with narrow operands (64 tokens: 6 % longer).
using System.Numerics;
using System.Runtime.CompilerServices;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary><see cref="Attention"/> for one vector width. Forwards, scores are kept transposed, [key][query], so that the softmax runs down rows with queries as lanes
/// and the probabilities are the B operand of the product with the values; backwards they are [query][key], which two of its three products want. Where an image is
/// one tile, the products read and write the tiles; elsewhere slices of a head are gathered into rows of N rounded up to 16.</summary>
internal static unsafe class AttentionCore<TOps, TVec, T>
    where TOps : struct, ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Tile = Layout.TileTokens;

    /// <inheritdoc cref="Attention.Forward{T}"/>
    public static void Forward(
        NativeSpan<T> output, NativeSpan<T> logSumExp, NativeSpan<T> qkv, NativeSpan<T> scratch, int images, int tokensPerImage, int features, int heads, Team team = default)
    {
        int n = tokensPerImage, tokens = images * n, width = features / heads, stride = Toeplitz.LeadingDimension(n);
        var (first, end) = team.EnterForShare(images * heads, 1);
        T* to = output.Require(Layout.Elements(tokens, features)), logs = logSumExp.Require(Layout.Elements(tokens, heads));
        var from = qkv.Require(Layout.Elements(tokens, 3 * features));
        var scores = scratch.Require(Attention.ScratchElements(n, features, heads));
        T* inverse = scores + (nint)n * stride, log = inverse + stride, slices = log + stride;
        var size = (nint)width * stride;
        var scale = T.One / T.Sqrt(T.CreateTruncating(width));
        for (var at = first; at < end; at++)
        {
            int image = at / heads, head = at % heads;
            var q = Slice(from, image, n, 3 * features, head * width, width, slices, stride);
            var k = Slice(from, image, n, 3 * features, features + head * width, width, slices + size, stride);
            var v = Slice(from, image, n, 3 * features, 2 * features + head * width, width, slices + 2 * size, stride);
            var o = n == Tile ? to + Layout.Token(image * n, features) + (nint)head * width * Tile : slices + 3 * size;
            var (next, nextQ) = at + 1 < end ? ((at + 1) / heads, (at + 1) % heads * width) : (-1, 0);
            var ahead = new Fetch(Last(from, next, n, 3 * features, nextQ), Last(from, next, n, 3 * features, features + nextQ), width * Tile);
            Product(scores, k, 1, stride, q, n, width, stride, ahead, near: true);
            var l = n == Tile ? logs + Layout.Token(image * n, heads) + (nint)head * Tile : log;
            AttentionPasses<TOps, TVec, T>.Softmax(scores, inverse, l, n, stride, scale);
            ahead = new Fetch(Last(from, next, n, 3 * features, 2 * features + nextQ), Last(to, image, n, features, head * width), width * Tile);
            Product(o, v, stride, 1, scores, width, n, stride, ahead, n != Tile);
            AttentionPasses<TOps, TVec, T>.Scale(o, inverse, width, stride);
            if (n != Tile)
            {
                TokenRuns.Scatter(to, image * n, n, features, head * width, width, o, stride);
                TokenRuns.Scatter(logs, image * n, n, heads, head, 1, l, stride);
            }
        }

        // Whoever has the last image's last head; the others only write before the padding.
        if (end == images * heads)
        {
            TokenRuns.ClearPadding(to, tokens, features);
        }
    }

    /// <inheritdoc cref="Attention.Backward{T}"/>
    public static void Backward(
        NativeSpan<T> dQkv, NativeSpan<T> dOutput, NativeSpan<T> output, NativeSpan<T> qkv, NativeSpan<T> logSumExp, NativeSpan<T> scratch,
        int images, int tokensPerImage, int features, int heads)
    {
        int n = tokensPerImage, tokens = images * n, width = features / heads, stride = Toeplitz.LeadingDimension(n);
        T* to = dQkv.Require(Layout.Elements(tokens, 3 * features)), gradient = dOutput.Require(Layout.Elements(tokens, features));
        T* mixed = output.Require(Layout.Elements(tokens, features)), from = qkv.Require(Layout.Elements(tokens, 3 * features));
        T* logs = logSumExp.Require(Layout.Elements(tokens, heads)), p = scratch.Require(Attention.ScratchElements(n, features, heads));
        nint square = (nint)n * stride, size = (nint)width * stride;
        T* dP = p + square, turned = dP + square, dot = turned + square, log = dot + stride, slices = log + stride;
        var scale = T.One / T.Sqrt(T.CreateTruncating(width));
        for (var image = 0; image < images; image++)
        {
            for (var head = 0; head < heads; head++)
            {
                int first = head * width, all = 3 * features;
                var q = Slice(from, image, n, all, first, width, slices, stride);
                var k = Slice(from, image, n, all, features + first, width, slices + size, stride);
                var v = Slice(from, image, n, all, 2 * features + first, width, slices + 2 * size, stride);
                var d = Slice(gradient, image, n, features, first, width, slices + 3 * size, stride);
                var o = Slice(mixed, image, n, features, first, width, slices + 4 * size, stride);
                var l = Slice(logs, image, n, heads, head, 1, log, stride);
                var (next, nextQ) = head + 1 < heads ? (image, first + width) : (image + 1 < images ? image + 1 : -1, 0);
                var ahead = new Fetch(Last(from, next, n, all, nextQ), Last(from, next, n, all, features + nextQ), width * Tile);
                Product(p, q, 1, stride, k, n, width, stride, ahead, near: true);
                ahead = new Fetch(Last(from, next, n, all, 2 * features + nextQ), Last(gradient, next, n, features, nextQ), width * Tile);
                Product(dP, d, 1, stride, v, n, width, stride, ahead, near: true);
                AttentionPasses<TOps, TVec, T>.ColumnDots(dot, d, o, width, stride);
                AttentionPasses<TOps, TVec, T>.ScoreGradients(p, dP, l, dot, n, stride, scale);

                // dV = dO·P, dK = Q·dS, dQ = K·dSᵀ; P and dS are [query][key] here, so that one product of three needs another order
                Finish(d, p, 2 * features + first, false, Last(mixed, next, n, features, nextQ));
                Finish(q, dP, features + first, false, null);
                Finish(k, dP, first, true, null);

                void Finish(T* rows, T* matrix, int feature, bool transposed, T* too)
                {
                    var ahead = new Fetch(Last(to, image, n, all, feature), too, width * Tile);
                    var result = n == Tile ? to + Layout.Token(image * n, all) + (nint)feature * Tile : slices + 5 * size;
                    if (transposed)
                    {
                        ProductTransposed(result, rows, matrix, turned, width, n, stride, ahead);
                    }
                    else
                    {
                        Product(result, rows, stride, 1, matrix, width, n, stride, ahead, n != Tile);
                    }

                    if (n != Tile)
                    {
                        TokenRuns.Scatter(to, image * n, n, all, feature, width, result, stride);
                    }
                }
            }
        }

        TokenRuns.ClearPadding(to, tokens, 3 * features);
    }

    // A head's features of one image as rows of `stride` elements: the tile itself where the image is one.
    private static T* Slice(T* tiled, int image, int n, int features, int first, int count, T* buffer, nint stride)
    {
        if (n == Tile)
        {
            return tiled + Layout.Token(image * n, features) + (nint)first * Tile;
        }

        TokenRuns.Gather(buffer, stride, tiled, image * n, n, features, first, count);
        return buffer;
    }

    // c[m][lane] = Σ_k a[m][k]·b[lane][k], with rows of `stride` elements: either b is turned or, where heads are narrow and whole vectors,
    // a and then the result: cᵀ = b·aᵀ.
    private static void ProductTransposed(T* c, T* a, T* b, T* turned, int rows, int k, int stride, Fetch ahead)
    {
        if (rows % TOps.Lanes != 0 || 2 * rows > stride)
        {
            Transposer.Run(turned, stride, b, stride, k, k);
            Product(c, a, stride, 1, turned, rows, k, stride, ahead, near: false);
            return;
        }

        var result = turned + (nint)k * rows;
        Transposer.Run(turned, rows, a, stride, rows, k);
        var g = new GemmOperands<T>
        {
            C = result, CRow = rows, A = b, ARow = stride, AK = 1, B = turned, BK = rows, K = k, Blocks = 1, Near = true,
            Ahead = ahead.First, AheadElements = ahead.Elements, AheadRuns = ahead.Runs, AheadStride = ahead.Stride,
        };
        Gemm<TOps, TVec, T>.Run(g, k, rows);
        Transposer.Run(c, stride, result, rows, k, rows);
    }

    // A head's features in the tile of an image's last token, which nothing has read before; none without an image.
    private static T* Last(T* tiled, int image, int n, int features, int first) =>
        image < 0 ? null : tiled + Layout.Token((((image + 1) * n) - 1) / Tile * Tile, features) + (nint)first * Tile;

    // Two stretches of memory that a product asks for while it runs: what comes next lies in the last cache or beyond it.
    private readonly struct Fetch(T* first, T* second, nint elements)
    {
        public readonly T* First = first;

        public readonly nint Elements = elements, Runs = second == null ? 1 : 2, Stride = second == null ? 0 : (nint)(second - first);
    }

    // c[m][lane] = Σ_k a[m·aRow + k·aK]·b[k][lane] with rows of `stride` elements
    private static void Product(T* c, T* a, nint aRow, nint aK, T* b, int rows, nint k, int stride, Fetch ahead, bool near)
    {
        var g = new GemmOperands<T>
        {
            C = c, CRow = stride, A = a, ARow = aRow, AK = aK, B = b, BK = stride, K = k, Blocks = 1, Near = near,
            Ahead = ahead.First, AheadElements = ahead.Elements, AheadRuns = ahead.Runs, AheadStride = ahead.Stride,
        };
        Gemm<TOps, TVec, T>.Run(g, rows, stride);
    }
}
