using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Passes;
using Lkca.Generators.Plan;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>The kernels behind each call of IlgpuCalls, and what each of them reads and writes: those of accelerators without cuBLAS.</summary>
internal static class IlgpuWork
{
    public static DeviceWork Of(Node node)
    {
        var (x, y) = (node.Inputs.Select(Tensor).ToList(), node.Outputs.Select(Tensor).ToList());
        return node.Op switch
        {
            LinearResidual => Kernel(x, [y[0]]),
            LinearBackwardWeight or LinearBackwardWeightBias => TwoPasses(x, y, IlgpuTraits.GemmSplits),
            SumTokens or AffineBackwardScale or ColumnDots or MatrixTransposedVector => TwoPasses(x, y, IlgpuTraits.SumChunks),
            ConvolutionBackwardKernel or ImplicitToeplitzBackwardKernel => TwoPasses(x, y, (int)(IlgpuTraits.FixedScratch(node) / node.Output.Shape.Count)),

            // Queries: Σ dO ⊙ O and a third of dQkv. Keys: the other two, from the same and the sums.
            AttentionBackward op => Kernel(x, [y[0].Part(1, 3), Rows(node, op.Heads)]) + Kernel([.. x, Rows(node, op.Heads)], [y[0].Part(2, 3)]),

            // The caller's logits, of the logits' size.
            StoreLogits => Kernel(x, x),
            _ => Kernel(x, y),
        };
    }

    /// <summary>The update: gradients in, weights and both moments in and out.</summary>
    public static DeviceWork Update(long weights) => new(1, 0, 0, 4 * weights, 3 * weights);

    private static DeviceWork TwoPasses(IReadOnlyList<Extent> inputs, IReadOnlyList<Extent> sums, int parts)
    {
        var partial = sums.Select(sum => sum with { Elements = parts * sum.Elements }).ToList();
        return Kernel(inputs, partial) + Kernel(partial, sums);
    }

    private static DeviceWork Kernel(IReadOnlyList<Extent> reads, IReadOnlyList<Extent> writes) =>
        new(1, Sum(reads, true), Sum(writes, true), Sum(reads, false), Sum(writes, false));

    private static long Sum(IEnumerable<Extent> tensors, bool isBatched) => tensors.Where(tensor => tensor.IsBatched == isBatched).Sum(tensor => tensor.Elements);

    private static Extent Tensor(Value value) => new(value.Shape.IsBatched, PlanMemory.Elements(value.Shape, 1, IlgpuTraits.Value));

    /// <summary>A number for each head and token.</summary>
    private static Extent Rows(Node node, int heads) => new(true, (long)heads * node.Inputs[0].Shape.Tokens);

    private readonly record struct Extent(bool IsBatched, long Elements)
    {
        public Extent Part(int parts, int of) => this with { Elements = Elements * parts / of };
    }
}
