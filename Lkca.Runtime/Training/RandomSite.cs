namespace Lkca.Runtime.Training;

/// <summary>The sites of <see cref="CounterRandom"/> that the trainer draws from; models use 0 and up.</summary>
public static class RandomSite
{
    /// <summary>Order of an epoch.</summary>
    public const int Shuffle = -1;

    /// <summary>Horizontal flip of an image.</summary>
    public const int Flip = -2;

    /// <summary>Vertical offset of a random crop.</summary>
    public const int CropTop = -3;

    /// <summary>Horizontal offset of a random crop.</summary>
    public const int CropLeft = -4;

    /// <summary>Initial weights.</summary>
    public const int Weights = -5;

    /// <summary>First of the sites that the synthetic picture set draws from, downwards.</summary>
    public const int Synthetic = -1000;
}
