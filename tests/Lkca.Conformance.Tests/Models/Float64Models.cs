using Lkca.Dsl;

// The golden declarations in float64: everything else is the base record's.
namespace Lkca.Conformance.Models;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record LkcaConvolutionF64 : LkcaConvolution;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record LkcaToeplitzF64 : LkcaToeplitz;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record LkcaFftOddWidthF64 : LkcaFftOddWidth;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record LkcaGroupsRectangularF64 : LkcaGroupsRectangular;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record LkcaDepthwiseF64 : LkcaDepthwise;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record LkcaLocalValueBiasF64 : LkcaLocalValueBias;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record LkcaLocalRectangularF64 : LkcaLocalRectangular;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record LkcaNoProjectionF64 : LkcaNoProjection;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record LkcaGroupsLocalFftF64 : LkcaGroupsLocalFft;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record LkcaTallGridF64 : LkcaTallGrid;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record MhsaClassTokenF64 : MhsaClassToken;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record MhsaClassTokenStraddlingF64 : MhsaClassTokenStraddling;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record MhsaMeanF64 : MhsaMean;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record MhsaMeanQkvBiasF64 : MhsaMeanQkvBias;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record HybridAlternatingF64 : HybridAlternating;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record HybridTwoToOneF64 : HybridTwoToOne;

[VisionModel]
[Precision(Precision.Float64)]
public abstract record HybridTwoStagesF64 : HybridTwoStages;
