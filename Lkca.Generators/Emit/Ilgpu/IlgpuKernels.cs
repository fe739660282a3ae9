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
            if (_byUse.ContainsKey(Key(node)))
            {
                continue;
            }

            var kernels = Create(node, traits).ToList();
            if (kernels.Count > 0)
            {
                _byUse[Key(node)] = kernels[0];
                All.AddRange(kernels);
            }
        }
    }

    /// <summary>In order of first use.</summary>
    public List<KernelEmitter> All { get; } = [];

    /// <summary>The nested class of a node's kernel.</summary>
    public string NameOf(Node node) => _byUse[Key(node)].Name;

    private static (Op Op, Shape Shape) Key(Node node) => (node.Op, node.Inputs[0].Shape.WithLeading(Leading.None));

    /// <summary>The kernel that the steps call, and where there is one, its form on tensor cores, which it calls.</summary>
    private IEnumerable<KernelEmitter> Create(Node node, BackendTraits traits)
    {
        var x = node.Inputs[0].Shape;
        var stride = traits.RowStride(x.Features);
        switch (node.Op)
        {
            case ImplicitToeplitz op:
                return Product("LargeKernelForward", op.Geometry, LargeKernelForm.Forward);
            case ImplicitToeplitzResidual op:
                return Product("LargeKernelForward", op.Geometry, LargeKernelForm.ForwardResidual);
            case ImplicitToeplitzBackwardInput op:
                return Product("LargeKernelBackwardInput", op.Geometry, LargeKernelForm.BackwardInput);
            case ImplicitToeplitzBackwardKernel op:
                var name = Unique("LargeKernelBackwardKernel");
                var tensor = TensorName(name, op.Geometry);
                return With(new LargeKernelGradientEmitter(name, op.Geometry, x.Features, stride, tensor), tensor is null ? null : new TensorGradientEmitter(tensor, op.Geometry, x.Features, stride));
            case Attention op:
                return With(new AttentionEmitter(Unique("AttentionForward"), AttentionSizes.Of(op.Heads, node.Output.Shape, traits)), null);
            case AttentionBackward op:
                return With(new AttentionBackwardEmitter(Unique("AttentionBackward"), AttentionSizes.Of(op.Heads, x, traits)), null);
            default:
                return [];
        }

        IEnumerable<KernelEmitter> Product(string stem, KernelGeometry geometry, LargeKernelForm form)
        {
            var name = Unique(stem);
            var tensor = TensorName(name, geometry);
            return With(
                new LargeKernelEmitter(name, geometry, x.Features, stride, form, tensor),
                tensor is null ? null : new TensorKernelEmitter(tensor, geometry, x.Features, stride, form));
        }

        string? TensorName(string name, KernelGeometry geometry) => new TensorTiling(geometry, x.Features).IsPossible ? name + "Tensor" : null;

        static IEnumerable<KernelEmitter> With(KernelEmitter kernel, KernelEmitter? tensor) => tensor is null ? [kernel] : [kernel, tensor];
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
