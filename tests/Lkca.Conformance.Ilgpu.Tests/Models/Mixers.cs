using Lkca.Dsl;

// The mixers of the golden declarations, in views that the backend has.
namespace Lkca.Conformance.Models;

[LkcaOptions(View = LargeKernelView.Convolution)]
public abstract record ConvolutionLkca : LkcaMixer;

[LkcaOptions(View = LargeKernelView.Toeplitz)]
public abstract record ToeplitzLkca : LkcaMixer;

/// <summary>Elsewhere in the spectral view, which this backend does not have.</summary>
[LkcaOptions(View = LargeKernelView.Toeplitz)]
public abstract record FftLkca : LkcaMixer;

[LkcaOptions(Groups = 2)]
public abstract record TwoGroupLkca : LkcaMixer;

[LkcaOptions(Groups = 4)]
public abstract record FourGroupLkca : LkcaMixer;

/// <summary>One kernel per channel of a model of width 15.</summary>
[LkcaOptions(Groups = 15, Kernel = 5)]
public abstract record DepthwiseLkca : LkcaMixer;

[LkcaOptions(Kernel = 3, ValueBias = true)]
public abstract record LocalValueBiasLkca : LkcaMixer;

[LkcaOptions(KernelHeight = 5, KernelWidth = 3, Projection = false)]
public abstract record LocalRectangularLkca : LkcaMixer;

[LkcaOptions(Projection = false, ValueBias = true)]
public abstract record NoProjectionLkca : LkcaMixer;

/// <summary>Elsewhere in the spectral view, which this backend does not have.</summary>
[LkcaOptions(Groups = 3, KernelHeight = 3, KernelWidth = 5, ValueBias = true)]
public abstract record ThreeGroupFftLkca : LkcaMixer;

[MhsaOptions(QkvBias = true)]
public abstract record QkvBiasMhsa : MhsaMixer;
