using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Plan;

namespace Lkca.Generators.Emit.Ilgpu;

/// <summary>The kernels of a model that are specialised to its constants: one for each distinct operation and shape, however many blocks use it.</summary>
internal sealed class IlgpuKernels
{
    private readonly Dictionary<(Op Op, Shape Shape), KernelEmitter> _byUse = [];
    private readonly HashSet<string> _names = [];

    public IlgpuKernels(MemoryPlan memory, BackendTraits traits)
    {
        foreach (var node in memory.Kinds.SelectMany(kind => kind.Region.Nodes))
        {
            if (!_byUse.ContainsKey(Key(node)) && Create(node, traits) is { } kernel)
            {
                _byUse[Key(node)] = kernel;
                All.Add(kernel);
            }
        }
    }

    /// <summary>In order of first use.</summary>
    public List<KernelEmitter> All { get; } = [];

    /// <summary>The nested class of a node's kernel.</summary>
    public string NameOf(Node node) => _byUse[Key(node)].Name;

    private static (Op Op, Shape Shape) Key(Node node) => (node.Op, node.Inputs[0].Shape.WithLeading(Leading.None));

    private KernelEmitter? Create(Node node, BackendTraits traits)
    {
        var x = node.Inputs[0].Shape;
        return node.Op switch
        {
            ImplicitToeplitz op => new LargeKernelEmitter(Unique("LargeKernelForward"), op.Geometry, x.Features, traits.RowStride(x.Features), isFlipped: false),
            ImplicitToeplitzBackwardInput op => new LargeKernelEmitter(Unique("LargeKernelBackwardInput"), op.Geometry, x.Features, traits.RowStride(x.Features), isFlipped: true),
            ImplicitToeplitzBackwardKernel op => new LargeKernelGradientEmitter(Unique("LargeKernelBackwardKernel"), op.Geometry, x.Features, traits.RowStride(x.Features)),
            Attention op => new AttentionEmitter(Unique("AttentionForward"), AttentionSizes.Of(op.Heads, node.Output.Shape, traits)),
            AttentionBackward op => new AttentionBackwardEmitter(Unique("AttentionBackward"), AttentionSizes.Of(op.Heads, x, traits)),
            _ => null,
        };
    }

    private string Unique(string stem)
    {
        var name = stem;
        for (var i = 2; !_names.Add(name); i++)
        {
            name = stem + i.ToString(CultureInfo.InvariantCulture);
        }

        return name;
    }
}
