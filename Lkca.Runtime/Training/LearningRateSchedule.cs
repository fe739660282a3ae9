using System;

namespace Lkca.Runtime.Training;

/// <summary>Learning rate per step: linear from the minimum to the peak over the warm-up, then half a cosine back to the minimum.
/// The first step has the minimum, step <c>warmup</c> the peak, the last step the minimum again.</summary>
public sealed class LearningRateSchedule
{
    private readonly double _peak, _minimum;
    private readonly long _warmup, _total;

    /// <summary>A schedule of <paramref name="totalSteps"/> steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No steps, or a warm-up that is longer than the run.</exception>
    public LearningRateSchedule(double peak, double minimum, long warmupSteps, long totalSteps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(totalSteps);
        ArgumentOutOfRangeException.ThrowIfNegative(warmupSteps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(warmupSteps, totalSteps);
        (_peak, _minimum, _warmup, _total) = (peak, minimum, warmupSteps, totalSteps);
    }

    /// <summary>The schedule of a recipe where an epoch has <paramref name="stepsPerEpoch"/> steps.</summary>
    public static LearningRateSchedule Of(TrainingRecipe recipe, long stepsPerEpoch)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var warmup = (recipe.WarmupEpochs ?? recipe.Epochs / 10.0) * stepsPerEpoch;
        return new(recipe.LearningRate, recipe.MinLearningRate, (long)Math.Round(warmup), recipe.Epochs * stepsPerEpoch);
    }

    /// <summary>The rate of step <paramref name="step"/>, counted from 0.</summary>
    public double At(long step)
    {
        if (step < _warmup)
        {
            return _minimum + (_peak - _minimum) * step / _warmup;
        }

        var progress = (double)(step - _warmup) / Math.Max(1, _total - 1 - _warmup);
        return _minimum + (_peak - _minimum) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress)));
    }
}
