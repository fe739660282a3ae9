using System;
using System.IO;
using System.Text;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Data;
using Lkca.Runtime.Reporting;

namespace Lkca.Runtime.Training;

/// <summary>The folder of a run while a process trains in it: what it holds, the lock that keeps a second process out, and errors that say what
/// is still whole. Files: checkpoints/ (all that resuming needs), last.safetensors and best.safetensors (weights), metrics.jsonl, recipe.json.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly string _path;
    private readonly CheckpointFolder _checkpoints;
    private readonly FileStream _lock;

    /// <summary>Opens the folder, makes it where it is absent, and clears what a killed process had begun to write.</summary>
    /// <exception cref="TrainingException">It cannot be written to, or another process trains in it.</exception>
    public RunFolder(string path, int keep)
    {
        (_path, _checkpoints) = (path, new CheckpointFolder(path, keep));
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{path}: a run cannot be kept here: {e.Message}", e);
        }

        _lock = Lock(path);
        AtomicFile.RemovePartial(path);
        if (Directory.Exists(At("checkpoints")))
        {
            AtomicFile.RemovePartial(At("checkpoints"));
        }
    }

    /// <summary>The last weights.</summary>
    public string Last => At("last.safetensors");

    /// <summary>The weights of the epoch with the highest accuracy.</summary>
    public string Best => At("best.safetensors");

    /// <summary>A file of the folder.</summary>
    public string At(string name) => Path.Combine(_path, name);

    /// <summary>Reads the newest intact state into the model where the run goes on; null where it begins.</summary>
    /// <exception cref="InvalidInputException">The folder holds a run that is not to go on, or one that cannot.</exception>
    public TrainingState? Restore(IVisionModel model, bool resume, Action<string> warn)
    {
        if (!resume && (_checkpoints.List().Count > 0 || File.Exists(Last)))
        {
            throw InvalidInputException.In(_path, "the folder holds a run already; resume it (--resume) or choose another folder");
        }

        var state = _checkpoints.Restore(model, warn);
        return state != null || !File.Exists(Last) ? state : throw InvalidInputException.In(_path,
            "the folder holds weights and no saved state to go on from; choose another folder, and begin with --init last.safetensors to train on");
    }

    /// <summary>Reads the newest intact state again; null where there is none.</summary>
    public TrainingState? Reload(IVisionModel model) => _checkpoints.Restore(model, _ => { });

    /// <summary>Writes the recipe for people and tools; resuming reads the one inside the state.</summary>
    public void Save(TrainingRecipe recipe) => Keep("the recipe", () =>
        AtomicFile.Write(At("recipe.json"), stream => stream.Write(Encoding.UTF8.GetBytes(recipe.ToJson() + "\n"))));

    /// <summary>Writes a state.</summary>
    public void Save(TrainingState state, IVisionModel model) => Keep($"the state of step {state.Step}", () => _checkpoints.Save(state, model));

    /// <summary>Adds a line to the metrics.</summary>
    public void Save(EpochMetrics metrics, MetricsFile file) => Keep($"the metrics of epoch {metrics.Epoch}", () => file.Append(metrics));

    /// <summary>Writes whatever <paramref name="write"/> writes.</summary>
    /// <exception cref="TrainingException">The disk does not take it; the message says what is still there.</exception>
    public void Keep(string what, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var states = _checkpoints.List();
            var still = states.Count > 0 ? $"{states[0].Path} is whole: make the folder writable or make room, then go on from it with --resume"
                : "the run has not saved a state yet: make the folder writable or make room, then begin again";
            throw new TrainingException($"{_path}: {what} could not be written: {e.Message.TrimEnd('.')}; {still}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new TrainingException($"{directory}: the folder cannot be written to: {e.Message}", e);
        }
        catch (IOException e) when (IsTaken(e))
        {
            throw new TrainingException($"{directory}: another process trains in this folder; wait for it or choose another folder", e);
        }
        catch (IOException e)
        {
            throw new TrainingException($"{directory}: the folder cannot be written to: {e.Message}", e);
        }
    }

    /// <summary>True for what an open file that does not share gives: a sharing violation, or EWOULDBLOCK of Linux and macOS.</summary>
    private static bool IsTaken(IOException e) => (e.HResult & 0xFFFF) is 0x20 or 11 or 35;
}
