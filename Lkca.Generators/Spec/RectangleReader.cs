using Lkca.Generators.Diagnostics;

namespace Lkca.Generators.Spec;

/// <summary>Names of the two forms in which a size can be stated: one number for a square, or a height and a width.</summary>
internal sealed record RectangleNames(string Attribute, string Square, string Height, string Width)
{
    public static readonly RectangleNames Image = new(DslNames.VisionModel, DslNames.Image, DslNames.Height, DslNames.Width);
    public static readonly RectangleNames Patch = new(DslNames.PatchEmbed, DslNames.Patch, DslNames.PatchHeight, DslNames.PatchWidth);
    public static readonly RectangleNames Kernel = new(DslNames.LkcaOptions, DslNames.Kernel, DslNames.KernelHeight, DslNames.KernelWidth);
}

/// <summary>The statements that decide a height and a width: the same one for a square, null where nobody states it.</summary>
internal readonly record struct Rectangle(Stated? Height, Stated? Width)
{
    /// <summary>Looks both forms up. Stating one form excludes the inherited other; stating both on one record is a finding.</summary>
    public static Rectangle Find(RecordChain chain, RectangleNames names, FindingCollector findings)
    {
        Stated? height = null;
        Stated? width = null;
        for (var level = 0; level < chain.Levels.Count; level++)
        {
            var square = chain.FindAt(level, names.Attribute, names.Square);
            var ownHeight = chain.FindAt(level, names.Attribute, names.Height);
            var ownWidth = chain.FindAt(level, names.Attribute, names.Width);
            if (square is not null && (ownHeight ?? ownWidth) is { } other)
            {
                findings.At(RuleIds.BothForms, square, names.Square, other.Target.Argument, names.Height, names.Width);
                findings.Unreadable = true;
                return default;
            }

            if (square is not null)
            {
                return height is null && width is null ? new Rectangle(square, square) : new Rectangle(height, width);
            }

            height ??= ownHeight;
            width ??= ownWidth;
        }

        return new Rectangle(height, width);
    }
}
