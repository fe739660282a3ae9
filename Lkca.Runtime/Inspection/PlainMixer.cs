namespace Lkca.Runtime.Inspection;

/// <summary>What mixes the tokens of a block.</summary>
internal abstract record PlainMixer
{
    /// <summary>Mixes normed tokens; <paramref name="attention"/> receives a tokens × tokens matrix per head, or null where the mixer is no self-attention.</summary>
    public abstract PlainStep Forward(Matrix x, out Matrix[]? attention);
}
