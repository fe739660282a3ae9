namespace Lkca.Runtime.Training.Augmentations;

/// <summary>Which AutoAugment policy a recipe takes.</summary>
public enum AutoAugment
{
    /// <summary>None.</summary>
    None,

    /// <summary><see cref="AugmentationPolicy.Cifar10"/>.</summary>
    Cifar10,

    /// <summary><see cref="AugmentationPolicy.Svhn"/>.</summary>
    Svhn,

    /// <summary><see cref="AugmentationPolicy.ImageNet"/>.</summary>
    ImageNet,
}
