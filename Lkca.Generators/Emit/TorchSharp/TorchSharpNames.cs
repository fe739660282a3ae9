using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Plan;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.TorchSharp;

/// <summary>How the values of one region are written: parameters and their gradients as views of the flat tensors, what Prepare made and what Forward keeps as fields, everything else as locals.</summary>
internal sealed class TorchSharpNames
{
    private readonly ScheduledRegion _scheduled;
    private readonly Dictionary<Value, string> _stream = [];
    private readonly HashSet<Value> _prologue;
    private readonly HashSet<Value> _saved;
    private readonly Dictionary<Value, Value> _parameterOf;

    public TorchSharpNames(ScheduledRegion scheduled)
    {
        _scheduled = scheduled;
        var region = scheduled.Region;
        _prologue = [.. scheduled.Prologue.SelectMany(node => node.Outputs)];
        _saved = [.. scheduled.Saved];
        _parameterOf = region.ParameterGradients.ToDictionary(pair => pair.Value, pair => pair.Key);
        Factors = [.. Body.SelectMany(FactorInputs).Where(IsFixed).Distinct()];
        Exact = [.. Body.SelectMany(node => node.Inputs.Except(FactorInputs(node))).Concat(scheduled.Epilogue.SelectMany(node => node.Inputs)).Where(_prologue.Contains).Distinct()];
        _stream[region.Input] = region.Input.Shape.Sizes.Count == 3 ? "images" : "z";
        if (region.OutputGradient is { } gradient)
        {
            _stream[gradient] = "dZ";
        }

        foreach (var node in Body.Where(node => IsInPlace(node.Op)))
        {
            _stream[node.Output] = _stream[node.Inputs[0]];
        }
    }

    /// <summary>Parameters and values of Prepare that products of the body read, in the compute precision.</summary>
    public IReadOnlyCollection<Value> Factors { get; }

    /// <summary>Values of Prepare that are read as they are.</summary>
    public IReadOnlyCollection<Value> Exact { get; }

    private IEnumerable<Node> Body => _scheduled.Forward.Concat(_scheduled.Backward);

    /// <summary>Steps that update the residual stream, or its gradient, in place.</summary>
    public static bool IsInPlace(Op op) => op is Residual or NormalizeBackwardAdd;

    /// <summary>True for the stream itself: it belongs to the scope of the whole pass.</summary>
    public bool IsStream(Value value) => _stream.ContainsKey(value);

    public bool IsSaved(Value value) => _saved.Contains(value);

    /// <summary>The parameter whose gradient the value is, or null.</summary>
    public Value? ParameterOf(Value value) => _parameterOf.TryGetValue(value, out var parameter) ? parameter : null;

    /// <summary>The inputs of a step that are factors of a product.</summary>
    public static IEnumerable<Value> FactorInputs(Node node) => node.Op switch
    {
        Linear => node.Inputs.Skip(1),
        LinearBackwardInput => [node.Inputs[1]],
        ToeplitzProduct or ToeplitzProductBackwardInput or Convolution or ConvolutionBackwardInput => [node.Inputs[1]],
        _ => [],
    };

    /// <summary>A value in Prepare.</summary>
    public static string InPrepare(Value value) => value.Parameter is null ? Local(value) : Weight(value);

    /// <summary>An input of a step of Forward.</summary>
    public string InForward(Node node, int input) => Fixed(node, input) ?? Stream(node.Inputs[input]) ?? Local(node.Inputs[input]);

    /// <summary>An input of a step of Backward.</summary>
    public string InBackward(Node node, int input)
    {
        var value = node.Inputs[input];
        return Fixed(node, input) ?? Stream(value) ?? (ParameterOf(value) is { } parameter ? Gradient(parameter) : IsSaved(value) ? Field(value) : Local(value));
    }

    public static string Weight(Value parameter) => "_w." + Pascal(parameter.Name);

    public static string Gradient(Value parameter) => "d." + Pascal(parameter.Name);

    public static string Local(Value value) => Literals.Identifier(value.Name);

    public static string Field(Value value) => "_" + value.Name;

    public string ExactField(Value value) => Field(value) + (Factors.Contains(value) ? "Exact" : "");

    public static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    private string? Stream(Value value) => _stream.TryGetValue(value, out var name) ? name : null;

    private string? Fixed(Node node, int input)
    {
        var value = node.Inputs[input];
        return !IsFixed(value) ? null
            : FactorInputs(node).Contains(value) ? Field(value)
            : value.Parameter is null ? ExactField(value)
            : Weight(value);
    }

    private bool IsFixed(Value value) => value.Parameter is not null || _prologue.Contains(value);
}
