using System;
using System.Reflection;
using Lkca.Cli.Arguments;
using Lkca.Runtime;

namespace Lkca.Cli.Catalog;

/// <summary>A generated model class: its description and how to create it.</summary>
internal sealed class ModelHandle
{
    private readonly Func<SessionOptions, IVisionModel> _create;

    private ModelHandle(Type type, ModelInfo description, Func<SessionOptions, IVisionModel> create) =>
        (Type, Description, _create) = (type, description, create);

    /// <summary>The generated class.</summary>
    public Type Type { get; }

    /// <summary>What is known before a session exists.</summary>
    public ModelInfo Description { get; }

    /// <summary>Namespace and name of the declaration: unique where the name alone is not.</summary>
    public string FullName => Type.Namespace is { } space ? $"{space}.{Description.Name}" : Description.Name;

    /// <summary>Creates a session.</summary>
    public IVisionModel Create(SessionOptions options) => _create(options);

    /// <summary>The handle of a class that an assembly declares as a model.</summary>
    /// <exception cref="UsageException">The class has no static Description and Create, or is a stub of a model that did not compile.</exception>
    public static ModelHandle Of(Type type)
    {
        const BindingFlags Flags = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;
        var description = type.GetProperty("Description", Flags);
        var create = type.GetMethod("Create", Flags, [typeof(SessionOptions)]);
        if (description?.PropertyType != typeof(ModelInfo) || create == null || !typeof(IVisionModel).IsAssignableFrom(create.ReturnType))
        {
            throw new UsageException($"{type.FullName} in {type.Assembly.GetName().Name} is declared as a model but has no static "
                + "Description and Create(SessionOptions); rebuild that assembly");
        }

        try
        {
            return new ModelHandle(type, (ModelInfo)description.GetValue(null)!, options =>
                (IVisionModel)create.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [options], null)!);
        }
        catch (TargetInvocationException e)
        {
            throw new UsageException($"{type.FullName} cannot be used: {e.InnerException!.Message}", e);
        }
    }
}
