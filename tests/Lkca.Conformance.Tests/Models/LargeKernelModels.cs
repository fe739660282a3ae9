using Lkca.Dsl;

namespace Lkca.Conformance.Models;

[VisionModel(Image = 16, Classes = 10)]
[PatchEmbed(Patch = 4, Width = 16)]
[Stage<ConvolutionLkca>(Depth = 2, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record LkcaConvolution;

[VisionModel(Image = 16, Classes = 10)]
[PatchEmbed(Patch = 2, Width = 16)]
[Stage<ToeplitzLkca>(Depth = 2, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record LkcaToeplitz;

[VisionModel(Image = 12, Classes = 10)]
[PatchEmbed(Patch = 2, Width = 21)]
[Stage<FftLkca>(Depth = 2, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record LkcaFftOddWidth;

[VisionModel(Height = 16, Width = 24, Classes = 6)]
[PatchEmbed(PatchHeight = 4, PatchWidth = 8, Width = 16)]
[Stage<TwoGroupLkca>(Depth = 2, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record LkcaGroupsRectangular;

[VisionModel(Image = 14, Classes = 10)]
[PatchEmbed(Patch = 2, Width = 15)]
[Stage<DepthwiseLkca>(Depth = 2, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record LkcaDepthwise;

[VisionModel(Image = 20, Classes = 7)]
[PatchEmbed(Patch = 4, Width = 17)]
[Stage<LocalValueBiasLkca>(Depth = 2, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record LkcaLocalValueBias;

[VisionModel(Height = 16, Width = 24, Channels = 1, Classes = 3)]
[PatchEmbed(Patch = 4, Width = 33)]
[Stage<LocalRectangularLkca>(Depth = 2, MlpRatio = 1)]
[Head(Pool = Pool.Mean)]
public abstract record LkcaLocalRectangular;

[VisionModel(Image = 12, Classes = 5)]
[PatchEmbed(Patch = 4, Width = 16)]
[Stage<NoProjectionLkca>(Depth = 2, MlpRatio = 3)]
[Head(Pool = Pool.Mean)]
public abstract record LkcaNoProjection;

[VisionModel(Height = 10, Width = 14, Channels = 2, Classes = 10)]
[PatchEmbed(Patch = 2, Width = 24)]
[Stage<ThreeGroupFftLkca>(Depth = 2, MlpRatio = 1.5)]
[Head(Pool = Pool.Mean)]
public abstract record LkcaGroupsLocalFft;

[VisionModel(Height = 22, Width = 6, Channels = 1, Classes = 4)]
[PatchEmbed(Patch = 2, Width = 14)]
[Stage<LkcaMixer>(Depth = 3, MlpRatio = 2.5)]
[Head(Pool = Pool.Mean)]
public abstract record LkcaTallGrid;
