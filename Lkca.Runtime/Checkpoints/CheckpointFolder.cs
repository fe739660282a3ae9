using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Lkca.Runtime.Data;

namespace Lkca.Runtime.Checkpoints;

/// <summary>The saved states of a run, <c>checkpoints/step-N.safetensors</c>: the newest few are kept, and a damaged one does not stand in the
/// way of an older one.</summary>
public sealed class CheckpointFolder
{
    /// <summary>What is added to the name of a state that turned out to be damaged.</summary>
    public const string Damaged = ".damaged";

    private const string Prefix = "step-", Extension = ".safetensors";

    private readonly string _path;
    private readonly int _keep;

    /// <summary>The states in <paramref name="runFolder"/>, of which the newest <paramref name="keep"/> stay.</summary>
    public CheckpointFolder(string runFolder, int keep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        (_path, _keep) = (Path.Combine(runFolder, "checkpoints"), keep);
    }

    /// <summary>The states by their names, newest first.</summary>
    public IReadOnlyList<(long Step, string Path)> List()
    {
        if (!Directory.Exists(_path))
        {
            return [];
        }

        var found = new List<(long Step, string Path)>();
        foreach (var path in Directory.EnumerateFiles(_path, Prefix + "*" + Extension))
        {
            if (long.TryParse(Path.GetFileName(path).AsSpan()[Prefix.Length..^Extension.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var step))
            {
                found.Add((step, path));
            }
        }

        return [.. found.OrderByDescending(f => f.Step)];
    }

    /// <summary>Writes a state, then removes the ones that are older than the newest few.</summary>
    /// <exception cref="IOException">The disk does not take the state; those before it stay as they are.</exception>
    public void Save(TrainingState state, IVisionModel model)
    {
        ArgumentNullException.ThrowIfNull(state);
        Directory.CreateDirectory(_path);
        state.Save(model, Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{state.Step:D9}{Extension}")));
        foreach (var (_, path) in List().Where(f => f.Step <= state.Step).Skip(_keep))
        {
            File.Delete(path);
        }
    }

    /// <summary>Reads the newest intact state into <paramref name="model"/>. Damaged newer ones
    /// are told through <paramref name="warn"/> and get a name that ends with <see cref="Damaged"/>.</summary>
    /// <returns>Null where there is no state.</returns>
    /// <exception cref="InvalidInputException">No state is intact, or the newest intact one belongs to another model.</exception>
    public TrainingState? Restore(IVisionModel model, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(warn);
        var files = List();
        var faults = new List<(string Path, string Fault)>();
        foreach (var (step, path) in files)
        {
            if (FaultOf(path) is { } fault)
            {
                faults.Add((path, fault));
                continue;
            }

            var state = TrainingState.Load(model, path);
            foreach (var damaged in faults)
            {
                warn($"{damaged.Fault}; going on from the state of step {step}, {path}");
                File.Move(damaged.Path, damaged.Path + Damaged, overwrite: true);
            }

            return state;
        }

        return faults.Count == 0 ? null : throw InvalidInputException.In(_path, $"none of the {faults.Count} saved states is intact ({faults[0].Fault}); "
            + "nothing was changed; begin anew in another folder, with --init and last.safetensors or best.safetensors of this one where they are whole");
    }

    private static string? FaultOf(string path)
    {
        try
        {
            TrainingState.RequireIntact(path);
            return null;
        }
        catch (Exception e) when (e is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
