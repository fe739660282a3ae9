using System.Collections.Generic;
using Lkca.Generators.Text;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>What the implicit Toeplitz product is used for: names, formulas and stores of its two kernels.</summary>
internal sealed record LargeKernelForm(string Title, string Summary, string Target, string Source, bool IsFlipped, bool IsResidual)
{
    public static readonly LargeKernelForm Forward = new("forward", "The large kernel over the input", "output", "input", IsFlipped: false, IsResidual: false);

    public static readonly LargeKernelForm ForwardResidual =
        new("forward, added to the residual stream", "z += scale·(the large kernel over the input + bias)", "z", "input", IsFlipped: false, IsResidual: true);

    public static readonly LargeKernelForm BackwardInput = new("gradient of the input", "The flipped large kernel over dOutput", "dInput", "dOutput", IsFlipped: true, IsResidual: false);

    /// <summary>The arguments of Run and of the kernel, in order.</summary>
    public IReadOnlyList<string> Arguments => IsResidual ? [Target, Source, "kernel", "bias", "scales"] : [Target, Source, "kernel"];

    /// <summary>The name of the kernel's table in formulas.</summary>
    public string Kernel => IsFlipped ? "F" : "K";

    /// <summary>The formula of one output around the sum: left side, what stands before, what stands behind.</summary>
    public (string Left, string Before, string Behind) Formula => IsResidual ? ("z[(i,j), c] +=", "scale·(", " + bias[c])") : (Target + "[(i,j), c] =", "", "");

    /// <summary>Opens the store of an image's outputs: the branch's scale, and the bias of a lane.</summary>
    public void BeforeStore(SourceWriter w, string lane, string bias)
    {
        if (IsResidual)
        {
            w.Line("var scale = scales[image];");
            w.Line($"var b = {bias}[{lane}];");
        }
    }

    /// <summary>The store of one output.</summary>
    public string Store(string place, string value, bool isVector) => !IsResidual ? $"to[{place}] = {value};"
        : isVector ? $"to[{place}] = Ilgpu::Float4.MultiplyAdd(scale, Ilgpu::Float4.Add({value}, b), to[{place}]);"
        : $"to[{place}] += scale * ({value} + b);";
}
