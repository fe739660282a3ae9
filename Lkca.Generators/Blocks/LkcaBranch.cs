using Lkca.Generators.Graph;
using Lkca.Generators.Ops;
using Lkca.Generators.Spec;

namespace Lkca.Generators.Blocks;

/// <summary>Large kernel convolutional attention: value projection, the large kernel over the token grid, output projection.</summary>
internal static class LkcaBranch
{
    public static string Summary(LkcaMixerSpec mixer) => mixer.Projection ? "proj(large kernel over value(norm1(z)))" : "large kernel over value(norm1(z))";

    public static Value Add(RegionBuilder b, ModelSpec spec, LkcaMixerSpec mixer, Value x)
    {
        var mark = b.Mark();
        var geometry = new KernelGeometry(spec.GridHeight, spec.GridWidth, mixer.KernelHeight, mixer.KernelWidth, mixer.Groups);
        var valueWeight = b.Parameter("lkca.value.weight", Initialization.XavierNormal, spec.Width, spec.Width);
        var value = mixer.ValueBias
            ? b.Add("value", new Linear(HasBias: true), x, valueWeight, b.Parameter("lkca.value.bias", Initialization.Zeros, spec.Width))
            : b.Add("value", new Linear(HasBias: false), x, valueWeight);
        var kernel = b.Parameter("lkca.kernel", Initialization.Zeros, [.. geometry.KernelShape.Sizes]);
        var mixed = b.Add("mixed", new LargeKernel(geometry, mixer.View), value, kernel);
        if (mixer.Projection)
        {
            var weight = b.Parameter("lkca.proj.weight", Initialization.XavierNormal, spec.Width, spec.Width);
            var bias = b.Parameter("lkca.proj.bias", Initialization.Zeros, spec.Width);
            mixed = b.Add("projected", new Linear(HasBias: true), mixed, weight, bias);
        }

        b.Layer(mark, "lkca", mixer.Name, mixed);
        return mixed;
    }
}
