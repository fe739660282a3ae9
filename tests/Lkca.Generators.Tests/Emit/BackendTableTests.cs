using System;
using System.Linq;
using Lkca.Generators.Spec;
using Xunit;

namespace Lkca.Generators.Tests.Emit;

/// <summary>What declarations are promised (BackendSupport) is what the compiler has (BackendTarget).</summary>
public sealed class BackendTableTests
{
    [Fact]
    public void The_backends_with_an_emitter_are_those_that_declarations_may_name() =>
        Assert.Equal(
            Enum.GetValues<BackendKind>().Where(kind => BackendSupport.Of(kind).HasEmitter),
            BackendTarget.Kinds.Order());

    [Fact]
    public void Traits_carry_the_name_of_their_backend() =>
        Assert.All(BackendTarget.Kinds, kind => Assert.Equal(kind.ToString(), BackendTarget.Of(kind).Traits.Name));
}
