using System;
using System.Globalization;
using System.Linq;
using Lkca.Cli.Output;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca describe MODEL</c>: the model card.</summary>
internal sealed class DescribeVerb : Verb
{
    public override string Name => "describe";

    public override string Summary => "the model card: layers, shapes, parameters, MACs, views, memory";

    public override string[] Arguments => ["MODEL"];

    public override int Run(Invocation invocation)
    {
        var info = invocation.Model().Description;
        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, new
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
                layers = info.Layers.Select(l => new { path = l.Path, kind = l.Kind, shape = l.Shape, parameters = l.Parameters, macs = l.Macs, view = l.View }),
            });
            return 0;
        }

        var output = invocation.Output;
        output.WriteLine($"{info.Name}: {info.Channels}×{info.Height}×{info.Width} images, {info.Classes} classes, {info.Precision}, backend {info.Backend}");
        output.WriteLine();
        TextTable.Write(output, ["layer", "kind", "shape", "parameters", "MACs", "view"],
            info.Layers.Select(l => new[] { l.Path, l.Kind, l.Shape, Number(l.Parameters), Number(l.Macs), l.View ?? "" }), 3, 4);
        output.WriteLine();
        TextTable.Write(output, [],
        [
            ["parameters", Number(info.ParameterCount), ""],
            ["MACs", Number(info.Macs), "one image forward, every product counted"],
            ["MACs, ptflops 0.7.1", Number(info.MacsPtflops071), "that counter's convention: no attention products, no large kernels"],
            ["MACs, inference", Number(info.MacsInference), "executed per image after exact simplification" + Saved(info.MacsSavedInference)],
            ["MACs, training", Number(info.MacsTraining), "executed per image and step" + Saved(info.MacsSavedTraining)],
            ["arena, fixed", Mebibytes(info.ArenaBytesFixed), "MiB of a training session whatever the batch is"],
            ["arena, per image", Mebibytes(info.ArenaBytesPerImage), "MiB for each image in flight"],
        ], 1);
        return 0;

        static string Saved(long macs) => macs == 0 ? "" : $"; less {Number(macs)} that split Toeplitz products save";
        static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
        static string Mebibytes(long bytes) => Math.Round(bytes / 1048576.0, 2).ToString("N2", CultureInfo.InvariantCulture);
    }
}
