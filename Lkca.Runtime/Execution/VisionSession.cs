using System;
using System.Numerics;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Execution;

/// <summary>What the sessions of all backends share: host copies of the state, initialisation, typed views, sizes and options checked with one wording, both element types.
/// A backend's base class adds memory and execution on its device.</summary>
public abstract unsafe partial class VisionSession<T> : IVisionModel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private bool _isDisposed;

    /// <summary>Checks the options that every backend has. The derived constructor ends with <see cref="Initialize"/>.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    protected VisionSession(ModelInfo info, SessionOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatch, 1, nameof(SessionOptions.MaxBatch));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(SessionOptions.Threads));
        (Info, Options) = (info, options);
    }

    /// <inheritdoc/>
    public ModelInfo Info { get; }

    /// <inheritdoc/>
    public SessionOptions Options { get; }

    /// <inheritdoc/>
    public virtual string? Warning => null;

    /// <inheritdoc/>
    public IParameterStore Weights => Alive.Weights;

    /// <inheritdoc/>
    public IParameterStore Gradients => Alive.Gradients;

    /// <inheritdoc/>
    public IParameterStore FirstMoments => Alive.FirstMoments;

    /// <inheritdoc/>
    public IParameterStore SecondMoments => Alive.SecondMoments;

    /// <inheritdoc/>
    public long StepCount { get; set; }

    /// <inheritdoc/>
    public virtual StepFeatures Features => StepFeatures.None;

    /// <inheritdoc/>
    public double GradientNorm { get; protected set; } = double.NaN;

    /// <summary>The weights as typed, shaped views of the host copy: live memory; call <see cref="Upload"/> after writing.</summary>
    public VisionParameters<T> Parameters => field ??= new(Alive.Weights);

    /// <summary>The host copies.</summary>
    protected abstract ParameterStores<T> Stores { get; }

    /// <summary>Stores are views of native memory: they must not outlive it.</summary>
    private ParameterStores<T> Alive
    {
        get
        {
            ThrowIfDisposed();
            return Stores;
        }
    }

    /// <inheritdoc/>
    public abstract void Download();

    /// <inheritdoc/>
    public virtual void DownloadWeights() => Download();

    /// <inheritdoc/>
    public abstract void Upload();

    /// <inheritdoc/>
    public void Initialize(ulong seed)
    {
        ThrowIfDisposed();
        ParameterInitializer.Draw(Stores.Weights, seed);
        Stores.FirstMoments.Memory.Span.Clear();
        Stores.SecondMoments.Memory.Span.Clear();
        StepCount = 0;
        Upload();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Release();
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Images (count, channels, height, width) to logits (count, classes); sizes are checked.</summary>
    protected abstract void RunForward(NativeSpan<T> images, NativeSpan<T> logits, int count);

    /// <summary>Forward, loss and backward, then the update where it is asked for, which adds 1 to <see cref="StepCount"/> first; sizes and options are checked.</summary>
    /// <param name="images">(count, channels, height, width).</param>
    /// <param name="targets">Class probabilities, (count, classes).</param>
    /// <param name="imageGradient">Where dLoss/dImages goes; empty where nobody asked for it.</param>
    /// <param name="count">Images.</param>
    /// <param name="options">The numbers of the step.</param>
    /// <param name="update">True where an update follows, with accumulation at the last micro-batch.</param>
    /// <returns>The mean loss.</returns>
    protected abstract T RunTraining(NativeSpan<T> images, NativeSpan<T> targets, NativeSpan<T> imageGradient, int count, in StepOptions options, bool update);

    /// <summary>Frees threads and memory; called once.</summary>
    protected abstract void Release();

    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
