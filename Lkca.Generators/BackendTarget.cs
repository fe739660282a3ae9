using System;
using System.Collections.Generic;
using Lkca.Generators.Emit.Cpu;
using Lkca.Generators.Emit.Ilgpu;
using Lkca.Generators.Emit.TorchSharp;
using Lkca.Generators.Graph;
using Lkca.Generators.Plan;
using Lkca.Generators.Spec;

namespace Lkca.Generators;

/// <summary>A backend as the compiler sees it: the data that its passes are given, and the emitter that writes its files.</summary>
internal sealed record BackendTarget(BackendTraits Traits, Func<ModelSpec, ModelGraph, MemoryPlan, IReadOnlyList<GeneratedFile>> Emit)
{
    private static readonly Dictionary<BackendKind, BackendTarget> All = new()
    {
        [BackendKind.Cpu] = new(CpuTraits.Value, CpuEmitter.Emit),
        [BackendKind.TorchSharp] = new(TorchSharpTraits.Value, TorchSharpEmitter.Emit),
        [BackendKind.Ilgpu] = new(IlgpuTraits.Value, IlgpuEmitter.Emit),
    };

    /// <summary>The backends that have an emitter: those that <see cref="BackendSupport"/> says have one.</summary>
    public static IEnumerable<BackendKind> Kinds => All.Keys;

    /// <summary>A spec without findings names a backend that has an emitter.</summary>
    public static BackendTarget Of(BackendKind backend) => All[backend];
}
