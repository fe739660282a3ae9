using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Lkca.Runtime.Execution;

/// <summary>Threads of its own that run one body side by side, again and again, without allocating: they spin for a moment between runs, because the next phase of a step
/// follows within microseconds, and then park. Where there are more workers than cores the spinning yields.</summary>
internal sealed class WorkerPool : IDisposable
{
    private const int SpinsBeforeParking = 200;

    private readonly Action<int> _body;
    private readonly Thread[] _threads;
    private readonly object _gate = new();
    private int _generation;
    private int _running;
    private bool _stopping;
    private Exception? _failure;

    /// <summary>Starts <paramref name="workers"/>−1 threads; the caller of <see cref="Run"/> is worker 0.</summary>
    public WorkerPool(int workers, Action<int> body)
    {
        _body = body;
        _threads = new Thread[workers - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Loop(worker)) { IsBackground = true, Name = $"lkca worker {worker}" };
            _threads[i].Start();
        }
    }

    public int Workers => _threads.Length + 1;

    /// <summary>Runs the body on every worker and returns when all are done. The first exception of a worker is thrown here.</summary>
    public void Run()
    {
        if (_threads.Length > 0)
        {
            Volatile.Write(ref _running, _threads.Length);
            lock (_gate)
            {
                _generation++;
                Monitor.PulseAll(_gate);
            }
        }

        Execute(0);
        var spinner = default(SpinWait);
        while (Volatile.Read(ref _running) > 0)
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }

        if (_failure is { } failure)
        {
            _failure = null;
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private void Loop(int worker)
    {
        var seen = 0;
        while (true)
        {
            var spinner = default(SpinWait);
            while (Volatile.Read(ref _generation) == seen && !Volatile.Read(ref _stopping) && spinner.Count < SpinsBeforeParking)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }

            lock (_gate)
            {
                while (_generation == seen && !_stopping)
                {
                    Monitor.Wait(_gate);
                }

                if (_stopping)
                {
                    return;
                }

                seen = _generation;
            }

            Execute(worker);
            Interlocked.Decrement(ref _running);
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
}
