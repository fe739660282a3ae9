using System.Collections.Generic;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>Writes the gradient of self-attention: one kernel over queries, one over keys.</summary>
internal sealed class AttentionBackwardEmitter(string name, AttentionSizes sizes) : KernelEmitter(name)
{
    private const string Views = $"{View} dQkv, {View} dots, {View} dOutput, {View} output, {View} qkv, {View} logSumExp";

    public override IReadOnlyList<string> Title(string model) =>
    [
        $"Self-attention of {model}, backward: {N(sizes.Heads)} heads of {N(sizes.HeadWidth)} features, {N(sizes.Tokens)} tokens.",
        "",
        "  P[i,j] = exp(scale·q[i]·k[j] − logSumExp[i]),   D[i] = dOutput[i]·output[i],   dS[i,j] = P[i,j]·(dOutput[i]·v[j] − D[i])",
        "  dQ[i] = scale·Σ_j dS[i,j]·k[j],   dK[j] = scale·Σ_i dS[i,j]·q[i],   dV[j] = Σ_i P[i,j]·dOutput[i]",
        "",
        "(docs/math.md, section 4). The first kernel has a query per thread and walks over the keys; the second has a key per thread and walks over the queries. So every sum has one",
        "accumulator and a fixed order; P is computed twice instead of being stored.",
    ];

    public override void Emit(SourceWriter w)
    {
        w.Line("/// <summary>The gradient of self-attention of every head.</summary>");
        using (w.Block($"private static class {Name}"))
        {
            AttentionText.Constants(w, sizes);
            using (w.Block($"internal static void Run(Ilgpu::DevicePass g, {View} dQkv, {View} dOutput, {View} output, {View} qkv, {View} logSumExp, {View} dots)"))
            {
                w.Line("var grid = (TokenGroups, Heads, global::System.Math.Min(g.Images, MaxImages));");
                w.Line("g.Kernels.Run(Queries, grid, Threads, dQkv, dots, dOutput, output, qkv, logSumExp, g.Images);");
                w.Line("g.Kernels.Run(Keys, grid, Threads, dQkv, dots, dOutput, output, qkv, logSumExp, g.Images);");
            }

            w.Line();
            Queries(w);
            w.Line();
            Keys(w);
        }
    }

    private void Queries(SourceWriter w)
    {
        w.Line("/// <summary>D, and the gradient of the queries.</summary>");
        using (w.Block($"internal static void Queries({Views}, int images)"))
        {
            w.Line("var keys = Gpu::SharedMemory.Allocate<float>(RowsStaged * HeadWidth);");
            w.Line("var values = Gpu::SharedMemory.Allocate<float>(RowsStaged * HeadWidth);");
            AttentionText.Open(w, "i");
            using (w.Block("for (var image = Gpu::Grid.IdxZ; image < images; image += Gpu::Grid.DimZ)"))
            {
                w.Line("var row = (image * Tokens) + (i < Tokens ? i : 0);");
                AttentionText.Row(w, sizes, "q", "Scale * qkv", "(row * QkvStride) + feature");
                AttentionText.Row(w, sizes, "g", "dOutput", "(row * OutStride) + feature");
                w.Line("var at = (row * OutStride) + feature;");
                AttentionText.Dot(w, sizes, "dot", "g", "output");
                w.Line("var lse = logSumExp[(row * HeadStride) + head];");
                AttentionText.Zero(w, sizes, "d");
                using (w.Block("for (var first = 0; first < Tokens; first += RowsStaged)"))
                {
                    AttentionText.Stage(w, ("keys", "qkv", "QkvStride", "Width + feature"), ("values", "qkv", "QkvStride", "(2 * Width) + feature"));
                    using (w.Block("for (var j = 0; j < RowsStaged && first + j < Tokens; j++)"))
                    {
                        w.Line("at = j * HeadWidth;");
                        AttentionText.Dot(w, sizes, "score", "q", "keys");
                        AttentionText.Dot(w, sizes, "dP", "g", "values");
                        w.Line("var dS = global::System.MathF.Exp(score - lse) * (dP - dot);");
                        AttentionText.Each(w, sizes, c => $"d{c} += dS * keys[at + {c}];");
                    }

                    w.Line();
                    w.Line("Gpu::Group.Barrier();");
                }

                w.Line();
                using (w.Block("if (i < Tokens)"))
                {
                    AttentionText.Each(w, sizes, c => $"dQkv[qAt + {c}] = Scale * d{c};");
                    w.Line("dots[(((image * Heads) + head) * Tokens) + i] = dot;");
                }
            }
        }
    }

    private void Keys(SourceWriter w)
    {
        w.Line("/// <summary>The gradients of keys and values.</summary>");
        using (w.Block($"internal static void Keys({Views}, int images)"))
        {
            w.Line("var queries = Gpu::SharedMemory.Allocate<float>(RowsStaged * HeadWidth);");
            w.Line("var gradients = Gpu::SharedMemory.Allocate<float>(RowsStaged * HeadWidth);");
            w.Line("var lse = Gpu::SharedMemory.Allocate<float>(RowsStaged);");
            w.Line("var dot = Gpu::SharedMemory.Allocate<float>(RowsStaged);");
            AttentionText.Open(w, "j");
            using (w.Block("for (var image = Gpu::Grid.IdxZ; image < images; image += Gpu::Grid.DimZ)"))
            {
                w.Line("var row = (image * Tokens) + (j < Tokens ? j : 0);");
                AttentionText.Row(w, sizes, "k", "qkv", "(row * QkvStride) + Width + feature");
                AttentionText.Row(w, sizes, "v", "qkv", "(row * QkvStride) + (2 * Width) + feature");
                AttentionText.Zero(w, sizes, "dk");
                AttentionText.Zero(w, sizes, "dv");
                using (w.Block("for (var first = 0; first < Tokens; first += RowsStaged)"))
                {
                    using (w.Block("for (var n = thread; n < RowsStaged; n += Threads)"))
                    {
                        w.Line("var token = first + n < Tokens ? first + n : 0;");
                        w.Line("lse[n] = logSumExp[(((image * Tokens) + token) * HeadStride) + head];");
                        w.Line("dot[n] = dots[(((image * Heads) + head) * Tokens) + token];");
                    }

                    w.Line();
                    AttentionText.Stage(w, ("queries", "qkv", "QkvStride", "feature"), ("gradients", "dOutput", "OutStride", "feature"));
                    using (w.Block("for (var i = 0; i < RowsStaged && first + i < Tokens; i++)"))
                    {
                        w.Line("var at = i * HeadWidth;");
                        AttentionText.Dot(w, sizes, "score", "k", "queries");
                        w.Line("var p = global::System.MathF.Exp((Scale * score) - lse[i]);");
                        AttentionText.Dot(w, sizes, "dP", "v", "gradients");
                        w.Line("var dS = Scale * p * (dP - dot[i]);");
                        AttentionText.Each(w, sizes, c => $"dk{c} += dS * queries[at + {c}];");
                        AttentionText.Each(w, sizes, c => $"dv{c} += p * gradients[at + {c}];");
                    }

                    w.Line();
                    w.Line("Gpu::Group.Barrier();");
                }

                w.Line();
                using (w.Block("if (j < Tokens)"))
                {
                    AttentionText.Each(w, sizes, c => $"dQkv[kAt + {c}] = dk{c};");
                    AttentionText.Each(w, sizes, c => $"dQkv[vAt + {c}] = dv{c};");
                }
            }
        }
    }
}
