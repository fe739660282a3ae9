using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>Gradients of a Linear: products over all tokens of the batch. Results are float32.</summary>
public static class Linear
{
    /// <summary>dX = dY·W: (…, outputs) and (outputs, inputs) to (…, inputs).</summary>
    public static torch.Tensor BackwardInput(torch.Tensor dY, torch.Tensor weight) =>
        dY.reshape(-1, weight.shape[0]).mm(weight).view(dY.shape[0], dY.shape[1], weight.shape[1]);

    /// <summary>dW = dYᵀ·x, (outputs, inputs).</summary>
    public static torch.Tensor BackwardWeight(torch.Tensor dY, torch.Tensor x) => Pass.Exact(Like(dY, x).t().mm(Rows(x)));

    /// <summary>The same, written to a parameter's gradient without a temporary where the precisions agree.</summary>
    public static void BackwardWeight(torch.Tensor dWeight, torch.Tensor dY, torch.Tensor x)
    {
        if (x.dtype == dWeight.dtype)
        {
            dWeight.addmm_(Like(dY, x).t(), Rows(x), 0, 1);
        }
        else
        {
            dWeight.copy_(Like(dY, x).t().mm(Rows(x)));
        }
    }

    /// <summary>db = Σ over images and tokens of dY, (outputs).</summary>
    public static torch.Tensor BackwardBias(torch.Tensor dY) => dY.sum([0L, 1L], false, torch.ScalarType.Float32);

    /// <summary>The rows of a gradient in the precision of the other factor: the stream's gradient is float32 whatever the compute precision.</summary>
    private static torch.Tensor Like(torch.Tensor dY, torch.Tensor x) => dY.dtype == x.dtype ? Rows(dY) : Rows(dY).to(x.dtype);

    private static torch.Tensor Rows(torch.Tensor x) => x.reshape(-1, x.shape[2]);
}
