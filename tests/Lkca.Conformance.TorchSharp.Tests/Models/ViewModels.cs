using Lkca.Dsl;

// Golden declarations whose large-kernel operator is computed in each of its three exactly equal views.
namespace Lkca.Conformance.Models;

[VisionModel]
[Stage<ConvolutionLkca>]
public abstract record LkcaToeplitzAsConvolution : LkcaToeplitz;

[VisionModel]
[Stage<ToeplitzLkca>]
public abstract record LkcaToeplitzAsToeplitz : LkcaToeplitz;

[VisionModel]
[Stage<FftLkca>]
public abstract record LkcaToeplitzAsFft : LkcaToeplitz;

[VisionModel]
[Stage<ConvolutionLkca>]
public abstract record LkcaTallGridAsConvolution : LkcaTallGrid;

[VisionModel]
[Stage<ToeplitzLkca>]
public abstract record LkcaTallGridAsToeplitz : LkcaTallGrid;

[VisionModel]
[Stage<FftLkca>]
public abstract record LkcaTallGridAsFft : LkcaTallGrid;

[VisionModel]
[Stage<TwoGroupConvolutionLkca>]
public abstract record LkcaGroupsRectangularAsConvolution : LkcaGroupsRectangular;

[VisionModel]
[Stage<TwoGroupToeplitzLkca>]
public abstract record LkcaGroupsRectangularAsToeplitz : LkcaGroupsRectangular;

[VisionModel]
[Stage<TwoGroupFftLkca>]
public abstract record LkcaGroupsRectangularAsFft : LkcaGroupsRectangular;

[VisionModel]
[Stage<DepthwiseConvolutionLkca>]
public abstract record LkcaDepthwiseAsConvolution : LkcaDepthwise;

[VisionModel]
[Stage<DepthwiseToeplitzLkca>]
public abstract record LkcaDepthwiseAsToeplitz : LkcaDepthwise;

[VisionModel]
[Stage<DepthwiseFftLkca>]
public abstract record LkcaDepthwiseAsFft : LkcaDepthwise;

[VisionModel]
[Stage<LocalRectangularConvolutionLkca>]
public abstract record LkcaLocalRectangularAsConvolution : LkcaLocalRectangular;

[VisionModel]
[Stage<LocalRectangularToeplitzLkca>]
public abstract record LkcaLocalRectangularAsToeplitz : LkcaLocalRectangular;

[VisionModel]
[Stage<LocalRectangularFftLkca>]
public abstract record LkcaLocalRectangularAsFft : LkcaLocalRectangular;

[VisionModel]
[Stage<ThreeGroupConvolutionLkca>]
public abstract record LkcaGroupsLocalFftAsConvolution : LkcaGroupsLocalFft;

[VisionModel]
[Stage<ThreeGroupToeplitzLkca>]
public abstract record LkcaGroupsLocalFftAsToeplitz : LkcaGroupsLocalFft;

[VisionModel]
[Stage<ThreeGroupFftLkca>]
public abstract record LkcaGroupsLocalFftAsFft : LkcaGroupsLocalFft;
