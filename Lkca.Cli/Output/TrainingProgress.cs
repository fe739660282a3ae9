using System;
using System.IO;
using Lkca.Runtime.Training;
using Spectre.Console;

namespace Lkca.Cli.Output;

/// <summary>Shows a run on standard error: a progress bar in a terminal, plain lines elsewhere.</summary>
internal static class TrainingProgress
{
    /// <summary>Runs <paramref name="train"/> with the display that fits.</summary>
    public static TrainingResult Show(TextWriter error, int epochs, Func<ITrainingObserver, TrainingResult> train)
    {
        if (error != Console.Error || Console.IsErrorRedirected)
        {
            return train(new PlainProgress(error, epochs));
        }

        TrainingResult? result = null;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context => result = train(new BarProgress(console, context.AddTask("starting"), epochs)));
        return result!;
    }
}
