using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Lkca.Runtime.Training.Augmentations;

/// <summary>One operation of a sub-policy.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Probability">How often.</param>
/// <param name="Level">How strongly, 0 to 9.</param>
public readonly record struct PolicyStep(ImageOperation Operation, double Probability, int Level);

/// <summary>A learned policy of Cubuk, Zoph, Mané, Vasudevan and Le, "AutoAugment: Learning Augmentation Policies from Data" (2019): 25 sub-policies of two
/// operations, of which each picture is given one at random. Levels of operations without a magnitude are 0.</summary>
public sealed class AugmentationPolicy
{
    private AugmentationPolicy(string name, string table) => (Name, SubPolicies) = (name, Parse(table));

    /// <summary>The policy found on CIFAR-10, also used for CIFAR-100.</summary>
    public static AugmentationPolicy Cifar10 { get; } = new("cifar10", """
        Invert 0.1 0, Contrast 0.2 6
        Rotate 0.7 2, TranslateX 0.3 9
        Sharpness 0.8 1, Sharpness 0.9 3
        ShearY 0.5 8, TranslateY 0.7 9
        AutoContrast 0.5 0, Equalize 0.9 0
        ShearY 0.2 7, Posterize 0.3 7
        Color 0.4 3, Brightness 0.6 7
        Sharpness 0.3 9, Brightness 0.7 9
        Equalize 0.6 0, Equalize 0.5 0
        Contrast 0.6 7, Sharpness 0.6 5
        Color 0.7 7, TranslateX 0.5 8
        Equalize 0.3 0, AutoContrast 0.4 0
        TranslateY 0.4 3, Sharpness 0.2 6
        Brightness 0.9 6, Color 0.2 8
        Solarize 0.5 2, Invert 0.0 0
        Equalize 0.2 0, AutoContrast 0.6 0
        Equalize 0.2 0, Equalize 0.6 0
        Color 0.9 9, Equalize 0.6 0
        AutoContrast 0.8 0, Solarize 0.2 8
        Brightness 0.1 3, Color 0.7 0
        Solarize 0.4 5, AutoContrast 0.9 0
        TranslateY 0.9 9, TranslateY 0.7 9
        AutoContrast 0.9 0, Solarize 0.8 3
        Equalize 0.8 0, Invert 0.1 0
        TranslateY 0.7 9, AutoContrast 0.9 0
        """);

    /// <summary>The policy found on SVHN.</summary>
    public static AugmentationPolicy Svhn { get; } = new("svhn", """
        ShearX 0.9 4, Invert 0.2 0
        ShearY 0.9 8, Invert 0.7 0
        Equalize 0.6 0, Solarize 0.6 6
        Invert 0.9 0, Equalize 0.6 0
        Equalize 0.6 0, Rotate 0.9 3
        ShearX 0.9 4, AutoContrast 0.8 0
        ShearY 0.9 8, Invert 0.4 0
        ShearY 0.9 5, Solarize 0.2 6
        Invert 0.9 0, AutoContrast 0.8 0
        Equalize 0.6 0, Rotate 0.9 3
        ShearX 0.9 4, Solarize 0.3 3
        ShearY 0.8 8, Invert 0.7 0
        Equalize 0.9 0, TranslateY 0.6 6
        Invert 0.9 0, Equalize 0.6 0
        Contrast 0.3 3, Rotate 0.8 4
        Invert 0.8 0, TranslateY 0.0 2
        ShearY 0.7 6, Solarize 0.4 8
        Invert 0.6 0, Rotate 0.8 4
        ShearY 0.3 7, TranslateX 0.9 3
        ShearX 0.1 6, Invert 0.6 0
        Solarize 0.7 2, TranslateY 0.6 7
        ShearY 0.8 4, Invert 0.8 0
        ShearX 0.7 9, TranslateY 0.8 3
        ShearY 0.8 5, AutoContrast 0.7 0
        ShearX 0.7 2, Invert 0.1 0
        """);

    /// <summary>The policy found on ImageNet.</summary>
    public static AugmentationPolicy ImageNet { get; } = new("imagenet", """
        Posterize 0.4 8, Rotate 0.6 9
        Solarize 0.6 5, AutoContrast 0.6 0
        Equalize 0.8 0, Equalize 0.6 0
        Posterize 0.6 7, Posterize 0.6 6
        Equalize 0.4 0, Solarize 0.2 4
        Equalize 0.4 0, Rotate 0.8 8
        Solarize 0.6 3, Equalize 0.6 0
        Posterize 0.8 5, Equalize 1.0 0
        Rotate 0.2 3, Solarize 0.6 8
        Equalize 0.6 0, Posterize 0.4 6
        Rotate 0.8 8, Color 0.4 0
        Rotate 0.4 9, Equalize 0.6 0
        Equalize 0.0 0, Equalize 0.8 0
        Invert 0.6 0, Equalize 1.0 0
        Color 0.6 4, Contrast 1.0 8
        Rotate 0.8 8, Color 1.0 2
        Color 0.8 8, Solarize 0.8 7
        Sharpness 0.4 7, Invert 0.6 0
        ShearX 0.6 5, Equalize 1.0 0
        Color 0.4 0, Equalize 0.6 0
        Equalize 0.4 0, Solarize 0.2 4
        Solarize 0.6 5, AutoContrast 0.6 0
        Invert 0.6 0, Equalize 1.0 0
        Color 0.6 4, Contrast 1.0 8
        Equalize 0.8 0, Equalize 0.6 0
        """);

    /// <summary>Name in a recipe.</summary>
    public string Name { get; }

    /// <summary>The 25 pairs.</summary>
    public IReadOnlyList<(PolicyStep First, PolicyStep Second)> SubPolicies { get; }

    /// <summary>The policy of a recipe's <see cref="AutoAugment"/>; null for none.</summary>
    public static AugmentationPolicy? Of(AutoAugment choice) => choice switch
    {
        AutoAugment.Cifar10 => Cifar10,
        AutoAugment.Svhn => Svhn,
        AutoAugment.ImageNet => ImageNet,
        _ => null,
    };

    private static (PolicyStep, PolicyStep)[] Parse(string table) => [.. table.Split('\n').Select(line =>
    {
        var steps = line.Split(", ").Select(Step).ToArray();
        return (steps[0], steps[1]);
    })];

    private static PolicyStep Step(string text)
    {
        var parts = text.Trim().Split(' ');
        return new(Enum.Parse<ImageOperation>(parts[0]), double.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
