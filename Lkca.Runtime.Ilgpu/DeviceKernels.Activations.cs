using System;
using ILGPU;
using ILGPU.Runtime;
using Lkca.Runtime.Ilgpu.Kernels;
using View = ILGPU.ArrayView<float>;

namespace Lkca.Runtime.Ilgpu;

// Linear layers, LayerNorm, GELU and the residual stream.
public sealed partial class DeviceKernels
{
    private Action<KernelConfig, View, View, View, int, int>? _addBias;
    private Action<KernelConfig, View, View, View, View, int, int>? _biasGelu;
    private Action<KernelConfig, View, View, View, int>? _gelu;
    private Action<KernelConfig, View, View, View, int>? _multiply;
    private Action<KernelConfig, View, View, View, int>? _add;
    private Action<KernelConfig, View, View, View, View, int, int>? _affine;
    private Action<KernelConfig, View, View, View, int, int>? _scale;
    private Action<KernelConfig, View, View, View, int, int, int, float>? _normalize;
    private Action<KernelConfig, View, View, View, View, int, int, int, int>? _normalizeBackward;
    private Action<KernelConfig, View, View, View, View, View, View, int, int, int, int>? _normalizeBackwardResidual;
    private Action<KernelConfig, View, View, View, int, int>? _residual;
    private Action<KernelConfig, View, View, View, View, int, int, int>? _residualBias;
    private Action<KernelConfig, View, View, View, int, int>? _residualBackward;
    private Action<KernelConfig, View, View, int, int, int>? _sumRows;
    private Action<KernelConfig, View, StackedTensor, StackedTensor, int, int, int>? _sumProducts;

    /// <summary>y = x·Wᵀ for every row; W is (outputs, inputs).</summary>
    public void Linear(View y, View x, View weight, int rows, int inputs, int strideX, int outputs, int strideY) =>
        _products.Multiply(y, strideY, x, strideX, weight, inputs, true, rows, outputs, inputs);

    /// <summary>y = x·Wᵀ + b for every row.</summary>
    public void Linear(View y, View x, View weight, View bias, int rows, int inputs, int strideX, int outputs, int strideY)
    {
        if (!_products.UsesCuBlas)
        {
            _products.Tiled(new BiasEpilogue(bias), y, x, weight, Forward(rows, inputs, strideX, outputs, strideY));
            return;
        }

        Linear(y, x, weight, rows, inputs, strideX, outputs, strideY);
        AddBias(y, y, bias, rows, strideY);
    }

    /// <summary>With h = x·Wᵀ + b: y = gelu(h), slope = gelu′(h).</summary>
    public void LinearGelu(View y, View slope, View x, View weight, View bias, int rows, int inputs, int strideX, int outputs, int strideY)
    {
        if (!_products.UsesCuBlas)
        {
            _products.Tiled(new GeluEpilogue(bias, slope), y, x, weight, Forward(rows, inputs, strideX, outputs, strideY));
            return;
        }

        Linear(y, x, weight, rows, inputs, strideX, outputs, strideY);
        var quads = Quads(rows, strideY);
        (_biasGelu ??= _accelerator.LoadStreamKernel<View, View, View, View, int, int>(ElementKernels.BiasGelu))(_launches.Over(quads), y, slope, y, bias, quads, strideY / 4);
    }

    /// <summary>z += scale·(x·Wᵀ + b), a scale per image. <paramref name="product"/> is memory for the product where cuBLAS makes it; the tiled kernel needs none.</summary>
    public void LinearResidual(View z, View product, View x, View weight, View bias, View scales, int images, int tokens, int inputs, int strideX, int outputs, int strideZ)
    {
        if (!_products.UsesCuBlas)
        {
            _products.Tiled(new ResidualEpilogue(bias, scales, tokens), z, x, weight, Forward(images * tokens, inputs, strideX, outputs, strideZ));
            return;
        }

        Linear(product, x, weight, images * tokens, inputs, strideX, outputs, strideZ);
        Residual(z, product, bias, scales, images, tokens, strideZ);
    }

    /// <summary>dX = dY·W.</summary>
    public void LinearBackwardInput(View dX, View dY, View weight, int rows, int inputs, int strideX, int outputs, int strideY) =>
        _products.Multiply(dX, strideX, dY, strideY, weight, inputs, false, rows, inputs, outputs);

    /// <summary>dX = (dY·W) ⊙ factor.</summary>
    public void LinearBackwardInputTimes(View dX, View dY, View weight, View factor, int rows, int inputs, int strideX, int outputs, int strideY)
    {
        if (!_products.UsesCuBlas)
        {
            _products.Tiled(new FactorEpilogue(factor), dX, dY, weight, GemmShape.Whole(rows, inputs, outputs, strideX, strideY, false, inputs, false));
            return;
        }

        LinearBackwardInput(dX, dY, weight, rows, inputs, strideX, outputs, strideY);
        Multiply(dX, dX, factor, rows, strideX);
    }

    /// <summary>dW = dYᵀ·x, summed over rows.</summary>
    public void LinearBackwardWeight(View dWeight, View dY, View x, View scratch, int rows, int inputs, int strideX, int outputs, int strideY) =>
        _products.MultiplyOverBatch(dWeight, dY, strideY, x, strideX, outputs, inputs, rows, scratch);

    /// <summary>dW = dYᵀ·x and dB = Σ dY, summed over rows.</summary>
    public void LinearBackwardWeightBias(View dWeight, View dBias, View dY, View x, View scratch, int rows, int inputs, int strideX, int outputs, int strideY)
    {
        if (!_products.UsesCuBlas)
        {
            _products.MultiplyAndSumOverBatch(dWeight, dBias, dY, strideY, x, strideX, outputs, inputs, rows, scratch);
            return;
        }

        LinearBackwardWeight(dWeight, dY, x, scratch, rows, inputs, strideX, outputs, strideY);
        SumRows(dBias, dY, scratch, rows, outputs, strideY);
    }

    /// <summary>sum[c] = Σ of x over rows.</summary>
    public void SumRows(View sum, View x, View scratch, int rows, int features, int stride)
    {
        (_sumRows ??= _accelerator.LoadStreamKernel<View, View, int, int, int>(SumKernels.Rows))(_launches.Over(features, SumKernels.Chunks), scratch, x, rows, features, stride);
        SumParts(sum, scratch, SumKernels.Chunks, features);
    }

    /// <summary>sum[c] = Σ of x ⊙ y over rows.</summary>
    public void SumProducts(StackedTensor sum, StackedTensor x, StackedTensor y, View scratch, int rows, int features, int stride)
    {
        _sumProducts ??= _accelerator.LoadStreamKernel<View, StackedTensor, StackedTensor, int, int, int>(SumKernels.Products);
        _sumProducts(_launches.Over(features, SumKernels.Chunks, sum.Count), scratch, x, y, rows, features, stride);
        SumParts(sum, scratch, SumKernels.Chunks, features);
    }

    /// <summary>y = x + bias for every row.</summary>
    public void AddBias(View y, View x, View bias, int rows, int stride)
    {
        var quads = Quads(rows, stride);
        (_addBias ??= _accelerator.LoadStreamKernel<View, View, View, int, int>(ElementKernels.AddBias))(_launches.Over(quads), y, x, bias, quads, stride / 4);
    }

    /// <summary>y = gelu(h), slope = gelu′(h).</summary>
    public void Gelu(View y, View slope, View h, int rows, int stride)
    {
        var quads = Quads(rows, stride);
        (_gelu ??= _accelerator.LoadStreamKernel<View, View, View, int>(ElementKernels.Gelu))(_launches.Over(quads), y, slope, h, quads);
    }

    /// <summary>z = x ⊙ y.</summary>
    public void Multiply(View z, View x, View y, int rows, int stride)
    {
        var quads = Quads(rows, stride);
        (_multiply ??= _accelerator.LoadStreamKernel<View, View, View, int>(ElementKernels.Multiply))(_launches.Over(quads), z, x, y, quads);
    }

    /// <summary>z = x + y.</summary>
    public void Add(View z, View x, View y, int rows, int stride)
    {
        var quads = Quads(rows, stride);
        (_add ??= _accelerator.LoadStreamKernel<View, View, View, int>(ElementKernels.Add))(_launches.Over(quads), z, x, y, quads);
    }

    /// <summary>y = x ⊙ scale + shift for every row.</summary>
    public void Affine(View y, View x, View scale, View shift, int rows, int stride)
    {
        var quads = Quads(rows, stride);
        (_affine ??= _accelerator.LoadStreamKernel<View, View, View, View, int, int>(ElementKernels.Affine))(_launches.Over(quads), y, x, scale, shift, quads, stride / 4);
    }

    /// <summary>y = x ⊙ scale for every row.</summary>
    public void Scale(View y, View x, View scale, int rows, int stride)
    {
        var quads = Quads(rows, stride);
        (_scale ??= _accelerator.LoadStreamKernel<View, View, View, int, int>(ElementKernels.Scale))(_launches.Over(quads), y, x, scale, quads, stride / 4);
    }

    /// <summary>x̂ = (x − mean)·rstd, rstd = 1/√(variance + ε) over the features of every row.</summary>
    public void Normalize(View xHat, View rstd, View x, int rows, int features, int stride, double epsilon)
    {
        _normalize ??= _accelerator.LoadStreamKernel<View, View, View, int, int, int, float>(NormalizeKernels.Forward);
        _normalize(_launches.Rows(rows, NormalizeKernels.Rows), xHat, rstd, x, rows, features, stride, (float)epsilon);
    }

    /// <summary>dX = rstd·(g − mean(g) − x̂·mean(g ⊙ x̂)), g = dX̂.</summary>
    public void NormalizeBackward(View dX, View dXHat, View xHat, View rstd, int rows, int features, int stride) =>
        NormalizeBackward(dX, dXHat, xHat, rstd, rows, features, stride, add: 0);

    /// <summary>The same, added to dX.</summary>
    public void NormalizeBackwardAdd(View dX, View dXHat, View xHat, View rstd, int rows, int features, int stride) =>
        NormalizeBackward(dX, dXHat, xHat, rstd, rows, features, stride, add: 1);

    /// <summary>The same, added to dZ, and dY = scale·dZ, a scale per image.</summary>
    public void NormalizeBackwardResidual(View dZ, View dY, View dXHat, View xHat, View rstd, View scales, int images, int tokens, int features, int stride)
    {
        _normalizeBackwardResidual ??= _accelerator.LoadStreamKernel<View, View, View, View, View, View, int, int, int, int>(NormalizeKernels.BackwardResidual);
        _normalizeBackwardResidual(_launches.Rows(images * tokens, NormalizeKernels.Rows), dZ, dY, dXHat, xHat, rstd, scales, images * tokens, tokens, features, stride);
    }

    /// <summary>z += scale·y, a scale per image.</summary>
    public void Residual(View z, View y, View scales, int images, int tokens, int stride)
    {
        var quads = Quads(images * tokens, stride);
        (_residual ??= _accelerator.LoadStreamKernel<View, View, View, int, int>(ResidualKernels.Add))(_launches.Over(quads), z, y, scales, quads, tokens * stride / 4);
    }

    /// <summary>z += scale·(y + bias), a scale per image.</summary>
    public void Residual(View z, View y, View bias, View scales, int images, int tokens, int stride)
    {
        var quads = Quads(images * tokens, stride);
        _residualBias ??= _accelerator.LoadStreamKernel<View, View, View, View, int, int, int>(ResidualKernels.AddWithBias);
        _residualBias(_launches.Over(quads), z, y, bias, scales, quads, tokens * stride / 4, stride / 4);
    }

    /// <summary>dY = scale·dZ, a scale per image.</summary>
    public void ResidualBackward(View dY, View dZ, View scales, int images, int tokens, int stride)
    {
        var quads = Quads(images * tokens, stride);
        (_residualBackward ??= _accelerator.LoadStreamKernel<View, View, View, int, int>(ResidualKernels.Backward))(_launches.Over(quads), dY, dZ, scales, quads, tokens * stride / 4);
    }

    private static GemmShape Forward(int rows, int inputs, int strideX, int outputs, int strideY) => GemmShape.Whole(rows, outputs, inputs, strideY, strideX, false, inputs, true);

    private static int Quads(int rows, int stride) => checked(rows * (stride / 4));

    private void NormalizeBackward(View dX, View dXHat, View xHat, View rstd, int rows, int features, int stride, int add)
    {
        _normalizeBackward ??= _accelerator.LoadStreamKernel<View, View, View, View, int, int, int, int>(NormalizeKernels.Backward);
        _normalizeBackward(_launches.Rows(rows, NormalizeKernels.Rows), dX, dXHat, xHat, rstd, rows, features, stride, add);
    }
}
