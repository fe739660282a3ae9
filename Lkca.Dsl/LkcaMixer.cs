namespace Lkca.Dsl;

/// <summary>Large-kernel convolutional attention: value projection, one large kernel over the token grid, output projection. Options stand in
/// <see cref="LkcaOptionsAttribute"/> on a record that derives from this one.
/// <example><code>
/// [Stage&lt;LkcaMixer&gt;(Depth = 10)]
///
/// [LkcaOptions(Groups = 4)]
/// public abstract record GroupedLkca : LkcaMixer;
/// </code></example></summary>
public abstract record LkcaMixer : Mixer;
