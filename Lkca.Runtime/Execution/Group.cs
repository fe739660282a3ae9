using System;
using System.Numerics;
using Lkca.Runtime.Kernels;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Execution;

/// <summary>A group of images on its way through a model, and the memory of the worker that carries it: what generated forward and backward code is given.</summary>
public sealed unsafe class Group<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NativeSpan<T> _saved;
    private readonly NativeSpan<int> _kept;
    private readonly int[] _keptCounts;
    private readonly int _capacity;
    private readonly bool _takesHalfTiles;
    private int _index;
    private long _sum;

    internal Group(CpuPlan plan, NativeSpan<T> saved, NativeSpan<T> work, NativeSpan<int> kept)
    {
        _saved = saved;
        Work = work;
        OwnWork = work;
        _kept = kept;
        _capacity = plan.GroupImages;
        _takesHalfTiles = plan.TakesHalfTiles;
        _keptCounts = new int[2 * plan.Blocks];
    }

    /// <summary>The workers that share this group's forward steps: one, except where a batch has too few groups for all workers.</summary>
    public Team Team { get; internal set; }

    /// <summary>Images in the group: the plan's number, fewer in a batch's last group.</summary>
    public int Images { get; private set; }

    /// <summary>True where forward keeps what backward needs.</summary>
    public bool IsTraining { get; internal set; }

    /// <summary>Parameters of the model, in checkpoint layout.</summary>
    public NativeSpan<T> Weights { get; internal set; }

    /// <summary>What the prologue made of the parameters.</summary>
    public NativeSpan<T> Prepared { get; internal set; }

    /// <summary>Temporaries; the residual stream and its gradient lie at the start.</summary>
    public NativeSpan<T> Work { get; }

    /// <summary>The worker's own temporaries, whether or not others share the group: at the plan's offset of the scratch, and only there, memory that no other worker touches.</summary>
    public NativeSpan<T> OwnWork { get; private init; }

    /// <summary>Sums over the batch of what is no parameter's gradient itself.</summary>
    public NativeSpan<T> Accumulated { get; internal init; }

    /// <summary>Gradients of the parameters, in checkpoint layout.</summary>
    public NativeSpan<T> Gradients { get; internal init; }

    /// <summary>The order of the groups; null for members of a team, which only run forward.</summary>
    internal Turns? Turns { get; init; }

    /// <summary>The images of the group, (images, channels, height, width).</summary>
    public NativeSpan<T> ImageData { get; internal set; }

    /// <summary>Where dLoss/dImages goes; empty where nobody asked for it.</summary>
    public NativeSpan<T> ImageGradient { get; internal set; }

    /// <summary>Class probabilities, (images, classes).</summary>
    public NativeSpan<T> Targets { get; internal set; }

    /// <summary>Where the logits go, (images, classes).</summary>
    public NativeSpan<T> Logits { get; internal set; }

    /// <summary>Where each image's loss goes.</summary>
    public NativeSpan<T> Losses { get; internal set; }

    /// <summary>1/batch: the loss is a mean.</summary>
    public T LossScale { get; internal set; }

    /// <summary>Label smoothing.</summary>
    public T Smoothing { get; internal set; }

    /// <summary>Factor of a kept branch: 1/(1−p) under stochastic depth, otherwise 1.</summary>
    public T BranchScale { get; private set; }

    /// <summary>What forward keeps for backward, from <paramref name="offset"/> on; in inference all blocks share one part.</summary>
    public NativeSpan<T> Saved(long offset) => IsTraining ? _saved.At(offset) : _saved;

    /// <summary>A tensor that only the backward pass reads: empty, so not written, in inference.</summary>
    public NativeSpan<T> WhenTraining(NativeSpan<T> tensor) => IsTraining ? tensor : default;

    /// <summary>A sum over the batch, returned when the group before this one has added to it: every sum is made in the order of the groups, so the number of workers changes no bit. The step that
    /// asks for it is over when the next one asks: a step with several sums asks for the first only, and has its turn for all of them.</summary>
    public NativeSpan<T> InTurn(NativeSpan<T> sum)
    {
        Turns!.Await(_index, ++_sum);
        return sum;
    }

    /// <summary>The images that a branch works on: sites 2i and 2i+1 are the mixer and the MLP of block i.</summary>
    public ImageSet Kept(int site)
    {
        var count = _keptCounts[site];
        return count < 0 ? new ImageSet(Images) : new ImageSet(_kept.Pointer + (site * _capacity), count);
    }

    /// <summary>The memory of the first of <paramref name="workers"/> seen by each of them; scratch is each one's own.</summary>
    internal static Group<T>[] Share(CpuPlan plan, Group<T>[] workers)
    {
        var barrier = new TeamBarrier(workers.Length);
        var members = new Group<T>[workers.Length];
        var first = workers[0];
        for (var i = 0; i < workers.Length; i++)
        {
            members[i] = new(plan, first._saved, first.Work, first._kept) { Weights = first.Weights, Prepared = first.Prepared, OwnWork = workers[i].Work, Team = new(barrier, i) };
        }

        return members;
    }

    /// <summary>Starts a group of <paramref name="images"/> images without stochastic depth.</summary>
    internal void Begin(int images)
    {
        Images = images;
        Team = _takesHalfTiles ? Team.Halving(images, _capacity) : Team;
        BranchScale = T.One;
        Array.Fill(_keptCounts, -1);
    }

    /// <summary>Starts group <paramref name="index"/> of the batch, training images: draws which branches each sample keeps from (seed, step, sample, site).</summary>
    internal void Begin(int index, int images, int firstSample, in StepOptions options)
    {
        Begin(images);
        (_index, _sum) = (index, 0);
        if (options.DropPath == 0)
        {
            return;
        }

        BranchScale = T.CreateChecked(BranchDraws.Scale(options));
        for (var site = 0; site < _keptCounts.Length; site++)
        {
            var count = 0;
            var kept = _kept.Pointer + (site * _capacity);
            for (var image = 0; image < images; image++)
            {
                if (BranchDraws.Keeps(options, firstSample + image, site))
                {
                    kept[count++] = image;
                }
            }

            _keptCounts[site] = count == images ? -1 : count;
        }
    }
}
