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
