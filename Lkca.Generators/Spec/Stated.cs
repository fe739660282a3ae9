using System;
using System.Globalization;
using Lkca.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Lkca.Generators.Spec;

/// <summary>An attribute argument that a record states, with its place. Lives only while a declaration is read.</summary>
/// <param name="Value">The constant: a boxed number, bool or enum value; null where the source has an error there.</param>
/// <param name="Level">Distance of the record from the one that is read: 0 states it itself.</param>
/// <param name="Holder">The record on which the attribute stands.</param>
internal sealed record Stated(object? Value, int Level, INamedTypeSymbol Holder, ArgumentTarget Target)
{
    /// <summary>The argument of <paramref name="attribute"/>, or null where it is not stated.</summary>
    public static Stated? Find(AttributeData attribute, string name, int index, string argument, int level, INamedTypeSymbol holder)
    {
        var target = new ArgumentTarget(name, index, argument);
        if (argument == DslNames.Positional)
        {
            return new Stated(attribute.ConstructorArguments.Length > 0 ? ValueOf(attribute.ConstructorArguments[0]) : null, level, holder, target);
        }

        foreach (var pair in attribute.NamedArguments)
        {
            if (pair.Key == argument)
            {
                return new Stated(ValueOf(pair.Value), level, holder, target);
            }
        }

        return null;
    }

    public int? Int => Value is int or short or byte or sbyte or ushort ? Convert.ToInt32(Value, CultureInfo.InvariantCulture) : null;

    public long? Long => Value is long value ? value : Int;

    public double? Double => Value is double or float ? Convert.ToDouble(Value, CultureInfo.InvariantCulture) : Long;

    public bool? Bool => Value as bool?;

    private static object? ValueOf(TypedConstant constant) =>
        constant.Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum ? constant.Value : null;
}
