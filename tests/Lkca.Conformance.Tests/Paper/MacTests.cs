using System;
using Xunit;

namespace Lkca.Conformance.Paper;

/// <summary>Both countings of multiply-accumulates: the convention of ptflops 0.7.1, which the paper's tables follow, and the honest one.</summary>
public sealed class MacTests
{
    public static TheoryData<string, string> Rows => ParameterCountTests.Rows;

    /// <summary>The figures that the paper prints, in millions, and the integers behind them.</summary>
    [Theory]
    [InlineData("VitB", 174.25, 174_252_790)]
    [InlineData("LkcaB", 170.81, 170_806_450)]
    [InlineData("Vit05M", 30.58, 30_578_810)]
    [InlineData("Lkca05M", 31.34, 31_338_810)]
    public void PaperFiguresToTheDigit(string record, double published, long exact)
    {
        Assert.Equal(exact, PaperRow.Models[record].MacsPtflops071);
        Assert.Equal(published, Math.Round(exact / 1e6, 2));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void PtflopsConventionOfEveryRow(string record, string dataSet) =>
        Assert.Equal(Ptflops(PaperRow.Named(record), DataSet(dataSet)), PaperRow.Models[record + dataSet].MacsPtflops071);

    [Theory]
    [MemberData(nameof(Rows))]
    public void HonestCountOfEveryRow(string record, string dataSet) =>
        Assert.Equal(Honest(PaperRow.Named(record), DataSet(dataSet), merged: false), PaperRow.Models[record + dataSet].Macs);

    [Theory]
    [MemberData(nameof(Rows))]
    public void InferenceMergesTheProjections(string record, string dataSet) =>
        Assert.Equal(Honest(PaperRow.Named(record), DataSet(dataSet), merged: true), PaperRow.Models[record + dataSet].MacsInference);

    [Fact]
    public void HonestFiguresOfTheBaseModels()
    {
        Assert.Equal(187_716_864, PaperRow.Models["VitB"].Macs);
        Assert.Equal(178_592_820, PaperRow.Models["LkcaB"].Macs);
        Assert.Equal(150_368_820, PaperRow.Models["LkcaB"].MacsInference);
    }

    private static (int Classes, int Patch) DataSet(string suffix)
    {
        foreach (var (name, classes, patch) in PaperRow.DataSets)
        {
            if (name == suffix)
            {
                return (classes, patch);
            }
        }

        throw new ArgumentException($"No data set {suffix}.", nameof(suffix));
    }

    /// <summary>Linear MACs, each Linear's bias once, 2 per GELU input, 1 per LayerNorm input, 1 per softmax input; the last LayerNorm sees the
    /// pooled vector only;
    /// nothing for QKᵀ, AV and the large kernel.</summary>
    private static long Ptflops(PaperRow row, (int Classes, int Patch) set)
    {
        long d = row.Width, n = row.Tokens, hidden = row.MlpRatio * d, patch = 3L * set.Patch * set.Patch;
        var projections = row.IsLkca ? (2 * d * d * n) + d : (4 * d * d * n) + d + (row.Heads * n * n);
        var mlp = (2 * d * hidden * n) + hidden + d + (2 * hidden * n);
        var block = projections + mlp + (2 * d * n);
        return (patch * d * PaperRow.GridTokens) + d + (row.Depth * block) + d + (d * set.Classes) + set.Classes;
    }

    /// <summary>Every product of the forward pass, the large kernel as an N×N Toeplitz product, biases not counted.</summary>
    private static long Honest(PaperRow row, (int Classes, int Patch) set, bool merged)
    {
        long d = row.Width, n = row.Tokens, patch = 3L * set.Patch * set.Patch;
        var mixer = row.IsLkca ? ((merged ? 1 : 2) * d * d * n) + (n * n * d) : (4 * d * d * n) + (2 * n * n * d);
        return (patch * d * PaperRow.GridTokens) + (row.Depth * (mixer + (2 * row.MlpRatio * d * d * n))) + (d * set.Classes);
    }
}
