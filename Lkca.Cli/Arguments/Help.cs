using System.Collections.Generic;
using System.IO;
using System.Linq;
using Lkca.Cli.Output;
using Lkca.Cli.Verbs;
using Lkca.Runtime.Data;

namespace Lkca.Cli.Arguments;

/// <summary>The help texts, made from the tables of the verbs.</summary>
internal static class Help
{
    /// <summary>The list of verbs.</summary>
    public static int Print(TextWriter output, IReadOnlyList<Verb> verbs)
    {
        output.WriteLine("lkca VERB ...: trains, measures and explains compiled vision models");
        output.WriteLine();
        TextTable.Write(output, [], verbs.Select(v => new[] { "  " + v.Usage, v.Summary }));
        output.WriteLine();
        output.WriteLine($"SPEC: {DataSpec.Known}");
        output.WriteLine("Every verb takes --json, --models ASSEMBLY and --help. Exit codes: 0 done, 1 failed while running, 2 wrong arguments or input.");
        return 0;
    }

    /// <summary>One verb.</summary>
    public static int Print(TextWriter output, Verb verb)
    {
        output.WriteLine($"lkca {verb.Usage}: {verb.Summary}");
        output.WriteLine();
        TextTable.Write(output, [], verb.Options.Concat(Option.Everywhere).Select(o =>
            new[] { $"  --{o.Name}{(o.Value == null ? "" : " " + o.Value)}", o.Help }));
        return 0;
    }
}
