using System;
using System.Diagnostics;
using System.Threading;

namespace Lkca.Bench;

/// <summary>Brings code to the state that it keeps: .NET compiles a method a second time, optimised, after some thirty calls, in the background and only where a core is free for it.</summary>
internal static class WarmUp
{
    private const int Calls = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Calls <paramref name="action"/> until the runtime has counted enough calls, and leaves it time to compile; twice, for what the first round's code calls.</summary>
    public static void Run(Action action)
    {
        for (var round = 0; round < 2; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            for (var call = 0; call < Calls && Stopwatch.GetElapsedTime(begin).TotalSeconds < 2; call++)
            {
                action();
            }

            Thread.Sleep(Pause);
        }
    }
}
