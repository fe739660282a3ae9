using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using System.Threading.Tasks;
using Lkca.Runtime.Kernels;
using Lkca.Runtime.Kernels.Cpu;
using Lkca.Runtime.Memory;

namespace Lkca.Bench;

/// <summary>The large-kernel operator alone, forward and both gradients, full kernel, for each view: what bench/side-by-side compares with PyTorch.
/// <code>dotnet run -c Release --project bench/Lkca.Bench -- operator H BATCH WIDTH THREADS</code>
/// prints one JSON line with seconds per view and the view that the compiler chooses; a view whose matrices need more than 1 GiB is left out.</summary>
internal static class OperatorTimes
{
    public static void Run(string[] arguments)
    {
        var numbers = arguments.Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var (h, batch, width, threads) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        var parts = Enumerable.Range(0, threads).Select(i => new Part(h, (batch * (i + 1) / threads) - (batch * i / threads), width)).ToArray();
        var seconds = new Dictionary<string, double>();
        if (SplitToeplitz.IsPossible(h, h, width, 1))
        {
            seconds["toeplitz"] = Time(parts, part => part.SplitToeplitzStep());
        }
        else if ((long)h * h * h * h * 4 < 1L << 30)
        {
            seconds["toeplitz"] = Time(parts, part => part.ToeplitzStep());
        }

        seconds["convolution"] = Time(parts, part => part.ConvolutionStep());
        seconds["fft"] = Time(parts, part => part.SpectralStep());
        Console.WriteLine(JsonSerializer.Serialize(new { h, batch, width, threads, chosen = GridModels.Chosen(h), seconds }));
    }

    /// <summary>Median of the runs of about two seconds.</summary>
    private static double Time(Part[] parts, Action<Part> step)
    {
        void Once() => Parallel.For(0, parts.Length, i => step(parts[i]));
        WarmUp.Run(Once);
        var times = new List<double>();
        for (var begin = Stopwatch.GetTimestamp(); times.Count < 5 || (times.Count < 1000 && Stopwatch.GetElapsedTime(begin).TotalSeconds < 2);)
        {
            var start = Stopwatch.GetTimestamp();
            Once();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    /// <summary>One thread's share of the batch, in groups of about 512 tokens as models run them.</summary>
    private sealed class Part
    {
        private readonly int _h, _k, _n, _images, _group, _width;
        private readonly NativeSpan<float> _input, _output, _dOutput, _dInput, _kernel, _dKernel, _matrix, _transposed, _dMatrix, _spectrum, _dSpectrum, _scratch;

        public Part(int h, int images, int width)
        {
            (_h, _k, _n, _images, _width) = (h, (2 * h) - 1, h * h, images, width);
            _group = Math.Clamp(512 / _n, 1, images);
            var buffers = new Buffers();
            var length = (long)BitOperations.RoundUpToPowerOf2((uint)(h + (_k / 2)));
            var matrix = SplitToeplitz.IsPossible(h, h, width, 1) ? SplitToeplitz.MatrixElements(_n) : (long)_n * _n * 4 < 1L << 30 ? (long)_n * Toeplitz.LeadingDimension(_n) : 16;
            var activations = Layout.Elements(images * _n, width);
            (_input, _output) = (buffers.Take(activations), buffers.Take(activations));
            (_dOutput, _dInput) = (buffers.Take(activations), buffers.Take(activations));
            (_kernel, _dKernel) = (buffers.Take(_k * _k), buffers.Take(_k * _k));
            (_matrix, _transposed, _dMatrix) = (buffers.Take(matrix), buffers.Take(matrix), buffers.Take(matrix));
            (_spectrum, _dSpectrum) = (buffers.Take(2 * length * length), buffers.Take(2 * length * length));
            var products = Math.Max(Toeplitz.ScratchElements(_n, width), SplitToeplitz.ScratchElements(_n, width));
            var scratch = Math.Max(products, Spectral.ScratchElements(h, h, _k, _k));
            _scratch = buffers.Take(Math.Max(scratch, Convolution.ScratchElements(h, h, _k, _k)));
        }

        public void ToeplitzStep()
        {
            Toeplitz.Matrix(_transposed, _kernel, _h, _h, _k, _k, 1, transposed: true);
            Toeplitz.Matrix(_matrix, _kernel, _h, _h, _k, _k, 1, transposed: false);
            _dMatrix.Span.Clear();
            Groups((x, y, dy, dx, count) =>
            {
                Toeplitz.Forward(y, x, _transposed, _scratch, count, _n, _width, 1);
                Toeplitz.BackwardInput(dx, dy, _matrix, _scratch, count, _n, _width, 1);
                Toeplitz.BackwardMatrix(_dMatrix, dy, x, _scratch, count, _n, _width, 1);
            });
            Toeplitz.Fold(_dKernel, _dMatrix, _h, _h, _k, _k, 1);
        }

        public void SplitToeplitzStep()
        {
            SplitToeplitz.Matrix(_transposed, _kernel, _h, _h, _k, _k, 1, transposed: true);
            SplitToeplitz.Matrix(_matrix, _kernel, _h, _h, _k, _k, 1, transposed: false);
            _dMatrix.Span.Clear();
            Groups((x, y, dy, dx, count) =>
            {
                SplitToeplitz.Forward(y, x, _transposed, _scratch, count, _n, _width, 1);
                SplitToeplitz.BackwardInput(dx, dy, _matrix, _scratch, count, _n, _width, 1);
                SplitToeplitz.BackwardMatrix(_dMatrix, dy, x, _scratch, count, _n, _width, 1);
            });
            SplitToeplitz.Fold(_dKernel, _dMatrix, _h, _h, _k, _k, 1);
        }

        public void ConvolutionStep()
        {
            _dKernel.Span.Clear();
            Groups((x, y, dy, dx, count) =>
            {
                Convolution.Forward(y, x, _kernel, _scratch, count, _h, _h, _k, _k, _width, 1);
                Convolution.BackwardInput(dx, dy, _kernel, _scratch, count, _h, _h, _k, _k, _width, 1);
                Convolution.BackwardKernel(_dKernel, dy, x, _scratch, count, _h, _h, _k, _k, _width, 1);
            });
        }

        public void SpectralStep()
        {
            Spectral.Filter(_spectrum, _kernel, _h, _h, _k, _k, 1);
            _dSpectrum.Span.Clear();
            Groups((x, y, dy, dx, count) =>
            {
                Spectral.Forward(y, x, _spectrum, _scratch, count, _h, _h, _k, _k, _width, 1);
                Spectral.BackwardInput(dx, dy, _spectrum, _scratch, count, _h, _h, _k, _k, _width, 1);
                Spectral.BackwardSpectrum(_dSpectrum, dy, x, _scratch, count, _h, _h, _k, _k, _width, 1);
            });
            Spectral.Fold(_dKernel, _dSpectrum, _scratch, _h, _h, _k, _k, 1);
        }

        private void Groups(Action<NativeSpan<float>, NativeSpan<float>, NativeSpan<float>, NativeSpan<float>, int> step)
        {
            for (var first = 0; first < _images; first += _group)
            {
                // A group starts at a tile: the grids of this comparison have a multiple of 64 tokens.
                var offset = Layout.Elements(first * _n, _width);
                step(_input.At(offset), _output.At(offset), _dOutput.At(offset), _dInput.At(offset), Math.Min(_group, _images - first));
            }
        }
    }
}
