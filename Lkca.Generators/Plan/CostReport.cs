using System.Collections.Generic;

namespace Lkca.Generators.Plan;

/// <summary>What a model costs: constants of the generated class.</summary>
/// <param name="Macs">Per image, as declared, large kernels in their chosen view.</param>
/// <param name="MacsPtflops">Per image by the convention of ptflops 0.7.1.</param>
/// <param name="MacsInference">Per image that inference executes.</param>
/// <param name="MacsTraining">Per image that a training step executes in its body.</param>
/// <param name="MacsPerStep">Per training step whatever the batch: prologue and epilogue.</param>
internal sealed record CostReport(long Parameters, long Macs, long MacsPtflops, long MacsInference, long MacsTraining, long MacsPerStep, IReadOnlyList<LayerCost> Layers)
{
    /// <summary>What a training step asks of the device, the update included; null where the backend does not say.</summary>
    public DeviceWork? Step { get; init; }

    /// <summary>Of <see cref="MacsInference"/>, what split Toeplitz products save.</summary>
    public long SavedInference { get; init; }

    /// <summary>Of <see cref="MacsTraining"/>, what split Toeplitz products save.</summary>
    public long SavedTraining { get; init; }
}

/// <summary>One layer of one instance.</summary>
/// <param name="Block">Number of the block, or -1.</param>
/// <param name="Path">Below the region's prefix.</param>
internal sealed record LayerCost(int Block, string Path, string Kind, string Shape, long Parameters, long Macs, string? View)
{
    public string FullPath => Block < 0 ? Path : $"blocks.{Block.ToString(System.Globalization.CultureInfo.InvariantCulture)}.{Path}";
}
