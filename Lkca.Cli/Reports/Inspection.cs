using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Runtime;
using Lkca.Runtime.Data;
using Lkca.Runtime.Inspection;
using Lkca.Runtime.Training;

namespace Lkca.Cli.Reports;

/// <summary>What can be looked at of a trained model beyond its metrics. Parts that cannot be made are null, and <see cref="LeftOut"/> says why.</summary>
internal sealed record Inspection
{
    /// <summary>Images over which receptive fields are averaged, and images whose attention is shown.</summary>
    public const int FieldImages = 16, AttentionImages = 4;

    /// <summary>The compiler's constants of the model.</summary>
    public ModelInfo? Model { get; set; }

    /// <summary>The test images.</summary>
    public IImageDataset? Data { get; set; }

    /// <summary>What the model says of each test image.</summary>
    public IReadOnlyList<Outcome>? Outcomes { get; set; }

    /// <summary>State-dict path and kernels of each layer that has a large kernel.</summary>
    public IReadOnlyList<(string Path, IReadOnlyList<Matrix> Groups)> Kernels { get; set; } = [];

    /// <summary>Receptive fields by block.</summary>
    public IReadOnlyList<EffectiveReceptiveField> Fields { get; set; } = [];

    /// <summary>Attention by block that has it.</summary>
    public IReadOnlyList<AttentionMaps> Attention { get; set; } = [];

    /// <summary>The largest difference between the logits of the session and of the plain network, relative to the largest logit.</summary>
    public double Agreement { get; set; }

    /// <summary>Why parts are missing, a sentence each.</summary>
    public List<string> LeftOut { get; } = [];

    /// <summary>Looks at a session whose weights are loaded.</summary>
    public void LookAt(IVisionModel model)
    {
        Kernels = [.. model.Weights.Parameters.Where(p => p.Name.EndsWith(".lkca.kernel", StringComparison.Ordinal))
            .Select(p => (p.Name[..^".kernel".Length], PlainNetwork.Kernels(model, p)))];
        if (Data == null)
        {
            return;
        }

        Outcomes = Outcome.Of(model, Data);
        if (PlainNetwork.Of(model, out var reason) is not { } network)
        {
            LeftOut.Add($"Receptive fields and attention: {reason}.");
            return;
        }

        var images = Enumerable.Range(0, Math.Min(FieldImages, Data.Count)).Select(i =>
        {
            var image = new float[Data.ImageSize()];
            Data.ReadImage(i, image);
            return image;
        }).ToArray();
        var traces = images.Take(AttentionImages).Select(image => network.Forward(image)).ToArray();
        Agreement = Difference(model, images[0], traces[0]);
        if (!(Agreement < 1e-3))
        {
            LeftOut.Add(FormattableString.Invariant($"Receptive fields and attention: the logits of their plain computation differ from the session's by {Agreement:0.0e0}."));
            return;
        }

        Fields = EffectiveReceptiveField.Of(network, model.Info, images);
        Attention = AttentionMaps.Of(network, traces);
    }

    private static double Difference(IVisionModel model, float[] image, NetworkTrace trace)
    {
        var logits = new double[model.Info.Classes];
        new ForwardRunner(model, 1).Forward(image, logits);
        return logits.Zip(trace.Logits, (a, b) => Math.Abs(a - b)).Max() / Math.Max(logits.Max(Math.Abs), 1e-30);
    }
}
