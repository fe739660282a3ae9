using System;

namespace Lkca.Dsl;

/// <summary>Declares a vision model: for the record <c>LkcaB</c> the class <c>LkcaBModel</c> is generated beside it. What the record does not
/// state it
/// inherits from its base record, property by property.
/// <example><code>
/// [VisionModel(Image = 32, Classes = 10)]
/// [PatchEmbed(Patch = 4, Width = 210)]
/// [Stage&lt;LkcaMixer&gt;(Depth = 10, MlpRatio = 2)]
/// [Head(Pool = Pool.Mean)]
/// public abstract record LkcaB;
///
/// [VisionModel(Classes = 100)]
/// public abstract record LkcaBCifar100 : LkcaB;
/// </code></example></summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class VisionModelAttribute : Attribute
{
    /// <summary>Height and width of a square image, in pixels; a multiple of the patch. Excludes <see cref="Height"/> and <see cref="Width"/>,
    /// inherited ones too.
    /// <example><c>[VisionModel(Image = 32, Classes = 10)]</c></example></summary>
    public int Image { get; set; }

    /// <summary>Height of the image in pixels; goes with <see cref="Width"/> and excludes <see cref="Image"/>.
    /// <example><c>[VisionModel(Height = 32, Width = 48, Classes = 10)]</c></example></summary>
    public int Height { get; set; }

    /// <summary>Width of the image in pixels; goes with <see cref="Height"/> and excludes <see cref="Image"/>.
    /// <example><c>[VisionModel(Height = 32, Width = 48, Classes = 10)]</c></example></summary>
    public int Width { get; set; }

    /// <summary>Channels of the image, 3 where it is not stated.
    /// <example><c>[VisionModel(Image = 28, Channels = 1, Classes = 10)]</c></example></summary>
    public int Channels { get; set; } = 3;

    /// <summary>Number of classes, at least 1.
    /// <example><c>[VisionModel(Image = 32, Classes = 100)]</c></example></summary>
    public int Classes { get; set; }
}
