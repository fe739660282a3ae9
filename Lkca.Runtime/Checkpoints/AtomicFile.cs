using System;
using System.IO;
using System.Runtime.InteropServices;

namespace Lkca.Runtime.Checkpoints;

/// <summary>Files that are there whole or not at all: whoever is killed while writing leaves the old file as it was.</summary>
public static partial class AtomicFile
{
    /// <summary>What the name of a file in the making ends with; one that a kill has left behind may be deleted.</summary>
    public const string Partial = ".partial";

    /// <summary>Writes <paramref name="path"/> through a temporary file in the same folder: written, flushed to the disk, then renamed
    /// over the old one, and the folder flushed too, so that the new name outlives a power cut.</summary>
    /// <exception cref="IOException">The folder does not take the file; the temporary one is removed again.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.GetFullPath(path);
        var temporary = full + Partial;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            Remove(temporary);
            throw;
        }

        FlushFolder(Path.GetDirectoryName(full)!);
    }

    /// <summary>Deletes what earlier writers of a folder were killed over.</summary>
    public static void RemovePartial(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Partial))
        {
            Remove(path);
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to tell; a part that stays behind is removed by the next run.
        }
    }

    /// <summary>Windows keeps renames in its journal; elsewhere a name is on the disk when its folder has been flushed. File systems that
    /// cannot flush a folder refuse, and have nothing better to offer.</summary>
    private static void FlushFolder(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const int ReadOnly = 0;
        var folder = Open(directory, ReadOnly);
        if (folder >= 0)
        {
            _ = Flush(folder);
            _ = Close(folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flush(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);
}
