using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using Lkca.Runtime.Data;
using Microsoft.Win32.SafeHandles;

namespace Lkca.Runtime.Checkpoints;

/// <summary>A checksum inside a safetensors file: the first metadata, <c>lkca_sha256</c>, is the SHA-256 of the whole file with zeros in its
/// place. Other readers see one more string; a file that another program has rewritten no longer has it in that place and counts as unsealed.</summary>
internal static class SafetensorsSeal
{
    /// <summary>The metadata's key.</summary>
    public const string Key = "lkca_sha256";

    /// <summary>What stands there while the sum is taken.</summary>
    public static readonly string Blank = new('0', 64);

    private static readonly byte[] Opening = Encoding.ASCII.GetBytes("{\"__metadata__\":{\"" + Key + "\":\"");

    /// <summary>Writes the sum of everything into a header that was made with <see cref="Blank"/>.</summary>
    public static void Set(byte[] header, Action<Stream> writeAll)
    {
        using var hash = SHA256.Create();
        using (var sink = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            writeAll(sink);
        }

        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.Hash!)).CopyTo(header, Opening.Length);
    }

    /// <summary>Reads a file once more and compares.</summary>
    /// <returns>False where the file has no seal.</returns>
    /// <exception cref="InvalidInputException">It has one, and it is not the content's.</exception>
    public static bool Check(string path, SafeFileHandle file, long dataStart)
    {
        var chunk = new byte[1 << 20];
        var count = RandomAccess.Read(file, chunk, 0);
        var place = 8 + Opening.Length;
        if (dataStart < place + Blank.Length || count < place + Blank.Length || !chunk.AsSpan(8, Opening.Length).SequenceEqual(Opening))
        {
            return false;
        }

        var expected = Encoding.ASCII.GetString(chunk, place, Blank.Length);
        Encoding.ASCII.GetBytes(Blank).CopyTo(chunk, place);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long at = 0; count > 0; count = RandomAccess.Read(file, chunk, at))
        {
            hash.AppendData(chunk, 0, count);
            at += count;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == expected ? true
            : throw InvalidInputException.In(path, "the file is damaged: its content does not have the checksum that it was written with");
    }
}
