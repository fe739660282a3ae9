using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Plan;
using Lkca.Generators.Spec;

namespace Lkca.Generators.Passes;

/// <summary>Lowers every large-kernel operator to one of its three exactly equal forms: the stated one, or the cheapest by the backend's measured cost table.</summary>
internal static class ChooseView
{
    public static ModelGraph Run(ModelGraph graph, BackendTraits traits) => graph.Map(region => Run(region, traits));

    /// <summary>The view of a layer, and why: shown in the model card.</summary>
    public static ViewChoice Choose(KernelGeometry geometry, int features, ViewKind stated, BackendTraits traits)
    {
        geometry = Placed(geometry, features, traits);
        var ranking = traits.Views
            .Select(view => (View: view, Microseconds: traits.ViewCosts.Cost(view, geometry, features) / 1000))
            .OrderBy(entry => entry.Microseconds)
            .ThenBy(entry => entry.View)
            .ToList();

        // A stated view that the backend's kernel cannot take gives way to one that computes the same sums; the card says so.
        var isStated = ranking.Any(entry => entry.View == stated && !(traits.IsToeplitzImplicit && double.IsInfinity(entry.Microseconds)));
        return new(isStated ? stated : ranking[0].View, isStated, ranking);
    }

    /// <summary>The geometry with what the backend adds to it.</summary>
    private static KernelGeometry Placed(KernelGeometry geometry, int features, BackendTraits traits) => geometry with
    {
        MatrixAlignment = traits.MatrixAlignment,
        HasHalfSpectra = traits.HasHalfSpectra,
        IsSplit = traits.IsToeplitzSplit(geometry, features),
    };

    private static Region Run(Region region, BackendTraits traits)
    {
        var rewriting = new Rewriting(region);
        var spectra = new Dictionary<Value, Value>();
        foreach (var node in region.Forward.Concat(region.Backward))
        {
            if (Geometry(node.Op) is { } sizes)
            {
                var features = node.Inputs[0].Shape.Features;
                var geometry = Placed(sizes, features, traits);
                var view = Choose(geometry, features, Stated(node.Op), traits).View;
                rewriting.Replace(node, [], [.. traits.IsToeplitzImplicit && view == ViewKind.Toeplitz ? [Implicit(node, geometry)] : Lower(node, geometry, view, spectra)]);
            }
        }

        return rewriting.Build();
    }

    private static KernelGeometry? Geometry(Op op) => op switch
    {
        LargeKernel forward => forward.Geometry,
        LargeKernelBackwardInput input => input.Geometry,
        LargeKernelBackwardKernel kernel => kernel.Geometry,
        _ => null,
    };

    private static ViewKind Stated(Op op) => op switch
    {
        LargeKernel forward => forward.View,
        LargeKernelBackwardInput input => input.View,
        LargeKernelBackwardKernel kernel => kernel.View,
        _ => ViewKind.Auto,
    };

    /// <summary>The Toeplitz view of backends that never store the matrix.</summary>
    private static Node Implicit(Node node, KernelGeometry geometry) => node.With(op: node.Op switch
    {
        LargeKernel => new ImplicitToeplitz(geometry),
        LargeKernelBackwardInput => new ImplicitToeplitzBackwardInput(geometry),
        _ => new ImplicitToeplitzBackwardKernel(geometry),
    });

    private static IEnumerable<Node> Lower(Node node, KernelGeometry geometry, ViewKind view, Dictionary<Value, Value> spectra)
    {
        var (first, second) = (node.Inputs[0], node.Inputs[1]);
        switch (node.Op, view)
        {
            case (LargeKernel, ViewKind.Toeplitz):
                var transposed = Nodes.Create(new ToeplitzMatrix(geometry, IsTransposed: true), [second], ["toeplitzTransposed"]);
                return [transposed, node.With(op: new ToeplitzProduct(geometry), inputs: [first, transposed.Output])];
            case (LargeKernelBackwardInput, ViewKind.Toeplitz):
                var matrix = Nodes.Create(new ToeplitzMatrix(geometry, IsTransposed: false), [second], ["toeplitz"], node.Differentiates);
                return [matrix, node.With(op: new ToeplitzProductBackwardInput(geometry), inputs: [first, matrix.Output])];
            case (LargeKernelBackwardKernel, ViewKind.Toeplitz):
                var dMatrix = Nodes.Create(new ToeplitzProductBackwardMatrix(geometry), [first, second], ["dToeplitz"], node.Differentiates);
                return [dMatrix, node.With(op: new ToeplitzFold(geometry), inputs: [dMatrix.Output])];

            case (LargeKernel, ViewKind.Convolution):
                return [node.With(op: new Convolution(geometry))];
            case (LargeKernelBackwardInput, ViewKind.Convolution):
                return [node.With(op: new ConvolutionBackwardInput(geometry))];
            case (LargeKernelBackwardKernel, ViewKind.Convolution):
                return [node.With(op: new ConvolutionBackwardKernel(geometry))];

            case (LargeKernel, ViewKind.Fft):
                var spectrum = Nodes.Create(new KernelSpectrum(geometry), [second], ["spectrum"]);
                spectra[second] = spectrum.Output;
                return [spectrum, node.With(op: new SpectralProduct(geometry), inputs: [first, spectrum.Output])];
            case (LargeKernelBackwardInput, ViewKind.Fft):
                return [node.With(op: new SpectralProductBackwardInput(geometry), inputs: [first, spectra[second]])];
            case (LargeKernelBackwardKernel, ViewKind.Fft):
                var dSpectrum = Nodes.Create(new SpectralProductBackwardSpectrum(geometry), [first, second], ["dSpectrum"], node.Differentiates);
                return [dSpectrum, node.With(op: new SpectralFold(geometry), inputs: [dSpectrum.Output])];

            default:
                throw new GraphException($"{node.Op.Name} has no form as {view}");
        }
    }
}

/// <summary>A layer's view with the ranking behind it, cheapest first.</summary>
internal sealed record ViewChoice(ViewKind View, bool IsStated, IReadOnlyList<(ViewKind View, double Microseconds)> Ranking)
{
    /// <summary>For example "Toeplitz 12 µs, Convolution 95 µs, Fft 140 µs per image".</summary>
    public string Explain()
    {
        var parts = Ranking.Select(entry =>
            double.IsInfinity(entry.Microseconds) ? $"{entry.View} too large" : $"{entry.View} {entry.Microseconds.ToString("0.#", CultureInfo.InvariantCulture)} µs");
        return string.Join(", ", parts);
    }
}
