using System;

namespace Lkca.Runtime.Training.Augmentations;

/// <summary>Mixup (Zhang, Cisse, Dauphin and Lopez-Paz 2018) and CutMix (Yun and others 2019): one draw per batch decides between plain, CutMix and Mixup, one share λ and one
/// permutation serve the whole batch. Image i becomes λ·image i + (1−λ)·image π(i), or image i with a rectangle of image π(i); targets are mixed by the same share, in CutMix by the
/// area that was really replaced.</summary>
/// <param name="recipe">Probabilities and α.</param>
/// <param name="count">Images of a batch.</param>
/// <param name="shape">Channels, height, width of an image.</param>
/// <param name="classes">Classes.</param>
internal sealed class BatchMixing(TrainingRecipe recipe, int count, (int Channels, int Height, int Width) shape, int classes)
{
    private readonly int[] _partners = new int[count];
    private readonly float[] _images = new float[recipe.MixupProbability > 0 || recipe.CutMixProbability > 0 ? count * shape.Channels * shape.Height * shape.Width : 0];
    private readonly float[] _targets = new float[count * classes];

    /// <summary>The draws of one batch.</summary>
    internal readonly record struct Draw(bool CutMix, double Share, (int Top, int Left, int Height, int Width) Part);

    /// <summary>What happens to batch <paramref name="step"/>; null where it stays plain.</summary>
    public Draw? At(long step)
    {
        var (mixup, cutMix) = (recipe.MixupProbability, recipe.CutMixProbability);
        var choice = mixup + cutMix > 0 ? CounterRandom.Uniform(recipe.Seed, step, 0, RandomSite.MixKind) : 1;
        if (choice >= mixup + cutMix)
        {
            return null;
        }

        if (choice >= cutMix)
        {
            return new Draw(false, BetaDraw.Symmetric(recipe.MixupAlpha, recipe.Seed, step), default);
        }

        var side = Math.Sqrt(1 - BetaDraw.Symmetric(recipe.CutMixAlpha, recipe.Seed, step));
        var (top, height) = Side(shape.Height, side, CounterRandom.Below(shape.Height, recipe.Seed, step, 0, RandomSite.CutTop));
        var (left, width) = Side(shape.Width, side, CounterRandom.Below(shape.Width, recipe.Seed, step, 0, RandomSite.CutLeft));
        return new Draw(true, 1 - (double)height * width / (shape.Height * shape.Width), (top, left, height, width));
    }

    /// <summary>Mixes a batch in place.</summary>
    public void Apply(long step, float[] images, float[] targets)
    {
        if (At(step) is not { } draw)
        {
            return;
        }

        Permute(step);
        Array.Copy(targets, _targets, _targets.Length);
        Array.Copy(images, _images, _images.Length);
        var size = images.Length / count;
        for (var i = 0; i < count; i++)
        {
            var partner = _partners[i];
            Blend(targets.AsSpan(i * classes, classes), _targets.AsSpan(partner * classes, classes), (float)draw.Share);
            if (draw.CutMix)
            {
                Paste(images.AsSpan(i * size, size), _images.AsSpan(partner * size, size), draw.Part);
            }
            else
            {
                Blend(images.AsSpan(i * size, size), _images.AsSpan(partner * size, size), (float)draw.Share);
            }
        }
    }

    private void Permute(long step)
    {
        for (var i = 0; i < count; i++)
        {
            var j = CounterRandom.Below(i + 1, recipe.Seed, step, i, RandomSite.MixPartner);
            _partners[i] = _partners[j];
            _partners[j] = i;
        }
    }

    /// <summary>⌊share·size⌋ pixels around a centre, cut off at the borders.</summary>
    private static (int First, int Length) Side(int size, double share, int centre)
    {
        var half = (int)(size * share) / 2;
        var first = Math.Max(0, centre - half);
        return (first, Math.Min(size, centre + half) - first);
    }

    private static void Blend(Span<float> own, ReadOnlySpan<float> other, float share)
    {
        var rest = 1 - share;
        for (var i = 0; i < own.Length; i++)
        {
            own[i] = share * own[i] + rest * other[i];
        }
    }

    private void Paste(Span<float> own, ReadOnlySpan<float> other, (int Top, int Left, int Height, int Width) part)
    {
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            for (var y = part.Top; y < part.Top + part.Height; y++)
            {
                var at = (channel * shape.Height + y) * shape.Width + part.Left;
                other.Slice(at, part.Width).CopyTo(own[at..]);
            }
        }
    }
}
