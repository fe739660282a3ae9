using System;

namespace Lkca.Runtime.Training;

/// <summary>Float images in, double logits out, whatever the model's precision is; its buffers are allocated once.</summary>
/// <param name="model">The model to run.</param>
/// <param name="batch">The most images of one call.</param>
public sealed class ForwardRunner(IVisionModel model, int batch)
{
    private readonly bool _wide = model.Info.Precision == "F64";
    private readonly float[] _logits = new float[batch * model.Info.Classes];
    private readonly double[] _images = new double[model.Info.Precision == "F64" ? checked(batch * model.Info.Channels * model.Info.Height * model.Info.Width) : 0];

    /// <summary>Fills <paramref name="logits"/> (n, classes) for n images.</summary>
    public void Forward(ReadOnlySpan<float> images, Span<double> logits)
    {
        if (_wide)
        {
            for (var i = 0; i < images.Length; i++)
            {
                _images[i] = images[i];
            }

            model.Forward(_images.AsSpan(0, images.Length), logits);
            return;
        }

        model.Forward(images, _logits.AsSpan(0, logits.Length));
        for (var i = 0; i < logits.Length; i++)
        {
            logits[i] = _logits[i];
        }
    }
}
