using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Lkca.Cli.Arguments;
using Lkca.Cli.Catalog;
using Lkca.Cli.Verbs;
using Lkca.Runtime;
using Lkca.Runtime.Data;
using Lkca.Runtime.Training;

namespace Lkca.Cli;

/// <summary>The whole command line. A project gets it for its own models with <c>return LkcaApp.Run(args);</c> as its Main.</summary>
public static class LkcaApp
{
    /// <summary>Every verb, in the order of the help.</summary>
    internal static readonly Verb[] Verbs =
    [
        new ModelsVerb(), new DescribeVerb(), new DiffVerb(), new TrainVerb(), new EvaluateVerb(), new PredictVerb(), new RunBatchVerb(), new BenchVerb(), new DataWriteVerb(), new DataCheckVerb(),
        new ReportVerb(), new CompareVerb(),
        new WeightsCheckVerb(), new WeightsConvertVerb(), new TableVerb(),
    ];

    /// <summary>Runs one command with the models of the calling assembly, of the program's own assembly, of <c>--models</c> and of the paper.
    /// Results go to standard output; progress, logs and errors to standard error.</summary>
    /// <returns>0 done, 1 failed while running, 2 wrong arguments or input.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Run(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return Run(args, Console.Out, Console.Error, Assembly.GetCallingAssembly(), Assembly.GetEntryAssembly());
    }

    internal static int Run(string[] args, TextWriter output, TextWriter error, params Assembly?[] assemblies)
    {
        try
        {
            if (args.Length == 0)
            {
                throw new UsageException($"a verb is missing; {string.Join(", ", Verbs.Select(v => v.Name))} are there, and --help explains them");
            }

            if (args is ["help" or "--help" or "-h", .. var topic])
            {
                return topic.Length == 0 ? Help.Print(output, Verbs) : Help.Print(output, ArgumentParser.FindVerb(Verbs, topic, out _));
            }

            if (args is ["--version"])
            {
                output.WriteLine(typeof(LkcaApp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
                return 0;
            }

            var verb = ArgumentParser.FindVerb(Verbs, args, out var rest);
            var parsed = ArgumentParser.Parse(verb, rest);
            return parsed.Has("help")
                ? Help.Print(output, verb)
                : verb.Run(new Invocation(parsed, output, error, new ModelCatalog(assemblies, parsed.All("models"))));
        }
        catch (Exception e) when (ExitCodeOf(e) is { } code)
        {
            error.WriteLine($"lkca: {OneLine(e.Message)}");
            return code;
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("LKCA_TRACE") is null or "")
        {
            error.WriteLine($"lkca: {e.GetType().Name}: {OneLine(e.Message)} (LKCA_TRACE=1 shows where)");
            return 1;
        }
    }

    /// <summary>The exit code of an expected failure: what was handed in is wrong (2), or the machine did not do it (1).</summary>
    private static int? ExitCodeOf(Exception e) => e switch
    {
        UsageException or InvalidInputException => 2,
        TrainingException or DeviceException or IOException or UnauthorizedAccessException or OutOfMemoryException => 1,
        _ => null,
    };

    private static string OneLine(string message) => string.Join(' ', message.Split('\n',
        StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
