using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using Lkca.Cli.Arguments;
using Lkca.Runtime;

namespace Lkca.Cli.Catalog;

/// <summary>The declared models: of the assemblies named by <c>--models</c>, of the program that runs, and of the paper.</summary>
internal sealed class ModelCatalog
{
    /// <summary>The paper's models; those of other backends are there where the build was given their packages.</summary>
    private static readonly string[] PaperAssemblies = ["Lkca.Models", "Lkca.Models.TorchSharp", "Lkca.Models.Ilgpu"];

    private readonly Lazy<IReadOnlyList<ModelHandle>> _models;
    private readonly Dictionary<string, UsageException> _unusable = new(StringComparer.Ordinal);

    public ModelCatalog(IEnumerable<Assembly?> assemblies, IReadOnlyList<string> paths) => _models = new(() =>
        [.. paths.Select(Load).Concat(assemblies).Concat(PaperAssemblies.Select(PaperModels)).OfType<Assembly>().Distinct().SelectMany(Declared)]);

    /// <summary>Every model that can be used, by assembly and name.</summary>
    public IReadOnlyList<ModelHandle> Models => _models.Value;

    /// <summary>The model of that name, or of that full name.</summary>
    /// <exception cref="UsageException">There is none, or several have the name.</exception>
    public ModelHandle Find(string name)
    {
        var found = Models.Where(m => m.FullName == name).Concat(Models.Where(m => m.Description.Name == name)).Distinct().ToArray();
        if (found.Length == 0 && _unusable.TryGetValue(name, out var reason))
        {
            throw reason;
        }

        if (found.Length == 1 || (found.Length > 1 && found[0].FullName == name && found[1].FullName != name))
        {
            return found[0];
        }

        throw found.Length > 1
            ? new UsageException($"several models are called \"{name}\": "
                + $"{string.Join(", ", found.Select(m => $"{m.FullName} ({m.Type.Assembly.GetName().Name})"))}; give the full name")
            : Models.Count == 0 ? new UsageException($"no model \"{name}\": no assembly here declares any; --models ASSEMBLY adds one")
            : new UsageException($"no model \"{name}\"{Suggestion.For(name, Models.Select(m => m.Description.Name))}");
    }

    /// <summary>What one model lacks must not keep the others from work: it is told when that model is asked for.</summary>
    private List<ModelHandle> Declared(Assembly assembly)
    {
        var handles = new List<ModelHandle>();
        foreach (var type in assembly.GetCustomAttributes<DeclaredModelAttribute>().Select(a => a.Model).OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            try
            {
                handles.Add(ModelHandle.Of(type));
            }
            catch (UsageException e)
            {
                _unusable.TryAdd(type.Name.EndsWith("Model", StringComparison.Ordinal) ? type.Name[..^"Model".Length] : type.Name, e);
            }
        }

        return [.. handles.OrderBy(h => h.FullName, StringComparer.Ordinal)];
    }

    private static Assembly? PaperModels(string assembly)
    {
        try
        {
            return Assembly.Load(assembly);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static Assembly Load(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new UsageException($"--models {path}: there is no such file; the assembly (.dll) of a project that declares models is expected");
        }

        try
        {
            // What the assembly needs lies beside it; Lkca.Runtime itself must be the one that runs already.
            var resolver = new AssemblyDependencyResolver(full);
            AssemblyLoadContext.Default.Resolving += (context, name) => resolver.ResolveAssemblyToPath(name) is { } found
                ? context.LoadFromAssemblyPath(found) : null;
            var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(full);
            return assembly.IsDefined(typeof(DeclaredModelAttribute))
                ? assembly
                : throw new UsageException($"--models {path}: the assembly declares no models; records with [VisionModel] do, in a project "
                    + "that uses the generator");
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or InvalidOperationException)
        {
            throw new UsageException($"--models {path}: not an assembly that can be loaded here ({e.Message})", e);
        }
    }
}
