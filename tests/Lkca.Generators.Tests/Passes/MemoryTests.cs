using System;
using System.Collections.Generic;
using System.Linq;
using Lkca.Generators.Emit.Cpu;
using Lkca.Generators.Graph;
using Lkca.Generators.Passes;
using Lkca.Generators.Plan;
using Lkca.Generators.Spec;
using Lkca.Generators.Tests.Graph;
using Xunit;

namespace Lkca.Generators.Tests.Passes;

public sealed class MemoryTests
{
    private static readonly MemoryPlan Plan = Specs.Planned(Specs.Small(Specs.Lkca with { View = ViewKind.Toeplitz }, Specs.Mhsa));

    public static TheoryData<string> Kept => [nameof(Section.Weights), nameof(Section.Prepared), nameof(Section.Saved), nameof(Section.Accumulated)];

    [Fact]
    public void Every_plan_holds() => Assert.All(Specs.Broad, spec => MemoryVerifier.Verified(Specs.Planned(spec)));

    [Theory]
    [MemberData(nameof(Kept))]
    public void What_is_kept_shares_no_memory(string section)
    {
        foreach (var memory in Regions(Plan))
        {
            var places = memory.Body.Values.Where(place => place.Section.ToString() == section).OrderBy(place => place.Offset).ToList();
            Assert.All(places.Zip(places.Skip(1)), pair => Assert.True(pair.First.Offset + pair.First.Elements <= pair.Second.Offset));
            Assert.All(places, place => Assert.Equal(0, place.Offset % Specs.Traits.Alignment));
        }
    }

    [Fact]
    public void Stream_and_its_gradient_stay_in_place_at_the_front_of_work()
    {
        foreach (var memory in Plan.Kinds)
        {
            foreach (var name in new[] { "z", "z1", "z2", "dZ2", "dZ1", "dZ" })
            {
                Assert.Equal(new(Section.Work, 0, 256), Place(memory, name));
            }
        }

        Assert.Equal(0, Place(Plan.Embedding, "z").Offset);
        Assert.Equal(0, Place(Plan.Embedding, "embedded").Offset);
        Assert.Equal(0, Place(Plan.Head, "dZ").Offset);
    }

    /// <summary>Blocks of a kind in equal distances are one run; in the pattern a, a, b those of kind a are two.</summary>
    [Theory]
    [InlineData("0 0 0 0", "0+1×4")]
    [InlineData("0 1 0 1 0", "0+2×3; 1+2×2")]
    [InlineData("0 0 1 0 0 1 0", "0+3×3, 1+3×2; 2+3×2")]
    [InlineData("0 1 1", "0×1; 1+1×2")]
    [InlineData("0 0 1 0", "0+3×2, 1×1; 2×1")]
    public void Blocks_of_a_kind_in_runs(string kinds, string expected)
    {
        var blockKinds = kinds.Split(' ').Select(int.Parse).ToList();
        var instances = new List<InstancePlace> { new(0, 0, 0, 0) };
        foreach (var kind in blockKinds.Prepend(2))
        {
            // A part of kind k has 100 − 10·k weights.
            instances.Add(new(instances[^1].Weights + 100 - (10 * kind), 0, 0, 0));
        }

        var runs = Enumerable.Range(0, blockKinds.Max() + 1).Select(kind => BlockRuns.Of(kind, blockKinds, instances)).ToList();

        Assert.Equal(expected, string.Join("; ", runs.Select(list => string.Join(", ", list.Select(Text)))));
        Assert.Equal(Enumerable.Range(0, blockKinds.Count), runs.SelectMany((list, kind) => list.SelectMany(run => Blocks(run, kind))).Order());

        string Text(BlockRun run) => run.Count == 1 ? $"{run.First}×1" : $"{run.First}+{Blocks(run, blockKinds[run.First])[1] - run.First}×{run.Count}";

        // The blocks of that kind whose parts lie where the run says.
        List<int> Blocks(BlockRun run, int kind) =>
        [
            .. Enumerable.Range(0, run.Count).Select(i => Enumerable.Range(0, blockKinds.Count).Single(
                block => blockKinds[block] == kind && instances[block + 1].Weights == instances[run.First + 1].Weights + (i * run.Step.Weights))),
        ];
    }

    [Fact]
    public void Temporaries_that_are_never_alive_together_share_memory_and_others_do_not()
    {
        var block = Plan.Kinds[0];
        Assert.Equal(Place(block, "mixed"), Place(block, "mlp"));
        Assert.True(Place(block, "dHidden").Offset >= Place(block, "dMlp").Offset + Place(block, "dMlp").Elements);
        Assert.Equal(256, Place(block, "mixed").Offset);
    }

    [Fact]
    public void Gradients_of_parameters_lie_where_the_parameters_lie()
    {
        foreach (var memory in Regions(Plan))
        {
            foreach (var (parameter, gradient) in memory.Region.Region.ParameterGradients)
            {
                Assert.Equal(memory.Body[parameter] with { Section = Section.Gradients }, memory.Body[gradient]);
            }
        }
    }

    [Fact]
    public void Instances_follow_one_another()
    {
        var sequence = new[] { Plan.Embedding, Plan.Kinds[0], Plan.Kinds[1], Plan.Head };
        var at = new InstancePlace(0, 0, 0, 0);
        foreach (var (memory, place) in sequence.Zip(Plan.Instances))
        {
            Assert.Equal(at, place);
            at = new(at.Weights + memory.Weights, at.Prepared + memory.Prepared, at.Saved + memory.Saved, at.Accumulated + memory.Accumulated);
        }

        Assert.Equal(at, Plan.Totals);
        Assert.Equal(sequence.Max(memory => memory.Saved), Plan.LargestSaved);
        Assert.Equal(sequence.Max(memory => memory.Work), Plan.Work);
        Assert.Equal((4 * at.Weights) + at.Prepared + at.Accumulated, Plan.FixedElements);
        Assert.Equal(at.Saved + Plan.Work, Plan.WorkerElements);
    }

    [Theory]
    [InlineData(1, 256)]
    [InlineData(64, 4)]
    [InlineData(63, 4)]
    [InlineData(65, 8)]
    [InlineData(72, 4)]
    [InlineData(81, 4)]
    [InlineData(96, 2)]
    [InlineData(100, 4)]
    [InlineData(127, 2)]
    [InlineData(577, 1)]
    [InlineData(1000, 1)]
    [InlineData(128, 2)]
    [InlineData(256, 1)]
    [InlineData(1024, 1)]
    public void A_group_is_the_power_of_two_of_images_nearest_to_256_tokens_or_twice_as_many_where_lanes_stay_empty(int tokens, int images)
    {
        var spec = Specs.Small(Specs.Lkca with { KernelHeight = 1, KernelWidth = 1, View = ViewKind.Convolution })
            with { Image = new(1, tokens, 1), Patch = new(1, 1) };
        Assert.Equal(images, PlanMemory.Run(Specs.Scheduled(spec), CpuTraits.Value).GroupImages);
    }

    [Fact]
    public void Halves_of_tiles_are_taken_where_an_image_is_one_tile_and_every_forward_step_can()
    {
        Assert.True(Takes(Specs.LkcaB));
        Assert.False(Takes(Specs.LkcaB with { Image = new(64, 64, 3) }), "four tiles an image");
        Assert.False(Takes(With(new LkcaMixerSpec("LkcaMixer", 15, 15, 1, false, true, ViewKind.Convolution))), "a view whose kernel reads whole tiles");
        Assert.False(Takes(With(Specs.Mhsa)), "attention");

        static ModelSpec With(MixerSpec mixer) => Specs.LkcaB with { Stages = new([new StageSpec(new([mixer]), 2, 6, 2)]) };
        static bool Takes(ModelSpec spec) => PlanMemory.Run(Specs.Scheduled(spec), CpuTraits.Value).TakesHalfTiles;
    }

    [Fact]
    public void First_fit_reuses_what_has_died()
    {
        var live = new LivenessAllocator(100);
        Assert.Equal(100, live.Allocate(10, 0, 1));
        Assert.Equal(110, live.Allocate(20, 1, 3));
        Assert.Equal(100, live.Allocate(10, 2, 4));
        Assert.Equal(130, live.Allocate(5, 3, 3));
        Assert.Equal(110, live.Allocate(20, 4, 4));
        Assert.Equal(135, live.End);
    }

    [Fact]
    public void A_temporary_over_a_value_that_is_read_later_is_found() => AssertFinds(
        "region LkcaBlock: dHidden (K, 6, 8) = linear_backward_input_times(dMlp, mlpFc2Weight, slope) writes over dMlp, which is read later",
        "dHidden",
        block => Place(block, "dMlp"));

    [Fact]
    public void A_temporary_over_the_stream_is_found() => AssertFinds(
        "region LkcaBlock: mixed (K, 6, 4) = toeplitz_product(value, toeplitzTransposed) writes over z, which is read later",
        "mixed",
        block => Place(block, "z"));

    [Fact]
    public void Scratch_over_an_operand_is_found()
    {
        var block = Plan.Kinds[0];
        var error = Assert.Throws<GraphException>(() => Verify(block with { Scratch = block.Scratch! with { Offset = Place(block, "mixed").Offset } }));
        Assert.Contains("which is read later", error.Message);
    }

    [Fact]
    public void Two_outputs_of_a_step_over_one_another_are_found()
    {
        var head = Plan.Head;
        var xHat = head.Body.First(pair => pair.Key.Name == "xHat").Value;
        var body = head.Body.ToDictionary(pair => pair.Key, pair => pair.Key.Name == "rstd" ? xHat with { Elements = pair.Value.Elements } : pair.Value);
        Assert.Throws<GraphException>(() => MemoryVerifier.Verified(Plan with { Head = head with { Body = body } }));
    }

    [Theory]
    [InlineData("norm1Weight", "norm1Bias")]
    [InlineData("mergedFolded", "mlpFc1WeightFolded")]
    [InlineData("xHat1", "xHat2")]
    [InlineData("dMlpFc1WeightFolded", "dMergedFolded")]
    public void Kept_values_over_one_another_are_found(string first, string second) =>
        AssertFinds("are kept in the same memory", second, block => Place(block, first));

    private static void AssertFinds(string message, string value, Func<RegionMemory, Placement> place)
    {
        var block = Plan.Kinds[0];
        var body = block.Body.ToDictionary(pair => pair.Key, pair => pair.Key.Name == value ? place(block) : pair.Value);
        Assert.Contains(message, Assert.Throws<GraphException>(() => Verify(block with { Body = body })).Message);
    }

    private static void Verify(RegionMemory block) => MemoryVerifier.Verified(Plan with { Kinds = [block, Plan.Kinds[1]] });

    private static Placement Place(RegionMemory memory, string name) => memory.Body.Single(pair => pair.Key.Name == name).Value;

    private static IEnumerable<RegionMemory> Regions(MemoryPlan plan) => new[] { plan.Embedding }.Concat(plan.Kinds).Append(plan.Head);
}
