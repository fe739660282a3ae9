using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Cli.Verbs;

namespace Lkca.Cli.Arguments;

/// <summary>Takes a command line apart by the tables of its verb: <c>--name value</c>, <c>--name=value</c>, switches, and everything after
/// <c>--</c> as plain arguments.</summary>
internal static class ArgumentParser
{
    /// <summary>The verb that the first word, or the first two, name.</summary>
    /// <exception cref="UsageException">No verb has that name; the nearest is proposed.</exception>
    public static Verb FindVerb(IReadOnlyList<Verb> verbs, string[] args, out string[] rest)
    {
        foreach (var verb in verbs)
        {
            var words = verb.Name.Split(' ');
            if (args.Take(words.Length).SequenceEqual(words))
            {
                rest = args[words.Length..];
                return verb;
            }
        }

        var given = args.Length > 1 && verbs.Any(v => v.Name.StartsWith(args[0] + " ", StringComparison.Ordinal)) ? $"{args[0]} {args[1]}" : args[0];
        throw new UsageException($"no verb \"{given}\"{Suggestion.For(given, verbs.Select(v => v.Name))}");
    }

    /// <summary>Takes the arguments of a verb apart.</summary>
    /// <exception cref="UsageException">An unknown, repeated, missing or incomplete option, or too few or too many arguments.</exception>
    public static ParsedArguments Parse(Verb verb, string[] args)
    {
        var known = verb.Options.Concat(Option.Everywhere).ToDictionary(o => o.Name, StringComparer.Ordinal);
        var positional = new List<string>();
        var options = new List<(string Name, string Value)>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--")
            {
                positional.AddRange(args[(i + 1)..]);
                break;
            }

            if (args[i] == "-h")
            {
                options.Add(("help", ""));
                continue;
            }

            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                positional.Add(args[i]);
                continue;
            }

            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? args[i][2..] : args[i][2..equals];
            if (!known.TryGetValue(name, out var option))
            {
                throw new UsageException($"{verb.Name} has no option --{name}{Suggestion.For(name, known.Keys, "--")}");
            }

            if (option.Value == null && equals >= 0)
            {
                throw new UsageException($"--{name} is a switch and takes no value");
            }

            if (option.Value != null && equals < 0 && (++i == args.Length || args[i].StartsWith("--", StringComparison.Ordinal)))
            {
                throw new UsageException($"--{name} needs a value: --{name} {option.Value}");
            }

            if (options.Any(o => o.Name == name) && name is not ("models" or "set") && option.Value != null)
            {
                throw new UsageException($"--{name} is given twice");
            }

            options.Add((name, option.Value == null ? "" : equals >= 0 ? args[i][(equals + 1)..] : args[i]));
        }

        var parsed = new ParsedArguments(positional, options);
        if (!parsed.Has("help"))
        {
            RequireComplete(verb, parsed);
        }

        return parsed;
    }

    private static void RequireComplete(Verb verb, ParsedArguments parsed)
    {
        if (parsed.Positional.Count < verb.Arguments.Length)
        {
            throw new UsageException($"{verb.Name} needs {verb.Arguments[parsed.Positional.Count].TrimEnd('.')}: {verb.Usage}");
        }

        if (parsed.Positional.Count > verb.Arguments.Length && !verb.Arguments.Any(a => a.EndsWith("...", StringComparison.Ordinal)))
        {
            throw new UsageException($"{verb.Name} does not take \"{parsed.Positional[verb.Arguments.Length]}\": {verb.Usage}");
        }

        if (verb.Options.FirstOrDefault(o => o.Required && !parsed.Has(o.Name)) is { } missing)
        {
            throw new UsageException($"{verb.Name} needs --{missing.Name} {missing.Value}: {verb.Usage}");
        }
    }
}
