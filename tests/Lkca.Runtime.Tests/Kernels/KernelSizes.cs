using Xunit;

namespace Lkca.Runtime.Tests.Kernels;

/// <summary>The sizes that kernels are tested with: around a tile's 64 tokens and around the widths of vectors and register tiles.</summary>
public static class KernelSizes
{
    /// <summary>Sizes of LinearTests.</summary>
    public static TheoryData<int, int, int> Linear()
    {
        var sizes = new TheoryData<int, int, int>();
        foreach (var tokens in new[] { 0, 1, 5, 20, 35, 63, 64, 65, 130 })
        {
            foreach (var (inputs, outputs) in new[] { (1, 1), (2, 7), (7, 2), (18, 33), (33, 18), (210, 10), (10, 210), (48, 64), (64, 65) })
            {
                sizes.Add(tokens, inputs, outputs);
            }
        }

        sizes.Add(65, 210, 210);
        sizes.Add(330, 40, 13);
        sizes.Add(330, 33, 13);
        return sizes;
    }

    /// <summary>Sizes of NormalizeTests.</summary>
    public static TheoryData<int, int, string> Normalize()
    {
        var sizes = new TheoryData<int, int, string>();
        foreach (var tokens in new[] { 1, 5, 35, 63, 64, 65, 128, 130 })
        {
            foreach (var features in new[] { 1, 2, 7, 33, 210 })
            {
                foreach (var kept in new[] { "all", "13", "0234", "4", "none" })
                {
                    sizes.Add(tokens, features, kept);
                }
            }
        }

        return sizes;
    }

    /// <summary>Sizes of ActivationTests.</summary>
    public static TheoryData<int, int> Activations()
    {
        var sizes = new TheoryData<int, int>();
        foreach (var tokens in new[] { 0, 1, 5, 35, 63, 64, 65, 128, 130 })
        {
            foreach (var features in new[] { 1, 2, 7, 18, 33, 210 })
            {
                sizes.Add(tokens, features);
            }
        }

        return sizes;
    }

    /// <summary>Sizes of TeamKernelTests: images, tokens of one, members; fewer tokens than members could use, even and uneven parts, parts that end within a tile.</summary>
    public static TheoryData<int, int, int> Teams()
    {
        var sizes = new TheoryData<int, int, int>();
        foreach (var (images, tokens) in new[] { (1, 20), (1, 64), (1, 65), (1, 96), (2, 65), (8, 64), (8, 65), (3, 130) })
        {
            foreach (var members in new[] { 2, 3, 5 })
            {
                sizes.Add(images, tokens, members);
            }
        }

        return sizes;
    }

    /// <summary>Sizes of LargeKernelTests.</summary>
    public static TheoryData<int, int, int, int, int, int, int> LargeKernels() => new()
    {
        { 0, 8, 8, 15, 15, 6, 1 },
        { 1, 1, 1, 1, 1, 1, 1 },
        { 3, 1, 1, 1, 1, 7, 7 },
        { 2, 1, 5, 1, 9, 3, 1 },
        { 2, 3, 7, 5, 13, 18, 2 },
        { 3, 5, 7, 9, 13, 33, 3 },
        { 2, 8, 8, 15, 15, 18, 1 },
        { 2, 8, 8, 15, 15, 34, 2 },
        { 2, 8, 8, 15, 15, 72, 2 },
        { 7, 8, 8, 15, 15, 5, 5 },
        { 7, 8, 8, 15, 15, 6, 2 },
        { 2, 8, 8, 3, 3, 33, 1 },
        { 2, 8, 8, 5, 3, 18, 18 },
        { 2, 5, 7, 5, 3, 21, 7 },
        { 1, 3, 7, 7, 3, 4, 4 },
        { 1, 16, 16, 31, 31, 3, 1 },
        { 2, 16, 16, 5, 5, 4, 2 },
        { 1, 9, 9, 17, 17, 2, 1 },
        { 2, 16, 16, 31, 31, 13, 1 },
        { 1, 4, 16, 7, 31, 24, 3 },
        { 2, 1, 64, 1, 127, 8, 1 },
        { 1, 64, 1, 9, 1, 7, 1 },
        { 1, 4, 32, 7, 5, 20, 2 },
        { 1, 6, 64, 11, 127, 6, 1 },
    };
}
