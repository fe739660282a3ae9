using Lkca.Runtime.Execution;
using Xunit;

namespace Lkca.Runtime.Tests.Execution;

public sealed class InferenceRoundsTests
{
    [Theory]
    [InlineData(1, 4, 1, 1)]
    [InlineData(9, 4, 1, 3)]
    [InlineData(1, 4, 2, 0)] // one image: shared
    [InlineData(4, 4, 2, 0)]
    [InlineData(5, 4, 2, 0)] // 4 and 1: shared, one after the other
    [InlineData(6, 4, 2, 2)] // 4 and 2: a worker each
    [InlineData(8, 4, 2, 2)]
    [InlineData(12, 4, 2, 2)] // a whole round, and a group that is shared
    [InlineData(14, 4, 2, 4)]
    [InlineData(128, 4, 2, 32)]
    [InlineData(40, 4, 16, 10)] // ten groups one after the other would wait too often
    [InlineData(4, 4, 16, 0)]
    [InlineData(int.MaxValue, 1, 3, int.MaxValue - 1)]
    public void Whole_rounds_are_carried_apart_and_a_short_last_one_is_shared(int images, int groupImages, int workers, int apart) =>
        Assert.Equal(apart, InferenceRounds.GroupsApart(images, groupImages, workers));

    [Theory]
    [InlineData(1, 8, 2, 8)]
    [InlineData(8, 8, 2, 8)] // one group
    [InlineData(12, 8, 2, 6)] // 6 and 6 in place of 8 and 4
    [InlineData(13, 8, 2, 7)]
    [InlineData(16, 8, 2, 8)]
    [InlineData(17, 8, 2, 8)]
    [InlineData(9, 8, 16, 1)]
    [InlineData(12, 8, 1, 8)]
    [InlineData(int.MaxValue, 1 << 30, 3, 715827883)]
    public void A_batch_of_fewer_groups_than_workers_is_dealt_out_evenly(int images, int planned, int workers, int group) =>
        Assert.Equal(group, InferenceRounds.GroupImages(images, planned, workers));
}
