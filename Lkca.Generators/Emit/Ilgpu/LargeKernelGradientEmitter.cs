using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Ops;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>Writes the gradient of the large kernel: sums by offset, in two passes of fixed order.</summary>
internal sealed class LargeKernelGradientEmitter(string name, KernelGeometry geometry, int features, int stride, string? tensorKernel) : KernelEmitter(name)
{
    private readonly LargeKernelTiling _tiling = new(geometry, features);

    private bool IsVector => _tiling.Vector == 4;

    private string Value => IsVector ? "Ilgpu::Float4" : "float";

    private int Last => _tiling.Segment - 1;

    public override IReadOnlyList<string> Title(string model) =>
    [
        $"The gradient of the large kernel of {model}: {N(geometry.KernelHeight)}×{N(geometry.KernelWidth)} over {N(geometry.GridHeight)}×{N(geometry.GridWidth)} tokens of {N(features)} channels"
            + (geometry.Groups == 1 ? "." : $" in {N(geometry.Groups)} groups."),
        "",
        $"  dKernel[{N(geometry.KernelHeight / 2)}−i+p, {N(geometry.KernelWidth / 2)}−j+q] = Σ dOutput[(i,j), c] · input[(p,q), c]   over images, channels and the pairs of tokens with that offset",
        "",
        $"which docs/math.md, section 1, derives. A thread takes one row i of dOutput and one row p of the input, {N(_tiling.Segment)} columns of each. Column a of the one and column b of the other",
        $"meet at offset b − a, so their {N(_tiling.Segment)}×{N(_tiling.Segment)} products go to {N((2 * _tiling.Segment) - 1)} sums: s(b − a + {N(Last)}) += dOutput(a)·input(b). The sums run over lanes and images in order, then over the",
        "threads of a group in order, and a second kernel adds the groups in order: no atomics, so the same bits in every run.",
    ];

    public override void Emit(SourceWriter w)
    {
        w.Line("/// <summary>The gradient of the large kernel.</summary>");
        using (w.Block($"private static class {Name}"))
        {
            Constants(w);
            using (w.Block($"internal static void Run(Ilgpu::DevicePass g, {View} dKernel, {View} dOutput, {View} input)"))
            {
                OnTensorCores(w, tensorKernel, "dKernel, dOutput, input");
                w.Line("var images = global::System.Math.Min(g.Images, ImageGroups);");
                w.Line($"g.Kernels.Run(Kernel, ({(geometry.Groups == 1 ? "" : "Groups * ")}LaneGroups, PairGroups, images), Threads, g.Scratch, dOutput, input, g.Images);");
                w.Line("g.Kernels.SumParts(dKernel, g.Scratch, images * PairGroups * LaneGroups, KernelSize);");
            }

            w.Line();
            using (w.Block($"internal static void Kernel({View} parts, {View} dOutput, {View} input, int images)"))
            {
                Body(w);
            }
        }
    }

    private void Constants(SourceWriter w)
    {
        w.Line($"private const int GridHeight = {N(geometry.GridHeight)}, GridWidth = {N(geometry.GridWidth)};");
        w.Line($"private const int KernelHeight = {N(geometry.KernelHeight)}, KernelWidth = {N(geometry.KernelWidth)}, RowReach = {N(geometry.KernelHeight / 2)}, ColumnReach = {N(geometry.KernelWidth / 2)};");
        w.Line(geometry.Groups == 1
            ? "private const int KernelSize = KernelHeight * KernelWidth;"
            : $"private const int Groups = {N(geometry.Groups)}, KernelSize = Groups * KernelHeight * KernelWidth;");
        if (IsVector && geometry.Groups == 1 && features % 4 != 0)
        {
            w.Line($"private const int Features = {N(features)};");
        }

        w.Line($"private const int Lanes = {N(_tiling.Lanes)}; // of {(IsVector ? "four channels" : "one channel")}{(geometry.Groups == 1 ? "" : " in a group of channels")}");
        w.Line($"private const int RowLanes = {N(stride / _tiling.Vector)}; // from one token to the next");
        w.Line($"private const int Segment = {N(_tiling.Segment)}, Segments = {N(_tiling.Segments)}, PaddedWidth = Segment * Segments; // of a grid row");
        w.Line("private const int Offsets = (2 * Segment) - 1;");
        w.Line($"private const int RowsOut = {N(_tiling.PairRowsOut)}, RowsIn = {N(_tiling.PairRowsIn)}; // of a thread group");
        w.Line($"private const int InGroups = {N((geometry.GridHeight + _tiling.PairRowsIn - 1) / _tiling.PairRowsIn)}, PairGroups = {N(_tiling.PairGroups)};");
        w.Line("private const int Pairs = RowsOut * RowsIn * Segments * Segments;");
        w.Line($"private const int Slices = {N(_tiling.Slices)}, Threads = Pairs * Slices; // threads that share a pair's lanes");
        w.Line($"private const int LanesStaged = {N(_tiling.PairLanes)}, LaneGroups = {N(_tiling.PairChunks)}, ImageGroups = {N(_tiling.PairImages)};");
        w.Line();
    }

    private void Body(SourceWriter w)
    {
        w.Line($"var outTile = Gpu::SharedMemory.Allocate<{Value}>(RowsOut * PaddedWidth * LanesStaged);");
        w.Line($"var inTile = Gpu::SharedMemory.Allocate<{Value}>(RowsIn * PaddedWidth * LanesStaged);");
        w.Line("var sums = Gpu::SharedMemory.Allocate<float>(Threads * Offsets);");
        w.Line($"var gradient = {(IsVector ? "Ilgpu::Float4.Of(dOutput)" : "dOutput")};");
        w.Line($"var values = {(IsVector ? "Ilgpu::Float4.Of(input)" : "input")};");
        w.Line("var thread = Gpu::Group.IdxX;");
        w.Line("var slice = thread / Pairs;");
        w.Line("var pair = thread % Pairs; // ((i − firstOut)·RowsIn + p − firstIn)·Segments² + s·Segments + r");
        w.Line("var r = pair % Segments;");
        w.Line("var s = pair / Segments % Segments;");
        w.Line("var rowIn = pair / (Segments * Segments) % RowsIn;");
        w.Line("var rowOut = pair / (Segments * Segments * RowsIn);");
        w.Line("var firstOut = Gpu::Grid.IdxY / InGroups * RowsOut;");
        w.Line("var firstIn = Gpu::Grid.IdxY % InGroups * RowsIn;");
        w.Line("var laneGroup = Gpu::Grid.IdxX % LaneGroups;");
        w.Line(geometry.Groups == 1 ? "var group = 0;" : "var group = Gpu::Grid.IdxX / LaneGroups;");
        w.Line($"float {string.Join(", ", Enumerable.Range(0, (2 * _tiling.Segment) - 1).Select(t => $"s{N(t)} = 0"))};");
        w.Line();
        using (w.Block("for (var image = Gpu::Grid.IdxZ; image < images; image += Gpu::Grid.DimZ)"))
        {
            using (w.Block("for (var first = laneGroup * LanesStaged; first < Lanes; first += LaneGroups * LanesStaged)"))
            {
                Stage(w, "outTile", "gradient", "RowsOut", "firstOut");
                Stage(w, "inTile", "values", "RowsIn", "firstIn");
                w.Line("Gpu::Group.Barrier();");
                using (w.Block("for (var l = slice; l < LanesStaged; l += Slices)"))
                {
                    Products(w);
                }

                w.Line();
                w.Line("Gpu::Group.Barrier();");
            }
        }

        w.Line();
        for (var t = 0; t <= 2 * Last; t++)
        {
            w.Line($"sums[(thread * Offsets) + {N(t)}] = s{N(t)};");
        }

        w.Line();
        w.Line("Gpu::Group.Barrier();");
        w.Line();
        Fold(w);
    }

    private void Stage(SourceWriter w, string tile, string source, string rows, string firstRow)
    {
        var value = $"{source}[(((((image * GridHeight) + row) * GridWidth) + column) * RowLanes) + {(geometry.Groups == 1 ? "" : "(group * Lanes) + ")}lane]";
        if (IsVector && geometry.Groups == 1 && features % 4 != 0)
        {
            value = $"Ilgpu::Float4.First({value}, Features - (4 * lane))";
        }

        w.Line($"// {tile}[row − {firstRow}, column, lane − first], zero beyond grid and channels.");
        using (w.Block($"for (var n = thread; n < {rows} * PaddedWidth * LanesStaged; n += Threads)"))
        {
            w.Line($"var row = {firstRow} + (n / (PaddedWidth * LanesStaged));");
            w.Line("var column = n / LanesStaged % PaddedWidth;");
            w.Line("var lane = first + (n % LanesStaged);");
            w.Line("var isInside = row < GridHeight && column < GridWidth && lane < Lanes;");
            w.Line($"{tile}[n] = isInside ? {value} : default;");
        }

        w.Line();
    }

    private void Products(SourceWriter w)
    {
        var s = _tiling.Segment;
        w.Line("var at = (((rowOut * PaddedWidth) + (s * Segment)) * LanesStaged) + l;");
        for (var a = 0; a < s; a++)
        {
            w.Line($"var g{N(a)} = outTile[at{(a == 0 ? "" : $" + ({N(a)} * LanesStaged)")}];");
        }

        w.Line("at = (((rowIn * PaddedWidth) + (r * Segment)) * LanesStaged) + l;");
        for (var b = 0; b < s; b++)
        {
            w.Line($"{(b == 0 ? "var " : "")}x = inTile[at{(b == 0 ? "" : $" + ({N(b)} * LanesStaged)")}];");
            for (var first = 0; first < s; first += 4)
            {
                w.Line(string.Join(" ", Enumerable.Range(first, System.Math.Min(4, s - first)).Select(a => Add($"s{N(b - a + Last)}", $"g{N(a)}"))));
            }
        }
    }

    private string Add(string sum, string gradient) => IsVector ? $"{sum} = Ilgpu::Float4.Dot({gradient}, x, {sum});" : $"{sum} += {gradient} * x;";

    /// <summary>Sums of the threads by kernel entry.</summary>
    private static void Fold(SourceWriter w)
    {
        w.Line("// part[u, v] = Σ of s(t) over rows i, segments s and r, and slices, with p = i + u − RowReach and (r − s)·Segment + t − (Segment − 1) = v − ColumnReach.");
        w.Line("var part = (((Gpu::Grid.IdxZ * PairGroups) + Gpu::Grid.IdxY) * LaneGroups) + laneGroup;");
        using (w.Block("for (var n = thread; n < KernelHeight * KernelWidth; n += Threads)"))
        {
            w.Line("var u = n / KernelWidth;");
            w.Line("var v = n % KernelWidth;");
            w.Line("var total = 0f;");
            using (w.Block("for (var i = 0; i < RowsOut; i++)"))
            {
                w.Line("var p = firstOut + i + u - RowReach - firstIn;");
                using (w.Block("for (var m = 0; p >= 0 && p < RowsIn && m < Segments * Segments; m++)"))
                {
                    w.Line("var t = v - ColumnReach - (((m % Segments) - (m / Segments)) * Segment) + Segment - 1;");
                    using (w.Block("for (var k = 0; t >= 0 && t < Offsets && k < Slices; k++)"))
                    {
                        w.Line("total += sums[(((k * Pairs) + (((i * RowsIn) + p) * Segments * Segments) + m) * Offsets) + t];");
                    }
                }
            }

            w.Line();
            w.Line("parts[(part * KernelSize) + (group * KernelHeight * KernelWidth) + n] = total;");
        }
    }
}
