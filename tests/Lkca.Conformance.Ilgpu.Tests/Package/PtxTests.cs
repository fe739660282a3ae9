using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using Lkca.Conformance.Models;
using Lkca.Models;
using Lkca.Runtime.Ilgpu;
using Lkca.Runtime.Ilgpu.Kernels;
using Xunit;

namespace Lkca.Conformance.Ilgpu.Package;

/// <summary>The PTX of every kernel: those of the runtime, those of the paper's models and the hybrids (their variants for other data sets have the same blocks), and the large kernel on
/// grids of 8, 16 and 32 tokens a side. It is made without a GPU. Set LKCA_PTX_REPORT to a folder to get the counts of docs/measurements.md, and the PTX itself.</summary>
public sealed class PtxTests
{
    private const int SharedLimit = 48 * 1024;

    private static readonly string[] DataSets = ["Cifar100Model", "SvhnModel", "TinyImageNetModel"];

    [Theory]
    [InlineData(8, 0)]
    [InlineData(9, 0)]
    public void Kernels_keep_to_registers_and_shared_memory_and_load_wide(int major, int minor)
    {
        using var context = Context.Create(builder => builder.EnableAlgorithms().Optimize(Device.Optimization));
        using var backend = new PTXBackend(context, new CudaArchitecture(major, minor), CudaInstructionSet.ISA_80, null!);
        var failures = new List<string>();
        var all = Kernels().Select(method => Ptx.Of(backend, method)).ToList();
        foreach (var ptx in all)
        {
            var isOnTensorCores = ptx.Name.Contains("Tensor", StringComparison.Ordinal);
            var isLargeKernel = ptx.Name.Contains(".LargeKernel", StringComparison.Ordinal);
            var isWide = isLargeKernel || ptx.Name.StartsWith("ElementKernels", StringComparison.Ordinal) || ptx.Name.StartsWith("NormalizeKernels", StringComparison.Ordinal)
                || ptx.Name.StartsWith("ResidualKernels", StringComparison.Ordinal);
            var isStoredWide = isWide || (ptx.Name.EndsWith("Epilogue", StringComparison.Ordinal) && !ptx.Name.EndsWith("EntriesEpilogue", StringComparison.Ordinal));
            Expect(!ptx.Text.Contains(".local", StringComparison.Ordinal), "local memory");
            Expect(ptx.SharedBytes <= SharedLimit, $"{ptx.SharedBytes} bytes of shared memory");
            Expect(ptx.Whole.Generic == 0, "loads or stores that do not know their memory");
            Expect(!isWide || ptx.Whole.WideGlobalLoads > 0, "no 16-byte load");
            Expect(!isStoredWide || ptx.Name.Contains("BackwardKernel", StringComparison.Ordinal) || ptx.Whole.WideGlobalStores > 0, "no 16-byte store");
            Expect(!isLargeKernel || isOnTensorCores || ptx.Whole.WideSharedLoads > 0, "no 16-byte load from shared memory");
            Expect(ptx.Whole.Mma > 0 == isOnTensorCores, isOnTensorCores ? "no mma.sync" : "mma.sync outside of the kernels on tensor cores");

            void Expect(bool isTrue, string otherwise)
            {
                if (!isTrue)
                {
                    failures.Add($"{ptx.Name}: {otherwise}");
                }
            }
        }

        if (Environment.GetEnvironmentVariable("LKCA_PTX_REPORT") is { Length: > 0 } folder)
        {
            Report(Directory.CreateDirectory(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"sm_{major}{minor}"))).FullName, all);
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(all.Count > 80, $"{all.Count} kernels");
        Assert.True(all.Count(ptx => ptx.Whole.Mma > 0) >= 10, "kernels on tensor cores");
    }

    private static void Report(string folder, List<Ptx> all)
    {
        var lines = new List<string> { "| kernel | where | " + Counts.Header + " | shared bytes |", "|---|---|" + Counts.Rule + "---|" };
        foreach (var ptx in all)
        {
            File.WriteAllText(Path.Combine(folder, ptx.Name + ".ptx"), ptx.Text);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"| {ptx.Name} | whole text | {ptx.Whole} | {ptx.SharedBytes} |"));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"| | hot loop, one turn | {ptx.HotLoop} | |"));
        }

        File.WriteAllLines(Path.Combine(folder, "counts.md"), lines);
    }

    private static IEnumerable<MethodInfo> Kernels()
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var generated = typeof(LkcaBModel).Assembly.GetTypes()
            .Where(type => type.IsNested && !DataSets.Any(suffix => type.DeclaringType!.Name.EndsWith(suffix, StringComparison.Ordinal)))
            .Concat(new[] { typeof(OtherGrid8Model), typeof(OtherGrid16Model), typeof(OtherGrid32Model) }.SelectMany(model => model.GetNestedTypes(All)))
            .SelectMany(type => type.GetMethods(All))
            .Where(method => method.Name is "Kernel" or "Queries" or "Keys");
        var shared = typeof(DeviceKernels).Assembly.GetTypes()
            .Where(type => type.Namespace == "Lkca.Runtime.Ilgpu.Kernels" && (type.Name.EndsWith("Kernel", StringComparison.Ordinal) || type.Name.EndsWith("Kernels", StringComparison.Ordinal)))
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly));
        return shared.Concat(generated).Where(method => method.ReturnType == typeof(void))
            .SelectMany(Instances)
            .OrderBy(method => method.DeclaringType!.FullName, StringComparer.Ordinal);
    }

    /// <summary>A kernel for every epilogue that it can have, on the tensor core of a GPU.</summary>
    private static IEnumerable<MethodInfo> Instances(MethodInfo kernel)
    {
        if (!kernel.IsGenericMethodDefinition)
        {
            return [kernel];
        }

        var epilogues = typeof(IGemmEpilogue<>).Assembly.GetTypes().Where(type => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IGemmEpilogue<>)));
        return kernel.GetGenericArguments() switch
        {
            [{ Name: "TEpilogue" }] => epilogues.Select(epilogue => kernel.MakeGenericMethod(epilogue)),
            [_, _] => epilogues.Select(epilogue => kernel.MakeGenericMethod(typeof(MmaTensorCore), epilogue)),
            _ => [kernel.MakeGenericMethod(typeof(MmaTensorCore))],
        };
    }
}
