using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Passes;
using Lkca.Generators.Plan;
using Lkca.Generators.Spec;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>Writes the Ilgpu files of a model: the loops with embedding and head, one file for each kind of block, one for each kernel that is specialised to the model's constants.</summary>
internal static class IlgpuEmitter
{
    public static IReadOnlyList<GeneratedFile> Emit(ModelSpec spec, ModelGraph graph, MemoryPlan memory)
    {
        var traits = IlgpuTraits.Value;
        var name = Literals.Identifier(spec.Name + "Model");
        var kernels = new IlgpuKernels(memory, traits);
        var files = new List<GeneratedFile> { new(spec.HintName + ".Ilgpu.g.cs", Main(spec, graph, memory, name, kernels, traits)) };
        foreach (var kind in memory.Kinds)
        {
            var w = Open(spec, StepsTitle($"One {kind.Region.Region.Name} of {spec.Name} on the Ilgpu backend"), Aliases.Execution, Aliases.IlgpuRuntime);
            using (w.Block($"sealed partial class {name}"))
            {
                new IlgpuRegionEmitter(w, kind, kernels, traits).Emit();
            }

            files.Add(new($"{spec.HintName}.Ilgpu.{kind.Region.Region.Name}.g.cs", w.ToString()));
        }

        foreach (var kernel in kernels.All)
        {
            var w = Open(spec, kernel.Title(spec.Name), Aliases.IlgpuLibrary, Aliases.IlgpuRuntime);
            using (w.Block($"sealed partial class {name}"))
            {
                kernel.Emit(w);
            }

            files.Add(new($"{spec.HintName}.Ilgpu.{kernel.Name}.g.cs", w.ToString()));
        }

        return files;
    }

    private static string Main(ModelSpec spec, ModelGraph graph, MemoryPlan memory, string name, IlgpuKernels kernels, BackendTraits traits)
    {
        var w = Open(spec, StepsTitle($"{spec.Name} on the Ilgpu backend"), Aliases.Execution, Aliases.IlgpuRuntime);
        using (w.Block($"sealed partial class {name} : Ilgpu::IlgpuModel"))
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
            Loops(w, graph, memory);
            foreach (var region in new[] { memory.Embedding, memory.Head })
            {
                w.Line();
                new IlgpuRegionEmitter(w, region, kernels, traits).Emit();
            }
        }

        return w.ToString();
    }

    private static IReadOnlyList<string> StepsTitle(string title) =>
    [
        title + ": what runs once per step (Prepare, Finish) and per batch (Forward, Backward).",
        "Shapes: B images of the batch. Activations lie token by token, rows padded to a multiple of four; offsets of saved and work count elements per image.",
        "Where a branch is dropped (stochastic depth), its image's scale is 0. Bn differentiates Fn, En finishes what was summed over the batch, d names a gradient.",
    ];

    private static SourceWriter Open(ModelSpec spec, IReadOnlyList<string> title, params string[] aliases)
    {
        var w = new SourceWriter();
        ModelFileEmitter.Preamble(w, title);
        Aliases.Open(w, spec.Namespace, aliases);
        return w;
    }

    private static void Plan(SourceWriter w, ModelGraph graph, MemoryPlan memory)
    {
        using (w.Block("private static readonly Ilgpu::IlgpuPlan Plan = new()", "};"))
        {
            w.Line($"Blocks = {IlgpuNames.Number(graph.BlockKinds.Count)},");
            w.Line($"Weights = {IlgpuNames.Grouped(memory.Totals.Weights)},");
            w.Line($"Prepared = {IlgpuNames.Grouped(memory.Totals.Prepared)},");
            w.Line($"Sums = {IlgpuNames.Grouped(memory.Totals.Accumulated)},");
            w.Line($"Epilogue = {IlgpuNames.Grouped(memory.EpilogueWork)},");
            w.Line($"Scratch = {IlgpuNames.Grouped(memory.FixedScratch)},");
            w.Line($"SavedPerImage = {IlgpuNames.Grouped(memory.Totals.Saved)},");
            w.Line($"SavedPerImageInference = {IlgpuNames.Grouped(memory.LargestSaved)},");
            w.Line($"WorkPerImage = {IlgpuNames.Grouped(memory.Work)},");
            w.Line($"Launches = {IlgpuNames.Grouped(EstimateCost.Step(graph, memory, IlgpuTraits.Value).Launches)},");
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
        w.Line("/// <summary>Where the tensors of a block start: its kind, then weights, prepared, saved, sums.</summary>");
        if (graph.Kinds.Count > 1)
        {
            w.Line("private static Execution::Place PlaceOf(int block) => BlockPlaces[block];");
        }
        else
        {
            var (first, kind) = (memory.Instances[1], memory.Kinds[0]);
            string Offset(long start, long stride) => $"{IlgpuNames.Grouped(start)} + (block * {IlgpuNames.Grouped(stride)}L)";
            w.Line("private static Execution::Place PlaceOf(int block) =>");
            using (w.Indent())
            {
                w.Line($"new(0, {Offset(first.Weights, kind.Weights)}, {Offset(first.Prepared, kind.Prepared)}, {Offset(first.Saved, kind.Saved)}, {Offset(first.Accumulated, kind.Accumulated)});");
            }
        }

        w.Line();
    }

    private static string Place(int kind, InstancePlace place) =>
        $"new({IlgpuNames.Number(kind)}, {IlgpuNames.Grouped(place.Weights)}, {IlgpuNames.Grouped(place.Prepared)}, {IlgpuNames.Grouped(place.Saved)}, {IlgpuNames.Grouped(place.Accumulated)})";

    private static void Loops(SourceWriter w, ModelGraph graph, MemoryPlan memory)
    {
        Stacks(w, memory, "Prepare", region => region.Region.Prologue.Count > 0);
        w.Line();
        Loop(w, memory, "Forward", $"for (var block = 0; block < {IlgpuNames.Number(graph.BlockKinds.Count)}; block++)", isReversed: false);
        w.Line();
        Loop(w, memory, "Backward", $"for (var block = {IlgpuNames.Number(graph.BlockKinds.Count - 1)}; block >= 0; block--)", isReversed: true);
        w.Line();
        Stacks(w, memory, "Finish", region => region.Region.Epilogue.Count > 0);
    }

    /// <summary>What has no batch: each run of blocks at once.</summary>
    private static void Stacks(SourceWriter w, MemoryPlan memory, string method, Func<RegionMemory, bool> has)
    {
        w.Line("/// <inheritdoc/>");
        using (w.Block($"protected override void {method}(Ilgpu::DevicePass g)"))
        {
            End(memory.Embedding);
            for (var kind = 0; kind < memory.Kinds.Count; kind++)
            {
                foreach (var run in has(memory.Kinds[kind]) ? memory.Runs[kind] : [])
                {
                    var first = $"PlaceOf({IlgpuNames.Number(run.First)})";
                    var places = run.Count == 1 ? first : $"new({first}, {IlgpuNames.Number(run.Count)}, {Place(kind, run.Step)})";
                    w.Line($"{memory.Kinds[kind].Region.Region.Name}.{method}(g, {places});");
                }
            }

            End(memory.Head);
        }

        void End(RegionMemory region)
        {
            if (has(region))
            {
                w.Line($"{region.Region.Region.Name}.{method}(g, {region.Region.Region.Name}Place);");
            }
        }
    }

    private static void Loop(SourceWriter w, MemoryPlan memory, string method, string loop, bool isReversed)
    {
        w.Line("/// <inheritdoc/>");
        using (w.Block($"protected override void {method}(Ilgpu::DevicePass g)"))
        {
            End(isReversed ? memory.Head : memory.Embedding);
            using (w.Block(loop))
            {
                Kinds(w, memory, region => $"{region}.{method}(g, PlaceOf(block), block);");
            }

            w.Line();
            End(isReversed ? memory.Embedding : memory.Head);
        }

        void End(RegionMemory region) => w.Line($"{region.Region.Region.Name}.{method}(g, {region.Region.Region.Name}Place);");
    }

    private static void Kinds(SourceWriter w, MemoryPlan memory, Func<string, string> call)
    {
        if (memory.Kinds.Count == 1)
        {
            w.Line(call(memory.Kinds[0].Region.Region.Name));
            return;
        }

        using (w.Block("switch (PlaceOf(block).Kind)"))
        {
            for (var kind = 0; kind < memory.Kinds.Count; kind++)
            {
                w.Line(kind == memory.Kinds.Count - 1 ? "default:" : $"case {IlgpuNames.Number(kind)}:");
                using (w.Indent())
                {
                    w.Line(call(memory.Kinds[kind].Region.Region.Name));
                    w.Line("break;");
                }
            }
        }
    }
}
