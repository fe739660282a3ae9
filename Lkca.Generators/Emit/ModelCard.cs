using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Passes;
using Lkca.Generators.Plan;
using Lkca.Generators.Spec;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit;

/// <summary>The model at a glance, as lines of text: layers with shapes, parameters and costs, the large kernels' views with their ranking, memory. It changes in the lines that a
/// change of the declaration means.</summary>
internal static class ModelCard
{
    public static IReadOnlyList<string> Lines(ModelSpec spec, ModelGraph declared, CostReport cost, MemoryPlan memory, BackendTraits traits)
    {
        var element = spec.Precision == PrecisionKind.Float64 ? 8 : 4;
        var lines = new List<string>
        {
            $"{spec.Name}: {spec.Image.Channels}×{spec.Image.Height}×{spec.Image.Width} images in {spec.Patch.Height}×{spec.Patch.Width} patches, "
                + $"{spec.Tokens} tokens of width {spec.Width}, {spec.Classes} classes; {traits.Name} backend, {(element == 8 ? "float64" : "float32")}",
            "",
            Row("layer", "output", "parameters", "MACs"),
        };
        foreach (var layer in cost.Layers.Where(layer => layer.Block < 0 && !IsHead(layer)))
        {
            lines.Add(Row(layer.FullPath, layer.Shape, Literals.Grouped(layer.Parameters), Literals.Grouped(layer.Macs)));
        }

        for (var kind = 0; kind < declared.Kinds.Count; kind++)
        {
            var blocks = Enumerable.Range(0, declared.BlockKinds.Count).Where(block => declared.BlockKinds[block] == kind).ToList();
            lines.Add(blocks.Count == 1 ? $"block {blocks[0]}: {declared.Kinds[kind].Name}" : $"blocks {Ranges(blocks)}: {declared.Kinds[kind].Name}, each");
            foreach (var layer in cost.Layers.Where(layer => layer.Block == blocks[0]))
            {
                lines.Add(Row($"  {layer.Path} ({layer.Kind})", layer.Shape, Literals.Grouped(layer.Parameters), Literals.Grouped(layer.Macs)));
            }
        }

        foreach (var layer in cost.Layers.Where(IsHead))
        {
            lines.Add(Row(layer.FullPath, layer.Shape, Literals.Grouped(layer.Parameters), Literals.Grouped(layer.Macs)));
        }

        lines.Add(Row("total", "", Literals.Grouped(cost.Parameters), Literals.Grouped(cost.Macs)));
        lines.Add("");
        lines.Add($"MACs per image: {Literals.Grouped(cost.Macs)} declared, {Literals.Grouped(cost.MacsPtflops)} as ptflops 0.7.1 counts, {Literals.Grouped(cost.MacsInference)} executed in inference,");
        lines.Add($"{Literals.Grouped(cost.MacsTraining)} executed in a training step, which adds {Literals.Grouped(cost.MacsPerStep)} per step.");
        if (cost.SavedTraining > 0)
        {
            lines.Add($"Split Toeplitz products are counted in full there: they save {Literals.Grouped(cost.SavedInference)} in inference, {Literals.Grouped(cost.SavedTraining)} in a training step.");
        }

        lines.AddRange(declared.Kinds.SelectMany(kind => Views(kind, traits)));
        lines.AddRange(traits.DescribeMemory(
            memory, $"{Mebibytes(memory.FixedElements * element)} fixed", $"{Mebibytes(memory.WorkerElements * element / memory.GroupImages)} per image in flight"));
        if (cost.Step is { } step)
        {
            lines.Add($"A training step of {traits.NominalBatch} images launches {Literals.Grouped(step.Launches)} kernels (matrix products on the tiled one), "
                + $"which read {Mebibytes(step.ReadBy(traits.NominalBatch) * element)} and write {Mebibytes(step.WrittenBy(traits.NominalBatch) * element)}.");
        }

        return lines;
    }

    private static bool IsHead(LayerCost layer) => layer.Block < 0 && layer.Path is "norm" or "fc_norm" or "head";

    private static IEnumerable<string> Views(Region kind, BackendTraits traits)
    {
        foreach (var layer in kind.Layers)
        {
            if (layer.Nodes.Select(node => node.Op).OfType<LargeKernel>().FirstOrDefault() is not { } op)
            {
                continue;
            }

            var geometry = op.Geometry;
            var choice = ChooseView.Choose(geometry, layer.Output.Shape.Features, op.View, traits);
            var groups = geometry.Groups == 1 ? "shared by all channels" : $"{geometry.Groups} groups of channels";
            yield return $"Large kernel of {kind.Name}: {geometry.KernelHeight}×{geometry.KernelWidth}, {groups}, {choice.View} view {(choice.IsStated ? "as stated" : "as the cheapest")}:";
            yield return $"{choice.Explain()} per image, forward and backward, by the table {traits.ViewCosts.Origin}.";
        }
    }

    private static string Row(string layer, string shape, string parameters, string macs) =>
        $"{layer,-34} {shape,10} {parameters,12} {macs,14}";

    private static string Mebibytes(long bytes) => Literals.Plain(Math.Round(bytes / 1048576.0, 2)) + " MiB";

    /// <summary>0–9, or 0, 2, 4.</summary>
    private static string Ranges(List<int> numbers)
    {
        var parts = new List<string>();
        for (var i = 0; i < numbers.Count;)
        {
            var end = i;
            while (end + 1 < numbers.Count && numbers[end + 1] == numbers[end] + 1)
            {
                end++;
            }

            parts.Add(end == i ? $"{numbers[i]}" : $"{numbers[i]}–{numbers[end]}");
            i = end + 1;
        }

        return string.Join(", ", parts);
    }
}
