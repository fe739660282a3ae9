using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Lkca.Models;
using Lkca.Runtime.Ilgpu;
using Xunit;

namespace Lkca.Conformance.Ilgpu.Package;

/// <summary>The PTX of every kernel: those of the runtime, and those of the paper's models and the hybrids (their variants for other data sets have the same blocks). It is made without
/// a GPU. Set LKCA_PTX_REPORT to a path to get the counts of docs/measurements.md.</summary>
public sealed partial class PtxTests
{
    private const int SharedLimit = 48 * 1024;

    private static readonly string[] DataSets = ["Cifar100Model", "SvhnModel", "TinyImageNetModel"];

    [Theory]
    [InlineData(8, 0)]
    [InlineData(9, 0)]
    public void Kernels_keep_to_registers_and_shared_memory_and_load_wide(int major, int minor)
    {
        using var context = Context.Create(builder => builder.EnableAlgorithms());
        using var backend = new PTXBackend(context, new CudaArchitecture(major, minor), CudaInstructionSet.ISA_80, null!);
        var failures = new List<string>();
        var report = new List<string> { "| kernel | fp32 multiply or fma | add | wide global loads | global loads | wide shared loads | shared loads | global stores | shared bytes |", "|---|---|---|---|---|---|---|---|---|" };
        var kernels = Kernels().ToList();
        foreach (var kernel in kernels)
        {
            var name = $"{kernel.DeclaringType!.DeclaringType?.Name}{(kernel.DeclaringType.IsNested ? "." : "")}{kernel.DeclaringType.Name}.{kernel.Name}";
            var compiled = (PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel), KernelSpecialization.Empty);
            var ptx = compiled.PTXAssembly;
            var shared = Shared().Matches(ptx).Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
            if (ptx.Contains(".local", StringComparison.Ordinal))
            {
                failures.Add($"{name}: local memory");
            }

            if (shared > SharedLimit)
            {
                failures.Add($"{name}: {shared} bytes of shared memory");
            }

            var isWide = kernel.DeclaringType.Name.StartsWith("LargeKernel", StringComparison.Ordinal) || kernel.DeclaringType.Name is "ElementKernels" or "NormalizeKernels" or "ResidualKernels";
            if (isWide && Count(ptx, @"\bld(\.global)?\.v4") == 0)
            {
                failures.Add($"{name}: no 16-byte load");
            }

            if (isWide && !kernel.DeclaringType.Name.StartsWith("LargeKernelBackwardKernel", StringComparison.Ordinal) && Count(ptx, @"\bst(\.global)?\.v4") == 0)
            {
                failures.Add($"{name}: no 16-byte store");
            }

            if (kernel.DeclaringType.Name.StartsWith("LargeKernel", StringComparison.Ordinal) && Count(ptx, @"ld\.shared\.v4") == 0)
            {
                failures.Add($"{name}: no 16-byte load from shared memory");
            }

            report.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {Count(ptx, @"(mul|fma)[.a-z]*\.f32")} | {Count(ptx, @"(add|sub)[.a-z]*\.f32")} | {Count(ptx, @"\bld(\.global)?\.v4")} | {Count(ptx, @"\bld(\.global)?\.[bfsu]")} | {Count(ptx, @"ld\.shared\.v4")} | {Count(ptx, @"ld\.shared\.[bfsu]")} | {Count(ptx, @"\bst(\.global)?\.(v4|[bfsu])")} | {shared} |"));
        }

        if (Environment.GetEnvironmentVariable("LKCA_PTX_REPORT") is { Length: > 0 } path)
        {
            File.WriteAllLines(path + $".sm{major}{minor}.md", report);
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(kernels.Count > 60, $"{kernels.Count} kernels");
    }

    private static IEnumerable<MethodInfo> Kernels()
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var generated = typeof(LkcaBModel).Assembly.GetTypes()
            .Where(type => type.IsNested && !DataSets.Any(suffix => type.DeclaringType!.Name.EndsWith(suffix, StringComparison.Ordinal)))
            .SelectMany(type => type.GetMethods(All))
            .Where(method => method.Name is "Kernel" or "Queries" or "Keys");
        var shared = typeof(DeviceKernels).Assembly.GetTypes()
            .Where(type => type.Namespace == "Lkca.Runtime.Ilgpu.Kernels" && (type.Name.EndsWith("Kernel", StringComparison.Ordinal) || type.Name.EndsWith("Kernels", StringComparison.Ordinal)))
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly));
        return shared.Concat(generated).Where(method => method.ReturnType == typeof(void)).OrderBy(method => method.DeclaringType!.FullName, StringComparer.Ordinal);
    }

    private static int Count(string text, string pattern) => Regex.Count(text, pattern);

    [GeneratedRegex(@"\.shared \.align \d+ \.b8 \S+\[(\d+)\]")]
    private static partial Regex Shared();
}
