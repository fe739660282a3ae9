using System;
using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance;

/// <summary>A training step allocates no managed memory once the session is warm. Runs alone: the counter is the process's.</summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests
{
    public static TheoryData<string> Models => GoldenModels.Few;

    [Theory]
    [MemberData(nameof(Models))]
    public void StepForwardAndDifferentiateAllocateNothing(string model)
    {
        var compiled = GoldenModels.Named(model);
        const int Batch = 9;
        var draws = new Draws(4);
        var images = draws.Normal(Batch * compiled.Info.Channels * compiled.Info.Height * compiled.Info.Width);
        var targets = draws.Targets(Batch, compiled.Info.Classes);
        var (images32, targets32) = (Array.ConvertAll(images, value => (float)value), Array.ConvertAll(targets, value => (float)value));
        var logits = new double[Batch * compiled.Info.Classes];
        var logits32 = new float[Batch * compiled.Info.Classes];
        var options = new StepOptions { LabelSmoothing = 0.1, DropPath = 0.1 };
        using var session = compiled.Open(Batch);

        for (var step = 0; step < 3; step++)
        {
            Step();
            Differentiate();
            Forward();
        }

        Assert.Equal((0, 0, 0), (Least(Step), Least(Differentiate), Least(Forward)));

        void Step()
        {
            if (compiled.Info.Precision == "F64")
            {
                session.Model.Step(images, targets, options with { Step = session.Model.StepCount });
            }
            else
            {
                session.Model.Step(images32, targets32, options with { Step = session.Model.StepCount });
            }
        }

        void Differentiate()
        {
            if (compiled.Info.Precision == "F64")
            {
                session.Model.Differentiate(images, targets, options, Span<double>.Empty);
            }
            else
            {
                session.Model.Differentiate(images32, targets32, options, Span<float>.Empty);
            }
        }

        void Forward()
        {
            if (compiled.Info.Precision == "F64")
            {
                session.Model.Forward(images, logits);
            }
            else
            {
                session.Model.Forward(images32, logits32);
            }
        }
    }

    /// <summary>Bytes that one call allocates: the least of many calls, because the test host itself allocates now and then.</summary>
    private static long Least(Action call)
    {
        var least = long.MaxValue;
        for (var window = 0; window < 40 && least > 0; window++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            call();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }
}
