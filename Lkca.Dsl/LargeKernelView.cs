namespace Lkca.Dsl;

/// <summary>The exactly equal forms in which the large-kernel operator can be computed.</summary>
public enum LargeKernelView
{
    /// <summary>The compiler takes the cheapest one for the backend and names it in the model card.</summary>
    Auto,

    /// <summary>A convolution with zero padding.</summary>
    Convolution,

    /// <summary>A product with the N×N Toeplitz matrix of the kernel.</summary>
    Toeplitz,

    /// <summary>A product of spectra.</summary>
    Fft,
}
