using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;

namespace Lkca.Cli.Verbs;

/// <summary>SIGINT and SIGTERM ask the run to finish its step and save; a second one ends the process as ever.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _interrupted, _terminated;

    /// <summary>Listens until it is disposed; what was asked for is told on <paramref name="error"/>.</summary>
    public StopSignals(TextWriter error)
    {
        _interrupted = On(PosixSignal.SIGINT, error);
        _terminated = On(PosixSignal.SIGTERM, error);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _interrupted.Dispose();
        _terminated.Dispose();
        _stop.Dispose();
    }

    private PosixSignalRegistration On(PosixSignal signal, TextWriter error) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = !_stop.IsCancellationRequested;
        if (context.Cancel)
        {
            error.WriteLine("stopping after this step");
            _stop.Cancel();
        }
    });
}
