using System;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Passes;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Graph;
using Xunit;

namespace Lkca.Generators.Tests.Passes;

/// <summary>The passes change how a model is computed and never what: every form of every region, interpreted on random inputs,
/// gives the same output and the same gradients, and the gradients are those of finite differences.</summary>
public sealed class AlgebraTests
{
    [Theory]
    [InlineData(nameof(PoolKind.Mean))]
    [InlineData(nameof(PoolKind.ClassToken))]
    public void Gradients_are_those_of_finite_differences(string pool)
    {
        var (pass, graph) = Specs.Stages(Broad(pool)).First();
        Assert.Equal("builder", pass);
        foreach (var region in graph.Regions)
        {
            var experiment = new Experiment(region);
            var gradients = experiment.Run(region);
            var random = new Random(7);
            foreach (var value in region.Parameters.Append(region.Input))
            {
                var direction = gradients[value.Name].Select(_ => random.NextDouble() - 0.5).ToArray();
                var expected = (experiment.Loss(region, value, direction, 1e-5) - experiment.Loss(region, value, direction, -1e-5)) / 2e-5;
                var actual = gradients[value.Name].Zip(direction, (a, b) => a * b).Sum();
                Assert.True(Math.Abs(expected - actual) < 1e-6 * (1 + Math.Abs(expected)), $"{region.Name}, {value.Name}: {actual} instead of {expected}");
            }
        }
    }

    [Theory]
    [InlineData(nameof(PoolKind.Mean))]
    [InlineData(nameof(PoolKind.ClassToken))]
    public void No_pass_changes_a_result(string pool)
    {
        var stages = Specs.Stages(Broad(pool)).ToList();
        var declared = stages[0].Graph.Regions.ToList();
        for (var region = 0; region < declared.Count; region++)
        {
            var experiment = new Experiment(declared[region]);
            var expected = experiment.Run(declared[region]);
            foreach (var (pass, graph) in stages.Skip(1))
            {
                Experiment.AssertEqual(expected, experiment.Run(graph.Regions.ElementAt(region)), $"{declared[region].Name} after {pass}");
            }
        }
    }

    [Theory]
    [InlineData(nameof(PoolKind.Mean))]
    [InlineData(nameof(PoolKind.ClassToken))]
    public void Phases_add_up_the_groups_and_the_planned_memory_holds_every_value(string pool)
    {
        var graph = Specs.Lowered(Broad(pool));
        var plan = PlanMemory.Run(Schedule.Run(graph), Specs.Traits);
        Assert.Equal(Interpreter.Images, plan.GroupImages);
        foreach (var memory in new[] { plan.Embedding }.Concat(plan.Kinds).Append(plan.Head))
        {
            var region = memory.Region.Region;
            var experiment = new Experiment(region);
            var (first, expected) = (experiment.Run(region), experiment.Run(region, group: 1));
            foreach (var parameter in region.Parameters)
            {
                expected[parameter.Name] = [.. expected[parameter.Name].Zip(first[parameter.Name], (a, b) => a + b)];
            }

            Experiment.AssertEqual(expected, experiment.Run(memory.Region, new Interpreter { Targets = experiment.NewTargets() }),
                $"{region.Name} in phases");
            Experiment.AssertEqual(expected, experiment.Run(memory.Region, new Arena(memory) { Targets = experiment.NewTargets() }),
                $"{region.Name} in its planned memory");
        }
    }

    private static ModelSpec Broad(string pool) => Specs.Broad.Single(spec => spec.Pool.ToString() == pool);
}
