using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Plan;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Cpu;

/// <summary>Writes one region as a nested class: its offsets, and the methods Prepare, Forward, Backward and Finish.</summary>
internal sealed class CpuRegionEmitter(SourceWriter w, RegionMemory memory, int images, string type)
{
    private readonly Region _region = memory.Region.Region;
    private readonly CpuNames _names = new(memory, isEpilogue: false);
    private readonly CpuNames _epilogueNames = new(memory, isEpilogue: true);

    public void Emit()
    {
        w.Line($"/// <summary>{Literals.Xml(_region.Summary)}</summary>");
        using (w.Block($"private static partial class {_region.Name}"))
        {
            Offsets();
            Prepare();
            Body("Forward", $"Forward of a group; keeps what Backward reads.", memory.Region.Forward, 'F');
            Body("Backward", "Backward of a group, last step first. Gradients of activations are made anew, sums over the batch are added to in the order of the groups.", memory.Region.Backward, 'B');
            Finish();
        }
    }

    private void Offsets()
    {
        var all = memory.Body.Where(pair => pair.Key.Parameter is null).ToList();
        Section("Made of the parameters once per step", all.Where(pair => pair.Value.Section == Plan.Section.Prepared));
        Section($"Kept by Forward for Backward, {images} images", all.Where(pair => pair.Value.Section == Plan.Section.Saved));
        var work = Named(all.Where(pair => pair.Value.Section == Plan.Section.Work && !IsStream(pair)));
        if (memory.Scratch is { } scratch)
        {
            work.Add(("Scratch", scratch.Offset, $"{Literals.Grouped(scratch.Elements)} elements for the kernels that need some"));
        }

        Constants($"Temporaries, {images} images; those that are never alive together share memory", work);
        Section("Sums over the batch that are no parameter's gradient themselves", memory.Body.Where(pair => pair.Value.Section == Plan.Section.Accumulated && memory.Region.Accumulated.Contains(pair.Key)));
    }

    private bool IsStream(KeyValuePair<Value, Placement> pair) =>
        _names.IsStream(pair.Value) && !memory.Region.Epilogue.SelectMany(node => node.Outputs).Contains(pair.Key);

    private void Section(string title, IEnumerable<KeyValuePair<Value, Placement>> values) => Constants(title, Named(values));

    private static List<(string Name, long Offset, string Comment)> Named(IEnumerable<KeyValuePair<Value, Placement>> values) =>
        [.. values.OrderBy(pair => pair.Value.Offset).Select(pair => (CpuNames.Pascal(pair.Key.Name), pair.Value.Offset, pair.Key.Shape.ToString()))];

    private void Constants(string title, List<(string Name, long Offset, string Comment)> constants)
    {
        if (constants.Count == 0)
        {
            return;
        }

        w.Line($"// {title}.");
        foreach (var (name, offset, comment) in constants)
        {
            w.Line($"private const {(offset > int.MaxValue ? "long" : "int")} {name} = {CpuNames.Grouped(offset)}; // {comment}");
        }

        w.Line();
    }

    private void Prepare()
    {
        if (memory.Region.Prologue.Count == 0)
        {
            return;
        }

        w.Line("/// <summary>Once per step: what depends on the parameters alone.</summary>");
        using (w.Block($"internal static void Prepare(Memory::NativeSpan<{type}> weights, Memory::NativeSpan<{type}> prepared)"))
        {
            Steps(memory.Region.Prologue, 'P', _names);
            _names.TakeUsed();
        }

        w.Line();
    }

    private void Body(string method, string summary, IReadOnlyList<Node> nodes, char letter)
    {
        var hasSites = _region.Prefix.Length > 0;
        w.Line($"/// <summary>{summary}</summary>");
        using (w.Block($"internal static void {method}(Execution::Group<{type}> g, Execution::Place at{(hasSites ? ", int block" : "")})"))
        {
            var steps = Lines(nodes, letter, _names);
            var used = _names.TakeUsed();
            foreach (var local in used)
            {
                w.Line(Declaration(local, _names.StreamTokens));
            }

            w.Line();
            Write(steps);
        }

        w.Line();
    }

    private void Finish()
    {
        w.Line("/// <summary>Once per step, after the last group: the gradients that follow from sums over the batch alone.</summary>");
        using (w.Block($"internal static void Finish(Execution::StepEnd<{type}> end, Execution::Place at)"))
        {
            var steps = Lines(memory.Region.Epilogue, 'E', _epilogueNames);
            var used = _epilogueNames.TakeUsed();
            foreach (var local in used)
            {
                w.Line(local switch
                {
                    "weights" => "var weights = end.Weights.At(at.Weights);",
                    "gradients" => "var gradients = end.Gradients.At(at.Weights);",
                    "prepared" => "var prepared = end.Prepared.At(at.Prepared);",
                    "sums" => "var sums = end.Accumulated.At(at.Accumulated);",
                    "work" => "var work = end.Work;",
                    _ => throw new ArgumentOutOfRangeException(nameof(local), local, "no such local in Finish"),
                });
            }

            if (used.Count > 0)
            {
                w.Line();
            }

            Write(steps);
        }
    }

    private void Steps(IReadOnlyList<Node> nodes, char letter, CpuNames names) => Write(Lines(nodes, letter, names));

    private List<(string Comment, string Call, bool IsOptional)> Lines(IReadOnlyList<Node> nodes, char letter, CpuNames names)
    {
        var lines = new List<(string, string, bool)>();
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            var of = StepReference.Of(node, memory.Region);
            var shapes = string.Join(", ", node.Outputs.Select(output => output.Shape.ToString()).Distinct());
            lines.Add(($"// {letter}{CpuNames.Number(i + 1)}{of}  {node.Op.Describe(node)}{(shapes.Length > 0 ? "   " + shapes : "")}", Call(node, letter, names), node.IsOptional));
        }

        return lines;
    }

    /// <summary>Forward steps can be shared by a team of workers: that is their kernels' last argument.</summary>
    private static string Call(Node node, char letter, CpuNames names)
    {
        var call = CpuCalls.Of(node, names);
        return letter == 'F' ? call.Substring(0, call.Length - 2) + ", g.Team);" : call;
    }

    private void Write(List<(string Comment, string Call, bool IsOptional)> lines)
    {
        var optional = lines.Where(line => line.IsOptional).ToList();
        foreach (var (comment, call, _) in lines.Where(line => !line.IsOptional))
        {
            w.Line(comment);
            w.Line(call);
        }

        if (optional.Count == 0)
        {
            return;
        }

        w.Line();
        using (w.Block("if (!g.ImageGradient.IsEmpty)"))
        {
            foreach (var (comment, call, _) in optional)
            {
                w.Line(comment);
                w.Line(call);
            }
        }
    }

    private static string Declaration(string local, int tokens) => local switch
    {
        "weights" => "var weights = g.Weights.At(at.Weights);",
        "prepared" => "var prepared = g.Prepared.At(at.Prepared);",
        "saved" => "var saved = g.Saved(at.Saved);",
        "work" => "var work = g.Work;",
        "sums" => "var sums = g.Accumulated.At(at.Accumulated);",
        "gradients" => "var gradients = g.Gradients.At(at.Weights);",
        "z" => "var z = g.Work;",
        "dZ" => "var dZ = g.Work;",
        "mixerImages" => "var mixerImages = g.Kept(2 * block);",
        "mixerTokens" => $"var mixerTokens = mixerImages.Count * {CpuNames.Number(tokens)};",
        "mlpImages" => "var mlpImages = g.Kept((2 * block) + 1);",
        "mlpTokens" => $"var mlpTokens = mlpImages.Count * {CpuNames.Number(tokens)};",
        "images" => "var images = g.Images;",
        "tokens" => $"var tokens = images * {CpuNames.Number(tokens)};",
        _ => throw new ArgumentOutOfRangeException(nameof(local), local, "no such local"),
    };
}
