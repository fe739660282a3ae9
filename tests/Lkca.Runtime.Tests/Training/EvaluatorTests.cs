using System;
using Lkca.Runtime.Data;
using Lkca.Runtime.Training;
using Lkca.Tests;
using Xunit;

namespace Lkca.Runtime.Tests.Training;

public class EvaluatorTests
{
    [Fact]
    public void Every_image_counts_whatever_the_batch()
    {
        var data = SyntheticImages.Draw(23, 0, train: false);
        var info = LinearModel.Describe();
        using var small = new LinearModel(info, new SessionOptions { MaxBatch = 5, Seed = 1 });
        using var large = new LinearModel(info, new SessionOptions { MaxBatch = 128, Seed = 1 });
        using var wide = new LinearModel(LinearModel.Describe(precision: "F64"), new SessionOptions { MaxBatch = 4, Seed = 1 });
        var result = Evaluator.Evaluate(small, data);
        Assert.Equal(result, Evaluator.Evaluate(large, data));
        Assert.Equal(result.Loss, Evaluator.Evaluate(wide, data).Loss, 5);
        Assert.Equal(23, result.Images);
        Assert.InRange(result.Top5, result.Top1, 100);
    }

    [Fact]
    public void Rank_counts_the_classes_before_the_label()
    {
        Assert.Equal(0, Evaluator.Rank([3, 1, 2], 0));
        Assert.Equal(2, Evaluator.Rank([3, 1, 2], 1));
        Assert.Equal(1, Evaluator.Rank([1, 1, 0], 1));
        Assert.Equal(0, Evaluator.Rank([1, 1, 0], 0));
        Assert.Equal(2, Evaluator.Rank([double.NaN, double.NaN, double.NaN], 0));
    }

    [Fact]
    public void Log_softmax_is_stable()
    {
        Assert.Equal(-Math.Log(3), Evaluator.LogSoftmax([1000, 1000, 1000], 1), 12);
        Assert.Equal(-1000, Evaluator.LogSoftmax([0, 1000], 0), 12);
    }

    [Fact]
    public void Data_of_another_size_is_an_error()
    {
        using var model = new LinearModel(LinearModel.Describe(name: "Tiny", height: 8, width: 8), new SessionOptions());
        var message = Assert.Throws<InvalidInputException>(() => Evaluator.Evaluate(model, SyntheticImages.Draw(10, 0, true))).Message;
        Assert.Equal("synthetic train: images of 3×32×32 in 10 classes; Tiny takes 3×8×8 in 10 classes", message);
    }
}
