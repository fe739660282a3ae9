using Lkca.Cli.Arguments;
using Lkca.Cli.Output;
using Lkca.Runtime.Data;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca data write</c>: pictures as files of a public format.</summary>
internal sealed class DataWriteVerb : Verb
{
    public override string Name => "data write";

    public override string Summary => "writes a picture set as CIFAR-10 binary files";

    public override Option[] Options =>
    [
        new("data", "SPEC", $"the images: {DataSpec.Known}", Required: true),
        new("format", "NAME", "cifar10", Required: true),
        new("out", "DIR", "folder to write to; it is made where it is absent", Required: true),
    ];

    public override int Run(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var (format, directory) = (arguments.Required("format"), arguments.Required("out"));
        if (format != CifarFormat.Cifar10.Name)
        {
            throw new UsageException($"--format {format}: {CifarFormat.Cifar10.Name} is expected");
        }

        var spec = DataSpec.Parse(arguments.Required("data"));
        var (train, test) = (spec.Train(), spec.Test());
        CifarWriter.Write(directory, train, test);
        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, new { @out = directory, format, train = train.Count, test = test.Count });
        }
        else
        {
            invocation.Output.WriteLine($"{directory}: {train.Count} training and {test.Count} test images in the {format} binary format; "
                + $"read them with --data {format}:{directory}");
        }

        return 0;
    }
}
