using System;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Lkca.Runtime.Data.Images;

/// <summary>JPEG through libjpeg-turbo's TurboJPEG interface (the functions of version 2, which version 3 still has): accurate inverse transform, smooth
/// chroma, as Pillow decodes. Any thread may call; each call borrows a decoder of its own.</summary>
public static unsafe class TurboJpeg
{
    /// <summary>What to install where the library is missing.</summary>
    public const string HowToInstall = "JPEG files need libjpeg-turbo's TurboJPEG library: apt-get install libturbojpeg0 (Debian), libturbojpeg (Ubuntu), turbojpeg (Fedora), "
        + "brew install jpeg-turbo (macOS)";

    private const int Rgb = 0, Warning = 0, AccurateDct = 4096, ColorCmyk = 3, ColorYcck = 4;

    private static readonly string[] Names =
        ["libturbojpeg.so.0", "libturbojpeg.so", "libturbojpeg.dylib", "/opt/homebrew/lib/libturbojpeg.dylib", "turbojpeg.dll", "libturbojpeg.dll"];

    private static readonly Lazy<Functions?> Library = new(Load);
    private static readonly ConcurrentBag<nint> Decoders = [];

    /// <summary>True where the library was found.</summary>
    public static bool IsAvailable => Library.Value is not null;

    /// <summary>Decodes a JPEG picture; grey is spread to three planes.</summary>
    /// <exception cref="InvalidInputException">No library, a damaged file, or CMYK colours.</exception>
    public static Picture Decode(ReadOnlySpan<byte> content, string name)
    {
        var library = Library.Value ?? throw InvalidInputException.In(name, HowToInstall);
        if (!Decoders.TryTake(out var decoder))
        {
            decoder = library.Init();
        }

        try
        {
            return Decode(library, decoder, content, name);
        }
        finally
        {
            Decoders.Add(decoder);
        }
    }

    private static Picture Decode(Functions library, nint decoder, ReadOnlySpan<byte> content, string name)
    {
        int width, height, sampling, colors;
        fixed (byte* data = content)
        {
            var size = new CULong((nuint)content.Length);
            if (library.Header(decoder, data, size, &width, &height, &sampling, &colors) != 0)
            {
                throw Damaged(library, decoder, content, name);
            }

            if (colors is ColorCmyk or ColorYcck)
            {
                throw InvalidInputException.In(name, "a JPEG of CMYK colours; RGB or grey is expected (convert it: mogrify -colorspace sRGB)");
            }

            if (width <= 0 || height <= 0)
            {
                throw InvalidInputException.In(name, $"a damaged JPEG of {content.Length} bytes (the header states no size)");
            }

            if ((long)width * height > ImageFile.MaxPixels)
            {
                throw InvalidInputException.In(name, $"the JPEG header claims {height}×{width} pixels; at most {ImageFile.MaxPixels} pixels are read");
            }

            var interleaved = new byte[3 * height * width];
            fixed (byte* pixels = interleaved)
            {
                if (library.Decompress(decoder, data, size, pixels, width, 0, height, Rgb, AccurateDct) != 0 && !IsHarmless(library, decoder))
                {
                    throw Damaged(library, decoder, content, name);
                }
            }

            return Picture.FromInterleaved(height, width, interleaved);
        }
    }

    /// <summary>Bytes between two segments that nothing needs: such files are common and decode completely.</summary>
    private static bool IsHarmless(Functions library, nint decoder) =>
        library.ErrorCode(decoder) == Warning && Message(library, decoder).Contains("extraneous bytes before marker", StringComparison.Ordinal);

    private static InvalidInputException Damaged(Functions library, nint decoder, ReadOnlySpan<byte> content, string name) =>
        InvalidInputException.In(name, $"a damaged JPEG of {content.Length} bytes ({Message(library, decoder)})");

    private static string Message(Functions library, nint decoder) => Marshal.PtrToStringUTF8(library.ErrorText(decoder)) ?? "no reason given";

    private static Functions? Load()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var library)
                && NativeLibrary.TryGetExport(library, "tjInitDecompress", out var init)
                && NativeLibrary.TryGetExport(library, "tjDecompressHeader3", out var header)
                && NativeLibrary.TryGetExport(library, "tjDecompress2", out var decompress)
                && NativeLibrary.TryGetExport(library, "tjGetErrorStr2", out var text)
                && NativeLibrary.TryGetExport(library, "tjGetErrorCode", out var code))
            {
                return new Functions(init, header, decompress, text, code);
            }
        }

        return null;
    }

    private sealed class Functions(nint init, nint header, nint decompress, nint errorText, nint errorCode)
    {
        public nint Init() => ((delegate* unmanaged[Cdecl]<nint>)init)();

        public int Header(nint decoder, byte* data, CULong size, int* width, int* height, int* sampling, int* colors) =>
            ((delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int>)header)(decoder, data, size, width, height, sampling, colors);

        public int Decompress(nint decoder, byte* data, CULong size, byte* pixels, int width, int pitch, int height, int format, int flags) =>
            ((delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int>)decompress)(
                decoder, data, size, pixels, width, pitch, height, format, flags);

        public nint ErrorText(nint decoder) => ((delegate* unmanaged[Cdecl]<nint, nint>)errorText)(decoder);

        public int ErrorCode(nint decoder) => ((delegate* unmanaged[Cdecl]<nint, int>)errorCode)(decoder);
    }
}
