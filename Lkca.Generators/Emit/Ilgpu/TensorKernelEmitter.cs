using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Ops;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>Writes the implicit Toeplitz product on tensor cores in one of its forms.</summary>
internal sealed class TensorKernelEmitter(string name, KernelGeometry geometry, int features, int stride, LargeKernelForm form) : KernelEmitter(name)
{
    private const int MaxImages = 512;

    private readonly TensorTiling _tiling = new(geometry, features);

    public override IReadOnlyList<string> Title(string model)
    {
        var (rows, columns) = (geometry.KernelHeight / 2, geometry.KernelWidth / 2);
        var entry = $"A[(i,j), (p,q)] = {form.Kernel}[{N(rows)}−i+p, {N(columns)}−j+q]";
        return
        [
            $"The large kernel of {model} on tensor cores, {form.Title}: "
                + $"{N(geometry.KernelHeight)}×{N(geometry.KernelWidth)}, shared by all channels, over {N(geometry.GridHeight)}×{N(geometry.GridWidth)} tokens of {N(features)} channels.",
            "",
            form.IsFlipped ? $"  dInput = A·dOutput,   {entry},   F[u, v] = K[{N(geometry.KernelHeight - 1)}−u, {N(geometry.KernelWidth - 1)}−v]"
                : form.IsResidual ? $"  z += scale·(A·input + bias),   {entry}"
                : $"  output = A·input,   {entry}",
            "",
            "which docs/math.md, section 1, derives; factors in TF32, sums in float32. A grid row is cut into segments of eight tokens. The 8×8 block of A between segment (i, s) of the output",
            "and segment (p, r) of the input has the entry A[a, b] = table[p − i, 8·(r − s) + b − a], so no block is stored: a lane reads its entries from the table in shared memory, where",
            $"the lanes of a warp meet no bank twice. A warp makes {N(_tiling.SegmentsPerWarp)} segments for 32 channels: tile 4·m + k holds segments 2m and 2m + 1 (rows 0 … 7 and 8 … 15) "
                + "and, in column n, channel 4·n + k.",
            "So a lane loads four channels of a token at once, and stores four.",
        ];
    }

    public override void Emit(SourceWriter w)
    {
        w.Line($"/// <summary>{form.Summary}, on tensor cores.</summary>");
        using (w.Block($"private static class {Name}"))
        {
            Constants(w);
            using (w.Block($"internal static void Run(Ilgpu::DevicePass g, {Parameters(form.Arguments)})"))
            {
                w.Line("var grid = (Chunks, SegmentGroups, global::System.Math.Min(g.Images, MaxImages));");
                w.Line($"g.Kernels.Run(g.IsSimulated ? Kernel<Ilgpu::SimulatedTensorCore> : Kernel<Ilgpu::MmaTensorCore>, grid, Threads, {string.Join(", ", form.Arguments)}, g.Images);");
            }

            w.Line();
            w.Line($"internal static void Kernel<T>({Parameters(form.Arguments)}, int images)");
            using (w.Indent())
            {
                w.Line("where T : struct, Ilgpu::ITensorCore");
            }

            using (w.Block())
            {
                Body(w);
            }

            w.Line();
            w.Line("/// <summary>Place in the table of A[a, b] at a = g, b = t, between an output segment and the input's segment (0, 0).</summary>");
            using (w.Block("private static int Entry(int segment, int g, int t)"))
            {
                w.Line("var i = global::System.Math.Min(segment / Segments, GridHeight - 1);");
                w.Line("return ((GridHeight - 1 - i) * TableWidth) + PaddedWidth - 1 - (8 * (segment % Segments)) + t - g;");
            }
        }
    }

    private void Constants(SourceWriter w)
    {
        w.Line($"private const int GridHeight = {N(geometry.GridHeight)}, GridWidth = {N(geometry.GridWidth)};");
        w.Line($"private const int KernelHeight = {N(geometry.KernelHeight)}, KernelWidth = {N(geometry.KernelWidth)}, RowReach = {N(geometry.KernelHeight / 2)}, ColumnReach = {N(geometry.KernelWidth / 2)};");
        w.Line($"private const int Lanes = {N(_tiling.Lanes)}, Chunks = {N((_tiling.Lanes + 7) / 8)}; // of four channels, of eight lanes");
        w.Line($"private const int RowLanes = {N(stride / 4)}; // from one token to the next");
        w.Line($"private const int Segments = {N(_tiling.Segments)}, PaddedWidth = 8 * Segments; // of a grid row");
        w.Line("private const int TableHeight = (2 * GridHeight) - 1, TableWidth = (2 * PaddedWidth) - 1;");
        w.Line($"private const int SegmentsPerWarp = {N(_tiling.SegmentsPerWarp)}, Tiles = SegmentsPerWarp / 2 * 4;");
        w.Line($"private const int Warps = {N(_tiling.Warps)}, Threads = 32 * Warps, SegmentGroups = {N(_tiling.SegmentGroups)};");
        w.Line($"private const int MaxImages = {N(MaxImages)};");
        w.Line();
    }

    private void Body(SourceWriter w)
    {
        w.Line("var table = Gpu::SharedMemory.Allocate<int>(TableHeight * TableWidth);");
        w.Line("var sums = Gpu::SharedMemory.Allocate<Gpu::Runtime.Cuda.Output<float>>(Tiles * 4 * Threads);");
        w.Line($"var from = Ilgpu::Float4.Of({form.Source});");
        w.Line($"var to = Ilgpu::Float4.Of({form.Target});");
        w.Line("var thread = Gpu::Group.IdxX;");
        w.Line("var g = thread % 32 / 4;");
        w.Line("var t = thread % 4;");
        w.Line("var lane = (8 * Gpu::Grid.IdxX) + g;");
        w.Line("var segment = ((Gpu::Grid.IdxY * Warps) + (thread / 32)) * SegmentsPerWarp;");
        w.Line("T.Open();");
        w.Line();
        Table(w);
        w.Line();
        var count = _tiling.SegmentsPerWarp;
        w.Line($"int {string.Join(", ", Range(count).Select(n => n == 0 ? "a0 = Entry(segment, g, t)" : $"a{N(n)} = Entry(segment + {N(n)}, g, t)"))};");
        w.Line("var begin = global::System.Math.Max(0, (segment / Segments) - RowReach);");
        w.Line("var end = global::System.Math.Min(GridHeight, ((segment + SegmentsPerWarp - 1) / Segments) + RowReach + 1);");
        using (w.Block("for (var image = Gpu::Grid.IdxZ; image < images; image += Gpu::Grid.DimZ)"))
        {
            TensorText.Each(w, "Clear", _tiling.Tiles);
            using (w.Block("for (var p = begin; p < end; p++)"))
            {
                if (_tiling.Segments == 1)
                {
                    Products(w, "t", "p * TableWidth");
                }
                else
                {
                    using (w.Block("for (var r = 0; r < Segments; r++)"))
                    {
                        Products(w, "(8 * r) + t", "(p * TableWidth) + (8 * r)");
                    }
                }
            }

            w.Line();
            TensorText.Each(w, "Store", _tiling.Tiles);
            Store(w);
        }
    }

    private void Table(SourceWriter w)
    {
        var entry = form.IsFlipped ? "((KernelHeight - 1 - u) * KernelWidth) + (KernelWidth - 1 - v)" : "(u * KernelWidth) + v";
        w.Line($"// table[p − i + GridHeight − 1, q − j + PaddedWidth − 1] = {form.Kernel}[RowReach − i + p, ColumnReach − j + q], zero outside the kernel.");
        using (w.Block("for (var n = thread; n < TableHeight * TableWidth; n += Threads)"))
        {
            w.Line("var u = RowReach + (n / TableWidth) - (GridHeight - 1);");
            w.Line("var v = ColumnReach + (n % TableWidth) - (PaddedWidth - 1);");
            w.Line("var isInside = u >= 0 && u < KernelHeight && v >= 0 && v < KernelWidth;");
            w.Line($"table[n] = Ilgpu::TensorTiles.Round(isInside ? kernel[{entry}] : 0);");
        }

        w.Line();
        w.Line("Gpu::Group.Barrier();");
    }

    private void Products(SourceWriter w, string column, string shift)
    {
        var isPadded = geometry.GridWidth % TensorTiling.Segment != 0;
        w.Line($"var q = {column};");
        w.Line("var at = (((((image * GridHeight) + p) * GridWidth) + q) * RowLanes) + lane;");
        w.Line($"var upper = lane < Lanes{(isPadded ? " && q < GridWidth" : "")} ? from[at] : default;");
        w.Line($"var lower = lane < Lanes{(isPadded ? " && q + 4 < GridWidth" : "")} ? from[at + (4 * RowLanes)] : default;");
        foreach (var (k, channel) in TensorText.Channels)
        {
            w.Line($"var b{N(k)} = new Ilgpu::FragmentB(Ilgpu::TensorTiles.Round(upper.{channel}), Ilgpu::TensorTiles.Round(lower.{channel}));");
        }

        w.Line($"var k = {shift};");
        for (var m = 0; m < _tiling.SegmentsPerWarp / 2; m++)
        {
            var (first, second) = ($"a{N(2 * m)}", $"a{N((2 * m) + 1)}");
            w.Line($"{(m == 0 ? "var " : "")}a = new Ilgpu::FragmentA(table[{first} + k], table[{second} + k], table[{first} + k + 4], table[{second} + k + 4]);");
            w.Line(string.Join(" ", Range(4).Select(k => $"T.MultiplyAdd({N((4 * m) + k)}, sums, a, b{N(k)});")));
        }
    }

    private void Store(SourceWriter w)
    {
        w.Line("// Row g of segment n and columns 2t, 2t + 1 of its four tiles: token j, two fours of channels.");
        using (w.Block("for (var n = 0; n < SegmentsPerWarp; n++)"))
        {
            w.Line("var i = (segment + n) / Segments;");
            w.Line("var j = (8 * ((segment + n) % Segments)) + g;");
            w.Line("var tile = 4 * (n / 2);");
            using (w.Block("for (var c = 0; c < 2; c++)"))
            {
                w.Line("var l = (8 * Gpu::Grid.IdxX) + (2 * t) + c;");
                w.Line("var entry = (2 * (n % 2)) + c;");
                using (w.Block("if (i < GridHeight && j < GridWidth && l < Lanes)"))
                {
                    w.Line("var o = new Ilgpu::Float4(");
                    using (w.Indent())
                    {
                        w.Line("Ilgpu::TensorTiles.Sum(sums, tile, entry, thread), Ilgpu::TensorTiles.Sum(sums, tile + 1, entry, thread),");
                        w.Line("Ilgpu::TensorTiles.Sum(sums, tile + 2, entry, thread), Ilgpu::TensorTiles.Sum(sums, tile + 3, entry, thread));");
                    }

                    w.Line("var at = (((((image * GridHeight) + i) * GridWidth) + j) * RowLanes) + l;");
                    form.BeforeStore(w, "l", "Ilgpu::Float4.Of(bias)");
                    w.Line(form.Store("at", "o", isVector: true));
                }
            }
        }
    }

    private static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);
}
