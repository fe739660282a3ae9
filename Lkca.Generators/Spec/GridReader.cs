using Lkca.Generators.Diagnostics;

namespace Lkca.Generators.Spec;

/// <summary>What the image and the patch give: null where a size is missing or wrong.</summary>
internal sealed record Grid(
    Reading<int>? ImageHeight, Reading<int>? ImageWidth, Reading<int>? PatchHeight, Reading<int>? PatchWidth, Reading<int>? Channels)
{
    /// <summary>Tokens down the grid, or null while unknown.</summary>
    public int? Height => Tokens(ImageHeight, PatchHeight);

    /// <summary>Tokens across the grid, or null while unknown.</summary>
    public int? Width => Tokens(ImageWidth, PatchWidth);

    private static int? Tokens(Reading<int>? image, Reading<int>? patch) =>
        image is null || patch is null || image.Value % patch.Value != 0 ? null : image.Value / patch.Value;
}

/// <summary>Reads image, channels and patch, and checks that whole patches tile the image.</summary>
internal static class GridReader
{
    public static Grid Read(RecordChain chain, FindingCollector findings)
    {
        var (imageHeight, imageWidth) = Sides(chain, RectangleNames.Image, RuleIds.NoImageSize, RuleIds.ImageRange, findings);
        var (patchHeight, patchWidth) = (default(Reading<int>), default(Reading<int>));
        if (chain.Has(DslNames.PatchEmbed))
        {
            (patchHeight, patchWidth) = Sides(chain, RectangleNames.Patch, RuleIds.NoPatchSize, RuleIds.PatchRange, findings);
        }
        else
        {
            findings.Missing(RuleIds.NoPatchEmbed, chain.Record.Name);
        }

        var channels = ArgumentReader.Int(
            chain.Find(DslNames.VisionModel, DslNames.Channels), 3, 1, Limits.Channels, RuleIds.ChannelsRange, findings);
        var square = imageHeight?.Source == imageWidth?.Source && patchHeight?.Source == patchWidth?.Source;
        CheckTiling(square ? "" : "height ", imageHeight, patchHeight, findings);
        if (!square)
        {
            CheckTiling("width ", imageWidth, patchWidth, findings);
        }

        return new Grid(imageHeight, imageWidth, patchHeight, patchWidth, channels);
    }

    private static (Reading<int>? Height, Reading<int>? Width) Sides(
        RecordChain chain, RectangleNames names, string missingId, string rangeId, FindingCollector findings)
    {
        var unreadable = findings.Unreadable;
        findings.Unreadable = false;
        var (height, width) = Rectangle.Find(chain, names, findings);
        var conflict = findings.Unreadable;
        findings.Unreadable |= unreadable;
        if (conflict)
        {
            return (null, null);
        }

        if (height is null && width is null)
        {
            findings.MissingSince(chain.FirstLevelOf(names.Attribute), missingId, chain.Record.Name);
            return (null, null);
        }

        if (height is null || width is null)
        {
            var (stated, absent) = height is null ? (width!, names.Height) : (height, names.Width);
            findings.At(RuleIds.HalfRectangle, stated, stated.Target.Argument, absent, names.Square);
            return (null, null);
        }

        var readHeight = ArgumentReader.Int(height, 1, Limits.Side, rangeId, findings);
        return ReferenceEquals(height, width) ? (readHeight, readHeight) : (readHeight, ArgumentReader.Int(width, 1, Limits.Side, rangeId, findings));
    }

    private static void CheckTiling(string side, Reading<int>? image, Reading<int>? patch, FindingCollector findings)
    {
        if (image is not null && patch is not null && image.Value % patch.Value != 0)
        {
            Stated?[] causes = [patch.Source, image.Source];
            findings.At(
                RuleIds.PatchDoesNotDivide,
                causes,
                side,
                FindingCollector.Text(image.Value),
                FindingCollector.Text(patch.Value),
                Divisors.Suggest(image.Value, patch.Value, "image", FindingCollector.CauseOf(causes) == image.Source));
        }
    }
}
