using System;
using System.IO;
using Lkca.Cli.Arguments;
using Lkca.Cli.Catalog;
using Lkca.Runtime;

namespace Lkca.Cli;

/// <summary>One call of a verb: its arguments, where its results and its logs go, and the models it may use.</summary>
internal sealed record Invocation(ParsedArguments Arguments, TextWriter Output, TextWriter Error, ModelCatalog Catalog)
{
    /// <summary>True when the result is asked for as JSON.</summary>
    public bool Json => Arguments.Has("json");

    /// <summary>The model named by the first argument.</summary>
    public ModelHandle Model() => Catalog.Find(Arguments.Positional[0]);

    /// <summary>A session of <paramref name="model"/> on the threads and the device that were asked for; without a <paramref name="seed"/> its weights are to be loaded. Its warning goes to the logs.</summary>
    public IVisionModel Open(ModelHandle model, int maxBatch, bool training, ulong? seed = null)
    {
        try
        {
            var session = model.Create(new SessionOptions
            {
                MaxBatch = maxBatch,
                Threads = Arguments.Integer("threads", 0, 0, 1024),
                Device = Arguments.Text("device") ?? "cpu",
                Compute = Compute(),
                DrawWeights = seed is not null,
                Seed = seed ?? 0,
                Training = training,
            });
            if (session.Warning is { } warning)
            {
                Error.WriteLine($"warning: {warning}");
            }

            return session;
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"{model.Description.Name} cannot be created: {e.Message}", e);
        }
    }

    private ComputePrecision Compute() => Arguments.Text("compute") switch
    {
        null or "declared" => ComputePrecision.Declared,
        "tf32" => ComputePrecision.TensorFloat32,
        "bfloat16" => ComputePrecision.BFloat16,
        var other => throw new UsageException($"--compute {other}: declared, tf32 or bfloat16 is expected"),
    };
}
