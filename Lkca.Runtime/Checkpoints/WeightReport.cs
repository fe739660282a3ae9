using System;
using System.Collections.Generic;
using System.Linq;

namespace Lkca.Runtime.Checkpoints;

/// <summary>How the names and shapes of a weight file and of a model go together.</summary>
public sealed record WeightReport
{
    private const string Positions = "pos_embed", ClassToken = "cls_token", Patches = "patch_embed.proj.weight";

    /// <summary>The parameters that the file holds as the model wants them.</summary>
    public required IReadOnlyList<string> Fitting { get; init; }

    /// <summary>Position embeddings of another grid, which are resized (<see cref="PositionEmbedding"/>); null where there are none.</summary>
    public ResizedTensor? Resized { get; init; }

    /// <summary>Parameters that the file does not hold.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Tensors of the file that the model does not have.</summary>
    public required IReadOnlyList<string> Unexpected { get; init; }

    /// <summary>Parameters that the file holds in another shape, each with both shapes as text.</summary>
    public required IReadOnlyList<MisshapenTensor> Misshapen { get; init; }

    /// <summary>A prefix of all names of the file without which they would be the model's, for example "module."; null where there is none.</summary>
    public string? Prefix { get; init; }

    /// <summary>True where every parameter gets its value and nothing is left over.</summary>
    public bool Fits => Missing.Count + Unexpected.Count + Misshapen.Count == 0;

    /// <summary>Compares an open file with what is known of a model.</summary>
    public static WeightReport Of(ModelInfo model, SafetensorsReader file)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(file);
        List<string> fitting = [], missing = [];
        List<MisshapenTensor> misshapen = [];
        ResizedTensor? resized = null;
        foreach (var parameter in model.Parameters)
        {
            if (file.Find(parameter.Name) is not { } tensor)
            {
                missing.Add(parameter.Name);
            }
            else if (tensor.Type != TensorType.I64 && tensor.Shape.SequenceEqual(parameter.Shape.Select(size => (long)size)))
            {
                fitting.Add(parameter.Name);
            }
            else if (parameter.Name == Positions && Resizing(model, parameter, file, tensor) is { } grid)
            {
                resized = grid;
            }
            else
            {
                misshapen.Add(new(parameter.Name, $"{tensor.Type} {tensor.ShapeText}", TensorEntry.TextOf(parameter.Shape)));
            }
        }

        var names = model.Parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var isState = TrainingState.IsState(file);
        string[] unexpected = [.. file.Tensors.Select(t => t.Name).Where(n => !names.Contains(n) && !(isState && TrainingState.IsMoment(n)))];
        return new WeightReport
        {
            Fitting = fitting,
            Resized = resized,
            Missing = missing,
            Unexpected = unexpected,
            Misshapen = misshapen,
            Prefix = missing.Count == names.Count ? PrefixOf(unexpected, names) : null,
        };
    }

    /// <summary>What is wrong, as one line; empty where everything fits.</summary>
    public override string ToString() => string.Join("; ", (string[])
    [
        .. WeightFiles.Listed("missing", Missing), .. WeightFiles.Listed("unexpected", Unexpected),
        .. WeightFiles.Listed("of another shape", [.. Misshapen.Select(m => m.ToString())]),
        .. Prefix == null ? [] : new[] { $"every name begins with \"{Prefix}\": write the file without it" },
    ]);

    /// <summary>The model's grid comes from its patches; the file's is taken to be square. A class token of the file goes where the model has none.</summary>
    private static ResizedTensor? Resizing(ModelInfo model, ParameterInfo parameter, SafetensorsReader file, TensorEntry tensor)
    {
        var prefix = model.Parameters.Any(p => p.Name == ClassToken) ? 1 : 0;
        var had = file.Find(ClassToken) != null ? 1 : 0;
        var patch = model.Parameters.FirstOrDefault(p => p.Name == Patches)?.Shape;
        if (patch == null || tensor.Type == TensorType.I64 || tensor.Shape.Count != 3 || tensor.Shape[0] != 1 || tensor.Shape[2] != parameter.Shape[2]
            || had < prefix || tensor.Shape[1] > 1 << 20)
        {
            return null;
        }

        var (cells, to) = ((int)tensor.Shape[1] - had, (Height: model.Height / patch[2], Width: model.Width / patch[3]));
        var side = (int)Math.Round(Math.Sqrt(Math.Max(cells, 0)));
        return side > 0 && side * side == cells && to.Height * to.Width + prefix == parameter.Shape[1]
            ? new ResizedTensor(Positions, (side, side), to, had, prefix) : null;
    }

    private static string? PrefixOf(string[] names, HashSet<string> expected)
    {
        var first = names.Length > 0 ? names[0] : "";
        var length = expected.Where(n => first.EndsWith("." + n, StringComparison.Ordinal)).Select(n => first.Length - n.Length).FirstOrDefault();
        var prefix = first[..length];
        return length > 0 && Array.TrueForAll(names, n => n.StartsWith(prefix, StringComparison.Ordinal)) ? prefix : null;
    }
}

/// <summary>A parameter that a file holds in another shape.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Found">Type and shape in the file.</param>
/// <param name="Expected">The model's shape.</param>
public sealed record MisshapenTensor(string Name, string Found, string Expected)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Found} instead of {Expected}";
}

/// <summary>Position embeddings that are resized.</summary>
/// <param name="Name">Their name.</param>
/// <param name="From">The file's grid.</param>
/// <param name="To">The model's grid.</param>
/// <param name="HadTokens">Class tokens in front of the file's grid.</param>
/// <param name="KeptTokens">Class tokens in front of the model's grid.</param>
public sealed record ResizedTensor(string Name, (int Height, int Width) From, (int Height, int Width) To, int HadTokens, int KeptTokens)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} from a grid of {From.Height}×{From.Width} to {To.Height}×{To.Width}, bicubic";
}
