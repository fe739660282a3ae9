namespace Lkca.Runtime.Training.Augmentations;

/// <summary>The operations of AutoAugment and RandAugment. docs/recipe.md defines each to the pixel.</summary>
public enum ImageOperation
{
    /// <summary>Nothing.</summary>
    Identity,

    /// <summary>Rows slide sideways by magnitude times their number.</summary>
    ShearX,

    /// <summary>Columns slide up and down by magnitude times their number.</summary>
    ShearY,

    /// <summary>Moves right by so many pixels.</summary>
    TranslateX,

    /// <summary>Moves down by so many pixels.</summary>
    TranslateY,

    /// <summary>Turns around the middle by so many degrees, against the clock.</summary>
    Rotate,

    /// <summary>Away from black by 1 + magnitude.</summary>
    Brightness,

    /// <summary>Away from grey by 1 + magnitude.</summary>
    Color,

    /// <summary>Away from the mean grey by 1 + magnitude.</summary>
    Contrast,

    /// <summary>Away from the smoothed picture by 1 + magnitude.</summary>
    Sharpness,

    /// <summary>Keeps so many upper bits.</summary>
    Posterize,

    /// <summary>Inverts levels from the magnitude on.</summary>
    Solarize,

    /// <summary>Stretches each channel to 0 … 255.</summary>
    AutoContrast,

    /// <summary>Flattens the histogram of each channel.</summary>
    Equalize,

    /// <summary>255 − level.</summary>
    Invert,
}
