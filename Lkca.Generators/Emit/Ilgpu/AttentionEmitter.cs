using System.Collections.Generic;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>Writes self-attention, forward.</summary>
internal sealed class AttentionEmitter(string name, AttentionSizes sizes) : KernelEmitter(name)
{
    public override IReadOnlyList<string> Title(string model) =>
    [
        $"Self-attention of {model}, forward: {N(sizes.Heads)} heads of {N(sizes.HeadWidth)} features, {N(sizes.Tokens)} tokens.",
        "",
        $"  output[i] = Σ_j softmax_j(scale·q[i]·k[j])·v[j],   scale = 1/√{N(sizes.HeadWidth)},   logSumExp[i] = log Σ_j exp(scale·q[i]·k[j])",
        "",
        "(docs/math.md, section 4). A thread has one query in registers and walks over the keys, which lie in shared memory; it keeps the largest score m so far and scales what it has",
        "summed when a larger one comes.",
    ];

    public override void Emit(SourceWriter w)
    {
        w.Line("/// <summary>Self-attention of every head.</summary>");
        using (w.Block($"private static class {Name}"))
        {
            AttentionText.Constants(w, sizes);
            using (w.Block($"internal static void Run(Ilgpu::DevicePass g, {View} output, {View} logSumExp, {View} qkv)"))
            {
                w.Line("g.Kernels.Run(Kernel, (TokenGroups, Heads, global::System.Math.Min(g.Images, MaxImages)), Threads, output, logSumExp, qkv, g.Images);");
            }

            w.Line();
            using (w.Block($"internal static void Kernel({View} output, {View} logSumExp, {View} qkv, int images)"))
            {
                w.Line("var keys = Gpu::SharedMemory.Allocate<float>(RowsStaged * HeadWidth);");
                w.Line("var values = Gpu::SharedMemory.Allocate<float>(RowsStaged * HeadWidth);");
                AttentionText.Open(w, "i");
                using (w.Block("for (var image = Gpu::Grid.IdxZ; image < images; image += Gpu::Grid.DimZ)"))
                {
                    Image(w);
                }
            }
        }
    }

    private void Image(SourceWriter w)
    {
        w.Line("var row = (image * Tokens) + (i < Tokens ? i : 0);");
        AttentionText.Row(w, sizes, "q", "Scale * qkv", "(row * QkvStride) + feature");
        AttentionText.Zero(w, sizes, "o");
        w.Line("var m = float.NegativeInfinity;");
        w.Line("var l = 0f;");
        using (w.Block("for (var first = 0; first < Tokens; first += RowsStaged)"))
        {
            AttentionText.Stage(w, ("keys", "qkv", "QkvStride", "Width + feature"), ("values", "qkv", "QkvStride", "(2 * Width) + feature"));
            using (w.Block("for (var j = 0; j < RowsStaged && first + j < Tokens; j++)"))
            {
                w.Line("var at = j * HeadWidth;");
                AttentionText.Dot(w, sizes, "score", "q", "keys");
                using (w.Block("if (score > m)"))
                {
                    w.Line("var shrink = global::System.MathF.Exp(m - score);");
                    w.Line("m = score;");
                    w.Line("l *= shrink;");
                    AttentionText.Each(w, sizes, c => $"o{c} *= shrink;");
                }

                w.Line();
                w.Line("var p = global::System.MathF.Exp(score - m);");
                w.Line("l += p;");
                AttentionText.Each(w, sizes, c => $"o{c} += p * values[at + {c}];");
            }

            w.Line();
            w.Line("Gpu::Group.Barrier();");
        }

        w.Line();
        using (w.Block("if (i < Tokens)"))
        {
            w.Line("var to = (row * OutStride) + feature;");
            AttentionText.Each(w, sizes, c => $"output[to + {c}] = o{c} / l;");
            w.Line("logSumExp[(row * HeadStride) + head] = m + global::System.MathF.Log(l);");
        }
    }
}
