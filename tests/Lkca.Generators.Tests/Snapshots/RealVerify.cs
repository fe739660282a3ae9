using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using VerifyTests;
using VerifyXunit;

namespace Lkca.Generators.Tests.Snapshots;

/// <summary>The same files through Verify.Xunit, in builds with UseVerify=true.</summary>
internal static class RealVerify
{
    /// <summary>No window with differences opens from a test run.</summary>
    [ModuleInitializer]
    internal static void Initialize() => DiffEngine.DiffRunner.Disabled = true;

    /// <summary>One target for each file: <c>Class.Test#hint.verified.cs</c> beside the test.</summary>
    public static void Run(IReadOnlyDictionary<string, string> files, string path, string test)
    {
        var settings = new VerifySettings();
        settings.UseTypeName(Path.GetFileNameWithoutExtension(path));
        settings.UseMethodName(test);
        var targets = files.OrderBy(file => file.Key, System.StringComparer.Ordinal)
            .Select(file => new Target("cs", $"//HintName: {file.Key}\n{file.Value}", Path.GetFileNameWithoutExtension(file.Key)));
        Verifier.Verify(targets, settings, path).ToTask().GetAwaiter().GetResult();
    }
}
