using Lkca.Conformance.Support;
using Lkca.Runtime;
using Xunit;

namespace Lkca.Conformance;

/// <summary>Gradients of golden models against finite differences, with and without stochastic depth.</summary>
public sealed class FiniteDifferenceTests
{
    [Theory]
    [InlineData("HybridTwoToOneF64", 0)]
    [InlineData("LkcaGroupsLocalFftF64", 0)]
    [InlineData("LkcaFftOddWidthF64", 0)]
    [InlineData("LkcaLocalValueBiasF64", 0)]
    [InlineData("LkcaLocalRectangularF64", 0)]
    [InlineData("MhsaClassTokenF64", 0)]
    [InlineData("HybridAlternatingF64", 0.3)]
    [InlineData("MhsaClassTokenStraddlingF64", 0.3)]
    public void GradientsAreTheSlopesOfTheLoss(string model, double dropPath)
    {
        var compiled = GoldenModels.Named(model);
        var golden = GoldenFile.Gradients(GoldenModels.ConfigurationOf(model), "F64");
        var options = new StepOptions { LabelSmoothing = 0.1, DropPath = dropPath, Seed = 11, Step = 4 };
        using var session = compiled.Open(golden.Batch);
        session.SetWeights(golden.Parameters);
        FiniteDifferences.Check(session, golden.Parameters, golden.Images, golden.Targets, options);
    }
}
