namespace Lkca.Runtime;

/// <summary>What the products of a session are computed in. A backend or device that lacks one refuses it when the session is created.</summary>
public enum ComputePrecision
{
    /// <summary>The model's own precision: float32, or float64 where it is declared. Every backend has it.</summary>
    Declared,

    /// <summary>Factors of products are rounded to 10 bits of mantissa (TF32), sums are float32: the matrix units of NVIDIA GPUs from Ampere on.</summary>
    TensorFloat32,

    /// <summary>Activations and factors are bfloat16, sums float32; normalisation statistics, loss, weights and optimiser state stay float32.</summary>
    BFloat16,
}
