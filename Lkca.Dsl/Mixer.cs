namespace Lkca.Dsl;

/// <summary>A token mixer: the first half of a block. Never instantiated; a type argument of <c>Stage</c>. The kinds that the compiler knows are
/// <see cref="LkcaMixer"/> and <see cref="MhsaMixer"/>; a record that derives from a kind states options for it.</summary>
public abstract record Mixer;
