using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;

namespace Lkca.Runtime.Training;

/// <summary>Finds where numbers stop being finite, through nothing but a model's public face: first among the parameters, then by letting
/// through one branch after the other. A branch whose LayerNorm has scale and shift 0 works on zeros and adds a constant, so the first
/// branch that makes the logits of a batch NaN or infinite when it is let through is where they come from.</summary>
internal static class NonFiniteSearch
{
    private static readonly string[] Norms = ["norm1", "norm2"];

    /// <summary>What is not finite, as text; the model's weights are the same afterwards.</summary>
    /// <param name="model">The model, with the weights of before the step; its host copy is up to date.</param>
    /// <param name="images">The step's images.</param>
    public static string Describe(IVisionModel model, ReadOnlySpan<float> images)
    {
        var parameters = model.Weights.Parameters;
        if (parameters.FirstOrDefault(p => !double.IsFinite(Largest(model, p.Name))) is { } broken)
        {
            return $"the first parameter that is not finite is {broken.Name}, since the update before this step";
        }

        var (name, size) = parameters.Select(p => (p.Name, Size: Largest(model, p.Name))).MaxBy(p => p.Size);
        var largest = string.Create(CultureInfo.InvariantCulture, $"all parameters are finite, the largest is {size:G3} in {name}");
        var (all, runner) = (images.ToArray(), new ForwardRunner(model, images.Length / ImageSize(model)));
        if (IsFinite(model, runner, all))
        {
            return $"{largest}; the forward pass without dropped branches is finite";
        }

        var branches = Branches(parameters);
        var saved = branches.SelectMany(b => b.Parameters).ToDictionary(p => p, p => model.Weights.Bytes(p).ToArray());
        try
        {
            foreach (var parameter in saved.Keys)
            {
                model.Weights.Bytes(parameter).Clear();
            }

            var at = "the embedding or the head";
            for (var open = 0; open <= branches.Count; open++)
            {
                model.Upload();
                if (!IsFinite(model, runner, all))
                {
                    at = open == 0 ? at : branches[open - 1].Name;
                    break;
                }

                foreach (var parameter in open < branches.Count ? branches[open].Parameters : [])
                {
                    saved[parameter].CopyTo(model.Weights.Bytes(parameter));
                }
            }

            return $"{largest}; the forward pass first leaves the finite numbers in {at}";
        }
        finally
        {
            foreach (var (parameter, bytes) in saved)
            {
                bytes.CopyTo(model.Weights.Bytes(parameter));
            }

            model.Upload();
        }
    }

    private static int ImageSize(IVisionModel model) => model.Info.Channels * model.Info.Height * model.Info.Width;

    private static bool IsFinite(IVisionModel model, ForwardRunner runner, float[] images)
    {
        var (size, count) = (ImageSize(model), images.Length / ImageSize(model));
        for (var first = 0; first < count; first += model.Options.MaxBatch)
        {
            var part = Math.Min(model.Options.MaxBatch, count - first);
            var logits = new double[part * model.Info.Classes];
            runner.Forward(images.AsSpan(first * size, part * size), logits);
            if (!Array.TrueForAll(logits, double.IsFinite))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The branches in the order of execution: norm1 feeds the mixer of a block, norm2 its MLP.</summary>
    private static List<(string Name, string[] Parameters)> Branches(IReadOnlyList<ParameterInfo> parameters)
    {
        var branches = new List<(string, string[])>();
        foreach (var weight in parameters.Select(p => p.Name).Where(n => Norms.Any(norm => n.EndsWith($".{norm}.weight", StringComparison.Ordinal))))
        {
            var norm = weight[..^".weight".Length];
            var block = norm[..norm.LastIndexOf('.')];
            var mixer = parameters.Select(p => p.Name).FirstOrDefault(n => n.StartsWith(block + ".", StringComparison.Ordinal)
                && !n.Contains(".norm", StringComparison.Ordinal) && !n.Contains(".mlp.", StringComparison.Ordinal))?[(block.Length + 1)..].Split('.')[0] ?? "mixer";
            branches.Add(($"{block}.{(norm.EndsWith("norm2", StringComparison.Ordinal) ? "mlp" : mixer)}",
                [.. parameters.Select(p => p.Name).Where(n => n == weight || n == norm + ".bias")]));
        }

        return branches;
    }

    /// <summary>The largest magnitude of a parameter; NaN or infinite where it holds such a number.</summary>
    private static double Largest(IVisionModel model, string name)
    {
        var bytes = model.Weights.Bytes(name);
        var largest = 0.0;
        if (model.Weights.Precision == "F64")
        {
            foreach (var value in MemoryMarshal.Cast<byte, double>(bytes))
            {
                largest = Math.Max(largest, Math.Abs(value));
            }
        }
        else
        {
            foreach (var value in MemoryMarshal.Cast<byte, float>(bytes))
            {
                largest = Math.Max(largest, Math.Abs(value));
            }
        }

        return largest;
    }
}
