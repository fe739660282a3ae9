using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using NormalDistribution = Lkca.Runtime.Kernels.Reference.NormalDistribution;

namespace Lkca.Generators.Tests.Passes;

/// <summary>Executes the graph in double precision with plain loops, row by row: what every primitive means, told a second time and without a kernel.
/// A group has <see cref="Images"/> images; branch s of a block keeps those of <see cref="Kept"/>[s].</summary>
internal class Interpreter
{
    public const int Images = 4;
    public const double Scale = 1.25;
    public const double Smoothing = 0.1;

    /// <summary>As many images for every site, but not the same ones.</summary>
    public static readonly int[][] Kept = [[1, 3], [0, 3]];

    private readonly Dictionary<Value, double[]> _values = [];

    /// <summary>Soft targets, (images, classes).</summary>
    public double[] Targets { get; init; } = [];

    /// <summary>1/batch: the loss is the mean over the batch.</summary>
    public double LossScale { get; init; } = 1.0 / Images;

    public virtual double[] Get(Value value) => _values[value];

    /// <summary>Sums over the batch add to what earlier groups left.</summary>
    public virtual void Set(Value value, double[] elements, bool isSum) =>
        _values[value] = isSum && _values.TryGetValue(value, out var known) ? [.. known.Zip(elements, (a, b) => a + b)] : elements;

    public Interpreter Run(params IEnumerable<Node>[] lists)
    {
        foreach (var node in lists.SelectMany(list => list))
        {
            Step(node);
        }

        return this;
    }

    protected virtual void Step(Node node)
    {
        var results = Evaluate(node, [.. node.Inputs.Select(Get)], [.. node.Inputs.Select(input => input.Shape)]);
        foreach (var (output, result) in node.Outputs.Zip(results))
        {
            Set(output, result, node.IsAccumulation);
        }
    }

    /// <summary>Elements of a value in a group.</summary>
    public static int Count(Shape shape) => (int)shape.Count * shape.Leading switch { Leading.Images => Images, Leading.Kept => Kept[0].Length, _ => 1 };

    private double[][] Evaluate(Node node, double[][] x, Shape[] s)
    {
        int features = s[0].Features, tokens = s[0].Tokens, rows = x[0].Length / features;
        double[] Each(Func<int, double> f, int count) => [.. Enumerable.Range(0, count).Select(f)];
        double[] Map(Func<int, double> f) => Each(f, x[0].Length);
        double[] Rows(int columns, Func<int, int, double> f) => Each(i => f(i / columns, i % columns), rows * columns);
        double[] Columns(Func<int, int, double> f) => Each(c => Enumerable.Range(0, rows).Sum(r => f(r, c)), features);
        double Sum(int count, Func<int, double> f) => Enumerable.Range(0, count).Sum(f);
        double[] Only(Op op) => Evaluate(node.With(op: op), x, s)[0];

        switch (node.Op)
        {
            case Linear op:
                var h = Rows(s[1].Sizes[0], (r, o) => (op.HasBias ? x[2][o] : 0) + Sum(features, c => x[0][(r * features) + c] * x[1][(o * features) + c]));
                return op.HasGelu ? [GeluOf(h), SlopeOf(h)] : [h];
            case LinearBackwardInput op:
                var dX = Rows(op.Features, (r, c) => Sum(features, o => x[0][(r * features) + o] * x[1][op.IsTransposed ? (c * features) + o : (o * op.Features) + c]));
                return [op.HasFactor ? Times(dX, x[2]) : dX];
            case LinearBackwardWeight:
                var inputs = s[1].Features;
                return [Each(i => Sum(rows, r => x[0][(r * features) + (i / inputs)] * x[1][(r * inputs) + (i % inputs)]), features * inputs)];
            case LinearBackwardWeightBias: return [Only(new LinearBackwardWeight()), Only(new SumTokens())];
            case LinearResidual op:
                var product = Evaluate(node.With(op: new Linear(HasBias: true)), x[1..], s[1..])[0];
                return [Put(x[0], [.. product.Select(y => Scale * y)], op.Site), product];
            case SumTokens: return [Columns((r, c) => x[0][(r * features) + c])];
            case AddBias: return [Map(i => x[0][i] + x[1][i % features])];
            case Gelu op: return op.HasSlope ? [GeluOf(x[0]), SlopeOf(x[0])] : [GeluOf(x[0])];
            case GeluBackward: return [Times(x[0], SlopeOf(x[1]))];
            case Multiply: return [Times(x[0], x[1])];
            case Add: return [Map(i => x[0][i] + x[1][i])];
            case Affine: return [Map(i => (x[0][i] * x[1][i % features]) + x[2][i % features])];
            case AffineBackwardInput: return [Map(i => x[0][i] * x[1][i % features])];
            case AffineBackwardScale: return [Columns((r, c) => x[0][(r * features) + c] * x[1][(r * features) + c])];

            case Select op: return [Take(x[0], op.Site)];
            case Unselect op: return [Put(new double[Images * (int)s[0].Count], x[0], op.Site)];
            case Residual op: return [Put(x[0], [.. x[1].Select((y, i) => Scale * (y + (op.HasBias ? x[2][i % features] : 0)))], op.Site)];
            case ResidualBackward op: return [[.. Take(x[0], op.Site).Select(d => Scale * d)]];
            case Normalize op: return Normalized(op.Site is { } site ? Take(x[0], site) : x[0], features);
            case NormalizeBackward: return [NormalizeBackwards(x[0], x[1], x[2], features)];
            case NormalizeBackwardAdd op: return [Put(x[0], NormalizeBackwards(x[1], x[2], x[3], features), op.Site)];

            case NormalizeBackwardResidual op:
                var dZ = Only(new NormalizeBackwardAdd(op.Site));
                return [dZ, [.. Take(dZ, op.Branch).Select(d => Scale * d)]];

            case Patches op: return [PatchPixels(s[0], op.PatchHeight, op.PatchWidth).Select(pixel => x[0][pixel]).ToArray()];
            case PatchesBackward op:
                var pixels = new double[x[0].Length];
                foreach (var (pixel, i) in PatchPixels(node.Output.Shape, op.PatchHeight, op.PatchWidth).Select((pixel, i) => (pixel, i)))
                {
                    pixels[pixel] = x[0][i];
                }

                return [pixels];
            case AddPosition: return [Map(i => x[0][i] + x[1][(i % features * tokens) + (i / features % tokens)])];
            case SumImages: return [Each(i => Sum(Images, b => x[0][(((b * tokens) + (i % tokens)) * features) + (i / tokens)]), tokens * features)];
            case PrependClass: return [[.. x[0].Chunk(tokens * features).SelectMany(image => x[1].Concat(image))]];
            case DropClass: return [[.. x[0].Chunk(tokens * features).SelectMany(image => image.Skip(features))]];
            case SumClass: return [Each(c => Sum(Images, b => x[0][(b * tokens * features) + c]), features)];
            case MeanTokens:
                return [Each(i => Sum(tokens, t => x[0][(((i / features * tokens) + t) * features) + (i % features)]) / tokens, Images * features)];
            case MeanTokensBackward op:
                return [Each(i => x[0][(i / (op.Tokens * features) * features) + (i % features)] / op.Tokens, x[0].Length * op.Tokens)];
            case FirstToken: return [[.. x[0].Chunk(tokens * features).SelectMany(image => image.Take(features))]];
            case FirstTokenBackward op: return [[.. x[0].Chunk(features).SelectMany(first => first.Concat(new double[(op.Tokens - 1) * features]))]];
            case CrossEntropy: return LossOf(x[0], features);
            case StoreLogits: return [];

            case Attention { KeepsProbabilities: true } op:
                return [Mixers.Attention(x[0], tokens, features / 3, op.Heads)[0], Mixers.Probabilities(x[0], tokens, features / 3, op.Heads)];
            case AttentionBackward { KeepsProbabilities: true } op:
                return [Mixers.AttentionBackward(x[0], x[1], x[2], Mixers.LogSums(x[3], tokens, op.Heads, x[2], features), tokens, features, op.Heads)];
            case Attention op: return Mixers.Attention(x[0], tokens, features / 3, op.Heads);
            case AttentionBackward op: return [Mixers.AttentionBackward(x[0], x[1], x[2], x[3], tokens, features, op.Heads)];
            case LargeKernel op: return [Mixers.Correlate(x[0], x[1], op.Geometry, features, isFlipped: false)];
            case LargeKernelBackwardInput op: return [Mixers.Correlate(x[0], x[1], op.Geometry, features, isFlipped: true)];
            case LargeKernelBackwardKernel op: return [Mixers.KernelGradient(x[0], x[1], op.Geometry, features)];
            case ImplicitToeplitz op: return [Mixers.Correlate(x[0], x[1], op.Geometry, features, isFlipped: false)];
            case ImplicitToeplitzResidual op:
                return [Put(x[0], [.. Mixers.Correlate(x[1], x[2], op.Geometry, features, isFlipped: false).Select((y, i) => Scale * (y + x[3][i % features]))], op.Site)];
            case ImplicitToeplitzBackwardInput op: return [Mixers.Correlate(x[0], x[1], op.Geometry, features, isFlipped: true)];
            case ImplicitToeplitzBackwardKernel op: return [Mixers.KernelGradient(x[0], x[1], op.Geometry, features)];
            case Convolution op: return [Mixers.Correlate(x[0], x[1], op.Geometry, features, isFlipped: false)];
            case ConvolutionBackwardInput op: return [Mixers.Correlate(x[0], x[1], op.Geometry, features, isFlipped: true)];
            case ConvolutionBackwardKernel op: return [Mixers.KernelGradient(x[0], x[1], op.Geometry, features)];
            case ToeplitzMatrix op: return [Mixers.Toeplitz(x[0], op.Geometry, op.IsTransposed)];
            case ToeplitzProduct op: return [Mixers.MultiplyTransposed(x[0], x[1], op.Geometry, features)];
            case ToeplitzProductBackwardInput op: return [Mixers.MultiplyTransposed(x[0], x[1], op.Geometry, features)];
            case ToeplitzProductBackwardMatrix op: return [Mixers.MatrixGradient(x[0], x[1], op.Geometry, features)];
            case ToeplitzFold op: return [Mixers.Fold(x[0], op.Geometry)];
            case KernelSpectrum op: return [Spectra.OfKernel(x[0], op.Geometry)];
            case SpectralProduct op: return [Spectra.Filter(x[0], x[1], op.Geometry, features, isConjugate: true)];
            case SpectralProductBackwardInput op: return [Spectra.Filter(x[0], x[1], op.Geometry, features, isConjugate: false)];
            case SpectralProductBackwardSpectrum op: return [Spectra.Gradient(x[0], x[1], op.Geometry, features)];
            case SpectralFold op: return [Spectra.Fold(x[0], op.Geometry)];

            case MatrixProduct op:
                var (m, k, n, _) = op.Dimensions(s);
                double A(int i, int l) => op.Transposed == Transposed.Left ? x[0][(l * m) + i] : x[0][(i * k) + l];
                double B(int l, int j) => op.Transposed == Transposed.Right ? x[1][(j * k) + l] : x[1][(l * n) + j];
                return [Each(i => Sum(k, l => A(i / n, l) * B(l, i % n)), m * n)];
            case ScaleColumns: return [Map(i => x[0][i] * x[1][i % features])];
            case ColumnDots: return [Columns((r, c) => x[0][(r * features) + c] * x[1][(r * features) + c])];
            case MatrixVector op: return [Each(r => (op.HasAddend ? x[2][r] : 0) + Sum(features, c => x[0][(r * features) + c] * x[1][c]), rows)];
            case MatrixTransposedVector: return [Columns((r, c) => x[0][(r * features) + c] * x[1][r])];
            case OuterProduct op:
                var (u, v) = op.HasAddend ? (x[1], x[2]) : (x[0], x[1]);
                return [Each(i => (op.HasAddend ? x[0][i] : 0) + (u[i / v.Length] * v[i % v.Length]), u.Length * v.Length)];
            case Transpose: return [Each(i => x[0][(i % rows * features) + (i / rows)], x[0].Length)];
            default: throw new NotSupportedException($"the interpreter does not know {node.Op.Name}");
        }
    }

    private static double[] GeluOf(double[] h) => [.. h.Select(a => a * NormalDistribution.Cdf(a))];

    private static double[] SlopeOf(double[] h) => [.. h.Select(a => NormalDistribution.Cdf(a) + (a * NormalDistribution.Density(a)))];

    private static double[] Times(double[] a, double[] b) => [.. a.Zip(b, (p, q) => p * q)];

    private static double[] Take(double[] stream, int site) => [.. Kept[site].SelectMany(image => stream.Chunk(stream.Length / Images).ElementAt(image))];

    /// <summary>The stream with the branch's values added at its images.</summary>
    private static double[] Put(double[] stream, double[] branch, int site)
    {
        var result = (double[])stream.Clone();
        var size = stream.Length / Images;
        for (var i = 0; i < branch.Length; i++)
        {
            result[(Kept[site][i / size] * size) + (i % size)] += branch[i];
        }

        return result;
    }

    private static double[][] Normalized(double[] x, int features)
    {
        var statistics = x.Chunk(features)
            .Select(row => (Mean: row.Average(), Rstd: 1 / Math.Sqrt(row.Average(e => Math.Pow(e - row.Average(), 2)) + 1e-5))).ToArray();
        return [[.. x.Select((e, i) => (e - statistics[i / features].Mean) * statistics[i / features].Rstd)], [.. statistics.Select(row => row.Rstd)]];
    }

    private static double[] NormalizeBackwards(double[] gradient, double[] xHat, double[] rstd, int features) =>
    [
        .. gradient.Select((d, i) =>
        {
            var row = Enumerable.Range(i / features * features, features).ToArray();
            return rstd[i / features] * (d - row.Average(j => gradient[j]) - (xHat[i] * row.Average(j => gradient[j] * xHat[j])));
        }),
    ];

    /// <summary>For every entry of the patches the pixel that it comes from.</summary>
    private static IEnumerable<int> PatchPixels(Shape images, int patchHeight, int patchWidth)
    {
        var (channels, height, width) = (images.Sizes[0], images.Sizes[1], images.Sizes[2]);
        return from image in Enumerable.Range(0, Images)
               from row in Enumerable.Range(0, height / patchHeight)
               from column in Enumerable.Range(0, width / patchWidth)
               from channel in Enumerable.Range(0, channels)
               from y in Enumerable.Range(0, patchHeight)
               from x in Enumerable.Range(0, patchWidth)
               select (((((image * channels) + channel) * height) + (row * patchHeight) + y) * width) + (column * patchWidth) + x;
    }

    private double[][] LossOf(double[] logits, int classes)
    {
        var smoothed = Targets.Select(target => ((1 - Smoothing) * target) + (Smoothing / classes)).ToArray();
        var losses = new double[Images];
        var gradient = new double[logits.Length];
        for (var i = 0; i < logits.Length; i++)
        {
            var row = Enumerable.Range(i / classes * classes, classes).ToArray();
            var logSum = Math.Log(row.Sum(j => Math.Exp(logits[j])));
            losses[i / classes] -= smoothed[i] * (logits[i] - logSum);
            gradient[i] = LossScale * ((Math.Exp(logits[i] - logSum) * row.Sum(j => smoothed[j])) - smoothed[i]);
        }

        return [losses, gradient];
    }
}
