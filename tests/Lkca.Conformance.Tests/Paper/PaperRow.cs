using System.Collections.Generic;
using System.Linq;
using Lkca.Conformance.Support;
using Lkca.Runtime;

namespace Lkca.Conformance.Paper;

/// <summary>One row of the paper's tables: the configuration and the published parameter counts on CIFAR-10, CIFAR-100 and Tiny-ImageNet.
/// Every data set has an 8×8 grid; 32×32 images have patches of 4, 64×64 images of 8.</summary>
public sealed record PaperRow(string Record, int Width, int Depth, int Heads, int MlpRatio, long Cifar10, long Cifar100, long TinyImageNet)
{
    public const int GridTokens = 64;

    public static readonly IReadOnlyList<PaperRow> All =
    [
        new("Vit05M", 120, 4, 4, 2, 479_890, 490_780, 520_160),
        new("Vit1M", 136, 7, 8, 2, 1_060_674, 1_073_004, 1_106_288),
        new("Vit2M", 200, 6, 8, 2, 1_955_010, 1_973_100, 2_022_000),
        new("VitB", 192, 9, 12, 2, 2_692_426, 2_709_796, 2_756_744),
        new("Vit4M", 264, 7, 8, 2, 3_951_298, 3_975_148, 4_039_664),
        new("Vit8M", 312, 10, 8, 2, 7_852_114, 7_880_284, 7_956_512),
        new("Lkca05M", 100, 8, 0, 2, 500_810, 509_900, 534_400),
        new("LkcaT", 136, 9, 0, 2, 1_027_747, 1_040_077, 1_073_361),
        new("Lkca2M", 192, 9, 0, 2, 2_030_707, 2_048_077, 2_095_025),
        new("LkcaB", 210, 10, 0, 2, 2_691_520, 2_710_510, 2_761_850),
        new("Lkca4M", 246, 11, 0, 2, 4_049_185, 4_071_415, 4_131_539),
        new("Lkca8M", 306, 14, 0, 2, 7_941_412, 7_969_042, 8_043_806),
        new("LkcaL", 360, 12, 0, 3, 12_528_550, 12_561_040, 12_648_980),
    ];

    /// <summary>Suffix of the record, classes and patch size of the data sets.</summary>
    public static readonly IReadOnlyList<(string Suffix, int Classes, int Patch)> DataSets =
        [("", 10, 4), ("Cifar100", 100, 4), ("Svhn", 10, 4), ("TinyImageNet", 200, 8)];

    /// <summary>The models of the project models/, by record name.</summary>
    public static readonly IReadOnlyDictionary<string, ModelInfo> Models =
        DeclaredModels.Of(typeof(global::Lkca.Models.LkcaB).Assembly).ToDictionary(pair => pair.Key, pair => pair.Value.Info);

    public bool IsLkca => Heads == 0;

    public int Tokens => GridTokens + (IsLkca ? 0 : 1);

    public static PaperRow Named(string record) => All.Single(row => row.Record == record);

    public long Published(string dataSet) => dataSet switch
    {
        "Cifar100" => Cifar100,
        "TinyImageNet" => TinyImageNet,
        _ => Cifar10,
    };
}
