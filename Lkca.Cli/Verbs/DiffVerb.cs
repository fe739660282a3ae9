using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Lkca.Cli.Output;
using Lkca.Runtime;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca diff A B</c>: two declarations side by side.</summary>
internal sealed class DiffVerb : Verb
{
    public override string Name => "diff";

    public override string Summary => "two models side by side: parameters, MACs, memory, layers that differ";

    public override string[] Arguments => ["A", "B"];

    public override int Run(Invocation invocation)
    {
        var (a, b) = (invocation.Catalog.Find(invocation.Arguments.Positional[0]).Description, invocation.Catalog.Find(invocation.Arguments.Positional[1]).Description);
        var layers = Layers(a, b);
        if (invocation.Json)
        {
            WriteJson(invocation, a, b, layers);
            return 0;
        }

        var output = invocation.Output;
        TextTable.Write(output, ["", a.Name, b.Name, "difference"], Facts(a, b).Concat(Numbers(a, b).Select(n => new[] { n.Name, n.Text(n.A), n.Text(n.B), n.Difference })), 1, 2, 3);
        output.WriteLine();
        var changed = layers.Where(l => l.A != l.B).ToList();
        if (changed.Count > 0)
        {
            TextTable.Write(
                output,
                ["layer", a.Name, "parameters", "MACs", b.Name, "parameters", "MACs"],
                changed.Select(l => new[] { l.Path }.Concat(Cells(l.A)).Concat(Cells(l.B)).ToArray()), 2, 3, 5, 6);
        }

        var same = layers.Count - changed.Count;
        output.WriteLine(changed.Count == 0 ? $"all {same} layers are the same" : $"{same} of {layers.Count} layers are the same");
        return 0;
    }

    /// <summary>The layers of both by path, in the order of A; what only B has stands behind the layer that it follows there.</summary>
    internal static List<(string Path, LayerInfo? A, LayerInfo? B)> Layers(ModelInfo a, ModelInfo b)
    {
        var paths = a.Layers.Select(l => l.Path).ToList();
        var known = paths.ToHashSet(StringComparer.Ordinal);
        var previous = -1;
        foreach (var path in b.Layers.Select(l => l.Path))
        {
            if (known.Add(path))
            {
                paths.Insert(previous + 1, path);
            }

            previous = paths.IndexOf(path);
        }

        return [.. paths.Select(path => (path, a.Layers.FirstOrDefault(l => l.Path == path), b.Layers.FirstOrDefault(l => l.Path == path)))];
    }

    private static IEnumerable<string[]> Facts(ModelInfo a, ModelInfo b)
    {
        (string Name, Func<ModelInfo, string> Of)[] facts =
        [
            ("backend", m => m.Backend), ("precision", m => m.Precision), ("image", m => $"{m.Channels}×{m.Height}×{m.Width}"),
            ("classes", m => m.Classes.ToString(CultureInfo.InvariantCulture)), ("schema", m => m.SchemaHash),
        ];
        return facts.Select(f => new[] { f.Name, f.Of(a), f.Of(b), f.Of(a) == f.Of(b) ? "" : "differs" });
    }

    private static IEnumerable<(string Name, long A, long B, Func<long, string> Text, string Difference)> Numbers(ModelInfo a, ModelInfo b)
    {
        (string Name, Func<ModelInfo, long> Of, Func<long, string> Text)[] numbers =
        [
            ("parameters", m => m.ParameterCount, Number), ("MACs", m => m.Macs, Number), ("MACs, ptflops 0.7.1", m => m.MacsPtflops071, Number),
            ("MACs, inference", m => m.MacsInference, Number), ("MACs, training", m => m.MacsTraining, Number),
            ("arena, fixed (MiB)", m => m.ArenaBytesFixed, Mebibytes), ("arena, per image (MiB)", m => m.ArenaBytesPerImage, Mebibytes),
        ];
        return numbers.Select(n => (n.Name, n.Of(a), n.Of(b), n.Text, Difference(n.Of(a), n.Of(b), n.Text)));
    }

    private static string Difference(long a, long b, Func<long, string> text) =>
        a == b ? "" : (b > a ? "+" : "") + text(b - a) + (a == 0 ? "" : ((double)(b - a) / a).ToString(" (+0.0 %); (-0.0 %)", CultureInfo.InvariantCulture));

    private static string[] Cells(LayerInfo? layer) => layer is null
        ? ["", "", ""]
        : [$"{layer.Kind} {layer.Shape}{(layer.View is null ? "" : " " + layer.View)}{(layer.Heads == 0 ? "" : $" {layer.Heads} heads")}", Number(layer.Parameters), Number(layer.Macs)];

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Mebibytes(long bytes) => Math.Round(bytes / 1048576.0, 2).ToString("N2", CultureInfo.InvariantCulture);

    private static void WriteJson(Invocation invocation, ModelInfo a, ModelInfo b, List<(string Path, LayerInfo? A, LayerInfo? B)> layers)
    {
        JsonOutput.Write(invocation.Output, new
        {
            a = Model(a),
            b = Model(b),
            layers = layers.Select(l => new { path = l.Path, same = l.A == l.B, a = Layer(l.A), b = Layer(l.B) }),
        });

        static object Model(ModelInfo info) => new
        {
            name = info.Name,
            backend = info.Backend,
            precision = info.Precision,
            image = new[] { info.Channels, info.Height, info.Width },
            classes = info.Classes,
            parameters = info.ParameterCount,
            macs = info.Macs,
            macsPtflops071 = info.MacsPtflops071,
            macsInference = info.MacsInference,
            macsTraining = info.MacsTraining,
            arenaBytesFixed = info.ArenaBytesFixed,
            arenaBytesPerImage = info.ArenaBytesPerImage,
            schemaHash = info.SchemaHash,
        };

        static object? Layer(LayerInfo? layer) => layer is null
            ? null
            : new { kind = layer.Kind, shape = layer.Shape, parameters = layer.Parameters, macs = layer.Macs, view = layer.View, heads = layer.Heads };
    }
}
