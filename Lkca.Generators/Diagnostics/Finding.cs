using System;

namespace Lkca.Generators.Diagnostics;

/// <summary>A fault of a declaration as data: which rule, which argument, which numbers. It holds no Location, so it may travel through the
/// pipeline;
/// the analyzer finds the syntax of the argument again and reports it there.</summary>
/// <param name="Id">LKCA#### of a descriptor in <see cref="Rules"/>.</param>
/// <param name="Target">The argument that causes it.</param>
/// <param name="Arguments">Values for the message format, already as invariant text.</param>
internal sealed record Finding(string Id, ArgumentTarget Target, EquatableArray<string> Arguments) : IEquatable<Finding>;

/// <summary>Names an attribute argument: for example ("StageAttribute", 1, "Heads") is Heads of the second Stage. Stage index 0 where the
/// attribute stands once;
/// an empty Argument is the attribute as a whole, an empty Attribute the record's name.</summary>
internal sealed record ArgumentTarget(string Attribute, int Index, string Argument) : IEquatable<ArgumentTarget>
{
    public static readonly ArgumentTarget Record = new("", 0, "");
}
