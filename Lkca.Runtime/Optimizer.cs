namespace Lkca.Runtime;

/// <summary>The rule by which a step changes the weights.</summary>
public enum Optimizer
{
    /// <summary>AdamW (Loshchilov and Hutter): the default, and the paper's.</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with momentum, as PyTorch's <c>torch.optim.SGD</c>; the momentum lies in the first moments.</summary>
    Sgd,
}
