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

    /// <summary>Choice of AutoAugment's sub-policy for an image.</summary>
    public const int PolicyChoice = -6;

    /// <summary>Whether and with which sign its first operation is done.</summary>
    public const int PolicyFirst = -7;

    /// <summary>The same for its second operation.</summary>
    public const int PolicySecond = -8;

    /// <summary>Whether a batch is mixed, and how.</summary>
    public const int MixKind = -9;

    /// <summary>The share of a mixed batch.</summary>
    public const int MixShare = -10;

    /// <summary>The permutation of a mixed batch.</summary>
    public const int MixPartner = -11;

    /// <summary>Vertical centre of CutMix's rectangle.</summary>
    public const int CutTop = -12;

    /// <summary>Horizontal centre of CutMix's rectangle.</summary>
    public const int CutLeft = -13;

    /// <summary>Whether an image is erased.</summary>
    public const int Erase = -14;

    /// <summary>First of RandAugment's sites, one per operation, downwards to −49.</summary>
    public const int RandAugment = -20;

    /// <summary>First of the sites of random erasing's rectangles, two per attempt, downwards to −299.</summary>
    public const int EraseAttempts = -100;

    /// <summary>First of the sites that the synthetic picture set draws from, downwards.</summary>
    public const int Synthetic = -1000;
}
