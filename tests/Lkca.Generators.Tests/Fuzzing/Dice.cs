using System;
using System.Collections.Generic;

namespace Lkca.Generators.Tests.Fuzzing;

/// <summary>Random choices, the same for the same seed on every machine.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>True in one of <paramref name="oneIn"/> throws.</summary>
    public bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    /// <summary>0 … <paramref name="below"/> − 1.</summary>
    public int Next(int below) => _random.Next(below);

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
