using Xunit;

namespace Lkca.Conformance.Support;

/// <summary>Tests that must not share the process with a running test.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
