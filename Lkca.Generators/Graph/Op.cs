using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Lkca.Generators.Graph;

/// <summary>A primitive with its constants. Shape rule, gradient rule and cost rule stand side by side in its file under Ops/.</summary>
internal abstract record Op
{
    /// <summary>Name in printed graphs, snake_case.</summary>
    public abstract string Name { get; }

    /// <summary>Output shapes from input shapes.</summary>
    /// <exception cref="GraphException">The inputs do not fit.</exception>
    public abstract IReadOnlyList<Shape> Infer(IReadOnlyList<Shape> inputs);

    /// <summary>Adds the gradients of the node's inputs, given those of its outputs.</summary>
    public virtual void Differentiate(GradientScope gradients, Node node) =>
        throw new GraphException($"{Name} has no gradient rule: it belongs to the backward pass");

    /// <summary>Multiply-accumulates: per image where the node has a batch, otherwise per step.</summary>
    public virtual long Macs(Node node) => 0;

    /// <summary>Of <see cref="Macs"/>, what the backend's form of the product saves.</summary>
    public virtual long SavedMacs(Node node) => 0;

    /// <summary>What ptflops 0.7.1 counts for the modules of the published model that the node stands for, per image.</summary>
    public virtual long PtflopsCount(Node node) => 0;

    /// <summary>The input whose memory output <paramref name="output"/> takes over where nothing reads that input afterwards, or -1.</summary>
    public virtual int InPlace(int output) => -1;

    /// <summary>The node as a formula over the names of its values, for the comments of the generated code.</summary>
    public abstract string Describe(Node node);

    protected static void Expect(bool condition, string message) => Fault.Unless(condition, $"{message}");

    protected static void Expect(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] Fault message) => Fault.Unless(condition, message);
}

/// <summary>A graph that does not hold together: a defect of the compiler, never of a declaration.</summary>
internal sealed class GraphException(string message) : Exception(message);
