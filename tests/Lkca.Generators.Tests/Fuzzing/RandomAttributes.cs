using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Lkca.Generators.Tests.Fuzzing;

/// <summary>Attribute lists of models and mixers: possible ones, and with the chance of one in <paramref name="absurdity"/> a value absurd.</summary>
internal sealed class RandomAttributes(Dice dice, int absurdity)
{
    private static readonly string[] Absurd =
    [
        "0", "-1", "7", "46341", "65536", "1000000", "int.MaxValue", "int.MinValue", "int.MaxValue - 1", "-int.MaxValue", "'a'", "(short)3", "default", "0x7FFF",
        "unchecked((int)0xFFFF0000)", "Numbers.Four", "default(int)", "(int)Pool.ClassToken", "1 << 30",
    ];

    private static readonly string[] AbsurdRatios =
        ["-1", "0", "double.NaN", "double.PositiveInfinity", "double.Epsilon", "1e300", "double.MaxValue", "1e-9", "65536.5", "float.MaxValue", "2f", "3"];

    private static readonly string[] Stray =
    [
        "LkcaOptions(Kernel = 3)", "MhsaOptions(QkvBias = true)", "System.Obsolete", "Head(Pool = Pool.Mean)", "Backend(Backend.Cpu)", "Backend(Backend.TorchSharp)",
        "Backend(Backend.Ilgpu)", "Backend((Backend)int.MinValue)", "Precision(Precision.Float64)", "Precision((Precision)9)", "Budget(MaxParameters = 1000)",
        "Budget(MaxMacs = 0)", "Budget(MaxMacs = long.MinValue)", "Budget(MaxParameters = long.MaxValue, MaxMacs = 1)", "Budget",
    ];

    /// <summary>The attributes of a model.</summary>
    /// <param name="isDerived">May leave out what a base states.</param>
    /// <param name="mixers">Names of mixers, as the file writes them.</param>
    public List<string> Model(bool isDerived, IReadOnlyList<string> mixers)
    {
        var attributes = new List<string>();
        if (!dice.Chance(40))
        {
            attributes.Add("VisionModel" + Arguments(isDerived, dice.Chance(4)
                ? $"Height = {Size(16, 24, 32)}, Width = {Size(16, 32, 48)}, Classes = {Size(2, 10)}"
                : $"Image = {Size(16, 32, 32, 64, 224, 512)}, Classes = {Size(2, 10, 1000)}{Maybe(8, $", Channels = {Size(1, 3, 4)}")}"));
        }

        if (!isDerived || dice.Chance(3))
        {
            attributes.Add("PatchEmbed" + Arguments(isDerived, dice.Chance(5)
                ? $"PatchHeight = {Size(4, 8)}, PatchWidth = {Size(2, 4, 8)}, Width = {Width()}"
                : $"Patch = {Size(4, 8, 8, 16)}, Width = {Width()}"));
        }

        if (!isDerived || dice.Chance(2))
        {
            for (var stages = 1 + dice.Next(3); stages > 0; stages--)
            {
                attributes.Add(Stage(isDerived, mixers));
            }
        }

        if (!isDerived || dice.Chance(4))
        {
            attributes.Add("Head" + Arguments(true, $"Pool = {(dice.Chance(absurdity) ? "(Pool)(-9)" : dice.Chance(4) ? "Pool.ClassToken" : "Pool.Mean")}"));
        }

        if (dice.Chance(6))
        {
            attributes.Add(dice.Pick(Stray));
        }

        return attributes;
    }

    /// <summary>The options of an LKCA mixer.</summary>
    public string Lkca() =>
        $"LkcaOptions(View = {(dice.Chance(absurdity) ? "(LargeKernelView)7" : "LargeKernelView." + dice.Pick(["Auto", "Convolution", "Toeplitz", "Fft"]))}, "
        + $"Groups = {Size(1, 1, 2, 4)}, {(dice.Chance(4) ? $"KernelHeight = {Size(1, 3)}, KernelWidth = {Size(3, 5)}" : $"Kernel = {Size(0, 0, 1, 3)}")}, "
        + $"ValueBias = {Bool()}, Projection = {Bool()})";

    /// <summary>The options of a self-attention mixer.</summary>
    public string Mhsa() => $"MhsaOptions(QkvBias = {Bool()}, ProjectionBias = {Bool()})";

    private string Stage(bool isDerived, IReadOnlyList<string> mixers)
    {
        var pattern = Enumerable.Range(0, 1 + dice.Next(dice.Chance(5) ? 6 : 3)).Select(_ => dice.Pick(mixers));
        var ratio = dice.Chance(absurdity) ? dice.Pick(AbsurdRatios) : dice.Pick(["1", "2", "0.5", "1.75", "4"]);
        return $"Stage<{string.Join(", ", pattern)}>" + Arguments(isDerived, $"Depth = {Size(1, 2, 5, 12, 1000)}, Heads = {Size(1, 2, 3, 4)}{Maybe(2, $", MlpRatio = {ratio}")}");
    }

    private string Width() => Size(8, 12, 24, 30, 120, 192, 210);

    private string Size(params int[] sound) =>
        dice.Chance(absurdity) ? dice.Pick(Absurd) : dice.Pick(sound).ToString(CultureInfo.InvariantCulture);

    private string Bool() => dice.Chance(2) ? "true" : "false";

    private string Maybe(int oneIn, string text) => dice.Chance(oneIn) ? text : "";

    private string Arguments(bool may, string arguments) => may && dice.Chance(3) ? "" : "(" + arguments + ")";
}
