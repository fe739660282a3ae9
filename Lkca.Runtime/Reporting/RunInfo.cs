using System;
using System.IO;
using System.Text.Json;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Data;

namespace Lkca.Runtime.Reporting;

/// <summary>run.json: what was trained on what, for those who look at the run's folder later.</summary>
public sealed record RunInfo
{
    /// <summary>Name of the file in a run's folder.</summary>
    public const string FileName = "run.json";

    /// <summary>Name of the declaration, with its namespace.</summary>
    public required string Model { get; init; }

    /// <summary>Backend of the model.</summary>
    public required string Backend { get; init; }

    /// <summary>Trainable scalars.</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-accumulates of one image's forward pass.</summary>
    public required long Macs { get; init; }

    /// <summary>The data specification as it was given.</summary>
    public required string Data { get; init; }

    /// <summary>Number of training images.</summary>
    public required int TrainImages { get; init; }

    /// <summary>Number of test images.</summary>
    public required int TestImages { get; init; }

    /// <summary>Writes the file into a run's folder.</summary>
    public void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        AtomicFile.Write(Path.Combine(directory, FileName), stream =>
        {
            JsonSerializer.Serialize(stream, this, RunJson.Default.RunInfo);
            stream.WriteByte((byte)'\n');
        });
    }

    /// <summary>Reads the file of a run's folder; null where there is none.</summary>
    /// <exception cref="InvalidInputException">The file is not what it should be.</exception>
    public static RunInfo? Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), RunJson.Default.RunInfo) : null;
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path}: not the description of a run ({e.Path ?? "$"} cannot be read)", e);
        }
    }
}
