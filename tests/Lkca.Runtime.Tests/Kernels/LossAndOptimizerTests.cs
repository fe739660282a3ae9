using System.Numerics;
using Xunit;
using Cpu = Lkca.Runtime.Kernels.Cpu;
using Reference = Lkca.Runtime.Kernels.Reference;

namespace Lkca.Runtime.Tests.Kernels;

public sealed class LossAndOptimizerSingleTests : LossAndOptimizerTests<float>;

public sealed class LossAndOptimizerDoubleTests : LossAndOptimizerTests<double>;

public abstract unsafe class LossAndOptimizerTests<T> : KernelTest<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 1)]
    [InlineData(1, 10)]
    [InlineData(35, 7)]
    [InlineData(64, 10)]
    [InlineData(65, 100)]
    [InlineData(130, 33)]
    public void CrossEntropy(int images, int classes)
    {
        var logits = Tiled(images, classes, Padding.Finite, 12);
        var targets = Random(images * classes);
        for (var i = 0; i < images * classes; i++)
        {
            targets.Pointer[i] = i % 3 == 0 ? T.Abs(targets.Pointer[i]) : T.CreateChecked(i % classes == i / classes % classes ? 1 : 0);
        }

        var (expected, actual, losses, fastLosses) = (EmptyTiled(images, classes), EmptyTiled(images, classes), Empty(images), Empty(images));
        var (smoothing, scale) = (T.CreateChecked(0.1), T.CreateChecked(0.125));
        Reference.CrossEntropy.Forward(losses, expected, logits, targets, smoothing, scale, images, classes);
        Cpu.CrossEntropy.Forward(fastLosses, actual, logits, targets, smoothing, scale, images, classes);
        CloseTiled(expected, actual, images, classes, zeroPadding: true);
        Close(losses, fastLosses, images);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(33)]
    [InlineData(1000)]
    public void AdamWSteps(int count)
    {
        var (w, g, m, v) = (Random(count), Random(count), Random(count, 0), Random(count, 0));
        var (w2, m2, v2) = (Copy(w), Copy(m), Copy(v));
        var options = new StepOptions { LearningRate = 1e-2, WeightDecay = 0.05 };
        for (var t = 1; t <= 5; t++)
        {
            Reference.AdamW.Update(w, g, m, v, count, options, t);
            Cpu.AdamW.Update(w2, g, m2, v2, count, options, t);
        }

        Close(w, w2, count);
        Close(m, m2, count);
        Close(v, v2, count);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(33, true)]
    [InlineData(1000, false)]
    [InlineData(1000, true)]
    public void SgdSteps(int count, bool nesterov)
    {
        var (w, g, m) = (Random(count), Random(count), Random(count, 0));
        var (w2, m2) = (Copy(w), Copy(m));
        var options = new StepOptions { LearningRate = 1e-2, WeightDecay = 0.05, Optimizer = Optimizer.Sgd, Nesterov = nesterov };
        for (var t = 1; t <= 5; t++)
        {
            Reference.Sgd.Update(w, g, m, count, options);
            Cpu.Sgd.Update(w2, g, m2, count, options);
        }

        Close(w, w2, count);
        Close(m, m2, count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1003)]
    public void SquaresAreSummed(int count)
    {
        var g = Random(count);
        var expected = 0.0;
        for (var i = 0; i < count; i++)
        {
            expected += double.CreateChecked(g.Pointer[i]) * double.CreateChecked(g.Pointer[i]);
        }

        Assert.Equal(expected, Cpu.GradientSums.Squares(g, count), 1e-9);
    }
}
