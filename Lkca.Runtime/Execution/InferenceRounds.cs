using System;

namespace Lkca.Runtime.Execution;

/// <summary>How the groups of a batch are dealt out in inference. A group alone keeps one worker busy; a group that a team shares keeps all of them busy, but they wait for each other
/// at every kernel.</summary>
internal static class InferenceRounds
{
    /// <summary>Images of a group: as planned, or fewer where the batch is more than one group and not enough of them for all workers, so that everybody gets as many.</summary>
    /// <param name="images">Images of the batch.</param>
    /// <param name="planned">Images that a group has room for.</param>
    /// <param name="workers">Workers.</param>
    public static int GroupImages(int images, int planned, int workers) =>
        images > planned && images < (long)workers * planned ? (int)((images + (long)workers - 1) / workers) : planned;

    /// <summary>The groups that workers carry one each: all whole rounds, and the last, incomplete round unless a team is through with it sooner. The groups behind them are shared.</summary>
    /// <param name="images">Images of the batch.</param>
    /// <param name="groupImages">Images of a group.</param>
    /// <param name="workers">Workers.</param>
    public static int GroupsApart(int images, int groupImages, int workers)
    {
        var whole = images / groupImages / workers * workers;
        var rest = images - (whole * groupImages);
        var groups = (rest + groupImages - 1) / groupImages;

        // Measured with two workers: a team takes up to half as long again as an even division of the work. Many groups after one another would add up too many waits.
        var isSharedSooner = 3L * rest <= 2L * workers * Math.Min(groupImages, rest) && groups <= (workers + 2) / 2;
        return isSharedSooner ? whole : whole + groups;
    }
}
