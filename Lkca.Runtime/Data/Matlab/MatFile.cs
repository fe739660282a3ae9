using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;

namespace Lkca.Runtime.Data.Matlab;

/// <summary>Reads the numeric arrays of MATLAB level-5 files ("MAT-File Format", The MathWorks), compressed or not, little-endian. Other variables are passed over.</summary>
internal static class MatFile
{
    private const int HeaderBytes = 128;

    /// <summary>The named variables of a file.</summary>
    /// <exception cref="InvalidInputException">The file is missing, damaged, of another format, or lacks one of the names.</exception>
    public static IReadOnlyDictionary<string, MatArray> Read(string path, params string[] names)
    {
        if (!File.Exists(path))
        {
            throw InvalidInputException.In(path, "there is no such file");
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        RequireHeader(file, path);
        var found = new Dictionary<string, MatArray>(StringComparer.Ordinal);
        while (file.Position < file.Length)
        {
            var start = file.Position;
            try
            {
                Element(file, path, start, names, found);
            }
            catch (Exception e) when (e is EndOfStreamException or InvalidDataException or OverflowException)
            {
                throw new InvalidInputException($"{path}: the variable at byte {start} is damaged or cut off; the file has {file.Length} bytes", e);
            }
        }

        var missing = names.Where(name => !found.ContainsKey(name)).ToArray();
        return missing.Length == 0 ? found
            : throw InvalidInputException.In(path, $"no variable {string.Join(" and no ", missing)} in the file; {string.Join(" and ", names)} are expected");
    }

    private static void RequireHeader(FileStream file, string path)
    {
        var header = new byte[HeaderBytes];
        if (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !header.AsSpan().StartsWith("MATLAB 5.0 MAT-file"u8))
        {
            throw InvalidInputException.In(path, "not a MATLAB level-5 file: its first bytes are not \"MATLAB 5.0 MAT-file\" "
                + "(version 7.3 files are HDF5 and are not read; save with -v7)");
        }

        if (header[126] != 'I' || header[127] != 'M')
        {
            throw InvalidInputException.In(path, "a big-endian MATLAB file (byte 126); little-endian is expected");
        }
    }

    private static void Element(FileStream file, string path, long start, string[] names, Dictionary<string, MatArray> found)
    {
        var tag = new MatReader(file, path, start);
        var (type, bytes) = tag.Tag();
        var end = file.Position + bytes;
        if (end > file.Length)
        {
            throw new EndOfStreamException();
        }

        if (found.Count == names.Length)
        {
            file.Position = end;
            return;
        }

        if (type == MatReader.Compressed)
        {
            using var inflated = new ZLibStream(file, CompressionMode.Decompress, leaveOpen: true);
            var inner = new MatReader(inflated, path, start);
            if (inner.Tag().Type == MatReader.Matrix)
            {
                Keep(inner.Array(names), found);
                inflated.CopyTo(Stream.Null); // to the end, where the check sum is
            }
        }
        else if (type == MatReader.Matrix)
        {
            Keep(tag.Array(names), found);
        }

        file.Position = end;
    }

    private static void Keep(MatArray? array, Dictionary<string, MatArray> found)
    {
        if (array is not null)
        {
            found[array.Name] = array;
        }
    }
}
