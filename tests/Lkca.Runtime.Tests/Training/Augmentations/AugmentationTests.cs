using System;
using System.Linq;
using Lkca.Runtime.Data;
using Lkca.Runtime.Training;
using Lkca.Runtime.Training.Augmentations;
using Xunit;

namespace Lkca.Runtime.Tests.Training.Augmentations;

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
        Assert.Equal(expected, Augment(Of(flip: false, padding: 0), 0, 0));
    }

    [Fact]
    public void Every_result_is_a_mirrored_or_plain_crop_of_the_padded_picture()
    {
        const int Padding = 2;
        var augmentation = Of(flip: true, Padding);
        var seen = Enumerable.Range(0, 600).Select(i => Match(Augment(augmentation, 3, i), Padding)).ToArray();
        Assert.Equal(2 * 25, seen.Distinct().Count());
        Assert.InRange(seen.Count(s => s.Mirrored), 250, 350);
    }

    [Fact]
    public void A_border_wider_than_the_picture_is_black()
    {
        var augmentation = Of(flip: true, padding: 20);
        Assert.Contains(Enumerable.Range(0, 50), i => Augment(augmentation, 0, i).All(v => v == Constants.Channel(0)[0]));
    }

    [Fact]
    public void A_draw_depends_on_pass_image_and_seed_only()
    {
        var augmentation = Of(true, 4);
        Assert.Equal(Augment(augmentation, 1, 2), Augment(Of(true, 4), 1, 2));
        float[][] others = [.. Enumerable.Range(2, 5).Select(e => Augment(augmentation, e, 2))];
        Assert.Contains(others, o => !o.SequenceEqual(Augment(augmentation, 1, 2)));
    }

    [Theory]
    [InlineData(AutoAugment.Cifar10, 0)]
    [InlineData(AutoAugment.Svhn, 0)]
    [InlineData(AutoAugment.ImageNet, 0)]
    [InlineData(AutoAugment.None, 2)]
    public void Policies_change_most_pictures_and_depend_on_their_counters_only(AutoAugment policy, int operations)
    {
        var recipe = new TrainingRecipe { Flip = false, CropPadding = 0, AutoAugment = policy, RandAugmentOperations = operations, Seed = 4 };
        var normalization = Normalization.Cifar10;
        byte[] pixels = [.. Enumerable.Range(0, 3 * 8 * 8).Select(i => (byte)(i * 37 % 256))];
        var plain = new float[pixels.Length];
        normalization.Apply(pixels, plain);
        var first = new Augmentation(recipe, normalization, 3, 8, 8);
        var second = new Augmentation(recipe, normalization, 3, 8, 8);
        var changed = 0;
        for (var i = 200; i-- > 0;)
        {
            float[] a = new float[pixels.Length], b = new float[pixels.Length];
            first.Apply(pixels, 7, i, a);
            second.Apply(pixels, 7, i, b);
            Assert.Equal(a, b);
            second.Apply(pixels, 7, 199 - i, b); // another order of calls
            changed += a.SequenceEqual(plain) ? 0 : 1;
        }

        Assert.InRange(changed, 90, 200);
    }

    [Fact]
    public void A_policy_needs_three_channels() =>
        Assert.Contains("3 channels; these have 1", Assert.Throws<InvalidInputException>(() =>
            new Augmentation(new TrainingRecipe { AutoAugment = AutoAugment.Svhn }, Constants, 1, 5, 5)).Message, StringComparison.Ordinal);

    [Fact]
    public void Erasing_fills_a_rectangle_of_the_stated_area_and_aspect_with_the_means()
    {
        var recipe = new TrainingRecipe { ErasingProbability = 0.25, Seed = 9 };
        var drawn = Enumerable.Range(0, 8000).Select(i => RandomErasing.Draw(recipe, 2, i, 32, 32)).ToArray();
        var parts = drawn.Where(d => d is not null).Select(d => d!.Value).ToArray();
        Assert.InRange(parts.Length, 1850, 2150);
        Assert.All(parts, p =>
        {
            Assert.InRange(p.Height * p.Width, 0.02 * 1024 * 0.7, 0.4 * 1024 * 1.15);
            Assert.InRange(p.Top, 0, 32 - p.Height);
            Assert.InRange(p.Left, 0, 32 - p.Width);
        });
        Assert.InRange(parts.Average(p => p.Height * p.Width / 1024.0), 0.18, 0.22); // uniform over 0.02 … 0.4, less what does not fit
        Assert.Contains(parts, p => p.Height > 2 * p.Width);
        Assert.Contains(parts, p => p.Width > 2 * p.Height);

        var image = new float[3 * 32 * 32];
        RandomErasing.Fill((3, 5, 4, 7), image, Normalization.Cifar10, 32, 32);
        Assert.Equal(4 * 7, image.Count(v => v == .4822f));
        Assert.Equal(.4822f, image[1024 + 3 * 32 + 5]);
        Assert.Equal(0, image[1024 + 3 * 32 + 12]);
    }

    private static Augmentation Of(bool flip, int padding) =>
        new(new TrainingRecipe { Flip = flip, CropPadding = padding, Seed = 1 }, Constants, 1, Height, Width);

    private static float[] Augment(Augmentation augmentation, long pass, int index)
    {
        var image = new float[Pixels.Length];
        augmentation.Apply(Pixels, pass, index, image);
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
