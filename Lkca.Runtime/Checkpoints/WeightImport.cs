using System;
using System.Linq;
using System.Runtime.InteropServices;
using Lkca.Runtime.Data;

namespace Lkca.Runtime.Checkpoints;

/// <summary>Weights of other programs and other image sizes: timm's Vision Transformers by name, position embeddings resized to the model's grid.</summary>
public static class WeightImport
{
    /// <summary>How the message ends where another call would take a part of the file.</summary>
    public const string PartialHint = "; taking only what fits is possible and has to be asked for";

    /// <summary>Reads the weights that fit. Nothing is written before every name and shape has been compared.</summary>
    /// <param name="model">The model; what the file does not bring keeps its value.</param>
    /// <param name="path">A safetensors file of F32, F64, F16 or BF16 tensors.</param>
    /// <param name="partial">False refuses a file that does not fit whole, as PyTorch's <c>strict=True</c> does; true takes what fits.</param>
    /// <returns>What was taken and what was not.</returns>
    /// <exception cref="InvalidInputException">The file is damaged, or does not fit; the message lists missing, unexpected and mis-shaped names.</exception>
    public static WeightReport Import(this IVisionModel model, string path, bool partial = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var file = SafetensorsReader.Open(path);
        file.CheckSeal();
        var report = WeightReport.Of(model.Info, file);
        if (report.Fitting.Count == 0 && report.Resized == null)
        {
            throw InvalidInputException.In(path, $"no parameter of {model.Info.Name} is in the file: {report}");
        }

        if (!report.Fits && !partial)
        {
            throw InvalidInputException.In(path, $"not the weights of {model.Info.Name}: {report}{PartialHint}");
        }

        var type = TensorEntry.TypeOf(model.Weights.Precision);
        foreach (var name in report.Fitting)
        {
            file.Read(file.Find(name)!, type, model.Weights.Bytes(name));
        }

        if (report.Resized is { } resized)
        {
            Resize(model, file, resized);
        }

        model.Upload();
        return report;
    }

    private static void Resize(IVisionModel model, SafetensorsReader file, ResizedTensor resized)
    {
        var tensor = file.Find(resized.Name)!;
        var source = new double[tensor.Count];
        file.Read(tensor, TensorType.F64, MemoryMarshal.AsBytes(source.AsSpan()));
        var d = (int)tensor.Shape[2];
        double[] values = [.. source.AsSpan(0, resized.KeptTokens * d), .. PositionEmbedding.Resize(source.AsSpan(resized.HadTokens * d), resized.From, resized.To)];
        var bytes = model.Weights.Bytes(resized.Name);
        if (model.Weights.Precision == "F64")
        {
            MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(bytes);
        }
        else
        {
            MemoryMarshal.AsBytes(values.Select(v => (float)v).ToArray().AsSpan()).CopyTo(bytes);
        }
    }
}
