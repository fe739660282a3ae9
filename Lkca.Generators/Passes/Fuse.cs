using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Plan;

namespace Lkca.Generators.Passes;

/// <summary>Joins primitives into the compound steps that the backend has: epilogues of a Linear, the residual with its bias, LayerNorm with stochastic depth's selection, sums in place.</summary>
internal static class Fuse
{
    public static ModelGraph Run(ModelGraph graph, BackendTraits traits) => graph.Map(region => Run(region, traits.Fusions));

    private static Region Run(Region region, Fusions fusions)
    {
        var rewriting = new Rewriting(region);
        while (rewriting.Forward.Concat(rewriting.Backward).ToList().Any(node => FuseAt(rewriting, node, fusions)))
        {
        }

        return rewriting.Build();
    }

    private static bool FuseAt(Rewriting rewriting, Node node, Fusions fusions) => node.Op switch
    {
        Gelu when fusions.HasFlag(Fusions.LinearGelu) => LinearGelu(rewriting, node),
        Gelu { HasSlope: true } when fusions.HasFlag(Fusions.GeluBackward) => GeluFromInput(rewriting, node),
        AttentionBackward { KeepsProbabilities: false } when fusions.HasFlag(Fusions.KeptProbabilities) => KeepProbabilities(rewriting, node),
        Multiply when fusions.HasFlag(Fusions.LinearBackwardFactor) => BackwardFactor(rewriting, node),
        Residual { HasBias: false } => (fusions.HasFlag(Fusions.ResidualBias) && ResidualBias(rewriting, node))
            || (fusions.HasFlag(Fusions.LinearResidual) && FuseLinearResidual(rewriting, node)),
        Residual { HasBias: true } when fusions.HasFlag(Fusions.ImplicitToeplitzResidual) => FuseImplicitToeplitzResidual(rewriting, node),
        SumTokens when fusions.HasFlag(Fusions.LinearBackwardBias) => WeightAndBias(rewriting, node),
        ResidualBackward when fusions.HasFlag(Fusions.NormalizeBackwardResidual) => FuseNormalizeBackwardResidual(rewriting, node),
        Normalize { Site: null } when fusions.HasFlag(Fusions.NormalizeSelect) => NormalizeSelect(rewriting, node),
        Add => (fusions.HasFlag(Fusions.NormalizeBackwardAdd) && NormalizeBackwardSum(rewriting, node))
            || (fusions.HasFlag(Fusions.OuterProductAdd) && OuterProductSum(rewriting, node)),
        _ => false,
    };

    /// <summary>gelu(x·Wᵀ + b) in one step; the pre-activation is never stored.</summary>
    private static bool LinearGelu(Rewriting rewriting, Node gelu)
    {
        if (rewriting.OnlyFeeds<Linear>(gelu.Inputs[0], gelu) is not { } linear)
        {
            return false;
        }

        rewriting.Replace(gelu, [linear], linear.With(op: (Linear)linear.Op with { HasGelu = true }, outputs: gelu.Outputs));
        return true;
    }

    /// <summary>(dY·W) ⊙ factor in one step.</summary>
    private static bool BackwardFactor(Rewriting rewriting, Node multiply)
    {
        if (rewriting.OnlyFeeds<LinearBackwardInput>(multiply.Inputs[0], multiply) is not { Op: LinearBackwardInput { HasFactor: false } op } product)
        {
            return false;
        }

        rewriting.Replace(multiply, [product], product.With(op: op with { HasFactor = true }, inputs: [.. product.Inputs, multiply.Inputs[1]], outputs: multiply.Outputs));
        return true;
    }

    /// <summary>dG ⊙ slope becomes one step that reads h, and the slope is never stored.</summary>
    private static bool GeluFromInput(Rewriting rewriting, Node gelu)
    {
        var slope = gelu.Outputs[1];
        var users = rewriting.Users(slope).ToList();
        if (users.Count != 1 || users[0].Op is not Multiply)
        {
            return false;
        }

        var multiply = users[0];

        rewriting.Replace(multiply, [], multiply.With(op: new GeluBackward(), inputs: [multiply.Inputs[0], gelu.Inputs[0]]));
        rewriting.Replace(gelu, [], gelu.With(op: new Gelu(HasSlope: false), outputs: [gelu.Output]));
        return true;
    }

    private static bool KeepProbabilities(Rewriting rewriting, Node backward)
    {
        if (rewriting.Producer(backward.Inputs[3]) is not { Op: Attention op } forward)
        {
            return false;
        }

        var attention = op with { KeepsProbabilities = true };
        var probabilities = new Value("probabilities", attention.Infer([forward.Inputs[0].Shape])[1]);
        rewriting.Replace(forward, [], forward.With(op: attention, outputs: [forward.Output, probabilities]));
        rewriting.Replace(backward, [], backward.With(op: new AttentionBackward(op.Heads, KeepsProbabilities: true), inputs: [.. backward.Inputs.Take(3), probabilities]));
        return true;
    }

    /// <summary>z + scale·(y + b) in one step.</summary>
    private static bool ResidualBias(Rewriting rewriting, Node residual)
    {
        if (rewriting.OnlyFeeds<AddBias>(residual.Inputs[1], residual) is not { } bias)
        {
            return false;
        }

        var op = (Residual)residual.Op with { HasBias = true };
        rewriting.Replace(residual, [bias], residual.With(op: op, inputs: [residual.Inputs[0], bias.Inputs[0], bias.Inputs[1]]));
        return true;
    }

    /// <summary>z + scale·(x·Wᵀ + b) in one step.</summary>
    private static bool FuseLinearResidual(Rewriting rewriting, Node residual)
    {
        if (rewriting.OnlyFeeds<Linear>(residual.Inputs[1], residual) is not { Op: Linear { HasBias: true, HasGelu: false } } linear)
        {
            return false;
        }

        var op = new LinearResidual(((Residual)residual.Op).Site);
        rewriting.Replace(residual, [linear], residual.With(op: op, inputs: [residual.Inputs[0], .. linear.Inputs], outputs: [residual.Output, linear.Output]));
        return true;
    }

    /// <summary>z + scale·(Toeplitz product + b) in one step.</summary>
    private static bool FuseImplicitToeplitzResidual(Rewriting rewriting, Node residual)
    {
        if (rewriting.OnlyFeeds<ImplicitToeplitz>(residual.Inputs[1], residual) is not { } product)
        {
            return false;
        }

        var op = new ImplicitToeplitzResidual(((ImplicitToeplitz)product.Op).Geometry, ((Residual)residual.Op).Site);
        rewriting.Replace(residual, [product], residual.With(op: op, inputs: [residual.Inputs[0], .. product.Inputs, residual.Inputs[2]]));
        return true;
    }

    /// <summary>dYᵀ·x and Σ dY in one step, where nothing between the two reads the first.</summary>
    private static bool WeightAndBias(Rewriting rewriting, Node sum)
    {
        var at = rewriting.Backward.IndexOf(sum);
        var weight = rewriting.Backward.Take(at).FirstOrDefault(node => node.Op is LinearBackwardWeight && ReferenceEquals(node.Inputs[0], sum.Inputs[0]));
        if (weight is null || rewriting.Users(weight.Output).Any(user => rewriting.Backward.IndexOf(user) < at))
        {
            return false;
        }

        rewriting.Replace(sum, [weight], weight.With(op: new LinearBackwardWeightBias(), outputs: [weight.Output, sum.Output]));
        return true;
    }

    /// <summary>The stream's gradient, and the branch's scaled one, in one step.</summary>
    private static bool FuseNormalizeBackwardResidual(Rewriting rewriting, Node residual)
    {
        if (rewriting.Producer(residual.Inputs[0]) is not { Op: NormalizeBackwardAdd normalize } add
            || rewriting.Backward.IndexOf(residual) != rewriting.Backward.IndexOf(add) + 1)
        {
            return false;
        }

        var op = new NormalizeBackwardResidual(normalize.Site, ((ResidualBackward)residual.Op).Site);
        rewriting.Replace(residual, [add], add.With(op: op, outputs: [add.Output, residual.Output]));
        return true;
    }

    /// <summary>The normalisation reads the kept images from the stream itself.</summary>
    private static bool NormalizeSelect(Rewriting rewriting, Node normalize)
    {
        if (rewriting.OnlyFeeds<Select>(normalize.Inputs[0], normalize) is not { } select)
        {
            return false;
        }

        rewriting.Replace(normalize, [select], normalize.With(op: new Normalize(((Select)select.Op).Site), inputs: select.Inputs));
        return true;
    }

    /// <summary>The branch's gradient is added to the stream's in place.</summary>
    private static bool NormalizeBackwardSum(Rewriting rewriting, Node add)
    {
        if (rewriting.OnlyFeeds<Unselect>(add.Inputs[1], add) is not { } unselect
            || rewriting.OnlyFeeds<NormalizeBackward>(unselect.Inputs[0], unselect) is not { } backward)
        {
            return false;
        }

        var op = new NormalizeBackwardAdd(((Unselect)unselect.Op).Site);
        var fused = add.With(op: op, inputs: [add.Inputs[0], .. backward.Inputs], differentiates: backward.Differentiates);
        rewriting.Replace(add, [backward, unselect], fused);
        return true;
    }

    /// <summary>M + u ⊗ v in place.</summary>
    private static bool OuterProductSum(Rewriting rewriting, Node add)
    {
        foreach (var (outerIndex, otherIndex) in new[] { (1, 0), (0, 1) })
        {
            if (rewriting.OnlyFeeds<OuterProduct>(add.Inputs[outerIndex], add) is { Op: OuterProduct { HasAddend: false } } outer)
            {
                rewriting.Replace(add, [outer], add.With(op: new OuterProduct(HasAddend: true), inputs: [add.Inputs[otherIndex], .. outer.Inputs]));
                return true;
            }
        }

        return false;
    }
}
