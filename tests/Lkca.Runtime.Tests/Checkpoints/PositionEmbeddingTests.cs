using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Lkca.Runtime.Checkpoints;
using Xunit;

namespace Lkca.Runtime.Tests.Checkpoints;

/// <summary>Against PyTorch's interpolate(mode="bicubic", antialias=True): tests/reference/position_embedding.py wrote the numbers.</summary>
public sealed class PositionEmbeddingTests
{
    private static readonly JsonElement Cases = JsonDocument.Parse(File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "golden", "weights", "position-embedding.json"))).RootElement;

    public static TheoryData<int> Numbers => new(Enumerable.Range(0, Cases.GetArrayLength()));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Resizing_is_PyTorchs(int number)
    {
        var (from, to) = (Size(number, "from"), Size(number, "to"));
        var resized = PositionEmbedding.Resize(Values(number, "grid"), from, to);
        var expected = Values(number, "resized");
        Assert.Equal(expected.Length, resized.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], resized[i], 1e-6);
        }
    }

    [Fact]
    public void A_grid_that_is_not_filled_is_an_error() =>
        Assert.Throws<ArgumentException>(() => PositionEmbedding.Resize(new double[7], (2, 2), (3, 3)));

    private static double[] Values(int number, string key) => [.. Cases[number].GetProperty(key).EnumerateArray().Select(v => v.GetDouble())];

    private static (int Height, int Width) Size(int number, string key) =>
        (Cases[number].GetProperty(key)[0].GetInt32(), Cases[number].GetProperty(key)[1].GetInt32());
}
