using System;
using System.IO;

namespace Lkca.Runtime.Data.Images;

/// <summary>Reads JPEG and PNG files; the content decides which, not the name.</summary>
public static class ImageFile
{
    /// <summary>The most pixels that a picture may have: a header that claims more is taken for damage.</summary>
    internal const long MaxPixels = 1L << 28;

    private static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    /// <summary>Reads a picture as colours: grey is spread to three planes, an alpha channel is dropped, 16 bits are cut to the upper 8.</summary>
    /// <exception cref="InvalidInputException">The file is missing, damaged, neither JPEG nor PNG, or of a colour mode that is not read; or it is a JPEG and
    /// the JPEG library is not installed.</exception>
    public static Picture Read(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException($"{path}: there is no such file; a JPEG or PNG file is expected", e);
        }
        catch (UnauthorizedAccessException e) when (Directory.Exists(path))
        {
            throw new InvalidInputException($"{path}: a folder; a JPEG or PNG file is expected", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new InvalidInputException($"{path}: cannot be read ({e.Message})", e);
        }

        return Decode(content, path);
    }

    /// <summary>Decodes the content of a file; <paramref name="name"/> is named in errors.</summary>
    /// <exception cref="InvalidInputException">As for <see cref="Read"/>.</exception>
    public static Picture Decode(ReadOnlySpan<byte> content, string name)
    {
        if (content.StartsWith(JpegStart))
        {
            return TurboJpeg.Decode(content, name);
        }

        return PngReader.IsPng(content) ? new PngReader(name).Read(content) : throw InvalidInputException.In(name, content.IsEmpty
            ? "the file is empty; a JPEG or PNG file is expected"
            : $"neither JPEG nor PNG: it begins with the bytes {Convert.ToHexString(content[..Math.Min(4, content.Length)])}; FFD8FF (JPEG) or 89504E47 (PNG) are expected");
    }
}
