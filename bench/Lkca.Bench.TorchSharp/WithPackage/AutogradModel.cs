using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using Lkca.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lkca.Bench.Torch;

/// <summary>LKCA with one kernel for all channels and mean pooling, as it is written with TorchSharp by hand: fused library functions forward, autograd backward, torch.optim.AdamW.</summary>
/// <param name="model">The compiled model whose weights and sizes are taken.</param>
/// <param name="patch">Side of a patch.</param>
/// <param name="device">Where it runs.</param>
/// <param name="batched">The operator's product: batched over images with the matrix expanded, or <c>torch.matmul</c>.</param>
internal sealed class AutogradModel : IDisposable
{
    private readonly Dictionary<string, Parameter> _parameters = [];
    private readonly torch.Tensor _index;
    private readonly torch.optim.Optimizer _optimizer;
    private readonly torch.Device _device;
    private readonly ModelInfo _info;
    private readonly int _blocks;
    private readonly int _patch;
    private readonly bool _batched;

    public AutogradModel(IVisionModel model, int patch, string device, bool batched, StepOptions options)
    {
        (_info, _patch, _batched, _device) = (model.Info, patch, batched, new torch.Device(device));
        foreach (var parameter in model.Info.Parameters)
        {
            var values = MemoryMarshal.Cast<byte, float>(model.Weights.Bytes(parameter.Name)).ToArray();
            _parameters[parameter.Name] = new Parameter(torch.tensor(values).view([.. parameter.Shape.Select(size => (long)size)]).to(_device).DetachFromDisposeScope());
        }

        _blocks = model.Info.Parameters.Count(p => p.Name.EndsWith(".lkca.kernel", StringComparison.Ordinal));
        _index = torch.tensor(ToeplitzIndex(model.Info.Height / patch, model.Info.Width / patch)).to(_device).DetachFromDisposeScope();
        _optimizer = torch.optim.AdamW(_parameters.Values, options.LearningRate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay);
    }

    public float Step(float[] images, float[] targets, double smoothing)
    {
        using var scope = torch.NewDisposeScope();
        var loss = functional.cross_entropy(Forward(ToDevice(images)), Targets(targets), label_smoothing: smoothing);
        _optimizer.zero_grad();
        loss.backward();
        _optimizer.step();
        return loss.item<float>();
    }

    /// <summary>The loss and the gradient of a parameter, for the comparison before anything is timed.</summary>
    public (float Loss, float[] Gradient) Differentiate(float[] images, float[] targets, double smoothing, string parameter)
    {
        using var scope = torch.NewDisposeScope();
        var loss = functional.cross_entropy(Forward(ToDevice(images)), Targets(targets), label_smoothing: smoothing);
        _optimizer.zero_grad();
        loss.backward();
        return (loss.item<float>(), _parameters[parameter].grad!.cpu().contiguous().data<float>().ToArray());
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _index.Dispose();
        foreach (var parameter in _parameters.Values)
        {
            parameter.Dispose();
        }
    }

    private torch.Tensor Forward(torch.Tensor images)
    {
        var embedded = functional.conv2d(images, _parameters["patch_embed.proj.weight"], _parameters["patch_embed.proj.bias"], strides: [_patch, _patch]);
        var z = embedded.flatten(2).transpose(1, 2).add(_parameters["pos_embed"]);
        for (var block = 0; block < _blocks; block++)
        {
            var at = "blocks." + block.ToString(CultureInfo.InvariantCulture) + ".";
            var mixed = Operator(functional.linear(Norm(z, at + "norm1"), _parameters[at + "lkca.value.weight"]), _parameters[at + "lkca.kernel"]);
            z = z.add(functional.linear(mixed, _parameters[at + "lkca.proj.weight"], _parameters[at + "lkca.proj.bias"]));
            var hidden = functional.gelu(functional.linear(Norm(z, at + "norm2"), _parameters[at + "mlp.fc1.weight"], _parameters[at + "mlp.fc1.bias"]));
            z = z.add(functional.linear(hidden, _parameters[at + "mlp.fc2.weight"], _parameters[at + "mlp.fc2.bias"]));
        }

        return functional.linear(Norm(z.mean([1L]), "fc_norm"), _parameters["head.weight"], _parameters["head.bias"]);
    }

    private torch.Tensor Operator(torch.Tensor value, torch.Tensor kernel)
    {
        var tokens = value.shape[1];
        var matrix = kernel.view(-1).index_select(0, _index).view(tokens, tokens);
        return _batched ? matrix.unsqueeze(0).expand(value.shape[0], tokens, tokens).bmm(value) : torch.matmul(matrix, value);
    }

    private torch.Tensor Norm(torch.Tensor x, string name) =>
        functional.layer_norm(x, [x.shape[^1]], _parameters[name + ".weight"], _parameters[name + ".bias"]);

    private torch.Tensor ToDevice(float[] images) => torch.tensor(images).view(-1, _info.Channels, _info.Height, _info.Width).to(_device);

    private torch.Tensor Targets(float[] targets) => torch.tensor(targets).view(-1, _info.Classes).to(_device);

    /// <summary>Where each pair of tokens stands in the flattened kernel (2H−1)×(2W−1).</summary>
    private static long[] ToeplitzIndex(int height, int width)
    {
        var tokens = height * width;
        var index = new long[tokens * tokens];
        for (var output = 0; output < tokens; output++)
        {
            for (var input = 0; input < tokens; input++)
            {
                var (dy, dx) = ((input / width) - (output / width) + height - 1, (input % width) - (output % width) + width - 1);
                index[(output * tokens) + input] = (dy * ((2 * width) - 1)) + dx;
            }
        }

        return index;
    }
}
