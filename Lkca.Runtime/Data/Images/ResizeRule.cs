namespace Lkca.Runtime.Data.Images;

/// <summary>How a picture of another size becomes one of the model's: always by <see cref="Picture.Resize"/>'s filter.</summary>
public enum ResizeRule
{
    /// <summary>Scaled so that it just covers the size, its proportions kept, and cropped around the middle.</summary>
    Cover,

    /// <summary>Scaled so that it just fits into the size, its proportions kept, black around it.</summary>
    Contain,

    /// <summary>Height and width scaled each by itself.</summary>
    Stretch,
}
