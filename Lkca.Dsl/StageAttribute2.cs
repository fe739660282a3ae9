using System;

namespace Lkca.Dsl;

/// <summary>Blocks whose mixers repeat a pattern of two until <see cref="StageAttribute.Depth"/> blocks stand.
/// <example><c>[Stage&lt;LkcaMixer, MhsaMixer&gt;(Depth = 12, Heads = 10)]</c></example></summary>
/// <typeparam name="TMixer1">First mixer of the pattern.</typeparam>
/// <typeparam name="TMixer2">Second mixer of the pattern.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class StageAttribute<TMixer1, TMixer2> : StageAttribute
    where TMixer1 : Mixer
    where TMixer2 : Mixer;
