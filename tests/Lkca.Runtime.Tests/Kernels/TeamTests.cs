using System;
using System.Threading;
using System.Threading.Tasks;
using Lkca.Runtime.Kernels;
using Xunit;

namespace Lkca.Runtime.Tests.Kernels;

public sealed class TeamTests
{
    [Fact]
    public void A_team_of_one_does_everything()
    {
        Assert.True(default(Team).EnterAsLeader());
        Assert.Equal((0, 7), default(Team).EnterForShare(7, 6));
    }

    [Theory]
    [InlineData(210, 6, 2)]
    [InlineData(210, 6, 3)]
    [InlineData(5, 6, 4)]
    [InlineData(7, 1, 5)]
    public void Shares_cover_every_output_once(int count, int step, int members)
    {
        var barrier = new TeamBarrier(members);
        var made = new int[count];
        Run(members, index =>
        {
            var (from, to) = new Team(barrier, index).EnterForShare(count, step);
            for (var i = from; i < to; i++)
            {
                Interlocked.Increment(ref made[i]);
            }
        });
        Assert.All(made, times => Assert.Equal(1, times));
    }

    [Fact]
    public void Nobody_enters_before_all_have_left_the_step_before()
    {
        const int Members = 3, Steps = 2000;
        var barrier = new TeamBarrier(Members);
        var done = 0;
        Run(Members, index =>
        {
            var team = new Team(barrier, index);
            for (var step = 0; step < Steps; step++)
            {
                team.EnterAsLeader();
                Assert.True(Volatile.Read(ref done) >= Members * step);
                Interlocked.Increment(ref done);
            }
        });
        Assert.Equal(Members * Steps, done);
    }

    [Fact]
    public async Task A_member_that_fails_leaves_nobody_waiting()
    {
        var barrier = new TeamBarrier(2);
        var left = Task.Run(() => new Team(barrier, 0).EnterAsLeader());
        new Team(barrier, 1).Abandon();
        Assert.True(await left.WaitAsync(TimeSpan.FromSeconds(30)));
        new Team(barrier, 1).Reset();
        Run(2, index => new Team(barrier, index).EnterAsLeader());
    }

    private static void Run(int members, Action<int> body)
    {
        var tasks = new Task[members];
        for (var i = 0; i < members; i++)
        {
            var index = i;
            tasks[i] = Task.Factory.StartNew(() => body(index), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        Assert.True(Task.WaitAll(tasks, TimeSpan.FromSeconds(60)));
    }
}
