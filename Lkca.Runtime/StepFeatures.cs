using System;

namespace Lkca.Runtime;

/// <summary>What a session's steps can do beside AdamW with decay on every parameter.</summary>
[Flags]
public enum StepFeatures
{
    /// <summary>Nothing beside it.</summary>
    None = 0,

    /// <summary><see cref="Optimizer.Sgd"/>.</summary>
    Sgd = 1,

    /// <summary><see cref="StepOptions.MaxGradientNorm"/> above 0.</summary>
    GradientClipping = 2,

    /// <summary><see cref="StepOptions.MicroBatches"/> above 1.</summary>
    Accumulation = 4,

    /// <summary><see cref="WeightDecayScope.Matrices"/>.</summary>
    DecayScope = 8,

    /// <summary><see cref="StepOptions.MeasureGradientNorm"/>.</summary>
    GradientNorm = 16,

    /// <summary>All of them.</summary>
    All = Sgd | GradientClipping | Accumulation | DecayScope | GradientNorm,
}
