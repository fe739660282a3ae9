using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;

namespace Lkca.Conformance.Ilgpu.Package;

/// <summary>A kernel in PTX, and what stands in it.</summary>
internal sealed partial record Ptx(string Name, string Text)
{
    /// <summary>Instructions of the whole text.</summary>
    public Counts Whole { get; } = Counts.Of(Text);

    /// <summary>Instructions of the innermost loop that computes most, once through.</summary>
    public Counts HotLoop { get; } = Loops(Text).Select(Counts.Of).OrderByDescending(counts => counts.Arithmetic).FirstOrDefault() ?? Counts.Of("");

    /// <summary>Shared memory of a thread group.</summary>
    public int SharedBytes => Shared().Matches(Text).Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    /// <summary>Compiles a kernel.</summary>
    public static Ptx Of(PTXBackend backend, MethodInfo kernel)
    {
        var type = kernel.DeclaringType!;
        var compiled = (PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel), KernelSpecialization.Empty);
        return new($"{type.DeclaringType?.Name}{(type.IsNested ? "." : "")}{type.Name}.{kernel.Name}{Epilogue(kernel)}", compiled.PTXAssembly);
    }

    /// <summary>.GeluEpilogue.</summary>
    private static string Epilogue(MethodInfo kernel) =>
        string.Concat(kernel.GetGenericArguments().Select(type => type.Name).Where(name => name.EndsWith("Epilogue", System.StringComparison.Ordinal)).Select(name => "." + name));

    /// <summary>The text between a label and the last branch back to it, where no smaller loop lies within.</summary>
    private static IEnumerable<string> Loops(string text)
    {
        var lines = text.Split('\n');
        var labels = new Dictionary<string, int>();
        var loops = new List<(int First, int Last)>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (Label().Match(lines[i]) is { Success: true } label)
            {
                labels[label.Groups[1].Value] = i;
            }
            else if (Branch().Match(lines[i]) is { Success: true } branch && labels.TryGetValue(branch.Groups[1].Value, out var first))
            {
                loops.Add((first, i));
            }
        }

        return loops
            .Where(loop => !loops.Any(other => other != loop && other.First > loop.First && other.Last <= loop.Last))
            .Select(loop => string.Join('\n', lines[loop.First..(loop.Last + 1)]));
    }

    [GeneratedRegex(@"\.shared \.align \d+ \.b8 \S+\[(\d+)\]")]
    private static partial Regex Shared();

    [GeneratedRegex(@"^\s*(L_\d+):")]
    private static partial Regex Label();

    [GeneratedRegex(@"\bbra(?:\.uni)?\s+(L_\d+)")]
    private static partial Regex Branch();
}
