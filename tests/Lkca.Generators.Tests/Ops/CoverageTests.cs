using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Graph;
using Lkca.Generators.Passes;
using Lkca.Generators.Plan;
using Lkca.Generators.Tests.Graph;
using Xunit;

namespace Lkca.Generators.Tests.Ops;

public sealed class CoverageTests
{
    /// <summary>Every form that a compilation can leave in a graph: all fusions, and none.</summary>
    private static IEnumerable<ModelGraph> Graphs =>
        Specs.Broad.SelectMany(spec => Specs.Stages(spec).Select(stage => stage.Graph));

    [Fact]
    public void Every_primitive_serves_some_declaration()
    {
        var known = typeof(Op).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(Op))).Select(type => type.Name);
        var used = Graphs.SelectMany(Specs.Nodes).Select(node => node.Op.GetType().Name).Distinct();
        Assert.Equal(known.Order(), used.Order());
    }

    [Fact]
    public void Every_primitive_stands_in_the_namespace_of_primitives_and_names_itself_in_snake_case()
    {
        var ops = Graphs.SelectMany(Specs.Nodes).Select(node => node.Op).DistinctBy(op => op.Name).ToList();
        Assert.All(ops, op => Assert.Equal("Lkca.Generators.Ops", op.GetType().Namespace));
        Assert.All(ops, op => Assert.Matches("^[a-z]+(_[a-z]+)*$", op.Name));
    }

    [Fact]
    public void A_name_stands_for_one_primitive()
    {
        var types = Graphs.SelectMany(Specs.Nodes).GroupBy(node => node.Op.Name)
            .Select(group => group.Select(node => node.Op.GetType()).Distinct().Count());
        Assert.All(types, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Every_node_says_a_formula_over_the_names_of_its_values()
    {
        foreach (var node in Graphs.SelectMany(Specs.Nodes))
        {
            var formula = node.Op.Describe(node);
            Assert.All(node.Outputs.Take(1), output => Assert.Contains(output.Name, formula));
            Assert.DoesNotContain("  ", formula);
        }
    }

    [Fact]
    public void Every_primitive_that_is_left_has_a_kernel_call() =>
        Assert.All(Specs.Broad, spec => Assert.NotEmpty(ModelCompiler.Compile(spec).Files));

    [Fact]
    public void Without_fusions_the_graph_is_valid_all_the_same()
    {
        foreach (var spec in Specs.Broad)
        {
            var graph = ModelCompiler.Lower(Specs.Declared(spec), Specs.Traits with { Fusions = Fusions.None });
            MemoryVerifier.Verified(PlanMemory.Run(Schedule.Run(graph), Specs.Traits));
        }
    }
}
