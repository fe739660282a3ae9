using Lkca.Dsl;

namespace Lkca.Conformance.Models;

[LkcaOptions(View = LargeKernelView.Convolution)]
public abstract record ConvolutionLkca : LkcaMixer;

[LkcaOptions(View = LargeKernelView.Toeplitz)]
public abstract record ToeplitzLkca : LkcaMixer;

[LkcaOptions(View = LargeKernelView.Fft)]
public abstract record FftLkca : LkcaMixer;

[LkcaOptions(Groups = 2)]
public abstract record TwoGroupLkca : LkcaMixer;

[LkcaOptions(View = LargeKernelView.Convolution)]
public abstract record TwoGroupConvolutionLkca : TwoGroupLkca;

[LkcaOptions(View = LargeKernelView.Toeplitz)]
public abstract record TwoGroupToeplitzLkca : TwoGroupLkca;

[LkcaOptions(View = LargeKernelView.Fft)]
public abstract record TwoGroupFftLkca : TwoGroupLkca;

[LkcaOptions(Groups = 4)]
public abstract record FourGroupLkca : LkcaMixer;

/// <summary>One kernel per channel of a model of width 15.</summary>
[LkcaOptions(Groups = 15, Kernel = 5)]
public abstract record DepthwiseLkca : LkcaMixer;

[LkcaOptions(View = LargeKernelView.Convolution)]
public abstract record DepthwiseConvolutionLkca : DepthwiseLkca;

[LkcaOptions(View = LargeKernelView.Toeplitz)]
public abstract record DepthwiseToeplitzLkca : DepthwiseLkca;

[LkcaOptions(View = LargeKernelView.Fft)]
public abstract record DepthwiseFftLkca : DepthwiseLkca;

[LkcaOptions(Kernel = 3, ValueBias = true)]
public abstract record LocalValueBiasLkca : LkcaMixer;

[LkcaOptions(KernelHeight = 5, KernelWidth = 3, Projection = false)]
public abstract record LocalRectangularLkca : LkcaMixer;

[LkcaOptions(View = LargeKernelView.Convolution)]
public abstract record LocalRectangularConvolutionLkca : LocalRectangularLkca;

[LkcaOptions(View = LargeKernelView.Toeplitz)]
public abstract record LocalRectangularToeplitzLkca : LocalRectangularLkca;

[LkcaOptions(View = LargeKernelView.Fft)]
public abstract record LocalRectangularFftLkca : LocalRectangularLkca;

[LkcaOptions(Projection = false, ValueBias = true)]
public abstract record NoProjectionLkca : LkcaMixer;

[LkcaOptions(View = LargeKernelView.Fft, Groups = 3, KernelHeight = 3, KernelWidth = 5, ValueBias = true)]
public abstract record ThreeGroupFftLkca : LkcaMixer;

[LkcaOptions(View = LargeKernelView.Convolution)]
public abstract record ThreeGroupConvolutionLkca : ThreeGroupFftLkca;

[LkcaOptions(View = LargeKernelView.Toeplitz)]
public abstract record ThreeGroupToeplitzLkca : ThreeGroupFftLkca;

[MhsaOptions(QkvBias = true)]
public abstract record QkvBiasMhsa : MhsaMixer;
