using System;

namespace Lkca.Dsl;

/// <summary>Blocks whose mixers repeat a pattern of six until <see cref="StageAttribute.Depth"/> blocks stand.
/// <example><c>[Stage&lt;LkcaMixer, LkcaMixer, LkcaMixer, LkcaMixer, LkcaMixer, MhsaMixer&gt;(Depth = 12, Heads = 10)]</c></example></summary>
/// <typeparam name="TMixer1">First mixer of the pattern.</typeparam>
/// <typeparam name="TMixer2">Second mixer of the pattern.</typeparam>
/// <typeparam name="TMixer3">Third mixer of the pattern.</typeparam>
/// <typeparam name="TMixer4">Fourth mixer of the pattern.</typeparam>
/// <typeparam name="TMixer5">Fifth mixer of the pattern.</typeparam>
/// <typeparam name="TMixer6">Sixth mixer of the pattern.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class StageAttribute<TMixer1, TMixer2, TMixer3, TMixer4, TMixer5, TMixer6> : StageAttribute
    where TMixer1 : Mixer
    where TMixer2 : Mixer
    where TMixer3 : Mixer
    where TMixer4 : Mixer
    where TMixer5 : Mixer
    where TMixer6 : Mixer;
