using Lkca.Dsl;

// Golden declarations on the kernel that takes every geometry.
namespace Lkca.Conformance.Models;

[LkcaOptions(View = LargeKernelView.Convolution)]
public abstract record DepthwiseConvolutionLkca : DepthwiseLkca;

[LkcaOptions(View = LargeKernelView.Convolution)]
public abstract record TwoGroupConvolutionLkca : TwoGroupLkca;

[VisionModel]
[Stage<DepthwiseConvolutionLkca>]
public abstract record LkcaDepthwiseAsConvolution : LkcaDepthwise;

[VisionModel]
[Stage<TwoGroupConvolutionLkca>]
public abstract record LkcaGroupsRectangularAsConvolution : LkcaGroupsRectangular;

[VisionModel]
[Stage<ConvolutionLkca>]
public abstract record LkcaTallGridAsConvolution : LkcaTallGrid;

[VisionModel]
[Stage<ToeplitzLkca>]
public abstract record LkcaConvolutionAsToeplitz : LkcaConvolution;
