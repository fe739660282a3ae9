using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Lkca.Runtime.Data.Images;
using Lkca.Runtime.Training.Augmentations;
using Xunit;

namespace Lkca.Tests.Training.Augmentations;

/// <summary>Every operation, policy and magnitude against torchvision's, written by tests/reference/augmentations.py.</summary>
public sealed class GoldenOperationTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden", "augmentations");

    public static TheoryData<string> Operations => [.. Enum.GetNames<ImageOperation>()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void PixelsAreTorchvisions(string operation)
    {
        var compared = 0;
        foreach (var (name, magnitude, source, expected) in Cases().Where(c => c.Name == operation))
        {
            var pixels = source.Pixels.ToArray();
            new ImageOperations(source.Height, source.Width).Apply(Enum.Parse<ImageOperation>(name), magnitude, pixels);
            var different = pixels.Zip(expected.Pixels).Count(p => p.First != p.Second);
            Assert.True(different == 0, $"{name} {magnitude} at {source.Height}×{source.Width}: {different} of {pixels.Length} bytes differ");
            compared++;
        }

        Assert.True(compared >= 3);
    }

    [Fact]
    public void PoliciesAndMagnitudesAreTorchvisions()
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, "policies.txt")).Select(l => l.Split(' ')).ToArray();
        foreach (var line in lines.Where(l => l[0] != "rand"))
        {
            var policy = new[] { AugmentationPolicy.Cifar10, AugmentationPolicy.Svhn, AugmentationPolicy.ImageNet }.Single(p => p.Name == line[0]);
            var pair = policy.SubPolicies[int.Parse(line[1], CultureInfo.InvariantCulture)];
            var step = line[2] == "0" ? pair.First : pair.Second;
            Assert.Equal((line[3], Number(line[4])), (step.Operation.ToString(), step.Probability));
            Assert.Equal(Number(line[5]), Magnitudes.Of(step.Operation, step.Level, Magnitudes.AutoAugmentLevels, 32, 48), 4);
            Assert.Equal(line[6] == "1", Magnitudes.IsSigned(step.Operation));
        }

        Assert.Equal(150, lines.Count(l => l[0] != "rand"));
    }

    [Fact]
    public void RandAugmentsMagnitudesAreTorchvisions()
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, "policies.txt")).Select(l => l.Split(' ')).Where(l => l[0] == "rand").ToArray();
        Assert.All(lines, line => Assert.Equal(Number(line[5]),
            Magnitudes.Of(Enum.Parse<ImageOperation>(line[3]), int.Parse(line[1], CultureInfo.InvariantCulture), Magnitudes.RandAugmentLevels, 32, 48), 4));
        Assert.Equal(Enum.GetNames<ImageOperation>().SkipLast(1), lines.Select(l => l[3]).Distinct());
    }

    private static IEnumerable<(string Name, double Magnitude, Picture Source, Picture Expected)> Cases()
    {
        var content = File.ReadAllBytes(Path.Combine(Folder, "operations.rgb"));
        var (at, source) = (0, (Picture?)null);
        foreach (var fields in File.ReadAllLines(Path.Combine(Folder, "operations.txt")).Select(l => l.Split(' ')))
        {
            var (height, width) = (int.Parse(fields[0], CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture));
            var picture = Picture.FromInterleaved(height, width, content.AsSpan(at, 3 * height * width));
            at += 3 * height * width;
            if (fields[2] == "Source")
            {
                source = picture;
                continue;
            }

            yield return (fields[2], Number(fields[3]), source!, picture);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
