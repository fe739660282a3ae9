using System;
using Lkca.Runtime.Memory;

namespace Lkca.Runtime.Execution;

/// <summary>Images to logits: groups that workers carry one each, and groups that all workers share.</summary>
public abstract unsafe partial class CpuModel<T>
{
    // Images of a group in this call.
    private int _together;

    // The groups before this one are carried by one worker each; the others are shared, one after the other.
    private int _apart;
    private int _shared;

    /// <inheritdoc/>
    protected override void RunForward(NativeSpan<T> images, NativeSpan<T> logits, int count)
    {
        EnsurePrepared();
        _together = InferenceRounds.GroupImages(count, _plan.GroupImages, _team.Length);
        _batch.Set(count, (count + _together - 1) / _together, images, default, default, logits, default);
        _apart = InferenceRounds.GroupsApart(count, _together, _team.Length);
        if (_apart > 0)
        {
            Run(Phase.Forward);
        }

        for (_shared = _apart; _shared < _batch.Groups; _shared++)
        {
            _team[0].Team.Reset();
            Run(Phase.TeamForward);
        }
    }

    private void ForwardShared(int worker)
    {
        try
        {
            ForwardGroup(_team[worker], _shared);
        }
        catch
        {
            _team[worker].Team.Abandon();
            throw;
        }
    }

    private void ForwardGroup(Group<T> group, int index)
    {
        var first = index * _together;
        var images = Math.Min(_together, _batch.Images - first);
        group.IsTraining = false;
        group.Begin(images);
        Point(group, first, images);
        Forward(group);
    }
}
