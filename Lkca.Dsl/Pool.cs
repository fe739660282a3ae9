namespace Lkca.Dsl;

/// <summary>What the head classifies from.</summary>
public enum Pool
{
    /// <summary>The mean over the tokens of the grid.</summary>
    Mean,

    /// <summary>One learned token in front of the grid. Only where no mixer is an <see cref="LkcaMixer"/>: its kernel needs a pure grid.</summary>
    ClassToken,
}
