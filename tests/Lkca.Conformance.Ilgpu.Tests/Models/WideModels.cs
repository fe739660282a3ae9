using Lkca.Dsl;

// Grids wider than a segment of the implicit Toeplitz product, and the same on the kernel that takes every geometry. Names begin with Other: they have no golden file.
namespace Lkca.Conformance.Models;

[LkcaOptions(View = LargeKernelView.Toeplitz, KernelHeight = 3, KernelWidth = 7)]
public abstract record WideLocalLkca : LkcaMixer;

[LkcaOptions(View = LargeKernelView.Convolution)]
public abstract record WideLocalConvolutionLkca : WideLocalLkca;

[LkcaOptions(View = LargeKernelView.Toeplitz, Groups = 2)]
public abstract record WideGroupedLkca : LkcaMixer;

[LkcaOptions(View = LargeKernelView.Convolution)]
public abstract record WideGroupedConvolutionLkca : WideGroupedLkca;

/// <summary>3×19 tokens: three segments of seven, the last with a column of padding.</summary>
[VisionModel(Height = 6, Width = 38, Channels = 1, Classes = 3)]
[PatchEmbed(Patch = 2, Width = 10)]
[Stage<ToeplitzLkca>(Depth = 1)]
[Head(Pool = Pool.Mean)]
public abstract record OtherWide;

[VisionModel]
[Stage<ConvolutionLkca>]
public abstract record OtherWideAsConvolution : OtherWide;

[VisionModel]
[Stage<WideLocalLkca>]
public abstract record OtherWideLocal : OtherWide;

[VisionModel]
[Stage<WideLocalConvolutionLkca>]
public abstract record OtherWideLocalAsConvolution : OtherWide;

/// <summary>Groups of five channels: one channel a lane.</summary>
[VisionModel]
[Stage<WideGroupedLkca>]
public abstract record OtherWideGrouped : OtherWide;

[VisionModel]
[Stage<WideGroupedConvolutionLkca>]
public abstract record OtherWideGroupedAsConvolution : OtherWide;

/// <summary>16×16 tokens: the kernels are compiled, not run on the simulator.</summary>
[VisionModel(Image = 64, Channels = 3, Classes = 10)]
[PatchEmbed(Patch = 4, Width = 210)]
[Stage<ToeplitzLkca>(Depth = 1)]
[Head(Pool = Pool.Mean)]
public abstract record OtherGrid16;

/// <summary>32×32 tokens.</summary>
[VisionModel(Image = 128)]
public abstract record OtherGrid32 : OtherGrid16;

/// <summary>8×8 tokens.</summary>
[VisionModel(Image = 32)]
public abstract record OtherGrid8 : OtherGrid16;

/// <summary>Small enough to train on the simulator, on images as the data sets have them.</summary>
[VisionModel(Image = 32, Classes = 10)]
[PatchEmbed(Patch = 16, Width = 8)]
[Stage<LkcaMixer, MhsaMixer>(Depth = 2, Heads = 2)]
[Head(Pool = Pool.Mean)]
public abstract record OtherTiny;
