using System;
using System.IO;
using System.Text;
using Lkca.Cli.Arguments;
using Lkca.Cli.Catalog;
using Lkca.Cli.Output;
using Lkca.Cli.Reports;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Data;

namespace Lkca.Cli.Verbs;

/// <summary><c>lkca report DIR</c>: a page to look at.</summary>
internal sealed class ReportVerb : Verb
{
    /// <summary>More test images than are looked at in a moment.</summary>
    private const int Many = 2000;

    public override string Name => "report";

    public override string Summary => "writes one self-contained HTML page about a run";

    public override string[] Arguments => ["DIR"];

    public override Option[] Options =>
    [
        new("out", "FILE", "the page (default: DIR/report.html)"),
        new("weights", "FILE", "weights to look at (default: DIR/last.safetensors)"),
        new("data", "SPEC", $"test images to look at (default: those of the run): {DataSpec.Known}"),
        .. Option.Session,
    ];

    public override int Run(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var run = RunFolder.Read(arguments.Positional[0]);
        var path = arguments.Text("out") ?? Path.Combine(run.Path, "report.html");
        var seen = Inspect(invocation, run);
        var page = Encoding.UTF8.GetBytes(ReportPage.Write(run, seen));
        AtomicFile.Write(path, stream => stream.Write(page));
        foreach (var reason in seen.LeftOut)
        {
            invocation.Error.WriteLine($"not shown: {reason}");
        }

        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Output, new { report = path, bytes = page.Length, epochs = run.Metrics.Count, left_out = seen.LeftOut });
        }
        else
        {
            invocation.Output.WriteLine(path);
        }

        return 0;
    }

    /// <summary>What the user names must be right; what the run's folder names may be gone, and its parts are then left out.</summary>
    private static Inspection Inspect(Invocation invocation, RunFolder run)
    {
        var (arguments, seen) = (invocation.Arguments, new Inspection());
        if (Model(invocation, run, seen) is not { } handle)
        {
            return seen;
        }

        seen.Model = handle.Description;
        seen.Data = Data(arguments, run, seen);
        seen.Data?.RequireFits(handle.Description);
        var weights = arguments.Text("weights") ?? Path.Combine(run.Path, "last.safetensors");
        if (!File.Exists(weights) && !arguments.Has("weights"))
        {
            seen.LeftOut.Add("Confusion matrix, images, kernels, receptive fields and attention: the folder has no last.safetensors yet.");
            return seen;
        }

        using var model = invocation.Open(handle, Math.Min(128, seen.Data?.Count ?? 1), training: false);
        model.Load(weights);
        if (seen.Data?.Count > Many)
        {
            invocation.Error.WriteLine($"looking at {seen.Data.Count} test images");
        }

        seen.LookAt(model);
        return seen;
    }

    private static ModelHandle? Model(Invocation invocation, RunFolder run, Inspection seen)
    {
        const string Parts = "Everything about the model and its images";
        var weights = invocation.Arguments.Text("weights") ?? Path.Combine(run.Path, "last.safetensors");
        if ((run.Info?.Model ?? NameIn(weights)) is not { } name)
        {
            seen.LeftOut.Add($"{Parts}: the folder does not say which model was trained.");
            return null;
        }

        try
        {
            return invocation.Catalog.Find(name);
        }
        catch (UsageException e)
        {
            seen.LeftOut.Add($"{Parts}: {e.Message}. The option --models adds the assembly that declares it.");
            return null;
        }
    }

    /// <summary>Folders of versions without run.json: the weights say the model's name.</summary>
    private static string? NameIn(string weights)
    {
        if (!File.Exists(weights))
        {
            return null;
        }

        using var file = SafetensorsReader.Open(weights);
        return file.Metadata.TryGetValue("model", out var name) ? name : null;
    }

    private static IImageDataset? Data(ParsedArguments arguments, RunFolder run, Inspection seen)
    {
        const string Parts = "Confusion matrix, images, receptive fields and attention";
        if (arguments.Text("data") is { } stated)
        {
            return DataSpec.Parse(stated).Test(run.Resize);
        }

        if (run.Info is not { } info)
        {
            seen.LeftOut.Add($"{Parts}: the folder does not say on which data the run was trained; the option --data names them.");
            return null;
        }

        try
        {
            return DataSpec.Parse(info.Data).Test(run.Resize);
        }
        catch (Exception e) when (e is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            seen.LeftOut.Add($"{Parts}: the data cannot be read ({e.Message}); the option --data names them where they are now.");
            return null;
        }
    }
}
