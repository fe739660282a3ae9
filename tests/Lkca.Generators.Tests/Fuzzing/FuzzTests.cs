using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using Xunit;
using Xunit.Abstractions;

namespace Lkca.Generators.Tests.Fuzzing;

/// <summary>Random declarations by the thousand. LKCA_FUZZ_SEED=n checks one project; LKCA_FUZZ_MINUTES=60 is the nightly run, whose seeds start at the clock.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Projects = 150;

    [Fact]
    public void Thousands_of_declarations_give_code_that_compiles_or_findings()
    {
        if (Number("LKCA_FUZZ_SEED") is { } seed)
        {
            FuzzCheck.Run(seed);
            return;
        }

        var minutes = Number("LKCA_FUZZ_MINUTES");
        var first = minutes is null ? 1 : (int)(DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond % 1_000_000_000);
        var (watch, count, declarations, compiled) = (Stopwatch.StartNew(), 0, 0, 0);
        for (; minutes is { } m ? watch.Elapsed < TimeSpan.FromMinutes(m) : count < Projects; count++)
        {
            var result = FuzzCheck.Run(first + count);
            (declarations, compiled) = (declarations + result.Declarations, compiled + result.Compiled);
            if (minutes is not null && count % 20 == 0)
            {
                Report();
            }
        }

        Report();
        Assert.True(declarations >= 2000 || minutes is not null, $"only {declarations} declarations");
        Assert.True(compiled * 20 > declarations, $"only {compiled} of {declarations} declarations were compiled: too few to say anything");

        void Report()
        {
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"{watch.Elapsed.TotalMinutes:F1} min: seeds {first} to {first + count}: {declarations} declarations, {compiled} of them compiled");
            output.WriteLine(line);
            if (Environment.GetEnvironmentVariable("LKCA_FUZZ_LOG") is { Length: > 0 } log)
            {
                File.AppendAllText(log, line + "\n");
            }
        }
    }

    [Fact]
    public void A_seed_gives_the_same_project() => Assert.Equal(new RandomProject(17).Files, new RandomProject(17).Files);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
