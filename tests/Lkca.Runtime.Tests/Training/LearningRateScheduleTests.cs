using System;
using System.Linq;
using Lkca.Runtime.Training;
using Xunit;

namespace Lkca.Runtime.Tests.Training;

public class LearningRateScheduleTests
{
    [Fact]
    public void Warm_up_is_linear_and_the_rest_half_a_cosine()
    {
        var schedule = new LearningRateSchedule(1e-3, 1e-6, 10, 111);
        Assert.Equal(1e-6, schedule.At(0), 15);
        Assert.Equal(1e-6 + (1e-3 - 1e-6) / 2, schedule.At(5), 15);
        Assert.Equal(1e-3, schedule.At(10), 15);
        Assert.Equal(1e-6 + (1e-3 - 1e-6) / 2, schedule.At(60), 15);
        Assert.Equal(1e-6, schedule.At(110), 15);
    }

    [Fact]
    public void It_rises_then_falls()
    {
        var schedule = LearningRateSchedule.Of(new TrainingRecipe { Epochs = 10 }, 20);
        var rates = Enumerable.Range(0, 200).Select(s => schedule.At(s)).ToArray();
        Assert.Equal(20, Array.IndexOf(rates, rates.Max()));
        Assert.All(Enumerable.Range(1, 20), s => Assert.True(rates[s] > rates[s - 1]));
        Assert.All(Enumerable.Range(21, 179), s => Assert.True(rates[s] < rates[s - 1]));
    }

    [Fact]
    public void Short_runs_are_finite()
    {
        Assert.Equal(1e-3, LearningRateSchedule.Of(new TrainingRecipe { Epochs = 1, WarmupEpochs = 0 }, 1).At(0), 15);
        Assert.All(Enumerable.Range(0, 2), s => Assert.True(double.IsFinite(LearningRateSchedule.Of(new TrainingRecipe { Epochs = 2,
            WarmupEpochs = 1 }, 1).At(s))));
    }
}
