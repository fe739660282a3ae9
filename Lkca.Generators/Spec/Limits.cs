namespace Lkca.Generators.Spec;

/// <summary>What the compiler can address. Offsets of generated code are ints and the tables have one entry a block.</summary>
internal static class Limits
{
    /// <summary>Pixels a side of an image or a patch.</summary>
    public const int Side = 16_384;

    public const int Channels = 65_536;

    public const int Classes = 1_000_000;

    /// <summary>Features per token.</summary>
    public const int Width = 65_536;

    /// <summary>Blocks through all stages.</summary>
    public const int Blocks = 1_024;

    /// <summary>Hidden features of an MLP.</summary>
    public const int Hidden = 1 << 20;

    /// <summary>Elements of all parameters, and of one image's activations: what an int offset addresses.</summary>
    public const long Elements = int.MaxValue;
}
