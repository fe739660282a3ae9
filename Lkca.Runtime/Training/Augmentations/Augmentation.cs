using System;
using Lkca.Runtime.Data;

namespace Lkca.Runtime.Training.Augmentations;

/// <summary>What happens to each picture of a training batch, in the paper's order: random horizontal flip, random crop out of the picture with a black
/// border, AutoAugment and RandAugment, normalisation, random erasing. Each draw is a function of (seed, pass, picture), so a picture looks the
/// same in whichever thread or resumed run it is read. One caller at a time: it has memory of its own.</summary>
public sealed class Augmentation
{
    private readonly TrainingRecipe _recipe;
    private readonly Normalization _normalization;
    private readonly int _channels, _height, _width;
    private readonly AugmentationPolicy? _policy;
    private readonly ImageOperations _operations;
    private readonly byte[] _pixels;

    /// <summary>The augmentation of a recipe for pictures of one shape.</summary>
    /// <exception cref="InvalidInputException">AutoAugment or RandAugment for pictures that do not have three channels.</exception>
    public Augmentation(TrainingRecipe recipe, Normalization normalization, int channels, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(normalization);
        (_recipe, _normalization, _channels, _height, _width) = (recipe, normalization, channels, height, width);
        _policy = AugmentationPolicy.Of(recipe.AutoAugment);
        _operations = new ImageOperations(height, width);
        _pixels = new byte[channels * height * width];
        if (channels != 3 && (_policy is not null || recipe.RandAugmentOperations > 0))
        {
            throw new InvalidInputException($"recipe: autoAugment and randAugmentOperations need pictures of 3 channels; these have {channels}");
        }
    }

    /// <summary>Writes the augmented, normalised picture.</summary>
    /// <param name="pixels">The picture, (channels, height, width).</param>
    /// <param name="pass">Number of the pass over the data.</param>
    /// <param name="index">Index of the picture in the data.</param>
    /// <param name="image">Receives channels · height · width numbers.</param>
    public void Apply(ReadOnlySpan<byte> pixels, long pass, int index, Span<float> image)
    {
        FlipAndCrop(pixels, pass, index);
        if (_policy is not null)
        {
            Follow(_policy, pass, index);
        }

        for (var k = 0; k < _recipe.RandAugmentOperations; k++)
        {
            RandAugment(k, pass, index);
        }

        _normalization.Apply(_pixels, image);
        if (RandomErasing.Draw(_recipe, pass, index, _height, _width) is { } part)
        {
            RandomErasing.Fill(part, image, _normalization, _height, _width);
        }
    }

    /// <summary>crop[y, x] = flipped[y + dy, x + dx], black outside.</summary>
    private void FlipAndCrop(ReadOnlySpan<byte> pixels, long pass, int index)
    {
        var padding = _recipe.CropPadding;
        var mirrored = _recipe.Flip && CounterRandom.Uniform(_recipe.Seed, pass, index, RandomSite.Flip) < 0.5;
        var dy = padding == 0 ? 0 : CounterRandom.Below(2 * padding + 1, _recipe.Seed, pass, index, RandomSite.CropTop) - padding;
        var dx = padding == 0 ? 0 : CounterRandom.Below(2 * padding + 1, _recipe.Seed, pass, index, RandomSite.CropLeft) - padding;
        var (first, end) = (Math.Clamp(-dx, 0, _width), Math.Clamp(_width - dx, 0, _width));
        for (var row = 0; row < _channels * _height; row++)
        {
            var to = _pixels.AsSpan(row * _width, _width);
            var y = row % _height + dy;
            if ((uint)y >= (uint)_height)
            {
                to.Clear();
                continue;
            }

            var from = pixels.Slice((row / _height * _height + y) * _width, _width);
            to[..first].Clear();
            to[end..].Clear();
            var inside = to[first..end];
            if (mirrored)
            {
                from.Slice(_width - end - dx, inside.Length).CopyTo(inside);
                inside.Reverse();
            }
            else
            {
                from.Slice(first + dx, inside.Length).CopyTo(inside);
            }
        }
    }

    private void Follow(AugmentationPolicy policy, long pass, int index)
    {
        var (first, second) = policy.SubPolicies[CounterRandom.Below(policy.SubPolicies.Count, _recipe.Seed, pass, index, RandomSite.PolicyChoice)];
        Follow(first, pass, index, RandomSite.PolicyFirst);
        Follow(second, pass, index, RandomSite.PolicySecond);
    }

    private void Follow(PolicyStep step, long pass, int index, int site)
    {
        var (first, second) = CounterRandom.Bits(_recipe.Seed, pass, index, site);
        if ((first >> 11) * (1.0 / (1UL << 53)) < step.Probability)
        {
            Apply(step.Operation, step.Level, Magnitudes.AutoAugmentLevels, second);
        }
    }

    private void RandAugment(int number, long pass, int index)
    {
        var (first, second) = CounterRandom.Bits(_recipe.Seed, pass, index, RandomSite.RandAugment - number);
        var operation = (ImageOperation)(int)Math.BigMul(first, (ulong)ImageOperation.Invert, out _); // all but Invert
        Apply(operation, _recipe.RandAugmentMagnitude, Magnitudes.RandAugmentLevels, second);
    }

    private void Apply(ImageOperation operation, int level, int levels, ulong signBits)
    {
        var magnitude = Magnitudes.Of(operation, level, levels, _height, _width);
        _operations.Apply(operation, Magnitudes.IsSigned(operation) && signBits >> 63 != 0 ? -magnitude : magnitude, _pixels);
    }
}
