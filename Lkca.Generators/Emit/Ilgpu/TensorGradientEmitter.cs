using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Ops;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>Writes the gradient of the large kernel on tensor cores: products of segments summed by their distance, then folded by offset.</summary>
internal sealed class TensorGradientEmitter(string name, KernelGeometry geometry, int features, int stride) : KernelEmitter(name)
{
    private readonly TensorTiling _tiling = new(geometry, features);

    public override IReadOnlyList<string> Title(string model) =>
    [
        $"The gradient of the large kernel of {model} on tensor cores: {N(geometry.KernelHeight)}×{N(geometry.KernelWidth)} over {N(geometry.GridHeight)}×{N(geometry.GridWidth)} tokens of {N(features)} channels.",
        "",
        $"  dKernel[{N(geometry.KernelHeight / 2)}−i+p, {N(geometry.KernelWidth / 2)}−j+q] = Σ dOutput[(i,j), c] · input[(p,q), c]   over images, channels and the pairs of tokens with that offset",
        "",
        "which docs/math.md, section 1, derives; factors in TF32, sums in float32. A grid row is cut into segments of eight tokens. A tile is the product of two segments of dOutput (rows",
        "0 … 7 and 8 … 15) with the transpose of one of the input, over channels. Segments at the same distance have the same offsets, so they share a tile, and all images and channels of",
        $"a warp go to the same {N(_tiling.PairTiles)} tiles. At the end entry (a, b) of a tile belongs to the offset b − a and the distance of its segments; these are added by offset, warp after warp,",
        "and a second kernel adds the thread groups in order: no atomics, so the same bits in every run.",
    ];

    public override void Emit(SourceWriter w)
    {
        w.Line("/// <summary>The gradient of the large kernel, on tensor cores.</summary>");
        using (w.Block($"private static class {Name}"))
        {
            Constants(w);
            using (w.Block($"internal static void Run(Ilgpu::DevicePass g, {View} dKernel, {View} dOutput, {View} input)"))
            {
                w.Line("var groups = global::System.Math.Min(((g.Images * Chunks) + Warps - 1) / Warps, ImageGroups);");
                w.Line("var grid = (PairBlocks * PairBlocks, 1, groups);");
                w.Line("g.Kernels.Run(g.IsSimulated ? Kernel<Ilgpu::SimulatedTensorCore> : Kernel<Ilgpu::MmaTensorCore>, grid, Threads, g.Scratch, dOutput, input, g.Images);");
                w.Line("g.Kernels.SumParts(dKernel, g.Scratch, groups * PairBlocks * PairBlocks, KernelSize);");
            }

            w.Line();
            w.Line($"internal static void Kernel<T>({View} parts, {View} dOutput, {View} input, int images)");
            using (w.Indent())
            {
                w.Line("where T : struct, Ilgpu::ITensorCore");
            }

            using (w.Block())
            {
                Body(w);
            }

            w.Line();
            Load(w);
            w.Line();
            Tile(w);
        }
    }

    private void Constants(SourceWriter w)
    {
        w.Line($"private const int GridHeight = {N(geometry.GridHeight)}, GridWidth = {N(geometry.GridWidth)};");
        w.Line($"private const int KernelHeight = {N(geometry.KernelHeight)}, KernelWidth = {N(geometry.KernelWidth)}, RowReach = {N(geometry.KernelHeight / 2)}, ColumnReach = {N(geometry.KernelWidth / 2)};");
        w.Line("private const int KernelSize = KernelHeight * KernelWidth;");
        if (features % 4 != 0)
        {
            w.Line($"private const int Features = {N(features)};");
        }

        w.Line($"private const int Lanes = {N(_tiling.Lanes)}, Chunks = {N((_tiling.Lanes + 3) / 4)}; // of four channels, of four lanes");
        w.Line($"private const int RowLanes = {N(stride / 4)}; // from one token to the next");
        w.Line($"private const int Segments = {N(_tiling.Segments)}; // of a grid row");
        w.Line($"private const int PairRows = {N(_tiling.PairRows)}, PairBlocks = {N(_tiling.PairBlocks)}; // grid rows of a thread group on either side, and their number");
        w.Line($"private const int Tiles = {N(_tiling.PairTiles)};");
        w.Line($"private const int Warps = {N(_tiling.PairWarps)}, Threads = 32 * Warps, ImageGroups = {N(_tiling.ImageGroups)};");
        w.Line();
    }

    private void Body(SourceWriter w)
    {
        w.Line("var sums = Gpu::SharedMemory.Allocate<Gpu::Runtime.Cuda.Output<float>>(Tiles * 4 * Threads);");
        w.Line("var gradient = Ilgpu::Float4.Of(dOutput);");
        w.Line("var values = Ilgpu::Float4.Of(input);");
        w.Line("var thread = Gpu::Group.IdxX;");
        w.Line("var warp = thread / 32;");
        w.Line("var g = thread % 32 / 4;");
        w.Line("var t = thread % 4;");
        w.Line("var firstOut = Gpu::Grid.IdxX / PairBlocks * PairRows;");
        w.Line("var firstIn = Gpu::Grid.IdxX % PairBlocks * PairRows;");
        w.Line("T.Open();");
        TensorText.Each(w, "Clear", _tiling.PairTiles);
        w.Line();
        w.Line("// A warp takes sixteen channels of an image at a time. A lane's four channels are columns t and t + 4 of two products: x, y of the left, z, w of the right.");
        using (w.Block("for (var n = (Gpu::Grid.IdxZ * Warps) + warp; n < images * Chunks; n += Gpu::Grid.DimZ * Warps)"))
        {
            Products(w);
        }

        w.Line();
        TensorText.Each(w, "Store", _tiling.PairTiles);
        w.Line("Gpu::Group.Barrier();");
        w.Line();
        Fold(w);
    }

    private void Products(SourceWriter w)
    {
        w.Line("var image = n / Chunks;");
        w.Line("var lane = (4 * (n % Chunks)) + t;");
        for (var f = 0; f < _tiling.PairSegments; f++)
        {
            w.Line($"var x{N(f)} = Load(values, image, {Place("firstIn", f)}, lane);");
            w.Line($"Ilgpu::FragmentB left{N(f)} = {FragmentB(f, "X", "Y")}, right{N(f)} = {FragmentB(f, "Z", "W")};");
        }

        for (var m = 0; m < _tiling.PairSegments / 2; m++)
        {
            var isFirst = m == 0 ? "var " : "";
            w.Line($"{isFirst}upper = Load(gradient, image, {Place("firstOut", 2 * m)}, lane);");
            w.Line($"{isFirst}lower = Load(gradient, image, {Place("firstOut", (2 * m) + 1)}, lane);");
            w.Line($"{isFirst}left = {FragmentA("X", "Y")};");
            w.Line($"{isFirst}right = {FragmentA("Z", "W")};");
            for (var f = 0; f < _tiling.PairSegments; f++)
            {
                var tile = N(_tiling.PairTile(m, f));
                w.Line($"T.MultiplyAdd({tile}, sums, left, left{N(f)}); T.MultiplyAdd({tile}, sums, right, right{N(f)});");
            }
        }
    }

    private string Place(string first, int segment)
    {
        var (row, s) = (segment / _tiling.Segments, segment % _tiling.Segments);
        return $"{first}{(row == 0 ? "" : $" + {N(row)}")}, {(s == 0 ? "" : $"{N(8 * s)} + ")}g";
    }

    private static string FragmentA(string first, string second) =>
        $"new Ilgpu::FragmentA({Round("upper", first)}, {Round("lower", first)}, {Round("upper", second)}, {Round("lower", second)})";

    private static string FragmentB(int segment, string first, string second) => $"new({Round($"x{N(segment)}", first)}, {Round($"x{N(segment)}", second)})";

    private static string Round(string value, string channel) => $"Ilgpu::TensorTiles.Round({value}.{channel})";

    private void Load(SourceWriter w)
    {
        var value = "from[(((((image * GridHeight) + row) * GridWidth) + column) * RowLanes) + lane]";
        w.Line("/// <summary>Four channels of a token, zero beyond grid and channels.</summary>");
        w.Line("private static Ilgpu::Float4 Load(Gpu::ArrayView<Ilgpu::Float4> from, int image, int row, int column, int lane) =>");
        using (w.Indent())
        {
            w.Line($"row < GridHeight && column < GridWidth && lane < Lanes ? {(features % 4 == 0 ? value : $"Ilgpu::Float4.First({value}, Features - (4 * lane))")} : default;");
        }
    }

    private void Tile(SourceWriter w)
    {
        w.Line("/// <summary>The tile whose upper (half 0) or lower (half 1) rows have this distance from the input's segment, p − i and r − s; −1 where there is none.</summary>");
        if (_tiling.Segments == 1)
        {
            w.Line("private static int Tile(int rows, int segments, int half) => rows + half > -(PairRows - 1) && rows + half < PairRows ? rows + half + PairRows - 2 : -1;");
            return;
        }

        w.Line("private static int Tile(int rows, int segments, int half) => rows > -PairRows && rows < PairRows && segments + half > 1 - Segments && segments + half < Segments");
        using (w.Indent())
        {
            w.Line("? ((rows + PairRows - 1) * ((2 * Segments) - 2)) + segments + half + Segments - 2");
            w.Line(": -1;");
        }
    }

    /// <summary>Entries of tiles by kernel entry.</summary>
    private static void Fold(SourceWriter w)
    {
        w.Line("// part[u, v] = Σ over warps of the entries (a, b) with p − i = u − RowReach and 8·(r − s) + b − a = v − ColumnReach; lane 4a + b/2 holds entry b mod 2.");
        w.Line("var part = (Gpu::Grid.IdxZ * PairBlocks * PairBlocks) + Gpu::Grid.IdxX;");
        using (w.Block("for (var n = thread; n < KernelSize; n += Threads)"))
        {
            w.Line("var rows = (n / KernelWidth) - RowReach - (firstIn - firstOut);");
            w.Line("var columns = (n % KernelWidth) - ColumnReach;");
            w.Line("var total = 0f;");
            using (w.Block("for (var half = 0; half < 2; half++)"))
            {
                using (w.Block("for (var segments = 1 - Segments; segments < Segments; segments++)"))
                {
                    w.Line("var tile = Tile(rows, segments, half);");
                    using (w.Block("for (var k = 0; tile >= 0 && k < Warps * 8; k++)"))
                    {
                        w.Line("var a = k % 8;");
                        w.Line("var b = columns - (8 * segments) + a;");
                        using (w.Block("if (b >= 0 && b < 8)"))
                        {
                            w.Line("total += Ilgpu::TensorTiles.Sum(sums, tile, (2 * half) + (b % 2), (32 * (k / 8)) + (4 * a) + (b / 2));");
                        }
                    }
                }
            }

            w.Line();
            w.Line("parts[(part * KernelSize) + n] = total;");
        }
    }
}
