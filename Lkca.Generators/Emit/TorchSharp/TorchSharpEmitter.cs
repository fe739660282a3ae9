using System.Collections.Generic;
using Lkca.Generators.Graph;
using Lkca.Generators.Plan;
using Lkca.Generators.Spec;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.TorchSharp;

/// <summary>Writes the TorchSharp files of a model: its regions, and the loops that run them.</summary>
internal static class TorchSharpEmitter
{
    /// <summary>One file with the loops, the embedding and the head, and one for each kind of block.</summary>
    public static IReadOnlyList<GeneratedFile> Emit(ModelSpec spec, ModelGraph graph, MemoryPlan memory)
    {
        var name = Literals.Identifier(spec.Name + "Model");
        var files = new List<GeneratedFile> { new(spec.HintName + ".TorchSharp.g.cs", Main(spec, graph, memory, name)) };
        foreach (var kind in memory.Kinds)
        {
            var w = Open(spec, $"One {kind.Region.Region.Name} of {spec.Name} on the TorchSharp backend");
            using (w.Block($"sealed partial class {name}"))
            {
                new TorchSharpRegionEmitter(w, kind).Emit();
            }

            files.Add(new($"{spec.HintName}.TorchSharp.{kind.Region.Region.Name}.g.cs", w.ToString()));
        }

        return files;
    }

    private static string Main(ModelSpec spec, ModelGraph graph, MemoryPlan memory, string name)
    {
        var w = Open(spec, $"{spec.Name} on the TorchSharp backend");
        using (w.Block($"sealed partial class {name} : Torch::TorchModel"))
        {
            using (w.Block("private static readonly Torch::TorchPlan Plan = new()", "};"))
            {
                w.Line($"Blocks = {Literals.Number(graph.BlockKinds.Count)},");
                w.Line($"Weights = {Grouped(memory.Totals.Weights)},");
            }

            w.Line();
            Kinds(w, graph, memory);
            w.Line("private Torch::Region _embedding = null!;");
            w.Line("private Torch::Region[] _blocks = null!;");
            w.Line("private Torch::Region _head = null!;");
            w.Line();
            w.Line($"private {name}(global::Lkca.Runtime.SessionOptions options)");
            using (w.Indent())
            {
                w.Line(": base(Description, Plan, options)");
            }

            using (w.Block())
            {
            }

            w.Line();
            Build(w, graph, memory);
            w.Line();
            Loops(w, graph);
            foreach (var region in new[] { memory.Embedding, memory.Head })
            {
                w.Line();
                new TorchSharpRegionEmitter(w, region).Emit();
            }
        }

        return w.ToString();
    }

    private static SourceWriter Open(ModelSpec spec, string title)
    {
        var w = new SourceWriter();
        ModelFileEmitter.Preamble(w,
        [
            title + ": explicit forward and backward in torch operations, no autograd.",
            "Shapes: B images of the batch, K images that a branch keeps under stochastic depth (all of them in inference). Activations are (B, tokens, features).",
            "Prepare runs once per update (Pn). Bn differentiates Fn, En finishes what was summed over the batch, d names a gradient.",
        ]);
        Aliases.Open(w, spec.Namespace, Aliases.Torch, Aliases.TorchSharp);
        return w;
    }

    /// <summary>The kind of each block: a table where there are several.</summary>
    private static void Kinds(SourceWriter w, ModelGraph graph, MemoryPlan memory)
    {
        if (graph.Kinds.Count == 1)
        {
            return;
        }

        w.Line("// Kind and first parameter of each block.");
        using (w.Block("private static readonly (int Kind, long At)[] BlockPlaces =", "};"))
        {
            for (var block = 0; block < graph.BlockKinds.Count; block++)
            {
                w.Line($"({Literals.Number(graph.BlockKinds[block])}, {Grouped(memory.Instances[block + 1].Weights)}),");
            }
        }

        w.Line();
    }

    private static void Build(SourceWriter w, ModelGraph graph, MemoryPlan memory)
    {
        var blocks = graph.BlockKinds.Count;
        w.Line("/// <inheritdoc/>");
        using (w.Block("protected override global::System.Collections.Generic.IReadOnlyList<Torch::Region> Build(Torch::FlatTensor weights, Torch::FlatTensor? gradients)"))
        {
            w.Line("_embedding = new Embedding.Instance(weights, gradients, 0);");
            w.Line($"_blocks = new Torch::Region[{Literals.Number(blocks)}];");
            using (w.Block($"for (var block = 0; block < {Literals.Number(blocks)}; block++)"))
            {
                if (graph.Kinds.Count == 1)
                {
                    w.Line($"_blocks[block] = new {graph.Kinds[0].Name}.Instance(weights, gradients, {Grouped(memory.Instances[1].Weights)} + (block * {Grouped(memory.Kinds[0].Weights)}L), block);");
                }
                else
                {
                    w.Line("var (kind, at) = BlockPlaces[block];");
                    using (w.Block("_blocks[block] = kind switch", "};"))
                    {
                        for (var kind = 0; kind < graph.Kinds.Count; kind++)
                        {
                            w.Line($"{(kind == graph.Kinds.Count - 1 ? "_" : Literals.Number(kind))} => new {graph.Kinds[kind].Name}.Instance(weights, gradients, at, block),");
                        }
                    }
                }
            }

            w.Line();
            w.Line($"_head = new Head.Instance(weights, gradients, {Grouped(memory.Instances[blocks + 1].Weights)});");
            w.Line("var regions = new global::System.Collections.Generic.List<Torch::Region> { _embedding };");
            w.Line("regions.AddRange(_blocks);");
            w.Line("regions.Add(_head);");
            w.Line("return regions;");
        }
    }

    private static void Loops(SourceWriter w, ModelGraph graph)
    {
        w.Line("/// <inheritdoc/>");
        using (w.Block("protected override Ts::torch.Tensor Forward(Torch::Pass g)"))
        {
            w.Line("var z = _embedding.Forward(g, g.Images);");
            using (w.Block("foreach (var block in _blocks)"))
            {
                w.Line("z = block.Forward(g, z);");
            }

            w.Line();
            w.Line("return _head.Forward(g, z);");
        }

        w.Line();
        w.Line("/// <inheritdoc/>");
        using (w.Block("protected override void Backward(Torch::Pass g)"))
        {
            w.Line("var dZ = _head.Backward(g, null!); // the loss stands at the head: no gradient comes from above");
            using (w.Block($"for (var block = {Literals.Number(graph.BlockKinds.Count - 1)}; block >= 0; block--)"))
            {
                w.Line("dZ = _blocks[block].Backward(g, dZ);");
            }

            w.Line();
            w.Line("_embedding.Backward(g, dZ);");
        }
    }

    private static string Grouped(long value) => Literals.Grouped(value).Replace(',', '_');
}
