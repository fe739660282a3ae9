using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Lkca.Runtime.Execution;
using Xunit;

namespace Lkca.Runtime.Tests.Execution;

public class TurnsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1, 5, 3)]
    [InlineData(2, 16, 40)]
    [InlineData(7, 16, 9)]
    [InlineData(4, 3, 5)]
    public void Every_sum_is_made_in_the_order_of_the_groups(int workers, int groups, int sums)
    {
        var turns = new Turns(groups, isCrowded: true);
        var orders = Enumerable.Range(0, sums).Select(_ => new List<int>()).ToArray();
        for (var step = 0; step < 3; step++)
        {
            Array.ForEach(orders, order => order.Clear());
            turns.Reset();
            var next = -1;
            Run(workers, worker =>
            {
                for (var group = Interlocked.Increment(ref next); group < groups; group = Interlocked.Increment(ref next))
                {
                    for (var sum = 1; sum <= sums; sum++)
                    {
                        turns.Await(group, sum);
                        orders[sum - 1].Add(group); // a list that two workers change at once loses elements or throws
                        Thread.SpinWait((group * 31 + sum * 17) % 50);
                    }

                    turns.Leave(group);
                }
            });
            Assert.All(orders, order => Assert.Equal(Enumerable.Range(0, groups), order));
        }
    }

    [Fact]
    public void A_group_without_sums_lets_the_next_one_pass()
    {
        var turns = new Turns(2, isCrowded: true);
        turns.Reset();
        turns.Leave(0);
        turns.Await(1, 1);
    }

    [Fact]
    public void A_failed_worker_leaves_nobody_waiting()
    {
        var turns = new Turns(3, isCrowded: true);
        turns.Reset();
        turns.Await(0, 1);
        using var isWaiting = new ManualResetEventSlim();
        var waiter = new Thread(() =>
        {
            isWaiting.Set();
            turns.Await(1, 1);
        });
        waiter.Start();
        Assert.True(isWaiting.Wait(Patience));
        Assert.False(waiter.Join(TimeSpan.FromMilliseconds(50)));
        turns.Break();
        Assert.True(waiter.Join(Patience));
    }

    private static void Run(int workers, Action<int> body)
    {
        var threads = Enumerable.Range(0, workers).Select(worker => new Thread(() => body(worker))).ToList();
        threads.ForEach(thread => thread.Start());
        Assert.All(threads, thread => Assert.True(thread.Join(Patience)));
    }
}
