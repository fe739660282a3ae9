using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Ops;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>Writes the implicit Toeplitz product in one of its forms.</summary>
internal sealed class LargeKernelEmitter(string name, KernelGeometry geometry, int features, int stride, LargeKernelForm form, string? tensorKernel) : KernelEmitter(name)
{
    /// <summary>Images that have thread groups of their own; in larger batches a thread group takes several, one after another, with the kernel already in shared memory.</summary>
    private const int MaxImages = 512;

    private readonly LargeKernelTiling _tiling = new(geometry, features);

    private bool IsVector => _tiling.Vector == 4;

    private string Value => IsVector ? "Ilgpu::Float4" : "float";

    public override IReadOnlyList<string> Title(string model)
    {
        var (rows, columns) = (geometry.KernelHeight / 2, geometry.KernelWidth / 2);
        var groups = geometry.Groups == 1 ? "shared by all channels" : $"one for each of {N(geometry.Groups)} groups of channels";
        var lane = IsVector ? "four channels" : "one channel";
        var (left, before, behind) = form.Formula;
        var lines = new List<string>
        {
            $"The large kernel of {model} as an implicit Toeplitz product, {form.Title}: "
                + $"{N(geometry.KernelHeight)}×{N(geometry.KernelWidth)}, {groups}, over {N(geometry.GridHeight)}×{N(geometry.GridWidth)} tokens of {N(features)} channels.",
            "",
            $"  {left} {before}Σ_(p,q) {form.Kernel}[{N(rows)}−i+p, {N(columns)}−j+q] · {form.Source}[(p,q), c]{behind}"
                + (form.IsFlipped ? $",   F[u, v] = K[{N(geometry.KernelHeight - 1)}−u, {N(geometry.KernelWidth - 1)}−v]" : ""),
            "",
            "which docs/math.md, section 1, derives. A thread makes the outputs of row i, columns "
                + (_tiling.Segments == 1 ? $"0 … {N(_tiling.Segment - 1)}" : $"{N(_tiling.Segment)}·s … {N(_tiling.Segment)}·s + {N(_tiling.Segment - 1)}") + $", for {lane}: o0 … o{N(_tiling.Segment - 1)}.",
            $"For an input row p it needs the kernel's row {N(rows)}−i+p. The entry that output column a and input column b meet at depends on b − a alone, so "
                + $"{N((2 * _tiling.Segment) - 1)} entries",
            $"k0 … k{N(2 * (_tiling.Segment - 1))} serve {N(_tiling.Segment)}×{N(_tiling.Segment)} products: o(a) += k(b − a + {N(_tiling.Segment - 1)})·x(b). The kernel and {N(_tiling.RowsStaged)} rows of the input lie in shared memory.",
        };
        return lines;
    }

    public override void Emit(SourceWriter w)
    {
        w.Line($"/// <summary>{form.Summary}.</summary>");
        using (w.Block($"private static class {Name}"))
        {
            Constants(w);
            var arguments = string.Join(", ", form.Arguments);
            using (w.Block($"internal static void Run(Ilgpu::DevicePass g, {Parameters(form.Arguments)})"))
            {
                OnTensorCores(w, tensorKernel, arguments);
                w.Line($"var grid = ({(geometry.Groups == 1 ? "" : "Groups * ")}LaneGroups, TileGroups, global::System.Math.Min(g.Images, MaxImages));");
                w.Line($"g.Kernels.Run(Kernel, grid, Threads, {arguments}, g.Images);");
            }

            w.Line();
            using (w.Block($"internal static void Kernel({Parameters(form.Arguments)}, int images)"))
            {
                Body(w);
            }
        }
    }

    private void Constants(SourceWriter w)
    {
        w.Line($"private const int GridHeight = {N(geometry.GridHeight)}, GridWidth = {N(geometry.GridWidth)};");
        w.Line($"private const int KernelHeight = {N(geometry.KernelHeight)}, KernelWidth = {N(geometry.KernelWidth)}, RowReach = {N(geometry.KernelHeight / 2)}, ColumnReach = {N(geometry.KernelWidth / 2)};");
        if (geometry.Groups > 1)
        {
            w.Line($"private const int Groups = {N(geometry.Groups)};");
        }

        w.Line($"private const int Lanes = {N(_tiling.Lanes)}; // of {(IsVector ? "four channels" : "one channel")}{(geometry.Groups == 1 ? "" : " in a group of channels")}");
        w.Line($"private const int RowLanes = {N(stride / _tiling.Vector)}; // from one token to the next");
        w.Line($"private const int Segment = {N(_tiling.Segment)}, Segments = {N(_tiling.Segments)}, PaddedWidth = Segment * Segments; // of a grid row");
        w.Line("private const int TableWidth = (2 * PaddedWidth) - 1;");
        w.Line($"private const int LanesPerGroup = {N(_tiling.LanesPerGroup)}, LaneGroups = {N(_tiling.LaneGroups)};");
        w.Line($"private const int TilesPerGroup = {N(_tiling.TilesPerGroup)}, TileGroups = {N(_tiling.TileGroups)};");
        w.Line($"private const int RowsStaged = {N(_tiling.RowsStaged)};");
        w.Line("private const int Threads = TilesPerGroup * LanesPerGroup;");
        w.Line($"private const int MaxImages = {N(MaxImages)};");
        w.Line();
    }

    private void Body(SourceWriter w)
    {
        w.Line("var table = Gpu::SharedMemory.Allocate<float>(KernelHeight * TableWidth);");
        w.Line($"var tile = Gpu::SharedMemory.Allocate<{Value}>(RowsStaged * PaddedWidth * LanesPerGroup);");
        w.Line($"var from = {(IsVector ? $"Ilgpu::Float4.Of({form.Source})" : form.Source)};");
        w.Line($"var to = {(IsVector ? $"Ilgpu::Float4.Of({form.Target})" : form.Target)};");
        w.Line("var thread = Gpu::Group.IdxX;");
        w.Line("var lane = thread % LanesPerGroup;");
        if (geometry.Groups == 1)
        {
            w.Line("var firstLane = Gpu::Grid.IdxX * LanesPerGroup;");
        }
        else
        {
            w.Line("var group = Gpu::Grid.IdxX / LaneGroups;");
            w.Line("var firstLane = Gpu::Grid.IdxX % LaneGroups * LanesPerGroup;");
        }

        w.Line("var segment = (Gpu::Grid.IdxY * TilesPerGroup) + (thread / LanesPerGroup);");
        w.Line(_tiling.Segments == 1 ? "var i = segment;" : "var i = segment / Segments;");
        if (_tiling.Segments > 1)
        {
            w.Line("var s = segment % Segments;");
        }

        w.Line();
        Table(w);
        w.Line();
        using (w.Block("for (var image = Gpu::Grid.IdxZ; image < images; image += Gpu::Grid.DimZ)"))
        {
            w.Line($"{Value} {string.Join(", ", Range(_tiling.Segment).Select(a => $"o{N(a)} = default"))};");
            using (w.Block("for (var first = 0; first < GridHeight; first += RowsStaged)"))
            {
                Stage(w);
                w.Line("Gpu::Group.Barrier();");
                using (w.Block("if (i < GridHeight && firstLane + lane < Lanes)"))
                {
                    Products(w);
                }

                w.Line();
                w.Line("Gpu::Group.Barrier();");
            }

            w.Line();
            Store(w);
        }
    }

    private string Channel => geometry.Groups == 1 ? "" : "(group * Lanes) + ";

    private void Table(SourceWriter w)
    {
        var kernel = geometry.Groups == 1 ? "" : "(group * KernelHeight * KernelWidth) + ";
        var entry = form.IsFlipped ? "((KernelHeight - 1 - u) * KernelWidth) + (KernelWidth - 1 - v)" : "(u * KernelWidth) + v";
        w.Line($"// table[u, t] = {form.Kernel}[u, ColumnReach + t − (PaddedWidth − 1)], zero outside the kernel.");
        using (w.Block("for (var n = thread; n < KernelHeight * TableWidth; n += Threads)"))
        {
            w.Line("var u = n / TableWidth;");
            w.Line("var v = ColumnReach + (n % TableWidth) - (PaddedWidth - 1);");
            w.Line($"table[n] = v >= 0 && v < KernelWidth ? kernel[{kernel}{entry}] : 0;");
        }
    }

    private void Stage(SourceWriter w)
    {
        w.Line("// tile[p − first, q, lane], zero beyond the grid.");
        using (w.Block("for (var n = thread; n < RowsStaged * PaddedWidth * LanesPerGroup; n += Threads)"))
        {
            w.Line("var p = first + (n / (PaddedWidth * LanesPerGroup));");
            w.Line("var q = n / LanesPerGroup % PaddedWidth;");
            w.Line("var l = firstLane + (n % LanesPerGroup);");
            w.Line("var isInside = p < GridHeight && q < GridWidth && l < Lanes;");
            w.Line($"tile[n] = isInside ? from[(((((image * GridHeight) + p) * GridWidth) + q) * RowLanes) + {Channel}l] : default;");
        }

        w.Line();
    }

    private void Products(SourceWriter w)
    {
        var s = _tiling.Segment;
        w.Line("var begin = global::System.Math.Max(first, i - RowReach);");
        w.Line("var end = global::System.Math.Min(global::System.Math.Min(first + RowsStaged, GridHeight), i + RowReach + 1);");
        using (w.Block("for (var p = begin; p < end; p++)"))
        {
            if (_tiling.Segments == 1)
            {
                Segment("(RowReach - i + p) * TableWidth", "(p - first) * PaddedWidth * LanesPerGroup");
                return;
            }

            // Segments that the kernel reaches from segment s.
            var reach = ((geometry.KernelWidth / 2) + s - 1) / s;
            var (from, to) = reach >= _tiling.Segments - 1
                ? ("0", "Segments")
                : ($"global::System.Math.Max(0, s - {N(reach)})", $"global::System.Math.Min(Segments, s + {N(reach + 1)})");
            using (w.Block($"for (var r = {from}; r < {to}; r++)"))
            {
                Segment("((RowReach - i + p) * TableWidth) + ((r - s + Segments - 1) * Segment)", "(((p - first) * PaddedWidth) + (r * Segment)) * LanesPerGroup");
            }
        }

        void Segment(string window, string place)
        {
            w.Line($"var k = {window};");
            foreach (var part in Chunks((2 * s) - 1, 5))
            {
                w.Line($"float {string.Join(", ", part.Select(t => t == 0 ? "k0 = table[k]" : $"k{N(t)} = table[k + {N(t)}]"))};");
            }

            w.Line($"var at = ({place}) + lane;");
            for (var b = 0; b < s; b++)
            {
                w.Line($"{(b == 0 ? "var " : "")}x = tile[at{(b == 0 ? "" : $" + ({N(b)} * LanesPerGroup)")}];");
                foreach (var part in Chunks(s, 4))
                {
                    w.Line(string.Join(" ", part.Select(a => Fma($"o{N(a)}", $"k{N(b - a + s - 1)}"))));
                }
            }
        }
    }

    private string Fma(string sum, string entry) => IsVector ? $"{sum} = Ilgpu::Float4.MultiplyAdd({entry}, x, {sum});" : $"{sum} += {entry} * x;";

    private void Store(SourceWriter w)
    {
        using (w.Block("if (i < GridHeight && firstLane + lane < Lanes)"))
        {
            w.Line($"var token = (((image * GridHeight) + i) * GridWidth){(_tiling.Segments == 1 ? "" : " + (s * Segment)")};");
            w.Line($"var at = (token * RowLanes) + {Channel}firstLane + lane;");
            form.BeforeStore(w, $"{Channel}firstLane + lane", IsVector ? "Ilgpu::Float4.Of(bias)" : "bias");
            for (var a = 0; a < _tiling.Segment; a++)
            {
                var store = form.Store($"at{(a == 0 ? "" : $" + ({N(a)} * RowLanes)")}", $"o{N(a)}", IsVector);

                // Only the last segment of a row can reach beyond it.
                var reaches = (_tiling.Segments - 1) * _tiling.Segment + a >= geometry.GridWidth;
                if (!reaches)
                {
                    w.Line(store);
                    continue;
                }

                using (w.Block($"if ((s * Segment) + {N(a)} < GridWidth)"))
                {
                    w.Line(store);
                }
            }
        }
    }

    private static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);

    private static IEnumerable<IEnumerable<int>> Chunks(int count, int size)
    {
        for (var first = 0; first < count; first += size)
        {
            yield return Enumerable.Range(first, System.Math.Min(size, count - first));
        }
    }
}
