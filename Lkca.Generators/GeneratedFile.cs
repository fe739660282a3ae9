using System;
using Lkca.Generators.Diagnostics;

namespace Lkca.Generators;

/// <summary>One file for the compilation.</summary>
/// <param name="HintName">File name, ending in .g.cs.</param>
/// <param name="Text">Its text, LF line ends.</param>
internal sealed record GeneratedFile(string HintName, string Text) : IEquatable<GeneratedFile>;

/// <summary>What the compiler makes of a spec: files, or findings of error severity and no files, or files with warnings.</summary>
internal sealed record CompiledModel(EquatableArray<GeneratedFile> Files, EquatableArray<Finding> Findings) : IEquatable<CompiledModel>;
