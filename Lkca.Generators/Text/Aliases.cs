using System.Collections.Generic;
using System.Linq;

namespace Lkca.Generators.Text;

/// <summary>The aliases by which generated code names what it calls (<c>Cpu::Linear.Forward</c>): after <c>::</c> only aliases are looked up, so no
/// type and no namespace of the user's project can hide them.</summary>
internal static class Aliases
{
    public const string Runtime = "Lk";
    public const string CpuKernels = "Cpu";
    public const string Execution = "Execution";
    public const string Memory = "Memory";
    public const string IlgpuRuntime = "Ilgpu";
    public const string IlgpuLibrary = "Gpu";
    public const string Torch = "Torch";
    public const string TorchSharp = "Ts";

    private static readonly Dictionary<string, string> Targets = new()
    {
        [Runtime] = "Lkca.Runtime",
        [CpuKernels] = "Lkca.Runtime.Kernels.Cpu",
        [Execution] = "Lkca.Runtime.Execution",
        [Memory] = "Lkca.Runtime.Memory",
        [IlgpuRuntime] = "Lkca.Runtime.Ilgpu",
        [IlgpuLibrary] = "ILGPU",
        [Torch] = "Lkca.Runtime.Torch",
        [TorchSharp] = "TorchSharp",
    };

    /// <summary>Every name that some generated file uses.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Targets.Keys.OrderBy(name => name, System.StringComparer.Ordinal)];

    /// <summary>Opens the model's namespace and declares the aliases inside it, where a global using alias of the project is no second declaration of
    /// the same name. A record of the global namespace leaves no such place: there LKCA0109 asks for another name.</summary>
    public static void Open(SourceWriter w, string dottedNamespace, params string[] aliases)
    {
        if (dottedNamespace.Length > 0)
        {
            w.Line($"namespace {Literals.Namespace(dottedNamespace)};");
            w.Line();
        }

        foreach (var alias in aliases)
        {
            w.Line($"using {alias} = global::{Targets[alias]};");
        }

        w.Line();
    }
}
