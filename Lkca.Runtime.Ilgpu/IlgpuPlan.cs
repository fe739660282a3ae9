namespace Lkca.Runtime.Ilgpu;

/// <summary>The memory plan of a generated model: sizes in floats, constants of the compiler.</summary>
public sealed record IlgpuPlan
{
    /// <summary>Number of blocks.</summary>
    public required int Blocks { get; init; }

    /// <summary>Parameters, padded; gradients and both moments have the same size.</summary>
    public required long Weights { get; init; }

    /// <summary>What is made of the parameters once per step.</summary>
    public required long Prepared { get; init; }

    /// <summary>Sums over the batch that are no gradients themselves.</summary>
    public required long Sums { get; init; }

    /// <summary>Temporaries of the epilogue; they share memory with the body's.</summary>
    public required long Epilogue { get; init; }

    /// <summary>Partial sums of kernels that add in two passes.</summary>
    public required long Scratch { get; init; }

    /// <summary>What forward keeps for backward, per image.</summary>
    public required long SavedPerImage { get; init; }

    /// <summary>The same where nothing is kept: the largest block's part.</summary>
    public required long SavedPerImageInference { get; init; }

    /// <summary>Temporaries of the body, per image.</summary>
    public required long WorkPerImage { get; init; }

    /// <summary>Kernels that a training step launches before its update, without the gradient of the images; where cuBLAS computes products, their epilogues come on top.</summary>
    public required long Launches { get; init; }
}
