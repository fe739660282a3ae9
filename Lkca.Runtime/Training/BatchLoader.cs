using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using Lkca.Runtime.Data;
using Lkca.Runtime.Training.Augmentations;

namespace Lkca.Runtime.Training;

/// <summary>Prepares the coming batches of a run on background threads, in a ring of two more than there are threads: memory is bounded, nothing is allocated per batch of
/// pictures that lie in memory. A thread makes whole batches; batch s is a function of the recipe, the data and s alone.</summary>
internal sealed class BatchLoader : IDisposable
{
    private readonly IImageDataset _data;
    private readonly TrainingRecipe _recipe;
    private readonly PassOrders _orders;
    private readonly TrainingBatch[] _ring;
    private readonly long[] _filled;
    private readonly Thread[] _threads;
    private readonly long _stepsPerEpoch, _end;
    private readonly object _gate = new();
    private long _next, _taken;
    private bool _stopped;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts to prepare the steps <paramref name="firstStep"/> … <paramref name="endStep"/>−1.</summary>
    public BatchLoader(IImageDataset data, TrainingRecipe recipe, bool doublePrecision, long firstStep, long endStep, int workers = 1)
    {
        (_data, _recipe, _end, _next, _taken) = (data, recipe, endStep, firstStep, firstStep);
        _stepsPerEpoch = recipe.StepsPerEpoch(data.Count);
        _orders = new PassOrders(data.Count, recipe.Seed);
        var slots = workers + 2;
        (_ring, _filled) = (new TrainingBatch[slots], new long[slots]);
        for (var slot = 0; slot < slots; slot++)
        {
            _ring[slot] = new TrainingBatch(recipe.StepImages, data.ImageSize(), data.Classes(), doublePrecision, recipe.Accumulate);
            _filled[slot] = -1;
        }

        _threads = new Thread[workers];
        for (var i = 0; i < workers; i++)
        {
            var augmentation = new Augmentation(recipe, data.Normalization, data.Channels, data.Height, data.Width);
            _threads[i] = new Thread(() => Prepare(augmentation)) { IsBackground = true, Name = $"batch loader {i}" };
        }

        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <summary>The next batch; it is overwritten after <see cref="Return"/>.</summary>
    public TrainingBatch Take()
    {
        lock (_gate)
        {
            while (_filled[_taken % _ring.Length] != _taken)
            {
                _failure?.Throw();
                Monitor.Wait(_gate);
            }

            return _ring[_taken % _ring.Length];
        }
    }

    /// <summary>Gives the batch taken last back to be filled again.</summary>
    public void Return()
    {
        lock (_gate)
        {
            _taken++;
            Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }

        Array.ForEach(_threads, thread => thread.Join());
    }

    private void Prepare(Augmentation augmentation)
    {
        try
        {
            var pixels = new byte[_data.ImageSize()];
            var mixing = new BatchMixing(_recipe, _recipe.StepImages, (_data.Channels, _data.Height, _data.Width), _data.Classes());
            while (Claim() is { } step)
            {
                Fill(_ring[step % _ring.Length], step, augmentation, mixing, pixels);
                lock (_gate)
                {
                    _filled[step % _ring.Length] = step;
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>The next step that nobody prepares yet, once its slot was given back; null at the end.</summary>
    private long? Claim()
    {
        lock (_gate)
        {
            while (!_stopped && _failure is null && _next < _end && _next >= _taken + _ring.Length)
            {
                Monitor.Wait(_gate);
            }

            return _stopped || _failure is not null || _next >= _end ? null : _next++;
        }
    }

    private void Fill(TrainingBatch batch, long step, Augmentation augmentation, BatchMixing mixing, byte[] pixels)
    {
        Array.Clear(batch.Targets);
        var (epoch, number) = (step / _stepsPerEpoch, step % _stepsPerEpoch);
        for (var i = 0; i < _recipe.StepImages; i++)
        {
            var place = number * _recipe.StepImages + i;
            var pass = epoch * _recipe.PassesPerEpoch + place / _data.Count;
            var index = _orders.Of(pass)[(int)(place % _data.Count)];
            _data.ReadPixels(index, pixels);
            augmentation.Apply(pixels, pass, index, batch.Images.AsSpan(i * pixels.Length, pixels.Length));
            batch.Targets[i * _data.Classes() + _data.Label(index)] = 1;
        }

        mixing.Apply(step, batch.Images, batch.Targets);
        batch.Widen();
    }
}
