using System;

namespace Lkca.Runtime.Training.Augmentations;

/// <summary>How strong an operation is at a level, in the ranges of torchvision's AutoAugment (10 levels) and RandAugment (31 levels).</summary>
internal static class Magnitudes
{
    public const int AutoAugmentLevels = 10, RandAugmentLevels = 31;

    /// <summary>True for operations whose magnitude is negated in half of the draws.</summary>
    public static bool IsSigned(ImageOperation operation) => operation is >= ImageOperation.ShearX and <= ImageOperation.Sharpness;

    /// <summary>The magnitude at <paramref name="level"/> of <paramref name="levels"/>.</summary>
    public static double Of(ImageOperation operation, int level, int levels, int height, int width)
    {
        double Linear(double most) => most * level / (levels - 1);
        return operation switch
        {
            ImageOperation.ShearX or ImageOperation.ShearY => Linear(0.3),
            ImageOperation.TranslateX => Linear(150.0 / 331 * width),
            ImageOperation.TranslateY => Linear(150.0 / 331 * height),
            ImageOperation.Rotate => Linear(30),
            ImageOperation.Brightness or ImageOperation.Color or ImageOperation.Contrast or ImageOperation.Sharpness => Linear(0.9),
            ImageOperation.Posterize => 8 - Math.Round(level / ((levels - 1) / 4.0), MidpointRounding.ToEven),
            ImageOperation.Solarize => 255 - Linear(255),
            _ => 0,
        };
    }
}
