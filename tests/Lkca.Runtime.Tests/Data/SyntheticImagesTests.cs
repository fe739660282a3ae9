using System;
using System.Linq;
using System.Numerics;
using Lkca.Runtime.Data;
using Xunit;

namespace Lkca.Runtime.Tests.Data;

public class SyntheticImagesTests
{
    [Fact]
    public void A_picture_depends_on_seed_part_and_index_only()
    {
        var pixels = new byte[3072];
        byte[] Picture(int count, ulong seed, bool train)
        {
            SyntheticImages.Draw(count, seed, train).ReadPixels(3, pixels);
            return [.. pixels];
        }

        var first = Picture(10, 5, true);
        Assert.Equal(first, Picture(200, 5, true));
        Assert.NotEqual(first, Picture(10, 6, true));
        Assert.NotEqual(first, Picture(10, 5, false));
    }

    /// <summary>Locks the bytes: runs and written files of one version can be compared with those of another.</summary>
    [Fact]
    public void The_set_of_seed_0_is_the_published_one() =>
        Assert.Equal("100 images 2044230cd50591c1", SyntheticImages.Draw(100, 0, train: true).Fingerprint());

    [Fact]
    public void Classes_are_balanced()
    {
        var data = SyntheticImages.Draw(200, 0, train: true);
        Assert.All(Enumerable.Range(0, 200).GroupBy(data.Label), g => Assert.Equal(20, g.Count()));
        Assert.Equal(10, data.Classes());
    }

    /// <summary>Softmax regression on the pixels, well trained, does not get far: neither position nor colour gives the class away.</summary>
    [Fact]
    public void A_linear_classifier_fails()
    {
        var (train, test) = (SyntheticImages.Draw(2000, 0, train: true), SyntheticImages.Draw(500, 0, train: false));
        const int Size = 3072, Classes = 10;
        var weights = new float[Classes * Size];
        var image = new float[Size];
        var logits = new double[Classes];
        void Logits()
        {
            for (var c = 0; c < Classes; c++)
            {
                logits[c] = Dot(weights.AsSpan(c * Size, Size), image);
            }
        }

        for (var step = 0; step < 5 * train.Count; step++)
        {
            var label = train.ReadImage(step % train.Count, image);
            Logits();
            var sum = logits.Sum(v => Math.Exp(v - logits.Max()));
            for (var c = 0; c < Classes; c++)
            {
                var gradient = (float)(Math.Exp(logits[c] - logits.Max()) / sum - (c == label ? 1 : 0));
                for (var k = 0; k < Size; k++)
                {
                    weights[c * Size + k] -= 2e-4f * gradient * image[k];
                }
            }
        }

        var right = Enumerable.Range(0, test.Count).Count(i =>
        {
            var label = test.ReadImage(i, image);
            Logits();
            return Array.IndexOf(logits, logits.Max()) == label;
        });
        Assert.InRange(right, 0, test.Count * 40 / 100);
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector<float>.Zero;
        for (var i = 0; i < a.Length; i += Vector<float>.Count)
        {
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        }

        return Vector.Sum(sum);
    }
}
