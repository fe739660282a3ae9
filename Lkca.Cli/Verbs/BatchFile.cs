using System;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using Lkca.Runtime;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Data;

namespace Lkca.Cli.Verbs;

/// <summary>The tensors of a run-batch file that are no parameters: <c>input</c> (n, channels, height, width) and <c>target</c>, (n) class numbers
/// or (n, classes) probabilities. Results of an earlier run (logits, loss, grad.*) may stand in it and are passed over.</summary>
internal static class BatchFile
{
    private const int MaxImages = 65536;

    /// <summary>True for the names that are no parameters.</summary>
    public static bool IsNoParameter(string name) => name is "input" or "target" or "logits" or "loss" || name.StartsWith("grad.", StringComparison.Ordinal);

    /// <summary>Number of images, after a check of the input's shape.</summary>
    /// <exception cref="InvalidInputException">No input, or one that the model does not take.</exception>
    public static int ImageCount(SafetensorsReader file, ModelInfo model)
    {
        long[] expected = [model.Channels, model.Height, model.Width];
        var input = Find(file, "input");
        if (input.Type == TensorType.I64 || input.Shape.Count != 4 || !input.Shape.Skip(1).SequenceEqual(expected) || input.Shape[0] is < 1 or > MaxImages)
        {
            throw InvalidInputException.In(file.Path, $"input is {input.Type} {input.ShapeText}; {model.Name} takes F32 or F64 (n, "
                + $"{string.Join(", ", expected)}) with n from 1 to {MaxImages}");
        }

        return (int)input.Shape[0];
    }

    /// <summary>The images in the model's precision.</summary>
    public static T[] Input<T>(SafetensorsReader file)
        where T : unmanaged => Values<T>(file, Find(file, "input"));

    /// <summary>The targets as probabilities (n, classes) in the model's precision.</summary>
    /// <exception cref="InvalidInputException">No target, another shape, a class out of range, or probabilities that do not sum to 1.</exception>
    public static T[] Targets<T>(SafetensorsReader file, ModelInfo model, int count)
        where T : unmanaged, INumberBase<T>
    {
        var target = Find(file, "target");
        long[] expected = target.Type == TensorType.I64 ? [count] : [count, model.Classes];
        if (!target.Shape.SequenceEqual(expected))
        {
            throw InvalidInputException.In(file.Path, $"target is {target.Type} {target.ShapeText}; I64 ({count}) class numbers or F32 or "
                + $"F64 ({count}, {model.Classes}) probabilities are expected");
        }

        return target.Type == TensorType.I64 ? OneHot<T>(file, target, model) : Probabilities<T>(file, target, model);
    }

    private static T[] OneHot<T>(SafetensorsReader file, TensorEntry target, ModelInfo model)
        where T : unmanaged, INumberBase<T>
    {
        var labels = new long[target.Count];
        file.Read(target, MemoryMarshal.AsBytes(labels.AsSpan()));
        var probabilities = new T[labels.Length * model.Classes];
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0 || labels[i] >= model.Classes)
            {
                throw InvalidInputException.In(file.Path, $"target[{i}] is {labels[i]}; {model.Name} has the classes 0 to {model.Classes - 1}");
            }

            probabilities[i * model.Classes + (int)labels[i]] = T.One;
        }

        return probabilities;
    }

    private static T[] Probabilities<T>(SafetensorsReader file, TensorEntry target, ModelInfo model)
        where T : unmanaged, INumberBase<T>
    {
        var values = Values<T>(file, target);
        for (var i = 0; i < values.Length; i += model.Classes)
        {
            var row = values.AsSpan(i, model.Classes).ToArray();
            var sum = row.Sum(double.CreateChecked);
            if (!(Math.Abs(sum - 1) < 1e-4) || row.Any(T.IsNegative))
            {
                throw InvalidInputException.In(file.Path, string.Create(CultureInfo.InvariantCulture,
                    $"target row {i / model.Classes} sums to {sum}; probabilities, from 0 and with the sum 1, are expected"));
            }
        }

        return values;
    }

    private static T[] Values<T>(SafetensorsReader file, TensorEntry tensor)
        where T : unmanaged
    {
        var values = new T[tensor.Count];
        file.Read(tensor, typeof(T) == typeof(double) ? TensorType.F64 : TensorType.F32, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static TensorEntry Find(SafetensorsReader file, string name) =>
        file.Find(name) ?? throw InvalidInputException.In(file.Path, $"there is no tensor {name}; the parameters, input and target are expected");
}
