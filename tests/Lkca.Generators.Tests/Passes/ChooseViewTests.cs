using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Passes;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Graph;
using Xunit;

namespace Lkca.Generators.Tests.Passes;

public sealed class ChooseViewTests
{
    private static readonly string[] Made = ["toeplitzTransposed", "spectrum", "mixed", "toeplitz", "dValue", "dToeplitz", "dSpectrum", "dLkcaKernel"];

    [Fact]
    public void A_toeplitz_matrix_for_each_direction_and_a_fold() => Assert.Equal(
        """
        toeplitzTransposed (2, 6, 16) = toeplitz_matrix_transposed(lkcaKernel)
        mixed (K, 6, 4) = toeplitz_product(value, toeplitzTransposed)
        toeplitz (2, 6, 16) = toeplitz_matrix(lkcaKernel)
        dValue (K, 6, 4) = toeplitz_product_backward_input(dMixed, toeplitz)
        dToeplitz (2, 6, 16) = toeplitz_product_backward_matrix(dMixed, value)
        dLkcaKernel (2, 3, 5) = toeplitz_fold(dToeplitz)
        """.ReplaceLineEndings("\n"),
        Lowered(ViewKind.Toeplitz));

    [Fact]
    public void A_convolution_with_the_kernel_as_it_is() => Assert.Equal(
        """
        mixed (K, 6, 4) = convolution(value, lkcaKernel)
        dValue (K, 6, 4) = convolution_backward_input(dMixed, lkcaKernel)
        dLkcaKernel (2, 3, 5) = convolution_backward_kernel(dMixed, value)
        """.ReplaceLineEndings("\n"),
        Lowered(ViewKind.Convolution));

    [Fact]
    public void One_spectrum_for_both_directions_and_a_fold() => Assert.Equal(
        """
        spectrum (2, 4, 8, 2) = kernel_spectrum(lkcaKernel)
        mixed (K, 6, 4) = spectral_product(value, spectrum)
        dValue (K, 6, 4) = spectral_product_backward_input(dMixed, spectrum)
        dSpectrum (2, 4, 8, 2) = spectral_product_backward_spectrum(dMixed, value)
        dLkcaKernel (2, 3, 5) = spectral_fold(dSpectrum)
        """.ReplaceLineEndings("\n"),
        Lowered(ViewKind.Fft));

    [Fact]
    public void No_operator_is_left_without_a_view() => Assert.All(
        Specs.Broad.SelectMany(spec => Specs.Nodes(Specs.Lowered(spec))),
        node => Assert.False(node.Op is LargeKernel or LargeKernelBackwardInput or LargeKernelBackwardKernel));

    [Theory]
    [InlineData(nameof(ViewKind.Toeplitz), 1, 9, 9)]
    [InlineData(nameof(ViewKind.Convolution), 9, 1, 9)]
    [InlineData(nameof(ViewKind.Fft), 9, 9, 1)]
    public void Auto_takes_the_cheapest_by_the_table(string view, double toeplitz, double convolution, double spectral)
    {
        var costs = Specs.Traits.ViewCosts with
        {
            ToeplitzNanosecondsPerMac = toeplitz,
            SplitToeplitzNanosecondsPerMac = toeplitz,
            MatrixNanosecondsPerElement = 0,
            ConvolutionNanosecondsPerMac = convolution,
            SpectralNanosecondsPerMac = spectral,
        };
        var choice = ChooseView.Choose(new(8, 8, 15, 15, 1), 64, ViewKind.Auto, Specs.Traits with { ViewCosts = costs });
        Assert.Equal(view, choice.View.ToString());
        Assert.False(choice.IsStated);
        Assert.Equal(choice.Ranking.Select(entry => entry.Microseconds).Order(), choice.Ranking.Select(entry => entry.Microseconds));
        Assert.Equal(choice.View, choice.Ranking[0].View);
    }

    [Fact]
    public void A_stated_view_is_taken_whatever_it_costs_and_the_ranking_stays()
    {
        var choice = ChooseView.Choose(new(8, 8, 15, 15, 1), 64, ViewKind.Convolution, Specs.Traits);
        Assert.True(choice.IsStated);
        Assert.Equal(ViewKind.Convolution, choice.View);
        Assert.Equal(3, choice.Ranking.Count);
    }

    [Fact]
    public void Matrices_that_would_not_fit_are_ranked_last_and_say_so()
    {
        var choice = ChooseView.Choose(new(32, 32, 63, 63, 64), 64, ViewKind.Auto, Specs.Traits);
        Assert.NotEqual(ViewKind.Toeplitz, choice.View);
        Assert.Equal(ViewKind.Toeplitz, choice.Ranking[^1].View);
        Assert.EndsWith(", Toeplitz too large", choice.Explain());
    }

    [Fact]
    public void The_ranking_reads_as_a_list_of_microseconds()
    {
        var costs = Specs.Traits.ViewCosts with
        {
            ToeplitzNanosecondsPerMac = 0.5,
            MatrixNanosecondsPerElement = 0,
            ConvolutionNanosecondsPerMac = 0.25,
            SpectralNanosecondsPerMac = 1,
        };
        Assert.Equal("Toeplitz 0.4 µs, Convolution 0.5 µs, Fft 9.7 µs",
            ChooseView.Choose(new(2, 3, 3, 5, 1), 7, ViewKind.Auto, Specs.Traits with { ViewCosts = costs }).Explain());
    }

    [Fact]
    public void The_papers_layer_is_a_matrix() =>
        Assert.Equal(ViewKind.Toeplitz, ChooseView.Choose(new(8, 8, 15, 15, 1), 210, ViewKind.Auto, Specs.Traits).View);

    private static string Lowered(ViewKind view)
    {
        var graph = Differentiate.Run(Simplify.Run(Specs.Declared(Specs.Small(Specs.Lkca with { Groups = 2, View = view })), Specs.Traits));
        var block = ChooseView.Run(graph, Specs.Traits).Kinds[0];
        return Printed.Making(block.Forward.Concat(block.Backward), Made);
    }
}
