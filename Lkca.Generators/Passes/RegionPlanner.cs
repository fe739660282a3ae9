using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Plan;

namespace Lkca.Generators.Passes;

/// <summary>Plans the memory of one region; part of PlanMemory.</summary>
internal sealed class RegionPlanner(ScheduledRegion scheduled, int images, long streamElements, BackendTraits traits)
{
    private readonly Region _region = scheduled.Region;
    private readonly Dictionary<Value, Placement> _body = [];

    public RegionMemory Run()
    {
        var weights = Sequence(_region.Parameters, Section.Weights, _body);
        var prepared = Sequence(scheduled.Prologue.SelectMany(node => node.Outputs), Section.Prepared, _body);
        var accumulated = PlaceSums();
        PlaceExternal();
        PlaceStream(scheduled.Forward, [_region.Input, _region.OutputGradient is null ? null : _region.Output]);
        PlaceStream(scheduled.Backward, [_region.OutputGradient, _region.InputGradient]);
        var saved = Sequence(scheduled.Saved.Where(value => !_body.ContainsKey(value)), Section.Saved, _body);
        var work = Math.Max(PlaceWork(scheduled.Forward), PlaceWork(scheduled.Backward));
        var epilogueWork = PlaceEpilogue();
        work = traits.IsPlannedPerImage ? work : Math.Max(work, epilogueWork);
        var scratch = scheduled.Nodes.Max(node => traits.Scratch(node, images));
        return new()
        {
            Region = scheduled,
            Body = _body,
            Scratch = scratch > 0 ? new(Section.Work, work, scratch) : null,
            Weights = weights,
            Prepared = prepared,
            Saved = saved,
            Accumulated = accumulated,
            Work = work + PlanMemory.Align(scratch, traits),
            EpilogueWork = epilogueWork,
        };
    }

    private long Sequence(IEnumerable<Value> values, Section section, Dictionary<Value, Placement> placements)
    {
        var offset = 0L;
        foreach (var value in values)
        {
            placements[value] = new(section, offset, Elements(value));
            offset = checked(offset + PlanMemory.Align(Elements(value), traits));
        }

        return offset;
    }

    /// <summary>Sums over the batch: a parameter's gradient where they are one, otherwise memory of their own.</summary>
    private long PlaceSums()
    {
        var parameterOf = _region.ParameterGradients.ToDictionary(pair => pair.Value, pair => pair.Key);
        foreach (var value in scheduled.Accumulated.Where(parameterOf.ContainsKey))
        {
            _body[value] = GradientOf(parameterOf[value]);
        }

        return Sequence(scheduled.Accumulated.Where(value => !parameterOf.ContainsKey(value)), Section.Accumulated, _body);
    }

    private long Elements(Value value) => PlanMemory.Elements(value.Shape, images, traits);

    /// <summary>Images and their gradient come from the caller, losses go to it.</summary>
    private void PlaceExternal()
    {
        var losses = scheduled.Backward.Where(node => node.Op is CrossEntropy).Select(node => node.Output);
        var images = new[] { _region.Input, _region.InputGradient }.OfType<Value>().Where(value => value.Shape.Sizes.Count == 3);
        foreach (var value in losses.Concat(images))
        {
            _body[value] = new(Section.External, 0, Elements(value));
        }
    }

    /// <summary>The region's input and output, and what lies between them in place, are the residual stream (or its gradient). The head has no output gradient: its logits are no stream.</summary>
    private void PlaceStream(IReadOnlyList<Node> nodes, IEnumerable<Value?> ends)
    {
        var stream = new HashSet<Value>(ends.OfType<Value>().Where(value => !_body.ContainsKey(value)));
        foreach (var node in nodes.Reverse())
        {
            for (var output = 0; output < node.Outputs.Count; output++)
            {
                if (stream.Contains(node.Outputs[output]) && node.Op.InPlace(output) is var input && input >= 0)
                {
                    stream.Add(node.Inputs[input]);
                }
            }
        }

        foreach (var value in stream)
        {
            _body[value] = new(Section.Work, 0, streamElements);
        }
    }

    /// <summary>First fit by liveness over one list of steps, behind the stream; returns the end of Work.</summary>
    private long PlaceWork(IReadOnlyList<Node> nodes)
    {
        var live = new LivenessAllocator(streamElements);
        for (var step = 0; step < nodes.Count; step++)
        {
            foreach (var output in nodes[step].Outputs.Where(output => !_body.ContainsKey(output)))
            {
                var last = LastUse(nodes, output, step);
                _body[output] = new(Section.Work, live.Allocate(PlanMemory.Align(Elements(output), traits), step, last), Elements(output));
            }
        }

        return live.End;
    }

    /// <summary>Epilogue values: a parameter's gradient where they are one, otherwise temporaries; in place where a rule allows it.</summary>
    private long PlaceEpilogue()
    {
        var parameterOf = _region.ParameterGradients.ToDictionary(pair => pair.Value, pair => pair.Key);
        var sums = new HashSet<Value>(scheduled.Accumulated);
        var live = new LivenessAllocator(0);
        var nodes = scheduled.Epilogue;
        for (var step = nodes.Count - 1; step >= 0; step--)
        {
            foreach (var (output, index) in nodes[step].Outputs.Select((output, index) => (output, index)))
            {
                if (parameterOf.TryGetValue(output, out var parameter))
                {
                    _body[output] = GradientOf(parameter);
                }

                // Whoever reads a result in place decides where its input is made: the walk goes backwards.
                if (nodes[step].Op.InPlace(index) is var input && input >= 0 && _body.TryGetValue(output, out var place) && place.Section == Section.Gradients)
                {
                    var source = nodes[step].Inputs[input];
                    if (!sums.Contains(source))
                    {
                        _body[source] = place;
                    }
                }
            }
        }

        for (var step = 0; step < nodes.Count; step++)
        {
            for (var index = 0; index < nodes[step].Outputs.Count; index++)
            {
                var output = nodes[step].Outputs[index];
                if (_body.ContainsKey(output))
                {
                    continue;
                }

                var inPlace = nodes[step].Op.InPlace(index);
                _body[output] = inPlace >= 0 && LastUse(nodes, nodes[step].Inputs[inPlace], 0) == step
                    ? _body[nodes[step].Inputs[inPlace]]
                    : new(Section.Work, live.Allocate(PlanMemory.Align(Elements(output), traits), step, nodes.Count), Elements(output));
            }
        }

        return live.End;
    }

    private Placement GradientOf(Value parameter) => _body[parameter] with { Section = Section.Gradients };

    private static int LastUse(IReadOnlyList<Node> nodes, Value value, int from)
    {
        var last = from;
        for (var step = from; step < nodes.Count; step++)
        {
            last = nodes[step].Inputs.Contains(value) ? step : last;
        }

        return last;
    }
}
