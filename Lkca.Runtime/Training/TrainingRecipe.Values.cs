using Lkca.Runtime.Data.Images;
using Lkca.Runtime.Training.Augmentations;

namespace Lkca.Runtime.Training;

// The values of a recipe, in the order in which they are written.
public sealed partial record TrainingRecipe
{
    /// <summary>Epochs of the run; each ends with a test.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Images per step; a last batch that is not full is left out.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Passes over the training images in one epoch, each in an order of its own; batches run on across their borders.</summary>
    public int PassesPerEpoch { get; init; } = 1;

    /// <summary>Batches whose gradients are averaged for one step: a step sees Batch · Accumulate images.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>The rule of the update.</summary>
    public Optimizer Optimizer { get; init; }

    /// <summary>Learning rate after warm-up.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Learning rate of the first and of the last step.</summary>
    public double MinLearningRate { get; init; } = 1e-6;

    /// <summary>Epochs of linear warm-up; null takes a tenth of <see cref="Epochs"/>.</summary>
    public double? WarmupEpochs { get; init; }

    /// <summary>Weight decay: AdamW's decoupled one, or SGD's.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>The parameters that decay acts on.</summary>
    public WeightDecayScope DecayScope { get; init; }

    /// <summary>AdamW's β₁.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's β₂.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>SGD's momentum.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>SGD takes Nesterov's look ahead.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Greatest Euclidean norm of the gradient; 0 does not clip.</summary>
    public double MaxGradientNorm { get; init; }

    /// <summary>Decay of the moving average of the weights that is tested and saved as last.safetensors; 0 keeps none.</summary>
    public double AverageDecay { get; init; }

    /// <summary>Label smoothing of the training loss.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Probability that a branch is dropped for an image (stochastic depth).</summary>
    public double DropPath { get; init; } = 0.1;

    /// <summary>What happens to a picture of another size than the model takes, in training, testing and prediction.</summary>
    public ResizeRule Resize { get; init; }

    /// <summary>Half of the images are mirrored, left and right.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Pixels of black border from which a crop of the image's size is taken; 0 switches cropping off.</summary>
    public int CropPadding { get; init; } = 4;

    /// <summary>The learned policy of two operations per image.</summary>
    public AutoAugment AutoAugment { get; init; }

    /// <summary>RandAugment's operations per image; 0 switches it off.</summary>
    public int RandAugmentOperations { get; init; }

    /// <summary>RandAugment's magnitude, a level of 0 to 30.</summary>
    public int RandAugmentMagnitude { get; init; } = 9;

    /// <summary>Share of batches that are mixed by CutMix.</summary>
    public double CutMixProbability { get; init; }

    /// <summary>CutMix's share is drawn from Beta(α, α).</summary>
    public double CutMixAlpha { get; init; } = 1;

    /// <summary>Share of batches that are mixed by Mixup.</summary>
    public double MixupProbability { get; init; }

    /// <summary>Mixup's share is drawn from Beta(α, α).</summary>
    public double MixupAlpha { get; init; } = 1;

    /// <summary>Probability that a rectangle of an image is erased.</summary>
    public double ErasingProbability { get; init; }

    /// <summary>Least area of the rectangle, as a part of the image.</summary>
    public double ErasingMinArea { get; init; } = 0.02;

    /// <summary>Greatest area of the rectangle, as a part of the image.</summary>
    public double ErasingMaxArea { get; init; } = 0.4;

    /// <summary>Least height/width of the rectangle; the greatest is its inverse.</summary>
    public double ErasingMinAspect { get; init; } = 0.3;

    /// <summary>Seed of the initial weights and of every draw.</summary>
    public ulong Seed { get; init; }

    /// <summary>Images of one step.</summary>
    internal int StepImages => Batch * Accumulate;

    /// <summary>Steps of one epoch over so many training images.</summary>
    public long StepsPerEpoch(int images) => (long)images * PassesPerEpoch / ((long)Batch * Accumulate);

    /// <summary>The numbers of a step for the model.</summary>
    internal StepOptions StepOptions(long step, double learningRate) => new()
    {
        LearningRate = learningRate,
        Optimizer = Optimizer,
        WeightDecay = WeightDecay,
        DecayScope = DecayScope,
        Beta1 = Beta1,
        Beta2 = Beta2,
        Momentum = Momentum,
        Nesterov = Nesterov,
        MaxGradientNorm = MaxGradientNorm,
        LabelSmoothing = LabelSmoothing,
        DropPath = DropPath,
        Seed = Seed,
        Step = step,
    };
}
