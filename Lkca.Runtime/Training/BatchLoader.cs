using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using Lkca.Runtime.Data;

namespace Lkca.Runtime.Training;

/// <summary>Prepares the coming batches of a run on a background thread, in a ring of three: memory is bounded, nothing is allocated per batch,
/// and batch s is a function of the recipe, the data and s alone.</summary>
internal sealed class BatchLoader : IDisposable
{
    private const int Slots = 3;

    private readonly IImageDataset _data;
    private readonly TrainingRecipe _recipe;
    private readonly Augmentation _augmentation;
    private readonly TrainingBatch[] _ring = new TrainingBatch[Slots];
    private readonly SemaphoreSlim _free = new(Slots), _ready = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly int[] _order;
    private readonly byte[] _pixels;
    private readonly long _first, _end;
    private long _taken;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts to prepare the steps <paramref name="firstStep"/> … <paramref name="endStep"/>−1.</summary>
    public BatchLoader(IImageDataset data, TrainingRecipe recipe, bool doublePrecision, long firstStep, long endStep)
    {
        (_data, _recipe, _first, _end, _taken) = (data, recipe, firstStep, endStep, firstStep);
        _augmentation = new Augmentation(data.Normalization, recipe.Flip, recipe.CropPadding, recipe.Seed);
        _order = new int[data.Count];
        _pixels = new byte[data.ImageSize()];
        for (var slot = 0; slot < Slots; slot++)
        {
            _ring[slot] = new TrainingBatch(recipe.Batch, data.ImageSize(), data.Classes(), doublePrecision);
        }

        _thread = new Thread(Prepare) { IsBackground = true, Name = "batch loader" };
        _thread.Start();
    }

    /// <summary>The next batch; it is overwritten after <see cref="Return"/>.</summary>
    public TrainingBatch Take()
    {
        _ready.Wait();
        _failure?.Throw();
        return _ring[_taken++ % Slots];
    }

    /// <summary>Gives the batch taken last back to be filled again.</summary>
    public void Return() => _free.Release();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
        _free.Dispose();
        _ready.Dispose();
    }

    private void Prepare()
    {
        try
        {
            var epoch = -1L;
            long stepsPerEpoch = _data.Count / _recipe.Batch;
            for (var step = _first; step < _end; step++)
            {
                _free.Wait(_stop.Token);
                if (epoch != step / stepsPerEpoch)
                {
                    epoch = step / stepsPerEpoch;
                    CounterRandom.Shuffle(_order, _recipe.Seed, epoch);
                }

                Fill(_ring[step % Slots], epoch, (int)(step % stepsPerEpoch));
                _ready.Release();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed while waiting for a free slot: nobody takes another batch.
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            _ready.Release();
        }
    }

    private void Fill(TrainingBatch batch, long epoch, int number)
    {
        Array.Clear(batch.Targets);
        for (var i = 0; i < _recipe.Batch; i++)
        {
            var index = _order[number * _recipe.Batch + i];
            _data.ReadPixels(index, _pixels);
            _augmentation.Apply(_pixels, _data.Height, _data.Width, epoch, index, batch.Images.AsSpan(i * _pixels.Length, _pixels.Length));
            batch.Targets[i * _data.Classes() + _data.Label(index)] = 1;
        }

        batch.Widen();
    }
}
