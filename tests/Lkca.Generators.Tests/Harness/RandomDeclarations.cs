using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Lkca.Generators.Tests.Harness;

/// <summary>Random source text of mixers and models: mostly possible, often absurd, always valid C#.</summary>
internal sealed class RandomDeclarations(int seed)
{
    private static readonly string[] Names = ["Model", "@class", "Größe", "Ñ_1", "模型", "Lkca", "Cpu", "Runtime", "System", "T", "record", "Block", "Head", "Embedding", "Plan", "value"];
    private static readonly string[] Namespaces = ["Research.Lkca", "A.@namespace.B", "System2", "Ünï", "Lkca.Models"];
    private readonly Random _random = new(seed);
    private readonly List<string> _mixers = ["LkcaMixer", "LkcaMixer", "MhsaMixer", "MhsaMixer"];

    /// <summary>Source of several mixers and <paramref name="count"/> records in one namespace.</summary>
    public string Next(int count)
    {
        var text = new StringBuilder($"namespace {Pick(Namespaces)};\n");
        for (var i = 0; i < 4; i++)
        {
            var name = Pick(["Wide", "Örtlich", "@static", "Mixer2"]) + "M" + i;
            text.Append(_random.Next(2) == 0
                ? $"[LkcaOptions({LkcaOptions()})] public abstract record {name} : LkcaMixer;\n"
                : $"[MhsaOptions(QkvBias = {Bool()}, ProjectionBias = {Bool()})] public abstract record {name} : MhsaMixer;\n");
            _mixers.Add(name);
        }

        var records = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var name = Pick(Names) + i;
            var derived = records.Count > 0 && _random.Next(2) == 0 ? " : " + records[_random.Next(records.Count)] : "";
            text.Append(Record(derived.Length > 0)).Append("public abstract record " + name + derived + ";\n");
            records.Add(name);
        }

        return text.ToString();
    }

    private string Record(bool isDerived)
    {
        var attributes = new List<string> { $"VisionModel({Maybe(isDerived, $"Image = {Size(16, 32)}, Classes = {Size(2, 10)}")})" };
        if (!isDerived || Chance(3))
        {
            attributes.Add($"PatchEmbed({Maybe(isDerived, $"Patch = {Size(4, 8)}, Width = {Size(8, 12, 24, 30)}")})");
        }

        if (!isDerived || Chance(2))
        {
            for (var stages = 1 + _random.Next(3); stages > 0; stages--)
            {
                var mixers = Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => Pick([.. _mixers]));
                attributes.Add($"Stage<{string.Join(", ", mixers)}>(Depth = {Size(1, 2, 5)}, Heads = {Size(1, 2)}, MlpRatio = {Pick(["1", "2", "0.5", "1.75", "-1", "double.NaN", "1e300"], 4)})");
            }
        }

        if (!isDerived || Chance(4))
        {
            attributes.Add($"Head(Pool = {Pick(["Pool.Mean", "Pool.ClassToken", "(Pool)9"], 1)})");
        }

        if (Chance(6))
        {
            attributes.Add(Pick(["Precision(Precision.Float64)", "Backend(Backend.Cpu)", "Budget(MaxParameters = 1000)", "Budget(MaxMacs = 0)", "Backend(Backend.Ilgpu)"]));
        }

        return "[" + string.Join("]\n[", attributes) + "]\n";
    }

    private string LkcaOptions() =>
        $"View = {Pick(["LargeKernelView.Auto", "LargeKernelView.Convolution", "LargeKernelView.Toeplitz", "LargeKernelView.Fft", "(LargeKernelView)7"], 4)}, "
        + $"Groups = {Size(1, 2)}, Kernel = {Size(0, 1, 3)}, ValueBias = {Bool()}, Projection = {Bool()}";

    private string Size(params int[] sound) => Chance(30) ? Pick(["0", "-1", "7", "int.MaxValue", "int.MinValue", "46341", "65536"]) : Pick([.. sound.Select(s => s.ToString(System.Globalization.CultureInfo.InvariantCulture))]);

    private string Maybe(bool may, string arguments) => may && Chance(2) ? "" : arguments;

    private string Bool() => _random.Next(2) == 0 ? "true" : "false";

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private string Pick(string[] from, int soundFirst = 0) => soundFirst > 0 && !Chance(30) ? from[_random.Next(soundFirst)] : from[_random.Next(from.Length)];
}
