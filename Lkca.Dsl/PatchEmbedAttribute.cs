using System;

namespace Lkca.Dsl;

/// <summary>Cuts the image into patches, each a token, and maps a patch linearly to the model's width.
/// <example><c>[PatchEmbed(Patch = 4, Width = 210)]</c></example></summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class PatchEmbedAttribute : Attribute
{
    /// <summary>Height and width of a square patch, in pixels; divides the image. Excludes <see cref="PatchHeight"/> and
    /// <see cref="PatchWidth"/>, inherited ones too.
    /// <example><c>[PatchEmbed(Patch = 4, Width = 210)]</c></example></summary>
    public int Patch { get; set; }

    /// <summary>Height of a patch in pixels; goes with <see cref="PatchWidth"/> and excludes <see cref="Patch"/>.
    /// <example><c>[PatchEmbed(PatchHeight = 4, PatchWidth = 8, Width = 210)]</c></example></summary>
    public int PatchHeight { get; set; }

    /// <summary>Width of a patch in pixels; goes with <see cref="PatchHeight"/> and excludes <see cref="Patch"/>.
    /// <example><c>[PatchEmbed(PatchHeight = 4, PatchWidth = 8, Width = 210)]</c></example></summary>
    public int PatchWidth { get; set; }

    /// <summary>The model's width: features per token. Where a stage has self-attention, a multiple of its heads.
    /// <example><c>[PatchEmbed(Patch = 4, Width = 210)]</c></example></summary>
    public int Width { get; set; }
}
