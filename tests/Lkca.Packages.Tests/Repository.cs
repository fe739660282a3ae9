using System.Linq;
using System.Reflection;

namespace Lkca.Packages.Tests;

/// <summary>What the project file knows of the repository.</summary>
internal static class Repository
{
    /// <summary>The root of the clone.</summary>
    public static string Root { get; } = System.IO.Path.GetFullPath(Setting("Repository"));

    /// <summary>Debug or Release: what these tests were built as, and so what is packed.</summary>
    public static string Configuration { get; } = Setting("Configuration");

    /// <summary>The packages, which are called as their projects are.</summary>
    public static string[] Packages { get; } = Setting("Projects").Split(';');

    /// <summary>The version of TorchSharp, which has a property of its own.</summary>
    public static string TorchSharpVersion { get; } = Setting("TorchSharpVersion");

    private static string Setting(string key) => typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
