using Xunit;

namespace Lkca.Packages.Tests;

/// <summary>The tests that share one packing. They run one after another: each keeps the machine busy by itself.</summary>
[CollectionDefinition(Name)]
public sealed class OnePacking : ICollectionFixture<PackedFolder>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Packed";
}
