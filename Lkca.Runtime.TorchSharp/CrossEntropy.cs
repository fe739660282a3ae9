using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>Softmax cross-entropy with soft targets and label smoothing s, in float32.</summary>
public static class CrossEntropy
{
    /// <summary>q = (1−s)·target + s/classes; losses (B) = −Σ q·log softmax(logits); dLogits (B, 1, classes) = (softmax·Σq − q)/batch, in the compute precision.</summary>
    public static (torch.Tensor Losses, torch.Tensor DLogits) Forward(Pass g, torch.Tensor logits)
    {
        var classes = logits.shape[2];
        var logProbabilities = torch.nn.functional.log_softmax(Pass.Exact(logits).view(-1, classes), 1);
        var q = g.Targets.mul(1 - g.Smoothing).add_(g.Smoothing / classes);
        var losses = q.mul(logProbabilities).sum([1L]).neg();
        var dLogits = logProbabilities.exp().mul_(q.sum([1L], true)).sub_(q).mul_(g.LossScale);
        return (losses, g.Compute(dLogits.view(-1, 1, classes)));
    }
}
