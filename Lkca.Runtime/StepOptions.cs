using System;

namespace Lkca.Runtime;

/// <summary>The numbers of one training step.</summary>
public readonly record struct StepOptions()
{
    /// <summary>Learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Weight decay: decoupled from the gradient in AdamW, added to it in SGD.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>The parameters that weight decay acts on.</summary>
    public WeightDecayScope DecayScope { get; init; }

    /// <summary>The rule of the update.</summary>
    public Optimizer Optimizer { get; init; }

    /// <summary>SGD's momentum μ.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>SGD takes Nesterov's look ahead.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Before the update the gradient of all parameters, taken as one vector, is scaled down to this Euclidean norm where it is longer
    /// (PyTorch's <c>clip_grad_norm_</c>); 0 leaves it as it is.</summary>
    public double MaxGradientNorm { get; init; }

    /// <summary>Measures the Euclidean norm of the gradient of all parameters, taken as one vector, before the update: <see cref="IVisionModel.GradientNorm"/>. Clipping measures it anyway.</summary>
    public bool MeasureGradientNorm { get; init; }

    /// <summary>How many calls of Step make one update: their gradients are averaged (accumulation).</summary>
    public int MicroBatches { get; init; } = 1;

    /// <summary>Which of them this call is, from 0; the last one updates. <see cref="Step"/> must differ between them.</summary>
    public int MicroBatch { get; init; }

    /// <summary>AdamW's β₁.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's β₂.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>AdamW's ε, added to √v̂.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Label smoothing s: the loss uses (1−s)·target + s/classes.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Probability that a branch of a block is dropped for a sample (stochastic depth); the kept ones are scaled by 1/(1−p). 0 ≤ p &lt; 1.</summary>
    public double DropPath { get; init; }

    /// <summary>Seed of the step's random draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>Refuses what would silently spoil the weights.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it and says what is right.</exception>
    internal void Check()
    {
        Require(DropPath is >= 0 and < 1, nameof(DropPath), DropPath, "a probability from 0 to below 1");
        Require(LabelSmoothing is >= 0 and <= 1, nameof(LabelSmoothing), LabelSmoothing, "from 0 to 1");
        Require(LearningRate is >= 0 and < double.PositiveInfinity, nameof(LearningRate), LearningRate, "a finite number from 0 on");
        Require(WeightDecay is >= 0 and < double.PositiveInfinity, nameof(WeightDecay), WeightDecay, "a finite number from 0 on");
        Require(Beta1 is >= 0 and < 1, nameof(Beta1), Beta1, "from 0 to below 1");
        Require(Beta2 is >= 0 and < 1, nameof(Beta2), Beta2, "from 0 to below 1");
        Require(Momentum is >= 0 and < 1, nameof(Momentum), Momentum, "from 0 to below 1");
        Require(MaxGradientNorm is >= 0 and < double.PositiveInfinity, nameof(MaxGradientNorm), MaxGradientNorm, "a finite number from 0 on");
        Require(MicroBatches >= 1, nameof(MicroBatches), MicroBatches, "1 or more");
        Require(MicroBatch >= 0 && MicroBatch < MicroBatches, nameof(MicroBatch), MicroBatch, "from 0 to below MicroBatches");
        Require(Epsilon is > 0 and < double.PositiveInfinity, nameof(Epsilon), Epsilon, "a positive number");
    }

    /// <summary>What a session must be able to do for a step with these options.</summary>
    public StepFeatures Features =>
        (Optimizer == Optimizer.Sgd ? StepFeatures.Sgd : 0)
        | (MaxGradientNorm > 0 ? StepFeatures.GradientClipping : 0)
        | (MeasureGradientNorm ? StepFeatures.GradientNorm : 0)
        | (MicroBatches > 1 ? StepFeatures.Accumulation : 0)
        | (DecayScope != WeightDecayScope.All ? StepFeatures.DecayScope : 0);

    /// <summary>True for the call that ends with an update.</summary>
    public bool IsLastMicroBatch => MicroBatch == MicroBatches - 1;

    private static void Require(bool holds, string name, double value, string right)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; {right} is right."));
        }
    }

    /// <summary>Number of the step: with <see cref="Seed"/>, the sample's index in the batch and the branch it decides every draw.</summary>
    public long Step { get; init; }
}
