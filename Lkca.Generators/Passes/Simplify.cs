using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Plan;

namespace Lkca.Generators.Passes;

/// <summary>Exact algebra before differentiation. What it moves to parameters has no batch dimension, so Schedule hoists it out of the body, and the gradients of the original
/// parameters follow from the chain rule over those small products.</summary>
internal static class Simplify
{
    public static ModelGraph Run(ModelGraph graph, BackendTraits traits) => graph.Map(region => Run(region, traits));

    private static Region Run(Region region, BackendTraits traits)
    {
        var rewriting = new Rewriting(region);

        // Folding gives the value projection a bias, which would keep it from merging: so it comes last.
        while (rewriting.Forward.Any(node => MergeProjections(rewriting, node, traits)))
        {
        }

        while (rewriting.Forward.Any(node => FoldAffine(rewriting, node)))
        {
        }

        return rewriting.Build();
    }

    /// <summary>proj(A·(x·Wvᵀ)) = A·(x·(Wo·Wv)ᵀ) + b: one kernel for all channels commutes with maps over channels, and nothing non-linear stands between the two.
    /// In training the factors' gradients are two width³ products per step, so it pays where batch·tokens ≫ width.</summary>
    private static bool MergeProjections(Rewriting rewriting, Node projection, BackendTraits traits)
    {
        if (projection.Op is not Linear { HasBias: true }
            || rewriting.OnlyFeeds<LargeKernel>(projection.Inputs[0], projection) is not { } mix
            || ((LargeKernel)mix.Op).Geometry.Groups != 1
            || rewriting.OnlyFeeds<Linear>(mix.Inputs[0], mix) is not { } value
            || ((Linear)value.Op).HasBias
            || (long)traits.NominalBatch * mix.Output.Shape.Tokens < 4L * mix.Output.Shape.Features)
        {
            return false;
        }

        var merged = Nodes.Create(new MatrixProduct(), [projection.Inputs[1], value.Inputs[1]], ["merged"]);
        var linear = Nodes.Create(value.Op, [value.Inputs[0], merged.Output], [value.Output.Name]);
        var mixed = Nodes.Create(mix.Op, [linear.Output, mix.Inputs[1]], [mix.Output.Name]);
        var result = Nodes.Create(new AddBias(), [mixed.Output, projection.Inputs[2]], ["ignored"]);
        rewriting.Replace(projection, [value, mix], merged, linear, mixed, result.With(outputs: projection.Outputs));
        return true;
    }

    /// <summary>(x̂ ⊙ γ + β)·Wᵀ + b = x̂·(W·diag γ)ᵀ + (W·β + b).</summary>
    private static bool FoldAffine(Rewriting rewriting, Node linear)
    {
        if (linear.Op is not Linear { HasGelu: false } op || rewriting.OnlyFeeds<Affine>(linear.Inputs[0], linear) is not { } affine)
        {
            return false;
        }

        var (weight, scale, shift) = (linear.Inputs[1], affine.Inputs[1], affine.Inputs[2]);
        var folded = Nodes.Create(new ScaleColumns(), [weight, scale], [weight.Name + "Folded"]);
        var bias = op.HasBias
            ? Nodes.Create(new MatrixVector(HasAddend: true), [weight, shift, linear.Inputs[2]], [linear.Inputs[2].Name + "Folded"])
            : Nodes.Create(new MatrixVector(HasAddend: false), [weight, shift], [weight.Name + "Shift"]);
        var result = linear.With(op: new Linear(HasBias: true), inputs: [affine.Inputs[0], folded.Output, bias.Output]);
        rewriting.Replace(linear, [affine], folded, bias, result);
        return true;
    }
}
