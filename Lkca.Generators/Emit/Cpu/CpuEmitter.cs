using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Plan;
using Lkca.Generators.Spec;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Cpu;

/// <summary>Writes the Cpu file of a model: its regions, and the loops that run them.</summary>
internal static class CpuEmitter
{
    /// <summary>One file with the loops, the embedding and the head, and one for each kind of block.</summary>
    public static IReadOnlyList<GeneratedFile> Emit(ModelSpec spec, ModelGraph graph, MemoryPlan memory)
    {
        var type = spec.Precision == PrecisionKind.Float64 ? "double" : "float";
        var name = Literals.Identifier(spec.Name + "Model");
        var files = new List<GeneratedFile> { new(spec.HintName + ".Cpu.g.cs", Main(spec, graph, memory, name, type)) };
        foreach (var kind in memory.Kinds)
        {
            var w = Open(spec, $"One {kind.Region.Region.Name} of {spec.Name} on the Cpu backend");
            using (w.Block($"sealed partial class {name}"))
            {
                new CpuRegionEmitter(w, kind, memory.GroupImages, type).Emit();
            }

            files.Add(new($"{spec.HintName}.Cpu.{kind.Region.Region.Name}.g.cs", w.ToString()));
        }

        return files;
    }

    private static string Main(ModelSpec spec, ModelGraph graph, MemoryPlan memory, string name, string type)
    {
        var w = Open(spec, $"{spec.Name} on the Cpu backend, in groups of {memory.GroupImages} images");
        using (w.Block($"sealed partial class {name} : Execution::CpuModel<{type}>"))
        {
            Plan(w, graph, memory);
            w.Line($"private {name}(global::Lkca.Runtime.SessionOptions options)");
            using (w.Indent())
            {
                w.Line(": base(Description, Plan, options)");
            }

            using (w.Block())
            {
            }

            w.Line();
            Loops(w, graph, memory, type);
            foreach (var region in new[] { memory.Embedding, memory.Head })
            {
                w.Line();
                new CpuRegionEmitter(w, region, memory.GroupImages, type).Emit();
            }
        }

        return w.ToString();
    }

    private static SourceWriter Open(ModelSpec spec, string title)
    {
        var w = new SourceWriter();
        ModelFileEmitter.Preamble(w,
        [
            title + ": what runs once per step (Prepare, Finish) and per group of images (Forward, Backward).",
            "Shapes: B images of the group, K images that a branch keeps under stochastic depth (all of them in inference). Activations lie in feature-major",
            "tiles of 64 tokens; an offset counts elements. Bn differentiates Fn, En finishes what was summed over the batch, d names a gradient.",
        ]);
        Aliases.Open(w, spec.Namespace, Aliases.CpuKernels, Aliases.Execution, Aliases.Memory);
        return w;
    }

    private static void Plan(SourceWriter w, ModelGraph graph, MemoryPlan memory)
    {
        using (w.Block("private static readonly Execution::CpuPlan Plan = new()", "};"))
        {
            w.Line($"GroupImages = {memory.GroupImages},");
            w.Line($"Blocks = {graph.BlockKinds.Count},");
            w.Line($"Weights = {CpuNames.Grouped(memory.Totals.Weights)},");
            w.Line($"Prepared = {CpuNames.Grouped(memory.Totals.Prepared)},");
            w.Line($"Accumulated = {CpuNames.Grouped(memory.Totals.Accumulated)},");
            w.Line($"Saved = {CpuNames.Grouped(memory.Totals.Saved)},");
            w.Line($"SavedInference = {CpuNames.Grouped(memory.LargestSaved)},");
            w.Line($"Work = {CpuNames.Grouped(memory.Work)},");
            if (memory.TakesHalfTiles)
            {
                w.Line("TakesHalfTiles = true,");
            }
        }

        w.Line();
        Places(w, graph, memory);
    }

    /// <summary>Where block i starts: a plain stride where all blocks are alike, a table where not.</summary>
    private static void Places(SourceWriter w, ModelGraph graph, MemoryPlan memory)
    {
        var blocks = graph.BlockKinds.Count;
        w.Line($"private static readonly Execution::Place EmbeddingPlace = {Place(0, memory.Instances[0])};");
        w.Line($"private static readonly Execution::Place HeadPlace = {Place(0, memory.Instances[blocks + 1])};");
        if (graph.Kinds.Count > 1)
        {
            using (w.Block("private static readonly Execution::Place[] BlockPlaces =", "};"))
            {
                for (var block = 0; block < blocks; block++)
                {
                    w.Line($"{Place(graph.BlockKinds[block], memory.Instances[block + 1])},");
                }
            }
        }

        w.Line();
        w.Line("/// <summary>Where the tensors of a block start: its kind, then weights, prepared, saved, accumulated.</summary>");
        if (graph.Kinds.Count > 1)
        {
            w.Line("private static Execution::Place PlaceOf(int block) => BlockPlaces[block];");
        }
        else
        {
            var (first, kind) = (memory.Instances[1], memory.Kinds[0]);
            string Offset(long start, long stride) => $"{CpuNames.Grouped(start)} + (block * {CpuNames.Grouped(stride)}L)";
            w.Line("private static Execution::Place PlaceOf(int block) =>");
            using (w.Indent())
            {
                w.Line($"new(0, {Offset(first.Weights, kind.Weights)}, {Offset(first.Prepared, kind.Prepared)}, {Offset(first.Saved, kind.Saved)}, {Offset(first.Accumulated, kind.Accumulated)});");
            }
        }

        w.Line();
    }

    private static string Place(int kind, InstancePlace place) =>
        $"new({kind}, {CpuNames.Grouped(place.Weights)}, {CpuNames.Grouped(place.Prepared)}, {CpuNames.Grouped(place.Saved)}, {CpuNames.Grouped(place.Accumulated)})";

    private static void Loops(SourceWriter w, ModelGraph graph, MemoryPlan memory, string type)
    {
        var blocks = CpuNames.Number(graph.BlockKinds.Count);
        w.Line("/// <inheritdoc/>");
        using (w.Block($"protected override void Prepare(int instance, Memory::NativeSpan<{type}> weights, Memory::NativeSpan<{type}> prepared)"))
        {
            Instances(w, memory, region => region.Region.Prologue.Count > 0, (name, at) => $"{name}.Prepare(weights.At({at}.Weights), prepared.At({at}.Prepared));");
        }

        w.Line();
        w.Line("/// <inheritdoc/>");
        using (w.Block($"protected override void Forward(Execution::Group<{type}> g)"))
        {
            w.Line("Embedding.Forward(g, EmbeddingPlace);");
            using (w.Block($"for (var block = 0; block < {blocks}; block++)"))
            {
                Kinds(w, memory, name => $"{name}.Forward(g, PlaceOf(block), block);", "PlaceOf(block)");
            }

            w.Line();
            w.Line("Head.Forward(g, HeadPlace);");
        }

        w.Line();
        w.Line("/// <inheritdoc/>");
        using (w.Block($"protected override void Backward(Execution::Group<{type}> g)"))
        {
            w.Line("Head.Backward(g, HeadPlace);");
            using (w.Block($"for (var block = {CpuNames.Number(graph.BlockKinds.Count - 1)}; block >= 0; block--)"))
            {
                Kinds(w, memory, name => $"{name}.Backward(g, PlaceOf(block), block);", "PlaceOf(block)");
            }

            w.Line();
            w.Line("Embedding.Backward(g, EmbeddingPlace);");
        }

        w.Line();
        w.Line("/// <inheritdoc/>");
        using (w.Block($"protected override void Finish(int instance, Execution::StepEnd<{type}> end)"))
        {
            Instances(w, memory, _ => true, (name, at) => $"{name}.Finish(end, {at});");
        }
    }

    /// <summary>Instance 0 is the embedding, the last one the head, those between are blocks.</summary>
    private static void Instances(SourceWriter w, MemoryPlan memory, System.Func<RegionMemory, bool> has, System.Func<string, string, string> call)
    {
        using (w.Block("switch (instance)"))
        {
            Case(w, "case 0:", has(memory.Embedding) ? call("Embedding", "EmbeddingPlace") : "");
            Case(w, $"case {CpuNames.Number(memory.Instances.Count - 1)}:", has(memory.Head) ? call("Head", "HeadPlace") : "");
            w.Line("default:");
            using (w.Indent())
            {
                w.Line("var at = PlaceOf(instance - 1);");
                Kinds(w, memory, name => has(memory.Kinds.First(kind => kind.Region.Region.Name == name)) ? call(name, "at") : "", "at");
                w.Line("break;");
            }
        }
    }

    private static void Kinds(SourceWriter w, MemoryPlan memory, System.Func<string, string> call, string place)
    {
        if (memory.Kinds.Count == 1)
        {
            w.Line(call(memory.Kinds[0].Region.Region.Name));
            return;
        }

        using (w.Block($"switch ({place}.Kind)"))
        {
            for (var kind = 0; kind < memory.Kinds.Count; kind++)
            {
                Case(w, kind == memory.Kinds.Count - 1 ? "default:" : $"case {CpuNames.Number(kind)}:", call(memory.Kinds[kind].Region.Region.Name));
            }
        }
    }

    private static void Case(SourceWriter w, string label, string call)
    {
        w.Line(label);
        using (w.Indent())
        {
            if (call.Length > 0)
            {
                w.Line(call);
            }

            w.Line("break;");
        }
    }
}
