using System;
using System.IO;

namespace Lkca.Runtime.Checkpoints;

/// <summary>Files that are there whole or not at all: whoever is killed while writing leaves the old file as it was.</summary>
public static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/> through a temporary file in the same folder: written, flushed to the disk, then renamed
    /// over the old one.</summary>
    /// <exception cref="IOException">The folder does not take the file; the temporary one is removed again.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.GetFullPath(path);
        var temporary = full + ".partial";
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
            File.Delete(temporary);
            throw;
        }
    }
}
