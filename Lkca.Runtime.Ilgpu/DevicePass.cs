using ILGPU;

namespace Lkca.Runtime.Ilgpu;

/// <summary>A batch on its way through a model, and the memory of the session: what generated code is given.</summary>
public sealed class DevicePass
{
    private readonly DeviceArena _arena;
    private readonly int _maxBatch;

    internal DevicePass(DeviceKernels kernels, DeviceArena arena, int maxBatch, bool usesTensorCores)
    {
        Kernels = kernels;
        UsesTensorCores = usesTensorCores;
        _arena = arena;
        _maxBatch = maxBatch;
    }

    /// <summary>The kernels that do not depend on the model's constants.</summary>
    public DeviceKernels Kernels { get; }

    /// <summary>True where products are computed in TF32 (<see cref="ComputePrecision.TensorFloat32"/>).</summary>
    public bool UsesTensorCores { get; }

    /// <summary>True on ILGPU's simulator, which has no tensor cores.</summary>
    public bool IsSimulated => Kernels.IsSimulated;

    /// <summary>Images in the batch.</summary>
    public int Images { get; private set; }

    /// <summary>True where somebody asked for dLoss/dImages.</summary>
    public bool WantsImageGradient { get; private set; }

    /// <summary>Label smoothing.</summary>
    public float Smoothing { get; private set; }

    /// <summary>1/batch: the loss is a mean.</summary>
    public float LossScale => 1f / Images;

    /// <summary>Parameters of the model, in checkpoint layout.</summary>
    public DeviceSection Weights => new(_arena.Weights, 1);

    /// <summary>Gradients of the parameters, same layout.</summary>
    public DeviceSection Gradients => new(_arena.Gradients, 1);

    /// <summary>What the prologue made of the parameters.</summary>
    public DeviceSection Prepared => new(_arena.Prepared, 1);

    /// <summary>Sums over the batch.</summary>
    public DeviceSection Sums => new(_arena.Sums, 1);

    /// <summary>Temporaries of the epilogue.</summary>
    public DeviceSection Epilogue => new(_arena.Work, 1);

    /// <summary>Temporaries of the body; offsets per image. The residual stream and its gradient lie at the start.</summary>
    public DeviceSection Work => new(_arena.Work, _maxBatch);

    /// <summary>Partial sums of kernels that add in two passes.</summary>
    public ArrayView<float> Scratch => _arena.Scratch;

    /// <summary>The images, (images, channels, height, width).</summary>
    public ArrayView<float> ImageData => _arena.Images;

    /// <summary>dLoss/dImages.</summary>
    public ArrayView<float> ImageGradient => _arena.ImageGradient;

    /// <summary>Class probabilities, (images, classes).</summary>
    public ArrayView<float> Targets => _arena.Targets;

    /// <summary>The logits, (images, classes).</summary>
    public ArrayView<float> Logits => _arena.Logits;

    /// <summary>Each image's loss.</summary>
    public ArrayView<float> Losses => _arena.Losses;

    /// <summary>True where forward keeps what backward needs.</summary>
    internal bool IsTraining { get; private set; }

    /// <summary>What forward keeps for backward from <paramref name="offset"/> on, offsets per image; in inference all blocks share one part.</summary>
    public DeviceSection Saved(long offset) => new DeviceSection(_arena.Saved, _maxBatch).From(IsTraining ? offset : 0);

    /// <summary>What each image's branch is multiplied by: sites 2i and 2i+1 are the mixer and the MLP of block i.</summary>
    public ArrayView<float> Scales(int site) => IsTraining ? _arena.Scales.SubView((long)site * _maxBatch, _maxBatch) : _arena.Ones;

    internal void Begin(int images, bool isTraining, bool wantsImageGradient, double smoothing) =>
        (Images, IsTraining, WantsImageGradient, Smoothing) = (images, isTraining, wantsImageGradient, (float)smoothing);
}
