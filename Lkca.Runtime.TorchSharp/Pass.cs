using System;
using System.Runtime.InteropServices;
using Lkca.Runtime.Execution;
using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>One pass over a batch: what generated forward and backward code is given, and what it hands back.</summary>
public sealed class Pass
{
    private readonly torch.Tensor?[] _kept;
    private readonly double[] _scales;
    private readonly ComputePrecision _compute;

    internal Pass(int blocks, ComputePrecision compute)
    {
        (_kept, _scales, _compute) = (new torch.Tensor?[2 * blocks], new double[2 * blocks], compute);
        Array.Fill(_scales, 1);
    }

    /// <summary>True where forward keeps what backward needs.</summary>
    public bool IsTraining { get; internal init; }

    /// <summary>True where dLoss/dImages is asked for.</summary>
    public bool WantsImageGradient { get; internal init; }

    /// <summary>The images, (B, channels, height, width).</summary>
    public required torch.Tensor Images { get; init; }

    /// <summary>Class probabilities, (B, classes); only in training.</summary>
    public torch.Tensor Targets { get; internal init; } = null!;

    /// <summary>Label smoothing.</summary>
    public double Smoothing { get; internal init; }

    /// <summary>1/batch: the loss is a mean.</summary>
    public double LossScale { get; internal init; }

    /// <summary>Each image's loss, (B); backward sets it.</summary>
    public torch.Tensor? Losses { get; set; }

    /// <summary>dLoss/dImages; backward sets it where it is wanted.</summary>
    public torch.Tensor? ImageGradient { get; set; }

    /// <summary>Factor of a branch at the images that it keeps: 1/(1−p) under stochastic depth, otherwise 1.</summary>
    public double Scale(int site) => _scales[site];

    /// <summary>The indices of the images that a branch works on, or null for all of them: sites 2i and 2i+1 are the mixer and the MLP of block i.</summary>
    public torch.Tensor? Kept(int site) => _kept[site];

    /// <summary>A tensor as a factor of products: in the compute precision of the session. The same object where that changes nothing.</summary>
    public torch.Tensor Compute(torch.Tensor tensor) => _compute == ComputePrecision.BFloat16 ? Cast(tensor, torch.ScalarType.BFloat16) : tensor;

    /// <summary>A tensor in float32, as stream, statistics, loss and gradients are. The same object where it is that already.</summary>
    public static torch.Tensor Exact(torch.Tensor tensor) => Cast(tensor, torch.ScalarType.Float32);

    /// <summary>Draws which branches each sample keeps from (seed, step, sample, site).</summary>
    internal void Draw(in StepOptions options, int images)
    {
        if (options.DropPath == 0)
        {
            return;
        }

        for (var site = 0; site < _kept.Length; site++)
        {
            var kept = new long[images];
            var count = 0;
            for (var image = 0; image < images; image++)
            {
                if (BranchDraws.Keeps(options, image, site))
                {
                    kept[count++] = image;
                }
            }

            // A branch that every image drops is computed for the first one and counts nothing: torch has no shapes for no images.
            _scales[site] = count == 0 ? 0 : BranchDraws.Scale(options);
            _kept[site] = count == images ? null : Indices(kept.AsSpan(0, Math.Max(1, count)));
        }
    }

    private torch.Tensor Indices(ReadOnlySpan<long> indices)
    {
        var tensor = torch.zeros([indices.Length], torch.ScalarType.Int64, torch.CPU);
        indices.CopyTo(MemoryMarshal.Cast<byte, long>(tensor.bytes));
        return tensor.to(Images.device);
    }

    private static torch.Tensor Cast(torch.Tensor tensor, torch.ScalarType type) => tensor.dtype == type ? tensor : tensor.to(type);
}
