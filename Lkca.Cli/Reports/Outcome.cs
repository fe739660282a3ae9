using System;
using System.Collections.Generic;
using Lkca.Runtime;
using Lkca.Runtime.Data;
using Lkca.Runtime.Training;

namespace Lkca.Cli.Reports;

/// <summary>What a model says of one test image.</summary>
/// <param name="Image">Index in the set.</param>
/// <param name="Label">True class.</param>
/// <param name="Predicted">Class with the highest logit, the first of equal ones.</param>
/// <param name="Probability">Probability of the predicted class.</param>
/// <param name="Loss">−ln of the true class's probability.</param>
internal sealed record Outcome(int Image, int Label, int Predicted, double Probability, double Loss)
{
    /// <summary>The outcomes of a whole set, in order.</summary>
    public static IReadOnlyList<Outcome> Of(IVisionModel model, IImageDataset data)
    {
        var outcomes = new List<Outcome>(data.Count);
        Evaluator.ForEach(model, data, (image, label, logits) =>
        {
            var predicted = 0;
            for (var c = 1; c < logits.Length; c++)
            {
                predicted = logits[c] > logits[predicted] ? c : predicted;
            }

            outcomes.Add(new(image, label, predicted, Math.Exp(Evaluator.LogSoftmax(logits, predicted)), -Evaluator.LogSoftmax(logits, label)));
        });
        return outcomes;
    }
}
