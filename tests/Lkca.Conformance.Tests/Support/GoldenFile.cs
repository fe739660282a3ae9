using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Lkca.Conformance.Support;

/// <summary>One file of tests/golden: what the PyTorch reference computed for a configuration in one precision.</summary>
public sealed class GoldenFile
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden");

    private GoldenFile(string config, string path)
    {
        Config = GoldenConfig.Read(Path.Combine(Folder, config + ".json"));
        Tensors = Safetensors.Read(path);
    }

    /// <summary>Every configuration of the folder.</summary>
    public static IEnumerable<string> Configurations =>
        Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    public GoldenConfig Config { get; }

    public Dictionary<string, Tensor> Tensors { get; }

    public double[] Images => Tensors["input"].Values;

    public int Batch => Tensors["input"].Shape[0];

    /// <summary>The labels as one-hot rows.</summary>
    public double[] Targets
    {
        get
        {
            var targets = new double[Batch * Config.Classes];
            for (var image = 0; image < Batch; image++)
            {
                targets[(image * Config.Classes) + (int)Tensors["target"].Values[image]] = 1;
            }

            return targets;
        }
    }

    /// <summary>Parameters, one batch, logits, loss and every gradient. <paramref name="precision"/> is "F32" or "F64".</summary>
    public static GoldenFile Gradients(string config, string precision) => new(config, GradientsPath(config, precision));

    /// <summary>Where that file lies.</summary>
    public static string GradientsPath(string config, string precision) => Path.Combine(Folder, $"{config}.{Suffix(precision)}.safetensors");

    /// <summary>Ten AdamW steps: losses, parameters before (start.) and after (end.).</summary>
    public static GoldenFile Steps(string config, string precision) =>
        new(config, Path.Combine(Folder, $"{config}.steps.{Suffix(precision)}.safetensors"));

    /// <summary>The tensors whose names begin with <paramref name="prefix"/>, without it.</summary>
    public Dictionary<string, Tensor> WithPrefix(string prefix) => Tensors
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);

    /// <summary>The parameters of a gradients file: every tensor that has a gradient, input apart.</summary>
    public Dictionary<string, Tensor> Parameters => Tensors
        .Where(pair => pair.Key != "input" && Tensors.ContainsKey("grad." + pair.Key))
        .ToDictionary(pair => pair.Key, pair => pair.Value);

    private static string Suffix(string precision) => precision == "F64" ? "f64" : "f32";
}
