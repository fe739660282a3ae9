using System;
using System.Numerics;
using System.Threading;
using Lkca.Runtime.Kernels.Cpu;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Execution;

/// <summary>What every generated Cpu model derives from: memory, worker threads, groups of images, optimiser. The generated class adds the steps of the model itself.
/// A training step runs the prologue of every instance, clears the sums over the batch, runs forward and backward group by group, the epilogue of every instance, and AdamW; each phase is spread over the workers
/// and gives the same bits for any number of them.</summary>
public abstract unsafe partial class CpuModel<T> : VisionSession<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CpuPlan _plan;
    private readonly NativeBlock<T> _arena;
    private readonly NativeBlock<int> _indices;
    private readonly NativeSpan<T> _prepared;
    private readonly NativeSpan<T> _accumulated;
    private readonly NativeSpan<T> _losses;
    private readonly NativeSpan<T> _logits;
    private readonly ParameterStore<T> _weights;
    private readonly ParameterStore<T> _gradients;
    private readonly Group<T>[] _groups;
    private readonly Group<T>[] _team;
    private readonly WorkerPool _pool;
    private readonly Turns _turns;
    private readonly Batch _batch = new();
    private Phase _phase;
    private int _next;
    private bool _isPrepared;

    /// <summary>Allocates the arena and draws the initial weights.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    protected CpuModel(ModelInfo info, CpuPlan plan, SessionOptions options)
        : base(info, options)
    {
        if (options.Device is not ("cpu" or ""))
        {
            throw new ArgumentException($"{info.Name} is compiled for the Cpu backend, which runs on device 'cpu', not '{options.Device}'.");
        }

        if (options.Compute != ComputePrecision.Declared)
        {
            throw new ArgumentException($"{info.Name} is compiled for the Cpu backend, which computes in the declared precision, not in {options.Compute}.");
        }

        _plan = plan;
        var workers = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        var trained = options.Training ? 1 : 0;
        var accumulated = trained * plan.Accumulated;
        var saved = options.Training ? plan.Saved : plan.SavedInference;
        _arena = new(((1 + (3 * trained)) * plan.Weights) + plan.Prepared + accumulated + Round(options.MaxBatch) + Round((long)options.MaxBatch * info.Classes) + (workers * (saved + plan.Work)));
        Stores = new(info.Parameters, _arena, plan.Weights, options.Training);
        (_weights, _gradients) = (Stores.Weights, Stores.Gradients);
        _prepared = _arena.Take(plan.Prepared);
        _accumulated = _arena.Take(accumulated);
        _losses = _arena.Take(Round(options.MaxBatch));
        _logits = _arena.Take(Round((long)options.MaxBatch * info.Classes));
        var kept = 2L * plan.Blocks * plan.GroupImages;
        _indices = new(workers * kept);
        _groups = new Group<T>[workers];
        _turns = new(options.Training ? Units(options.MaxBatch) : 0, workers > Environment.ProcessorCount);
        for (var i = 0; i < workers; i++)
        {
            _groups[i] = new(plan, _arena.Take(saved), _arena.Take(plan.Work), _indices.Take(kept))
            {
                Weights = _weights.Memory,
                Prepared = _prepared,
                Accumulated = _accumulated,
                Gradients = _gradients.Memory,
                Turns = _turns,
            };
        }

        _team = Group<T>.Share(plan, _groups);

        _pool = new(workers, Work);
        if (options.DrawWeights)
        {
            Initialize(options.Seed);
        }
    }

    /// <inheritdoc/>
    protected sealed override ParameterStores<T> Stores { get; }

    /// <summary>The prologue of one instance (0 the embedding, 1 … blocks, last the head): what depends on parameters only.</summary>
    protected abstract void Prepare(int instance, NativeSpan<T> weights, NativeSpan<T> prepared);

    /// <summary>Images of the group to logits.</summary>
    protected abstract void Forward(Group<T> g);

    /// <summary>Loss and gradients of the group, after <see cref="Forward(Group{T})"/>; sums over the batch are added to in the order of the groups.</summary>
    protected abstract void Backward(Group<T> g);

    /// <summary>The epilogue of one instance: sums over the batch to gradients of parameters.</summary>
    protected abstract void Finish(int instance, StepEnd<T> end);

    /// <inheritdoc/>
    public override void Download() => ThrowIfDisposed(); // the host copies are the memory that the kernels work on

    /// <inheritdoc/>
    public override void Upload()
    {
        ThrowIfDisposed();
        _isPrepared = false;
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        _pool.Dispose();
        _arena.Dispose();
        _indices.Dispose();
        _earlierMemory?.Dispose();
    }

    private static long Round(long count) => (count + 15) / 16 * 16;

    /// <inheritdoc/>
    protected override T RunTraining(NativeSpan<T> images, NativeSpan<T> targets, NativeSpan<T> imageGradient, int count, in StepOptions options, bool update)
    {
        EnsurePrepared();
        _batch.Set(count, Units(count), images, targets, imageGradient, _logits, options);
        _turns.Reset();
        Run(Phase.Clear);
        Run(Phase.Train);
        Run(Phase.Finish);
        if (update)
        {
            Optimize();
        }

        var sum = T.Zero;
        for (var i = 0; i < count; i++)
        {
            sum += _losses.Pointer[i];
        }

        return sum / T.CreateChecked(count);
    }

    private int Units(int images) => (images + _plan.GroupImages - 1) / _plan.GroupImages;

    private void EnsurePrepared()
    {
        if (!_isPrepared)
        {
            Run(Phase.Prepare);
            _isPrepared = true;
        }
    }

    private void Run(Phase phase)
    {
        _phase = phase;
        _next = -1;
        _pool.Run();
    }

    /// <summary>What each worker does in a phase: takes the next piece until none is left. Pieces are constants of plan and batch.</summary>
    private void Work(int worker)
    {
        if (_phase == Phase.TeamForward)
        {
            ForwardShared(worker);
            return;
        }

        var pieces = _phase switch
        {
            Phase.Prepare or Phase.Finish => _plan.Blocks + 2,
            Phase.Forward => _apart,
            Phase.Clear => Chunks(_plan.Weights) + Chunks(_plan.Accumulated),
            Phase.Train => _batch.Groups,
            _ => Chunks(_plan.Weights),
        };
        for (var piece = Interlocked.Increment(ref _next); piece < pieces; piece = Interlocked.Increment(ref _next))
        {
            switch (_phase)
            {
                case Phase.Prepare:
                    Prepare(piece, _weights.Memory, _prepared);
                    break;
                case Phase.Forward:
                    ForwardGroup(_groups[worker], piece);
                    break;
                case Phase.Clear:
                    ClearSums(piece);
                    break;
                case Phase.Train:
                    TrainGroup(_groups[worker], piece);
                    break;
                case Phase.Finish:
                    Finish(piece, new(_weights.Memory, _gradients.Memory, _prepared, _accumulated, _groups[worker].Work));
                    break;
                default:
                    Change(_phase, piece);
                    break;
            }
        }
    }

    // The pieces of the gradients, then those of the other sums over the batch.
    private void ClearSums(int piece)
    {
        var ofGradients = Chunks(_plan.Weights);
        var (sums, start) = piece < ofGradients ? (_gradients.Memory, piece * Chunk) : (_accumulated, (piece - ofGradients) * Chunk);
        sums.At(start, Math.Min(Chunk, sums.Length - start)).Span.Clear();
    }

    private void TrainGroup(Group<T> group, int index)
    {
        try
        {
            var first = index * _plan.GroupImages;
            var images = Math.Min(_plan.GroupImages, _batch.Images - first);
            group.IsTraining = true;
            group.LossScale = T.One / T.CreateChecked(_batch.Images);
            group.Smoothing = T.CreateChecked(_batch.Options.LabelSmoothing);
            group.Begin(index, images, first, _batch.Options);
            Point(group, first, images);
            Forward(group);
            Backward(group);
            _turns.Leave(index);
        }
        catch
        {
            _turns.Break();
            throw;
        }
    }

    private void Point(Group<T> group, int first, int images)
    {
        var pixels = (long)Info.Channels * Info.Height * Info.Width;
        group.ImageData = Part(_batch.ImageData, first * pixels, images * pixels);
        group.ImageGradient = Part(_batch.ImageGradient, first * pixels, images * pixels);
        group.Targets = Part(_batch.Targets, (long)first * Info.Classes, (long)images * Info.Classes);
        group.Logits = Part(_batch.Logits, (long)first * Info.Classes, (long)images * Info.Classes);
        group.Losses = _losses.At(first, images);
    }

    private static NativeSpan<T> Part(NativeSpan<T> all, long offset, long length) => all.IsEmpty ? default : all.At(offset, length);
}
