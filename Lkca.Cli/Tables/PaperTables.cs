using System.Collections.Generic;
using System.Linq;

namespace Lkca.Cli.Tables;

/// <summary>The classification experiments of the LKCA paper as five tables, with its published figures. The numbers are this tool's: a
/// table's title says what it holds.</summary>
internal static class PaperTables
{
    private const string Cifar10 = "cifar10", Cifar100 = "cifar100", Svhn = "svhn", Tiny = "tiny-imagenet";

    /// <summary>The data sets that have published figures.</summary>
    public static readonly PaperData[] Data = [new(Cifar10, ""), new(Cifar100, "Cifar100"), new(Svhn, "Svhn"), new(Tiny, "TinyImageNet")];

    private static readonly PaperRow
        Vit05M = Row("ViT 0.5M", "Vit05M", "0.48M", "30.58M", 87.83, 64.68, null, 46.53),
        Lkca05M = Row("LKCA 0.5M", "Lkca05M", "0.50M", "31.34M", 90.94, 69.35, null, 50.59),
        Vit1M = Row("ViT-Lite (1M)", "Vit1M", "1.06M", "", 91.16, 70.86, 97.53, 53.46) with { TinyParameters = "1.11M" },
        LkcaT = Row("LKCA-T (1M)", "LkcaT", "1.03M", "", 92.49, 73.40, 97.15, 57.29) with { TinyParameters = "1.07M" },
        Vit2M = Row("ViT 2M", "Vit2M", "1.96M", "", 92.32, 71.17, null, 54.58),
        Lkca2M = Row("LKCA 2M", "Lkca2M", "2.03M", "", 93.55, 75.94, null, 60.70),
        VitB = Row("ViT-Small (2.69M)", "VitB", "2.69M", "174.25M", 93.36, 72.65, 97.90, 55.74) with { TinyParameters = "2.76M" },
        LkcaB = Row("LKCA-B (2.69M)", "LkcaB", "2.69M", "170.81M", 94.11, 76.50, 97.68, 60.95) with { TinyParameters = "2.76M" },
        Vit4M = Row("ViT 4M", "Vit4M", "3.95M", "", 93.64, 72.82, null, 56.16),
        Lkca4M = Row("LKCA 4M", "Lkca4M", "4.05M", "", 94.71, 76.95, null, 62.30),
        Vit8M = Row("ViT 8M", "Vit8M", "7.85M", "", 94.46, 73.39, null, 57.39),
        Lkca8M = Row("LKCA 8M", "Lkca8M", "7.98M", "", 94.88, 78.57, null, 63.38),
        LkcaL = Row("LKCA-L", "LkcaL", "12.65M", "", null, null, null, 63.43),
        SwinT = Row("Swin-T", null, "", "", 91.21, 70.37, 96.40, 54.93),
        SwinS = Row("Swin-S", null, "", "", 93.99, 75.34, 97.59, 58.61),
        CaitT = Row("CaiT-T", null, "", "", 91.99, 70.65, 97.53, 54.76),
        CaitS = Row("CaiT-S", null, "", "", 94.02, 74.70, 97.79, 59.21),
        MobileT = Row("MobileViTv2-T", null, "", "", 91.46, 67.88, 96.60, null),
        MobileS = Row("MobileViTv2-S", null, "", "", 93.48, 71.70, 96.98, null);

    private static readonly PaperRow[] Ladder =
        [Vit05M, Lkca05M, Vit1M, LkcaT, Vit2M, Lkca2M, VitB, LkcaB, Vit4M, Lkca4M, Vit8M, Lkca8M];

    /// <summary>The tables by number.</summary>
    public static readonly PaperTable[] All =
    [
        new(1, "models of about one million and of about 2.7 million parameters", [Cifar10, Cifar100, Svhn],
            [Vit1M, SwinT, CaitT, MobileT, LkcaT, VitB, SwinS, CaitS, MobileS, LkcaB]),
        new(2, "ViT and LKCA at equal size, from 0.5 to 8 million parameters", [Cifar10, Cifar100, Tiny], Ladder),
        new(3, "Tiny-ImageNet against other mixers", [Tiny],
        [
            Vit1M, SwinT, CaitT, .. Others(("T2T-T", 53.92), ("RvT-T", 50.65), ("XCiT-T", 56.78), ("DeepViT-T", 34.64), ("RegionViT-T", 54.32), ("CrossViT-T", 47.03)),
            LkcaT, VitB, SwinS, CaitS, .. Others(("T2T-S", 41.25), ("RvT-S", 55.51), ("XCiT-S", 60.09), ("DeepViT-S", 44.45), ("RegionViT-S", 53.96),
                ("CrossViT-S", 52.70), ("Twins-SVT-S", 37.13)),
            LkcaB, .. Others(("T2T-B", 58.46), ("RegionViT-B", 57.83), ("Twins-SVT-B", 49.24), ("CvT-B", 55.88), ("MobileViTv2 (8.17M)", 58.28)), LkcaL,
        ]),
        new(4, "parameters and multiply-accumulates (nothing is trained)", [Cifar10, Cifar100, Svhn, Tiny], [.. Ladder, LkcaL], Trains: false),
        new(5, "hybrids of LKCA and self-attention beside ViT and LKCA of the base size (no published figures for the hybrids)", [Cifar10],
        [
            VitB, LkcaB, Row("LKCA, MHSA in turn", "HybridAlternating", "", ""), Row("two LKCA, one MHSA", "HybridTwoToOne", "", ""),
            Row("LKCA first, then MHSA", "HybridLkcaThenMhsa", "", ""),
        ]),
    ];

    private static PaperRow Row(string label, string? record, string parameters, string macs, params double?[] top1) => new(label, record, parameters, macs,
        Data.Zip(top1).Where(pair => pair.Second != null).ToDictionary(pair => pair.First.Kind, pair => pair.Second!.Value));

    private static IEnumerable<PaperRow> Others(params (string Label, double Top1)[] rows) =>
        rows.Select(r => Row(r.Label, null, "", "", null, null, null, r.Top1));
}
