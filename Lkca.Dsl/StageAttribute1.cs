using System;

namespace Lkca.Dsl;

/// <summary>Blocks that all have the same mixer.
/// <example><c>[Stage&lt;LkcaMixer&gt;(Depth = 12)]</c></example></summary>
/// <typeparam name="TMixer">The mixer.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class StageAttribute<TMixer> : StageAttribute
    where TMixer : Mixer;
