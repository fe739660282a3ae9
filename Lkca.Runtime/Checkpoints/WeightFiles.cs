using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Runtime.Data;

namespace Lkca.Runtime.Checkpoints;

/// <summary>Weight files: safetensors whose names are exactly the model's state-dict names.</summary>
public static class WeightFiles
{
    /// <summary>Writes the model's weights to <paramref name="path"/>, atomically and with a checksum.</summary>
    public static void Save(this IVisionModel model, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Download();
        SafetensorsWriter.Write(path, Tensors(model.Weights), metadata, seal: true);
    }

    /// <summary>Reads weights by name; F32 files go into F64 models and the other way round. Other tensors of a training state are passed over.
    /// Nothing is written before every name and shape has been checked.</summary>
    /// <returns>The file's metadata.</returns>
    /// <exception cref="InvalidInputException">The file is damaged, or names are missing, unexpected or of another shape: one message lists all
    /// three kinds.</exception>
    public static IReadOnlyDictionary<string, string> Load(this IVisionModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var file = SafetensorsReader.Open(path);
        file.CheckSeal();
        var isState = TrainingState.IsState(file);
        Require(model, file, name => isState && TrainingState.IsMoment(name));
        Read(file, model.Weights);
        model.Upload();
        return file.Metadata;
    }

    /// <summary>Reads the model's weights out of an open file that may hold more: names for which <paramref name="ignore"/> is true are passed over.</summary>
    /// <exception cref="InvalidInputException">As for <see cref="Load(IVisionModel, string)"/>.</exception>
    public static void Load(this IVisionModel model, SafetensorsReader file, Func<string, bool> ignore)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(ignore);
        Require(model, file, ignore);
        Read(file, model.Weights);
        model.Upload();
    }

    /// <summary>The tensors of a store, in its order, each name behind <paramref name="prefix"/>.</summary>
    public static IEnumerable<OutgoingTensor> Tensors(IParameterStore store, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(store);
        var type = TensorEntry.TypeOf(store.Precision);
        return store.Parameters.Select(p => new OutgoingTensor(prefix + p.Name, type, p.Shape, () => store.Bytes(p.Name)));
    }

    /// <summary>Fills a store from tensors named <paramref name="prefix"/> + name, which must be there and fit.</summary>
    internal static void Read(SafetensorsReader file, IParameterStore store, string prefix = "")
    {
        foreach (var parameter in store.Parameters)
        {
            file.Read(file.Find(prefix + parameter.Name)!, TensorEntry.TypeOf(store.Precision), store.Bytes(parameter.Name));
        }
    }

    /// <summary>Checks that a file holds every parameter in its shape, under each prefix, and nothing else but what is ignored.</summary>
    internal static void Require(IVisionModel model, SafetensorsReader file, Func<string, bool> ignore, params string[] prefixes)
    {
        List<string> missing = [], misshapen = [];
        var expected = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in prefixes.Prepend("").SelectMany(_ => model.Weights.Parameters, (prefix, p) => (Name: prefix + p.Name, p.Shape)))
        {
            expected.Add(parameter.Name);
            var tensor = file.Find(parameter.Name);
            if (tensor == null)
            {
                missing.Add(parameter.Name);
            }
            else if (tensor.Type == TensorType.I64 || !tensor.Shape.SequenceEqual(parameter.Shape.Select(size => (long)size)))
            {
                misshapen.Add($"{parameter.Name} {tensor.Type} {tensor.ShapeText} instead of {TensorEntry.TextOf(parameter.Shape)}");
            }
        }

        var unexpected = file.Tensors.Select(t => t.Name).Where(name => !expected.Contains(name) && !ignore(name)).ToList();
        string[] faults = [.. Listed("missing", missing), .. Listed("unexpected", unexpected), .. Listed("of another shape", misshapen)];
        if (faults.Length > 0)
        {
            throw InvalidInputException.In(file.Path, $"not the weights of {model.Info.Name}: {string.Join("; ", faults)}");
        }
    }

    internal static IEnumerable<string> Listed(string what, IReadOnlyList<string> names)
    {
        const int Shown = 4;
        if (names.Count > 0)
        {
            var rest = names.Count > Shown ? $" and {names.Count - Shown} more" : "";
            yield return $"{what}: {string.Join(", ", names.Take(Shown).Select(n => InvalidInputException.Quote(n).Trim('"')))}{rest}";
        }
    }
}
