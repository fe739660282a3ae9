using System.Globalization;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Lkca.Generators.Emit.Ilgpu;
using Xunit;

namespace Lkca.Generators.Tests.Emit;

/// <summary>The generator plans scratch for the kernels of Lkca.Runtime.Ilgpu, which it does not reference: both sides have the same constants.</summary>
public sealed class IlgpuConstantTests
{
    [Theory]
    [InlineData("MatrixProducts.cs", "Splits", IlgpuTraits.GemmSplits)]
    [InlineData("Kernels/SumKernels.cs", "Chunks", IlgpuTraits.SumChunks)]
    [InlineData("Kernels/ConvolutionKernels.cs", "Slices", IlgpuTraits.ConvolutionSlices)]
    [InlineData("TensorCores/TensorTiles.cs", "Most", TensorTiling.MostTiles)]
    public void The_runtime_has_the_constant(string file, string name, int value)
    {
        var source = File.ReadAllText(Path.Combine(Runtime(), file));
        var match = Regex.Match(source, $@"public const int {name} = (\d+);");
        Assert.True(match.Success, $"{file} has no constant {name}");
        Assert.Equal(value, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    private static string Runtime([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../Lkca.Runtime.Ilgpu"));
}
