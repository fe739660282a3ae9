namespace Lkca.Dsl;

/// <summary>Multi-head self-attention: softmax(QKᵀ/√d_h)·V per head, output projection. The stage states the heads; options stand in
/// <see cref="MhsaOptionsAttribute"/> on a record that derives from this one.
/// <example><code>
/// [Stage&lt;MhsaMixer&gt;(Depth = 9, Heads = 12)]
///
/// [MhsaOptions(QkvBias = true)]
/// public abstract record BiasedMhsa : MhsaMixer;
/// </code></example></summary>
public abstract record MhsaMixer : Mixer;
