using System;
using System.Linq;
using Lkca.Runtime.Data;
using Xunit;

namespace Lkca.Runtime.Tests.Data;

public class AugmentationTests
{
    private const int Height = 5, Width = 6;

    private static readonly Normalization Constants = new([0.5], [0.25]);
    private static readonly byte[] Pixels = [.. Enumerable.Range(1, Height * Width).Select(i => (byte)(5 * i))];

    [Fact]
    public void Without_flip_and_padding_it_is_the_normalised_picture()
    {
        var expected = new float[Pixels.Length];
        Constants.Apply(Pixels, expected);
        Assert.Equal(expected, Augment(new Augmentation(Constants, flip: false, padding: 0, seed: 1), 0, 0));
    }

    [Fact]
    public void Every_result_is_a_mirrored_or_plain_crop_of_the_padded_picture()
    {
        const int Padding = 2;
        var augmentation = new Augmentation(Constants, flip: true, Padding, seed: 1);
        var seen = Enumerable.Range(0, 600).Select(i => Match(Augment(augmentation, 3, i), Padding)).ToArray();
        Assert.Equal(2 * 25, seen.Distinct().Count());
        Assert.InRange(seen.Count(s => s.Mirrored), 250, 350);
    }

    [Fact]
    public void A_draw_depends_on_epoch_image_and_seed_only()
    {
        var augmentation = new Augmentation(Constants, true, 4, 1);
        Assert.Equal(Augment(augmentation, 1, 2), Augment(new Augmentation(Constants, true, 4, 1), 1, 2));
        float[][] others = [.. Enumerable.Range(2, 5).Select(e => Augment(augmentation, e, 2))];
        Assert.Contains(others, o => !o.SequenceEqual(Augment(augmentation, 1, 2)));
    }

    private static float[] Augment(Augmentation augmentation, long epoch, int index)
    {
        var image = new float[Pixels.Length];
        augmentation.Apply(Pixels, Height, Width, epoch, index, image);
        return image;
    }

    private static (bool Mirrored, int Dy, int Dx) Match(float[] image, int padding)
    {
        var table = Constants.Channel(0).ToArray();
        var found = from mirrored in new[] { false, true }
                    from dy in Enumerable.Range(-padding, 2 * padding + 1)
                    from dx in Enumerable.Range(-padding, 2 * padding + 1)
                    where Enumerable.Range(0, image.Length).All(i => image[i] == table[At(mirrored, i / Width + dy, i % Width + dx)])
                    select (mirrored, dy, dx);
        return Assert.Single(found);
    }

    private static byte At(bool mirrored, int y, int x) =>
        y is < 0 or >= Height || x is < 0 or >= Width ? (byte)0 : Pixels[y * Width + (mirrored ? Width - 1 - x : x)];
}
