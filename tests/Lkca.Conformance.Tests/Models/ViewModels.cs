using Lkca.Dsl;

// Golden declarations whose large-kernel operator is computed in each of its three exactly equal views, in float64.
namespace Lkca.Conformance.Models;

[VisionModel]
[Stage<ConvolutionLkca>]
public abstract record LkcaToeplitzAsConvolution : LkcaToeplitzF64;

[VisionModel]
[Stage<ToeplitzLkca>]
public abstract record LkcaToeplitzAsToeplitz : LkcaToeplitzF64;

[VisionModel]
[Stage<FftLkca>]
public abstract record LkcaToeplitzAsFft : LkcaToeplitzF64;

[VisionModel]
[Stage<ConvolutionLkca>]
public abstract record LkcaTallGridAsConvolution : LkcaTallGridF64;

[VisionModel]
[Stage<ToeplitzLkca>]
public abstract record LkcaTallGridAsToeplitz : LkcaTallGridF64;

[VisionModel]
[Stage<FftLkca>]
public abstract record LkcaTallGridAsFft : LkcaTallGridF64;

[VisionModel]
[Stage<TwoGroupConvolutionLkca>]
public abstract record LkcaGroupsRectangularAsConvolution : LkcaGroupsRectangularF64;

[VisionModel]
[Stage<TwoGroupToeplitzLkca>]
public abstract record LkcaGroupsRectangularAsToeplitz : LkcaGroupsRectangularF64;

[VisionModel]
[Stage<TwoGroupFftLkca>]
public abstract record LkcaGroupsRectangularAsFft : LkcaGroupsRectangularF64;

[VisionModel]
[Stage<DepthwiseConvolutionLkca>]
public abstract record LkcaDepthwiseAsConvolution : LkcaDepthwiseF64;

[VisionModel]
[Stage<DepthwiseToeplitzLkca>]
public abstract record LkcaDepthwiseAsToeplitz : LkcaDepthwiseF64;

[VisionModel]
[Stage<DepthwiseFftLkca>]
public abstract record LkcaDepthwiseAsFft : LkcaDepthwiseF64;

[VisionModel]
[Stage<LocalRectangularConvolutionLkca>]
public abstract record LkcaLocalRectangularAsConvolution : LkcaLocalRectangularF64;

[VisionModel]
[Stage<LocalRectangularToeplitzLkca>]
public abstract record LkcaLocalRectangularAsToeplitz : LkcaLocalRectangularF64;

[VisionModel]
[Stage<LocalRectangularFftLkca>]
public abstract record LkcaLocalRectangularAsFft : LkcaLocalRectangularF64;

[VisionModel]
[Stage<ThreeGroupConvolutionLkca>]
public abstract record LkcaGroupsLocalFftAsConvolution : LkcaGroupsLocalFftF64;

[VisionModel]
[Stage<ThreeGroupToeplitzLkca>]
public abstract record LkcaGroupsLocalFftAsToeplitz : LkcaGroupsLocalFftF64;

[VisionModel]
[Stage<ThreeGroupFftLkca>]
public abstract record LkcaGroupsLocalFftAsFft : LkcaGroupsLocalFftF64;
