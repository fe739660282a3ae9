using System;
using System.Globalization;
using System.Linq;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>Pieces that the attention kernels share. A row's features are named registers, since loops are not unrolled for us.</summary>
internal static class AttentionText
{
    /// <summary>The constants on top of the class.</summary>
    public static void Constants(SourceWriter w, AttentionSizes sizes)
    {
        w.Line($"private const int Heads = {N(sizes.Heads)}, HeadWidth = {N(sizes.HeadWidth)}, Width = Heads * HeadWidth, Tokens = {N(sizes.Tokens)};");
        w.Line($"private const int QkvStride = {N(sizes.QkvStride)}, OutStride = {N(sizes.OutStride)}, HeadStride = {N(sizes.HeadStride)};");
        w.Line($"private const int Threads = {N(sizes.Threads)}, TokenGroups = {N(sizes.TokenGroups)}, RowsStaged = {N(sizes.RowsStaged)}, MaxImages = 512;");
        w.Line($"private const float Scale = {Literals.Of((float)(1 / Math.Sqrt(sizes.HeadWidth)))}; // 1/√{N(sizes.HeadWidth)}");
        w.Line();
    }

    /// <summary>The thread's token and head.</summary>
    public static void Open(SourceWriter w, string token)
    {
        w.Line("var thread = Gpu::Group.IdxX;");
        w.Line($"var {token} = (Gpu::Grid.IdxX * Threads) + thread;");
        w.Line("var head = Gpu::Grid.IdxY;");
        w.Line("var feature = head * HeadWidth;");
    }

    /// <summary>name0 … = source[start + 0 …].</summary>
    public static void Row(SourceWriter w, AttentionSizes sizes, string name, string source, string start)
    {
        w.Line($"var {name}At = {start};");
        foreach (var part in Parts(sizes))
        {
            w.Line($"float {string.Join(", ", part.Select(c => $"{name}{c} = {source}[{name}At + {c}]"))};");
        }
    }

    /// <summary>name0 … = 0.</summary>
    public static void Zero(SourceWriter w, AttentionSizes sizes, string name)
    {
        foreach (var part in Parts(sizes))
        {
            w.Line($"float {string.Join(", ", part.Select(c => $"{name}{c} = 0"))};");
        }
    }

    /// <summary>result = Σ_c row(c)·tile[at + c].</summary>
    public static void Dot(SourceWriter w, AttentionSizes sizes, string result, string row, string tile)
    {
        w.Line($"var {result} = 0f;");
        foreach (var part in Parts(sizes))
        {
            w.Line(string.Join(" ", part.Select(c => $"{result} += {row}{c} * {tile}[at + {c}];")));
        }
    }

    /// <summary>A statement for each feature, four in a line.</summary>
    public static void Each(SourceWriter w, AttentionSizes sizes, Func<string, string> statement)
    {
        foreach (var part in Parts(sizes))
        {
            w.Line(string.Join(" ", part.Select(statement)));
        }
    }

    /// <summary>Fills two tiles of rows first … of the image's tokens, and waits for all threads.</summary>
    public static void Stage(SourceWriter w, params (string Tile, string Source, string Stride, string Feature)[] tiles)
    {
        using (w.Block("for (var n = thread; n < RowsStaged * HeadWidth; n += Threads)"))
        {
            w.Line("var token = first + (n / HeadWidth);");
            w.Line("var from = (image * Tokens) + (token < Tokens ? token : 0);");
            foreach (var (tile, source, stride, feature) in tiles)
            {
                w.Line($"{tile}[n] = {source}[(from * {stride}) + {feature} + (n % HeadWidth)];");
            }
        }

        w.Line();
        w.Line("Gpu::Group.Barrier();");
    }

    private static string[][] Parts(AttentionSizes sizes) =>
        [.. Enumerable.Range(0, (sizes.HeadWidth + 3) / 4).Select(part => Enumerable.Range(4 * part, Math.Min(4, sizes.HeadWidth - (4 * part))).Select(c => N(c)).ToArray())];

    private static string N(int value) => value.ToString(CultureInfo.InvariantCulture);
}
