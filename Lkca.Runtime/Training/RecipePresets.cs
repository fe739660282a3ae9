using System;
using System.Collections.Generic;
using Lkca.Runtime.Training.Augmentations;

namespace Lkca.Runtime.Training;

/// <summary>The recipes that have a name.</summary>
internal static class RecipePresets
{
    private static readonly TrainingRecipe Paper = new()
    {
        Epochs = 100,
        Batch = 128,
        PassesPerEpoch = 3,
        LearningRate = 1e-3,
        MinLearningRate = 1e-6,
        WarmupEpochs = null, // a tenth: 10 of 100, and right for shorter runs
        WeightDecay = 0.05,
        LabelSmoothing = 0.1,
        DropPath = 0.1,
        Flip = true,
        CropPadding = 4,
        AutoAugment = AutoAugment.Cifar10,
        CutMixProbability = 0.25,
        MixupProbability = 0.25,
        ErasingProbability = 0.25,
    };

    public static IReadOnlyDictionary<string, TrainingRecipe> All { get; } = new Dictionary<string, TrainingRecipe>(StringComparer.Ordinal)
    {
        ["default"] = new(),
        ["quick"] = new() { Epochs = 5, Batch = 64, DropPath = 0 },
        ["paper-cifar10"] = Paper,
        ["paper-cifar100"] = Paper,
        ["paper-svhn"] = Paper with { AutoAugment = AutoAugment.Svhn },
        ["paper-tiny-imagenet"] = Paper with { AutoAugment = AutoAugment.ImageNet },
    };
}
