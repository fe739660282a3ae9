using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Plan;
using Lkca.Generators.Tests.Graph;

namespace Lkca.Generators.Tests.Passes;

/// <summary>The interpreter on the memory of a plan: every value is written to its place and read from there,
/// and what no step has written is NaN, kernels' scratch included.</summary>
internal sealed class Arena : Interpreter
{
    private readonly RegionMemory _memory;
    private readonly Dictionary<Section, double[]> _sections = [];
    private readonly Dictionary<Value, double[]> _external = [];

    public Arena(RegionMemory memory)
    {
        _memory = memory;
        var sizes = new[]
        {
            (Section.Weights, memory.Weights), (Section.Gradients, memory.Weights), (Section.Prepared, memory.Prepared),
            (Section.Saved, memory.Saved), (Section.Work, memory.Work), (Section.Accumulated, memory.Accumulated),
        };
        foreach (var (section, size) in sizes)
        {
            _sections[section] = new double[size];
            Forget(section);
        }

        Array.Clear(_sections[Section.Accumulated]);
        Array.Clear(_sections[Section.Gradients]);
    }

    /// <summary>Other regions run, or nothing was there: the section holds no value.</summary>
    public void Forget(Section section) => Array.Fill(_sections[section], double.NaN);

    /// <summary>After the last group: the phase of the epilogue begins.</summary>
    public void BeginEpilogue() => Forget(Section.Work);

    public override double[] Get(Value value)
    {
        var place = Place(value);
        return place.Section == Section.External ? _external[value] : _sections[place.Section].AsSpan((int)place.Offset, Count(value.Shape)).ToArray();
    }

    public override void Set(Value value, double[] elements, bool isSum)
    {
        var place = Place(value);
        if (elements.Length > place.Elements || elements.Length != Count(value.Shape))
        {
            throw new InvalidOperationException($"{value} has {elements.Length} elements, its place {place.Elements}");
        }

        if (place.Section == Section.External)
        {
            _external[value] = elements;
            return;
        }

        var target = _sections[place.Section].AsSpan((int)place.Offset, elements.Length);
        for (var i = 0; i < elements.Length; i++)
        {
            target[i] = isSum ? target[i] + elements[i] : elements[i];
        }
    }

    /// <summary>A step that does not say that it works in place may begin with its outputs: an operand under one of them is lost.</summary>
    protected override void Step(Node node)
    {
        var made = node.Outputs.Where((_, i) => !node.IsAccumulation && node.Op.InPlace(i) < 0);
        foreach (var place in made.Select(Place).Where(place => place.Section != Section.External))
        {
            _sections[place.Section].AsSpan((int)place.Offset, (int)place.Elements).Fill(double.NaN);
        }

        base.Step(node);
        if (Specs.Traits.Scratch(node, Images) is > 0 and var scratch)
        {
            var place = _memory.Scratch ?? throw new InvalidOperationException($"{node} has no scratch");
            _sections[Section.Work].AsSpan((int)place.Offset, (int)scratch).Fill(double.NaN);
        }
    }

    private Placement Place(Value value) => _memory.Body[value];
}
