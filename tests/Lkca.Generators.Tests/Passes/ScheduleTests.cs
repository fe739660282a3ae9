using System.Linq;
using Lkca.Generators.Plan;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Graph;
using Xunit;

namespace Lkca.Generators.Tests.Passes;

public sealed class ScheduleTests
{
    [Fact]
    public void What_depends_on_parameters_alone_runs_once_per_step()
    {
        var block = Block(ViewKind.Toeplitz);
        Assert.Equal(
            """
            merged (4, 4) = matrix_product(lkcaProjWeight, lkcaValueWeight)
            mergedFolded (4, 4) = scale_columns(merged, norm1Weight)
            mergedShift (4) = matrix_vector(merged, norm1Bias)
            toeplitzTransposed (1, 6, 16) = toeplitz_matrix_transposed(lkcaKernel)
            mlpFc1WeightFolded (8, 4) = scale_columns(mlpFc1Weight, norm2Weight)
            mlpFc1BiasFolded (8) = matrix_vector_add(mlpFc1Weight, norm2Bias, mlpFc1Bias)
            toeplitz (1, 6, 16) = toeplitz_matrix(lkcaKernel)
            """.ReplaceLineEndings("\n"),
            Printed.Lines(block.Prologue));
    }

    [Fact]
    public void What_follows_from_sums_over_the_batch_runs_after_the_last_group()
    {
        var block = Block(ViewKind.Toeplitz);
        Assert.Equal(
            "matrix_transposed_vector scale_columns outer_product_add column_dots toeplitz_fold "
            + "matrix_transposed_vector scale_columns outer_product_add column_dots matrix_product_nt matrix_product_tn",
            Printed.Ops(block.Epilogue));
        Assert.Equal(["dMlpFc2Weight", "dMlpFc2Bias", "dMlpFc1WeightFolded", "dMlpFc1BiasFolded", "dLkcaProjBias", "dToeplitz", "dMergedFolded", "dMergedShift"],
            block.Accumulated.Select(value => value.Name));
    }

    [Fact]
    public void The_body_is_what_has_a_batch()
    {
        var block = Block(ViewKind.Toeplitz);
        Assert.Equal("normalize linear toeplitz_product residual_bias normalize linear_gelu linear_residual", Printed.Ops(block.Forward));
        Assert.Equal(
            "residual_backward linear_backward_weight_bias linear_backward_input_times "
            + "linear_backward_input linear_backward_weight_bias normalize_backward_add "
            + "residual_backward sum_tokens toeplitz_product_backward_input toeplitz_product_backward_matrix "
            + "linear_backward_input linear_backward_weight_bias normalize_backward_add",
            Printed.Ops(block.Backward));
        Assert.Equal(["xHat1", "rstd1", "value", "xHat2", "rstd2", "activated", "slope"], block.Saved.Select(value => value.Name));
    }

    [Theory]
    [InlineData(nameof(ViewKind.Convolution), "", "")]
    [InlineData(nameof(ViewKind.Toeplitz), "toeplitz_matrix_transposed toeplitz_matrix", "toeplitz_fold")]
    [InlineData(nameof(ViewKind.Fft), "kernel_spectrum", "spectral_fold")]
    public void Views_prepare_and_fold_outside_of_the_body(string view, string prologue, string epilogue)
    {
        var block = Block(System.Enum.Parse<ViewKind>(view));
        Assert.Equal(prologue,
            Printed.Ops(block.Prologue.Where(node => node.Op.Name.StartsWith("toeplitz", System.StringComparison.Ordinal) || node.Op.Name.Contains("spectr"))));
        Assert.Equal(epilogue, Printed.Ops(block.Epilogue.Where(node => node.Op.Name.EndsWith("_fold", System.StringComparison.Ordinal))));
    }

    [Fact]
    public void No_step_is_lost_and_none_of_the_body_lacks_a_batch()
    {
        foreach (var scheduled in Specs.Broad.SelectMany(spec => Specs.Scheduled(spec).Regions))
        {
            var placed = scheduled.Prologue.Concat(scheduled.Forward).Concat(scheduled.Backward).Concat(scheduled.Epilogue).ToList();
            Assert.Equal(scheduled.Region.Forward.Concat(scheduled.Region.Backward).ToHashSet(), placed.ToHashSet());
            Assert.Equal(placed.Count, placed.Distinct().Count());
            Assert.All(scheduled.Forward.Concat(scheduled.Backward), node => Assert.False(node.IsBatchless));
            Assert.All(scheduled.Prologue.Concat(scheduled.Epilogue), node => Assert.True(node.IsBatchless));
        }
    }

    private static ScheduledRegion Block(ViewKind view) => Specs.Scheduled(Specs.Small(Specs.Lkca with { View = view })).Kinds[0];
}
