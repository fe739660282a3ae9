using System.Collections.Generic;
using Lkca.Generators.Blocks;
using Lkca.Generators.Diagnostics;
using Lkca.Generators.Emit;
using Lkca.Generators.Graph;
using Lkca.Generators.Passes;
using Lkca.Generators.Plan;
using Lkca.Generators.Spec;

namespace Lkca.Generators;

/// <summary>Spec to files: the flat list of passes, each verified.</summary>
internal static class ModelCompiler
{
    public static CompiledModel Compile(ModelSpec spec)
    {
        var target = BackendTarget.Of(spec.Backend);
        var traits = target.Traits;
        var declared = Verified(ModelGraphBuilder.Build(spec), "the builder");
        var graph = Lower(declared, traits);
        var scheduled = Schedule.Run(graph);
        var memory = MemoryVerifier.Verified(PlanMemory.Run(scheduled, traits));
        var cost = EstimateCost.Run(declared, scheduled, memory, traits);

        var findings = Budgets.Check(spec, cost);
        if (findings.Count > 0)
        {
            return new(default, new(findings));
        }

        var card = ModelCard.Lines(spec, declared, cost, memory, traits);
        return new(
            new(
            [
                new GeneratedFile(spec.HintName + ".g.cs", ModelFileEmitter.Emit(spec, declared, cost, memory, card)),
                .. target.Emit(spec, graph, memory),
            ]),
            default);
    }

    /// <summary>The graph passes, in order.</summary>
    internal static ModelGraph Lower(ModelGraph declared, BackendTraits traits)
    {
        var graph = Verified(Simplify.Run(declared, traits), nameof(Simplify));
        graph = Verified(Differentiate.Run(graph), nameof(Differentiate));
        graph = Verified(ChooseView.Run(graph, traits), nameof(ChooseView));
        graph = Verified(Fuse.Run(graph, traits), nameof(Fuse));
        return Verified(ChooseLayout.Run(graph, traits), nameof(ChooseLayout));
    }

    private static ModelGraph Verified(ModelGraph graph, string pass)
    {
        GraphVerifier.Verify(graph, pass);
        return graph;
    }
}
