using System;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Lkca.Runtime.Execution;

/// <summary>Threads of its own that run one body side by side, again and again, without allocating. Between runs a worker spins for a moment, because the next phase of a step
/// follows within microseconds, and then parks on an event. Where there are more workers than cores, waiting yields instead of spinning.</summary>
internal sealed class WorkerPool : IDisposable
{
    private static readonly long SpinTicks = Stopwatch.Frequency / 10_000;

    private readonly Action<int> _body;
    private readonly Worker[] _workers;
    private readonly bool _isCrowded;
    private int _generation;
    private int _running;
    private bool _stopping;
    private Exception? _failure;

    /// <summary>Starts <paramref name="workers"/>−1 threads; the caller of <see cref="Run"/> is worker 0.</summary>
    public WorkerPool(int workers, Action<int> body)
    {
        _body = body;
        _isCrowded = workers > Environment.ProcessorCount;
        _workers = new Worker[workers - 1];
        for (var i = 0; i < _workers.Length; i++)
        {
            var worker = new Worker(i + 1);
            _workers[i] = worker;
            worker.Thread = new Thread(() => Loop(worker)) { IsBackground = true, Name = $"lkca worker {worker.Number}" };
            worker.Thread.Start();
        }
    }

    /// <summary>Runs the body on every worker and returns when all are done. The first exception of a worker is thrown here.</summary>
    public void Run()
    {
        Volatile.Write(ref _running, _workers.Length);
        Interlocked.Increment(ref _generation);
        foreach (var worker in _workers)
        {
            worker.WakeIfParked();
        }

        Execute(0);
        for (var turns = 0; Volatile.Read(ref _running) > 0; turns++)
        {
            Pause(turns);
        }

        if (_failure is { } failure)
        {
            _failure = null;
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    public void Dispose()
    {
        Volatile.Write(ref _stopping, true);
        Interlocked.Increment(ref _generation);
        foreach (var worker in _workers)
        {
            worker.WakeIfParked();
            worker.Thread!.Join();
            worker.Dispose();
        }
    }

    private void Loop(Worker worker)
    {
        for (var seen = 0; ; seen++)
        {
            Await(worker, seen);
            if (Volatile.Read(ref _stopping))
            {
                return;
            }

            Execute(worker.Number);
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>Returns when the generation after <paramref name="seen"/> has started: runs are counted one by one, because the next starts only after all workers are done.</summary>
    private void Await(Worker worker, int seen)
    {
        var start = Stopwatch.GetTimestamp();
        for (var turns = 0; Volatile.Read(ref _generation) == seen; turns++)
        {
            if (Stopwatch.GetTimestamp() - start > SpinTicks)
            {
                worker.Park(ref _generation, seen);
                return;
            }

            Pause(turns);
        }
    }

    /// <summary>A short wait: other threads get the core at once where cores are scarce, and now and then in any case.</summary>
    private void Pause(int turns)
    {
        if (_isCrowded || turns % 256 == 255)
        {
            Thread.Yield();
        }
        else
        {
            Thread.SpinWait(8);
        }
    }

    private void Execute(int worker)
    {
        try
        {
            _body(worker);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
        }
    }

    /// <summary>A thread and the event that it parks on.</summary>
    private sealed class Worker(int number) : IDisposable
    {
        private readonly AutoResetEvent _wake = new(initialState: false);
        private int _isParked;

        public int Number => number;

        public Thread? Thread { get; set; }

        /// <summary>Sleeps until the generation moves on; returns at once where it has.</summary>
        public void Park(ref int generation, int seen)
        {
            // A waker that was held up after it had started the last run may wake for that run: only the generation tells.
            while (Volatile.Read(ref generation) == seen)
            {
                Interlocked.Exchange(ref _isParked, 1);
                if (Volatile.Read(ref generation) != seen && Interlocked.Exchange(ref _isParked, 0) == 1)
                {
                    return;
                }

                // Either nothing has happened yet, or the waker took the flag and is about to set the event.
                _wake.WaitOne();
            }
        }

        public void WakeIfParked()
        {
            if (Interlocked.Exchange(ref _isParked, 0) == 1)
            {
                _wake.Set();
            }
        }

        public void Dispose() => _wake.Dispose();
    }
}
