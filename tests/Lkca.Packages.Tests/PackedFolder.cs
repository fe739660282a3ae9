using System;
using System.IO;
using System.IO.Compression;
using System.Linq;

namespace Lkca.Packages.Tests;

/// <summary>All packages, packed once for a test run into a folder outside the repository, and the folders of the projects that use them.
/// The version is of this run alone and the folder that NuGet unpacks to is its own, so that no cache serves an older package.</summary>
public sealed class PackedFolder : IDisposable
{
    /// <summary>Packs.</summary>
    public PackedFolder()
    {
        Root = Directory.CreateTempSubdirectory("lkca-packages-").FullName;
        Pack(Packages);
        Version = Path.GetFileNameWithoutExtension(Directory.GetFiles(Packages, "Lkca.Dsl.*.nupkg").Single())["Lkca.Dsl.".Length..];

        // The packed folder is the only source; what else a project needs, this repository has restored before: NuGet's folder on this machine is the second place.
        File.WriteAllText(Path.Combine(Root, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(Root, "unpacked")}" /></config>
              <packageSources><clear /><add key="packed" value="{Packages}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{MachinePackages}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>A folder outside the repository.</summary>
    public string Root { get; }

    /// <summary>The version of every package.</summary>
    public string Version { get; }

    /// <summary>Where the packed files are.</summary>
    public string Packages => Path.Combine(Root, "packed");

    private string Suffix { get; } = $"test.{DateTime.UtcNow:yyyyMMddHHmmss}.{Environment.ProcessId}";

    private static string MachinePackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } stated ? stated
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Where <see cref="PackAgain"/> packs.</summary>
    public string PackedAgain => Path.Combine(Root, "packed-again");

    /// <summary>Packs the same build once more.</summary>
    public void PackAgain() => Pack(PackedAgain);

    private void Pack(string folder) => DotNet.Good(Repository.Root, "pack", "Lkca.sln", "--no-build", "-c", Repository.Configuration, "-m:1", "-nr:false", "-v:q", "-o", folder,
        $"-p:VersionSuffix={Suffix}", $"-p:NuspecOutputPath={Path.Combine(Root, "nuspecs")}/");

    /// <summary>The files of a package.</summary>
    public ZipArchive Open(string package, string extension = "nupkg") => ZipFile.OpenRead(Path.Combine(Packages, $"{package}.{Version}.{extension}"));

    /// <summary>Copies projects of the folder Consumers out of the repository; their project files get the version of the packages.</summary>
    public string Consumer(string name)
    {
        var target = Path.Combine(Root, name);
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Consumers", name), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "Consumers", name), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, File.ReadAllText(file).Replace("LKCA_VERSION", Version, StringComparison.Ordinal));
        }

        return target;
    }

    /// <summary>Deletes everything.</summary>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
