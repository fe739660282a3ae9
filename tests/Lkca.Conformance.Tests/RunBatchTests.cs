using System;
using System.IO;
using System.Linq;
using Lkca.Cli;
using Lkca.Conformance.Support;
using Xunit;

namespace Lkca.Conformance;

/// <summary>The command line's bridge to other frameworks, on the golden files themselves: <c>lkca run-batch MODEL --in FILE --out FILE
/// --grad</c>.</summary>
public sealed class RunBatchTests
{
    public static TheoryData<string> Models => GoldenModels.Every;

    [Theory]
    [MemberData(nameof(Models))]
    public void RunBatchAgreesWithPyTorch(string model)
    {
        var precision = GoldenModels.Named(model).Info.Precision;
        var configuration = GoldenModels.ConfigurationOf(model);
        var golden = GoldenFile.Gradients(configuration, precision);
        var output = Path.Combine(Path.GetTempPath(), $"lkca-{Guid.NewGuid():N}.safetensors");
        try
        {
            var input = GoldenFile.GradientsPath(configuration, precision);
            Assert.Equal(0, LkcaApp.Run(["run-batch", $"Lkca.Conformance.Models.{model}", "--in", input, "--out", output, "--grad"]));
            var result = Safetensors.Read(output);
            var tolerance = precision == "F64" ? 1e-10 : 2e-5;
            string[] expected = ["logits", "loss", .. golden.Tensors.Keys.Where(name => name.StartsWith("grad.", StringComparison.Ordinal))];
            Assert.Empty(expected.Except(result.Keys));
            foreach (var name in expected)
            {
                Assert.Equal(precision, result[name].Type);
                Compare.Close($"{model}: {name}", result[name].Values, golden.Tensors[name].Values, tolerance);
                if (name != "loss")
                {
                    Assert.Equal(golden.Tensors[name].Shape, result[name].Shape);
                }
            }
        }
        finally
        {
            File.Delete(output);
        }
    }
}
