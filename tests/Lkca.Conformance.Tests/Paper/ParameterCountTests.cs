using System.Linq;
using Lkca.Conformance.Support;
using Xunit;

namespace Lkca.Conformance.Paper;

/// <summary>The exact parameter counts of the paper's tables.</summary>
public sealed class ParameterCountTests
{
    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var row in PaperRow.All)
            {
                foreach (var (suffix, _, _) in PaperRow.DataSets)
                {
                    rows.Add(row.Record, suffix);
                }
            }

            return rows;
        }
    }

    /// <summary>The published LKCA counts include one unused class-token vector of d parameters; ours has none.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void CountIsThePublishedOne(string record, string dataSet)
    {
        var row = PaperRow.Named(record);
        var info = PaperRow.Models[record + dataSet];
        Assert.Equal(row.Published(dataSet), info.ParameterCount + (row.IsLkca ? row.Width : 0));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void LayersAndTableAddUp(string record, string dataSet)
    {
        var info = PaperRow.Models[record + dataSet];
        Assert.Equal(info.ParameterCount, info.Layers.Sum(layer => layer.Parameters));
        Assert.Equal(info.ParameterCount, info.Parameters.Sum(parameter => parameter.Count));
        Assert.Equal(info.Macs, info.Layers.Sum(layer => layer.Macs));
    }

    [Theory]
    [InlineData("HybridAlternating")]
    [InlineData("HybridTwoToOne")]
    [InlineData("HybridLkcaThenMhsa")]
    public void HybridsHaveAbout27MillionParameters(string record) => Assert.InRange(PaperRow.Models[record].ParameterCount, 2_600_000, 2_800_000);
}
