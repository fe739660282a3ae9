using System;
using System.IO;
using Lkca.Runtime.Data.Images;

namespace Lkca.Tests.Data.Images;

/// <summary>The files of tests/golden/images, written by Pillow (tests/reference/images.py).</summary>
internal static class GoldenImages
{
    public const int Height = 19, Width = 27;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden", "images");

    public static string At(string name) => Path.Combine(Folder, name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(At(name));

    public static Picture Expected(string name, int height = Height, int width = Width) => Picture.FromInterleaved(height, width, Bytes(name + ".rgb"));
}
