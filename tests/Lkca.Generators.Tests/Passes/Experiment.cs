using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Plan;
using Xunit;

namespace Lkca.Generators.Tests.Passes;

/// <summary>One region on fixed random inputs: the values of its parameters, of two groups of images, and of the gradient that arrives from above.</summary>
internal sealed class Experiment
{
    private readonly double[][] _parameters;
    private readonly double[][] _inputs;
    private readonly double[][] _gradients;
    private readonly double[][] _targets;

    public Experiment(Region region)
    {
        var random = new Random(20241);
        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
        _parameters = [.. region.Parameters.Select(parameter => Draw((int)parameter.Shape.Count))];
        _inputs = [Draw(Interpreter.Count(region.Input.Shape)), Draw(Interpreter.Count(region.Input.Shape))];
        _gradients = [Draw(Interpreter.Count(region.Output.Shape)), Draw(Interpreter.Count(region.Output.Shape))];
        _targets = [.. _gradients.Select(gradient => gradient.Select(Math.Abs).ToArray())];
    }

    /// <summary>Output and every gradient, by name, of one group.</summary>
    public Dictionary<string, double[]> Run(Region region, int group = 0)
    {
        var run = Start(new Interpreter { Targets = _targets[group] }, region, group).Run(region.Forward);
        Seed(run, region, group);
        return Results(run.Run(region.Backward), region, run.Get(region.Output));
    }

    /// <summary>The same in the phases of a training step over both groups:
    /// the results of the second one, and the gradients of the parameters from both.</summary>
    public Dictionary<string, double[]> Run(ScheduledRegion scheduled, Interpreter? on = null)
    {
        var region = scheduled.Region;
        var run = on ?? new Interpreter { Targets = _targets[1] };
        Start(run, region, 0).Run(scheduled.Prologue);
        double[] output = [];
        foreach (var group in new[] { 0, 1 })
        {
            Array.Copy(_targets[group], run.Targets, _targets[group].Length);
            run.Set(region.Input, _inputs[group], isSum: false);
            run.Run(scheduled.Forward);
            output = run.Get(region.Output);
            (run as Arena)?.Forget(Section.Work);
            Seed(run, region, group);
            run.Run(scheduled.Backward);
        }

        var dInput = run.Get(region.InputGradient!);
        (run as Arena)?.BeginEpilogue();
        run.Run(scheduled.Epilogue);
        var results = Results(run, region, output, dInput);
        return results;
    }

    /// <summary>Targets for an interpreter that the caller makes.</summary>
    public double[] NewTargets() => new double[_targets[0].Length];

    /// <summary>The loss as a function of everything that has a gradient: Σ output ⊙ gradient from above, or the head's own loss.</summary>
    public double Loss(Region region, Value? moved = null, double[]? by = null, double step = 0)
    {
        var run = Start(new Interpreter { Targets = _targets[0] }, region, 0);
        if (moved is not null)
        {
            run.Set(moved, [.. run.Get(moved).Zip(by!, (x, d) => x + (step * d))], isSum: false);
        }

        run.Run(region.Forward);
        return region.OutputGradient is null
            ? run.Run(region.Backward.Take(1)).Get(region.Backward[0].Outputs[0]).Sum() / Interpreter.Images
            : run.Get(region.Output).Zip(_gradients[0], (z, d) => z * d).Sum();
    }

    public static void AssertEqual(Dictionary<string, double[]> expected, Dictionary<string, double[]> actual, string what)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (name, values) in expected)
        {
            Assert.Equal(values.Length, actual[name].Length);
            var error = values.Zip(actual[name], (a, b) => Math.Abs(a - b)).Max();
            Assert.True(error <= 1e-9 * (1 + values.Max(Math.Abs)), $"{what}: {name} differs by {error}");
        }
    }

    private Interpreter Start(Interpreter run, Region region, int group)
    {
        foreach (var (parameter, elements) in region.Parameters.Zip(_parameters))
        {
            run.Set(parameter, elements, isSum: false);
        }

        run.Set(region.Input, _inputs[group], isSum: false);
        return run;
    }

    private void Seed(Interpreter run, Region region, int group)
    {
        if (region.OutputGradient is { } gradient)
        {
            run.Set(gradient, _gradients[group], isSum: false);
        }
    }

    private static Dictionary<string, double[]> Results(Interpreter run, Region region, double[] output, double[]? dInput = null)
    {
        var results = new Dictionary<string, double[]> { ["output"] = output, [region.Input.Name] = dInput ?? run.Get(region.InputGradient!) };
        foreach (var parameter in region.Parameters)
        {
            results[parameter.Name] = run.Get(region.ParameterGradients[parameter]);
        }

        return results;
    }
}
