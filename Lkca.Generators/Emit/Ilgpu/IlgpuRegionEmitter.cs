using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Plan;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>Writes one region as a nested class: its offsets, and the methods Prepare, Forward, Backward and Finish.</summary>
internal sealed class IlgpuRegionEmitter(SourceWriter w, RegionMemory memory, IlgpuKernels kernels, BackendTraits traits)
{
    private readonly Region _region = memory.Region.Region;
    private readonly IlgpuNames _names = new(memory);

    public void Emit()
    {
        w.Line($"/// <summary>{Literals.Xml(_region.Summary)}</summary>");
        using (w.Block($"private static partial class {_region.Name}"))
        {
            Offsets();
            Method("Prepare", "Once per step: what depends on the parameters alone; for all blocks of a run at once.", memory.Region.Prologue, 'P', Places);
            Method("Forward", "Forward of a batch; keeps what Backward reads.", memory.Region.Forward, 'F', Place + Block);
            Method("Backward", "Backward of a batch, last step first.", memory.Region.Backward, 'B', Place + Block);
            Method("Finish", "Once per step: gradients that follow from sums over the batch alone; for all blocks of a run at once.", memory.Region.Epilogue, 'E', Places);
        }
    }

    private const string Place = "Execution::Place at";

    private const string Places = "Ilgpu::BlockRun at";

    private string Block => _region.Prefix.Length > 0 ? ", int block" : "";

    private void Offsets()
    {
        var all = memory.Body.Keys.Where(value => value.Parameter is null).Select(value => (Value: value, Place: _names.PlaceOf(value))).ToList();
        Constants("Made of the parameters once per step", all.Where(entry => entry.Place.Section == Section.Prepared));
        Constants("Kept by Forward for Backward, per image", all.Where(entry => entry.Place.Section == Section.Saved));
        Constants("Temporaries, per image; those that are never alive together share memory",
            all.Where(entry => entry.Place.Section == Section.Work && !_names.IsStream(entry.Value) && !_names.IsEpilogueTemporary(entry.Value)));
        Constants("Sums over the batch", all.Where(entry => entry.Place.Section == Section.Accumulated));
        Constants("Temporaries of Finish", all.Where(entry => _names.IsEpilogueTemporary(entry.Value)));
        if (memory.Scratch is { } scratch)
        {
            w.Line("// Scratch, per image.");
            w.Line($"private const int Scratch = {IlgpuNames.Grouped(scratch.Offset)}; // {Literals.Grouped(scratch.Elements)} elements");
            w.Line();
        }
    }

    private void Constants(string title, IEnumerable<(Value Value, Placement Place)> values)
    {
        var constants = values.OrderBy(entry => entry.Place.Offset).ToList();
        if (constants.Count == 0)
        {
            return;
        }

        w.Line($"// {title}.");
        foreach (var (value, place) in constants)
        {
            var type = place.Offset > int.MaxValue ? "long" : "int";
            w.Line($"private const {type} {IlgpuNames.Pascal(value.Name)} = {IlgpuNames.Grouped(place.Offset)}; // {ShapeText(value)}");
        }

        w.Line();
    }

    private void Method(string name, string summary, IReadOnlyList<Node> nodes, char letter, string parameters)
    {
        if (nodes.Count == 0)
        {
            return;
        }

        w.Line($"/// <summary>{summary}</summary>");
        using (w.Block($"internal static void {name}(Ilgpu::DevicePass g, {parameters})"))
        {
            var lines = Lines(nodes, letter);
            foreach (var local in _names.TakeUsed())
            {
                w.Line(parameters == Places ? StackedDeclaration(local) : Declaration(local));
            }

            w.Line();
            Write(lines);
        }

        if (name != "Finish")
        {
            w.Line();
        }
    }

    private List<(string Comment, string Call, bool IsOptional)> Lines(IReadOnlyList<Node> nodes, char letter)
    {
        var calls = new IlgpuCalls(_names, kernels, traits);
        var lines = new List<(string, string, bool)>();
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            var of = node.Differentiates is { } forward ? Reference(forward) : "";
            var shapes = string.Join(", ", node.Outputs.Select(ShapeText).Distinct());
            var formula = node.Op.Describe(node).Replace(" of the kept images", "").Replace(" at the kept images", "").Replace("+=", "=");
            lines.Add(($"// {letter}{IlgpuNames.Number(i + 1)}{of}  {formula}{(shapes.Length > 0 ? "   " + shapes : "")}", calls.Of(node), node.IsOptional));
        }

        return lines;
    }

    /// <summary>All images of the batch: a dropped branch has the scale 0 and is not left out.</summary>
    private static string ShapeText(Value value) => value.Shape.WithLeading(value.Shape.IsBatched ? Leading.Images : Leading.None).ToString();

    /// <summary> of F3, or of P1 where the forward step was hoisted into the prologue.</summary>
    private string Reference(Node forward)
    {
        var step = IndexOf(memory.Region.Forward, forward);
        if (step >= 0)
        {
            return $" of F{IlgpuNames.Number(step + 1)}";
        }

        step = IndexOf(memory.Region.Prologue, forward);
        return step >= 0 ? $" of P{IlgpuNames.Number(step + 1)}" : "";
    }

    private static int IndexOf(IReadOnlyList<Node> nodes, Node node)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (ReferenceEquals(nodes[i], node))
            {
                return i;
            }
        }

        return -1;
    }

    private void Write(List<(string Comment, string Call, bool IsOptional)> lines)
    {
        foreach (var (comment, call, _) in lines.Where(line => !line.IsOptional))
        {
            w.Line(comment);
            w.Line(call);
        }

        var optional = lines.Where(line => line.IsOptional).ToList();
        if (optional.Count == 0)
        {
            return;
        }

        w.Line();
        using (w.Block("if (g.WantsImageGradient)"))
        {
            foreach (var (comment, call, _) in optional)
            {
                w.Line(comment);
                w.Line(call);
            }
        }
    }

    private string StackedDeclaration(string local) => local switch
    {
        "k" => "var k = g.Kernels;",
        "weights" => "var weights = g.Weights.Each(at.First.Weights, at.Step.Weights, at.Count);",
        "gradients" => "var gradients = g.Gradients.Each(at.First.Weights, at.Step.Weights, at.Count);",
        "prepared" => "var prepared = g.Prepared.Each(at.First.Prepared, at.Step.Prepared, at.Count);",
        "sums" => "var sums = g.Sums.Each(at.First.Accumulated, at.Step.Accumulated, at.Count);",
        "epilogue" => $"var epilogue = g.Epilogue.Each(0, {IlgpuNames.Grouped(memory.EpilogueWork)}, at.Count);",
        _ => throw new ArgumentOutOfRangeException(nameof(local), local, "no such local"),
    };

    private string Declaration(string local) => local switch
    {
        "k" => "var k = g.Kernels;",
        "weights" => "var weights = g.Weights.From(at.Weights);",
        "gradients" => "var gradients = g.Gradients.From(at.Weights);",
        "prepared" => "var prepared = g.Prepared.From(at.Prepared);",
        "saved" => "var saved = g.Saved(at.Saved);",
        "work" => "var work = g.Work;",
        "sums" => "var sums = g.Sums.From(at.Accumulated);",
        "z" => "var z = g.Work.At(0);",
        "dZ" => "var dZ = g.Work.At(0);",
        "images" => "var images = g.Images;",
        "rows" => $"var rows = images * {IlgpuNames.Number(_names.StreamTokens)};",
        _ => throw new ArgumentOutOfRangeException(nameof(local), local, "no such local"),
    };
}
