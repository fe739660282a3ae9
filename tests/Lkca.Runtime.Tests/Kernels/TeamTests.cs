using System;
using System.Linq;
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
        Assert.Equal(new(0, 130, 0, 7), default(Team).EnterForProduct(130, 7));
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

    [Theory]
    [InlineData(512, 2, 256)]
    [InlineData(520, 2, 264)]
    [InlineData(130, 2, 66)]
    [InlineData(130, 3, 0)] // 9 units of 16 lanes are 48 tokens each, across the edges of tiles
    [InlineData(96, 2, 0)]
    [InlineData(65, 2, 0)] // 32 and 48: less than a tile, and not the same
    [InlineData(64, 2, 32)]
    [InlineData(96, 3, 32)]
    [InlineData(64, 4, 0)] // 16
    [InlineData(128, 3, 0)] // 32 and 48
    [InlineData(320, 4, 80)]
    [InlineData(208, 4, 0)] // three of 48
    [InlineData(112, 2, 0)] // 48 and 64
    [InlineData(256, 3, 96)]
    [InlineData(4160, 7, 608)]
    [InlineData(320, 3, 112)]
    public void Tokens_are_dealt_out_where_everybody_gets_a_tile_or_half_of_one_and_outputs_elsewhere(int tokens, int members, int most)
    {
        const int Outputs = 20;
        var barrier = new TeamBarrier(members);
        var made = new int[tokens * Outputs];
        var parts = new TeamPart[members];
        Run(members, index =>
        {
            var part = parts[index] = new Team(barrier, index).EnterForProduct(tokens, Outputs);
            Assert.Equal(0, part.FromToken % 16);
            for (var token = part.FromToken; token < part.ToToken; token++)
            {
                for (var i = part.First; i < part.End; i++)
                {
                    Interlocked.Increment(ref made[(token * Outputs) + i]);
                }
            }
        });
        Assert.All(made, times => Assert.Equal(1, times));
        Assert.Equal(most == 0 ? tokens : most, parts.Max(part => part.ToToken - part.FromToken));
        Assert.True(parts.Min(part => part.ToToken - part.FromToken) >= 32);
    }

    [Theory]
    [InlineData(1, 2, 4, true)]
    [InlineData(2, 4, 4, true)]
    [InlineData(1, 2, 1, false)] // no room for two tiles
    [InlineData(1, 3, 4, false)]
    [InlineData(2, 2, 4, false)] // a whole tile each
    public void Where_everybody_has_half_a_tile_it_lies_in_a_tile_of_its_own(int images, int members, int capacity, bool isHalved)
    {
        const int Outputs = 20;
        var tokens = images * Layout.TileTokens;
        var barrier = new TeamBarrier(members);
        Run(members, index =>
        {
            var team = new Team(barrier, index).Halving(images, capacity);
            var part = team.EnterForProduct(tokens, Outputs);
            Assert.Equal(isHalved ? (32 * index, 64 * index, (64 * index) + 32) : (part.FromToken, part.FromToken, part.ToToken), (part.FromToken, part.FromPlace, part.ToPlace));
            Assert.Equal(isHalved ? 2 * tokens : tokens, team.Places(tokens));

            // Tensors with other tokens, as the pooled ones, lie as always.
            Assert.Equal(0, team.EnterForTokens(images, Outputs).Shift);
        });
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
