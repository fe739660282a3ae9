using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Lkca.Generators.Spec;
using Xunit;

namespace Lkca.Generators.Tests.Spec;

/// <summary>The generator does not reference Lkca.Dsl: what it knows of it by name is held here against the assembly.</summary>
public sealed class DslNamesTests
{
    private static readonly Assembly Dsl = typeof(Dsl.VisionModelAttribute).Assembly;

    [Fact]
    public void Every_attribute_of_the_assembly_is_known()
    {
        var names = Dsl.GetExportedTypes().Where(t => typeof(Attribute).IsAssignableFrom(t)).Select(t => t.Name.Split('`')[0]).Distinct();
        var known = Constants().Where(c => c.EndsWith("Attribute", StringComparison.Ordinal) && !c.Contains('.'));
        Assert.Equal(known.Order(), names.Order());
        Assert.Equal(DslNames.VisionModelMetadataName, typeof(Dsl.VisionModelAttribute).FullName);
        Assert.Equal(DslNames.RuntimeMarkerMetadataName, typeof(Runtime.IVisionModel).FullName);
        Assert.Equal(DslNames.Namespace, typeof(Dsl.VisionModelAttribute).Namespace);
    }

    [Fact]
    public void Every_property_of_every_attribute_is_known()
    {
        var properties = Dsl.GetExportedTypes()
            .Where(t => typeof(Attribute).IsAssignableFrom(t))
            .SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(p => p.CanWrite)
            .Select(p => p.Name)
            .Distinct();
        Assert.Empty(properties.Except(Constants()));
    }

    [Fact]
    public void Stage_takes_one_to_six_mixers() =>
        Assert.Equal(Enumerable.Range(1, 6), Dsl.GetExportedTypes().Where(t => t.Name.StartsWith("StageAttribute`", StringComparison.Ordinal))
            .Select(t => t.GetGenericArguments().Length).Order());

    [Theory]
    [InlineData(typeof(Dsl.Pool), typeof(PoolKind))]
    [InlineData(typeof(Dsl.Backend), typeof(BackendKind))]
    [InlineData(typeof(Dsl.Precision), typeof(PrecisionKind))]
    [InlineData(typeof(Dsl.LargeKernelView), typeof(ViewKind))]
    public void Enums_agree_member_by_member(Type declared, Type read)
    {
        Assert.Equal(Enum.GetNames(declared), Enum.GetNames(read));
        Assert.Equal(Enum.GetValues(declared).Cast<object>().Select(Convert.ToInt32), Enum.GetValues(read).Cast<object>().Select(Convert.ToInt32));
    }

    [Fact]
    public void Mixers_are_known()
    {
        Assert.Equal(DslNames.Mixer, typeof(Dsl.Mixer).Name);
        Assert.Equal(DslNames.LkcaMixer, typeof(Dsl.LkcaMixer).Name);
        Assert.Equal(DslNames.MhsaMixer, typeof(Dsl.MhsaMixer).Name);
    }

    [Fact]
    public void Defaults_agree_with_the_reader()
    {
        Assert.Equal((3, 2.0), (new Dsl.VisionModelAttribute().Channels, new Dsl.StageAttribute<Dsl.LkcaMixer>().MlpRatio));
        var (lkca, mhsa) = (new Dsl.LkcaOptionsAttribute(), new Dsl.MhsaOptionsAttribute());
        Assert.Equal((1, false, true, false, true), (lkca.Groups, lkca.ValueBias, lkca.Projection, mhsa.QkvBias, mhsa.ProjectionBias));
        var spec = Harness.Reading.Spec(Harness.Reading.Base + "[VisionModel, Stage<LkcaMixer, MhsaMixer>(Heads = 1)] public abstract record M : Base;");
        Assert.Equal((3, 2.0), (spec.Image.Channels, spec.Stages[0].MlpRatio));
        Assert.Equal(new LkcaMixerSpec("LkcaMixer", 15, 15, 1, false, true, ViewKind.Auto), spec.Stages[0].Pattern[0]);
        Assert.Equal(new MhsaMixerSpec("MhsaMixer", false, true), spec.Stages[0].Pattern[1]);
    }

    private static IEnumerable<string> Constants() =>
        typeof(DslNames).GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
}
