using System.Numerics;
using System.Runtime.Intrinsics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The LKCA operator as a direct convolution (cross-correlation, stride 1, zero padding).</summary>
public static class Convolution
{
    /// <summary>Elements of scratch for one call.</summary>
    public static long ScratchElements(int gridHeight, int gridWidth, int kernelHeight, int kernelWidth) =>
        (long)ChannelPlanes.Lanes * (kernelHeight * kernelWidth + 2 * gridHeight * gridWidth + gridHeight * (gridWidth + kernelWidth - 1));

    /// <summary>out[i, j] = Σ K[u, v]·in[i + u − kh/2, j + v − kw/2] per channel; channel c uses kernel c / (features/groups).</summary>
    /// <param name="output">Tiled (images·gridHeight·gridWidth, features); padding lanes are 0.</param>
    /// <param name="input">Tiled, the same shape.</param>
    /// <param name="kernel">(groups, kernelHeight, kernelWidth), odd sizes.</param>
    /// <param name="scratch"><see cref="ScratchElements"/>.</param>
    /// <param name="images">Images.</param>
    /// <param name="gridHeight">Token rows.</param>
    /// <param name="gridWidth">Token columns.</param>
    /// <param name="kernelHeight">Kernel rows.</param>
    /// <param name="kernelWidth">Kernel columns.</param>
    /// <param name="features">Channels.</param>
    /// <param name="groups">Kernels; divides features.</param>
    /// <param name="team">The workers that share the call.</param>
    public static void Forward<T>(
        NativeSpan<T> output, NativeSpan<T> input, NativeSpan<T> kernel, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups, Team team = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!team.EnterAsLeader())
        {
            return;
        }

        if (Simd.Use512)
        {
            ConvolutionCore<Simd512<T>, Vector512<T>, T>.Apply(
                output, input, kernel, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups, turned: false);
        }
        else if (Simd.Use256)
        {
            ConvolutionCore<Simd256<T>, Vector256<T>, T>.Apply(
                output, input, kernel, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups, turned: false);
        }
        else
        {
            ConvolutionCore<Simd128<T>, Vector128<T>, T>.Apply(
                output, input, kernel, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups, turned: false);
        }
    }

    /// <summary>dIn[p, q] = Σ K[u, v]·dOut[p − u + kh/2, q − v + kw/2]: the correlation with the kernel turned by 180°.</summary>
    public static void BackwardInput<T>(
        NativeSpan<T> dInput, NativeSpan<T> dOutput, NativeSpan<T> kernel, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            ConvolutionCore<Simd512<T>, Vector512<T>, T>.Apply(
                dInput, dOutput, kernel, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups, turned: true);
        }
        else if (Simd.Use256)
        {
            ConvolutionCore<Simd256<T>, Vector256<T>, T>.Apply(
                dInput, dOutput, kernel, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups, turned: true);
        }
        else
        {
            ConvolutionCore<Simd128<T>, Vector128<T>, T>.Apply(
                dInput, dOutput, kernel, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups, turned: true);
        }
    }

    /// <summary>dK[u, v] += Σ over images, the group's channels and positions of dOut[i, j]·in[i + u − kh/2, j + v − kw/2].</summary>
    public static void BackwardKernel<T>(
        NativeSpan<T> dKernel, NativeSpan<T> dOutput, NativeSpan<T> input, NativeSpan<T> scratch,
        int images, int gridHeight, int gridWidth, int kernelHeight, int kernelWidth, int features, int groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Simd.Use512)
        {
            ConvolutionCore<Simd512<T>, Vector512<T>, T>.BackwardKernel(
                dKernel, dOutput, input, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups);
        }
        else if (Simd.Use256)
        {
            ConvolutionCore<Simd256<T>, Vector256<T>, T>.BackwardKernel(
                dKernel, dOutput, input, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups);
        }
        else
        {
            ConvolutionCore<Simd128<T>, Vector128<T>, T>.BackwardKernel(
                dKernel, dOutput, input, scratch, images, gridHeight, gridWidth, kernelHeight, kernelWidth, features, groups);
        }
    }
}
