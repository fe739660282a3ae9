using System.Collections.Generic;
using System.Linq;

namespace Lkca.Generators.Graph;

/// <summary>One application of a primitive.</summary>
internal sealed class Node
{
    public Node(Op op, IReadOnlyList<Value> inputs, IReadOnlyList<Value> outputs, Node? differentiates = null, bool isOptional = false)
    {
        Op = op;
        Inputs = inputs;
        Outputs = outputs;
        Differentiates = differentiates;
        IsOptional = isOptional;
    }

    public Op Op { get; }

    public IReadOnlyList<Value> Inputs { get; }

    public IReadOnlyList<Value> Outputs { get; }

    /// <summary>The forward node that this backward node belongs to.</summary>
    public Node? Differentiates { get; }

    /// <summary>True for the steps that only the gradient of the images needs: they run when it is asked for.</summary>
    public bool IsOptional { get; }

    public Value Output => Outputs[0];

    /// <summary>True where no output has a batch dimension although an input has: a sum over the batch.</summary>
    public bool IsAccumulation => Outputs.Count > 0 && Outputs.All(output => !output.Shape.IsBatched) && Inputs.Any(input => input.Shape.IsBatched);

    /// <summary>True where neither inputs nor outputs have a batch dimension.</summary>
    public bool IsBatchless => Outputs.All(output => !output.Shape.IsBatched) && Inputs.All(input => !input.Shape.IsBatched);

    public Node With(Op? op = null, IReadOnlyList<Value>? inputs = null, IReadOnlyList<Value>? outputs = null, Node? differentiates = null, bool? isOptional = null) =>
        new(op ?? Op, inputs ?? Inputs, outputs ?? Outputs, differentiates ?? Differentiates, isOptional ?? IsOptional);

    public override string ToString() =>
        $"{string.Join(", ", Outputs)} = {Op.Name}({string.Join(", ", Inputs.Select(input => input.Name))})";
}
