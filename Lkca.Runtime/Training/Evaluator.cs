using System;
using Lkca.Runtime.Data;

namespace Lkca.Runtime.Training;

/// <summary>What a model does on a set of labelled images.</summary>
/// <param name="Top1">Percentage of images whose class has the highest logit.</param>
/// <param name="Top5">Percentage of images whose class is among the five highest logits.</param>
/// <param name="Loss">Mean cross-entropy, without label smoothing.</param>
/// <param name="Images">Number of images.</param>
public sealed record Evaluation(double Top1, double Top5, double Loss, int Images);

/// <summary>Is shown the logits of one image.</summary>
public delegate void LogitsVisitor(int index, int label, ReadOnlySpan<double> logits);

/// <summary>Measures accuracy and loss in evaluation mode, over every image once, the last batch possibly not full.</summary>
public static class Evaluator
{
    /// <summary>Evaluates <paramref name="model"/> on <paramref name="data"/>; <paramref name="progress"/> is told the images done.</summary>
    /// <exception cref="InvalidInputException">The data do not fit the model.</exception>
    public static Evaluation Evaluate(IVisionModel model, IImageDataset data, Action<int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        int top1 = 0, top5 = 0;
        var loss = 0.0;
        ForEach(model, data, (_, label, logits) =>
        {
            var rank = Rank(logits, label);
            top1 += rank < 1 ? 1 : 0;
            top5 += rank < 5 ? 1 : 0;
            loss -= LogSoftmax(logits, label);
        }, progress);
        return new Evaluation(100.0 * top1 / data.Count, 100.0 * top5 / data.Count, loss / data.Count, data.Count);
    }

    /// <summary>Computes every image once and shows its logits to <paramref name="visit"/>, in order.</summary>
    /// <exception cref="InvalidInputException">The data do not fit the model.</exception>
    public static void ForEach(IVisionModel model, IImageDataset data, LogitsVisitor visit, Action<int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(visit);
        data.RequireFits(model.Info);
        var (batch, size, classes) = (Math.Min(model.Options.MaxBatch, data.Count), data.ImageSize(), data.Classes());
        var images = new float[checked(batch * size)];
        var logits = new double[batch * classes];
        var runner = new ForwardRunner(model, batch);
        for (var first = 0; first < data.Count; first += batch)
        {
            var count = Math.Min(batch, data.Count - first);
            for (var i = 0; i < count; i++)
            {
                data.ReadImage(first + i, images.AsSpan(i * size, size));
            }

            runner.Forward(images.AsSpan(0, count * size), logits.AsSpan(0, count * classes));
            for (var i = 0; i < count; i++)
            {
                visit(first + i, data.Label(first + i), logits.AsSpan(i * classes, classes));
            }

            progress?.Invoke(first + count);
        }
    }

    /// <summary>How many classes come before <paramref name="label"/> when logits fall; of equal ones the first comes first, and a NaN
    /// comes before everything.</summary>
    public static int Rank(ReadOnlySpan<double> logits, int label)
    {
        var rank = 0;
        for (var i = 0; i < logits.Length; i++)
        {
            rank += i != label && !(logits[i] < logits[label] || (logits[i] == logits[label] && i > label)) ? 1 : 0;
        }

        return rank;
    }

    /// <summary>ln softmax(logits)[label] = logits[label] − max − ln Σ exp(logits − max).</summary>
    public static double LogSoftmax(ReadOnlySpan<double> logits, int label)
    {
        var max = double.NegativeInfinity;
        foreach (var logit in logits)
        {
            max = Math.Max(max, logit);
        }

        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - max);
        }

        return logits[label] - max - Math.Log(sum);
    }
}
