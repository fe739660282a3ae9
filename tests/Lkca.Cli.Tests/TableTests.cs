using System;
using System.IO;
using System.Linq;
using Lkca.Cli.Catalog;
using Lkca.Cli.Tables;
using Lkca.Tests;
using Xunit;

namespace Lkca.Cli.Tests;

public sealed class TableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_are_run_once_and_laid_beside_the_papers()
    {
        string[] table = ["table", "2", "--data", "synthetic:train=32,test=10", "--epochs", "1", "--seeds", "2", "--out", _folder.At("t")];
        var rows = Cli.Json(table).GetProperty("rows");
        Assert.Equal(["Vit05M", "Lkca05M"], rows.EnumerateArray().Select(r => r.GetProperty("model").GetString()));
        foreach (var row in rows.EnumerateArray())
        {
            var seeds = row.GetProperty("seeds").EnumerateArray().Select(s => s.GetProperty("top1").GetDouble()).ToArray();
            Assert.Equal((2, seeds.Average()), (seeds.Length, row.GetProperty("top1").GetDouble()));
            Assert.Equal(Math.Abs(seeds[0] - seeds[1]) / Math.Sqrt(2), row.GetProperty("deviation").GetDouble(), 9);
        }

        var written = File.GetLastWriteTimeUtc(_folder.At("t", "Vit05M-seed1", "last.safetensors"));
        var (code, output, error) = Cli.Run(table);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("479,890", output, StringComparison.Ordinal);
        Assert.Contains("±", output, StringComparison.Ordinal);
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder.At("t", "Vit05M-seed1", "last.safetensors")));
        Assert.Contains("epochs 2 instead of 1", Cli.Refused(2, [.. table.Select(a => a == "1" ? "2" : a)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_the_recipe_reach_the_rows()
    {
        Cli.Good("table", "2", "--data", "synthetic:train=24,test=10", "--epochs", "1", "--rows", "Vit05M", "--batch", "4", "--workers", "3", "--set", "flip=false", "--out", _folder.At("t"));
        var recipe = File.ReadAllText(_folder.At("t", "Vit05M-seed0", "recipe.json"));
        Assert.Contains("\"batch\":4,", recipe, StringComparison.Ordinal);
        Assert.Contains("\"flip\":false,", recipe, StringComparison.Ordinal);
    }

    [Fact]
    public void Costs_are_ours_beside_the_papers()
    {
        var rows = Cli.Json("table", "4", "--data", "cifar10").GetProperty("rows").EnumerateArray().ToDictionary(r => r.GetProperty("row").GetString()!);
        Assert.Equal((2_692_426L, 174_251_136L / 1_000_000), (rows["ViT-Small (2.69M)"].GetProperty("parameters").GetInt64(),
            rows["ViT-Small (2.69M)"].GetProperty("macsPtflops071").GetInt64() / 1_000_000));
        Assert.Equal("174.25M", rows["ViT-Small (2.69M)"].GetProperty("paperMacs").GetString());
        Assert.Contains("LkcaLTinyImageNet", Cli.Good("table", "4", "--data", "tiny-imagenet"), StringComparison.Ordinal);
        Assert.Equal(["1.03M", "1.07M"], new[] { "cifar10", "tiny-imagenet" }.Select(data => Cli.Json("table", "4", "--data", data).GetProperty("rows").EnumerateArray()
            .Single(r => r.GetProperty("row").GetString() == "LKCA-T (1M)").GetProperty("paperParameters").GetString()));
    }

    [Fact]
    public void Every_row_that_names_a_model_has_one_for_every_data_set_of_its_table()
    {
        var names = new ModelCatalog([], []).Models.Select(m => m.Description.Name).ToHashSet();
        foreach (var table in PaperTables.All)
        {
            foreach (var data in PaperTables.Data.Where(d => table.Data.Contains(d.Kind)))
            {
                Assert.All(table.Rows.Where(r => r.Record != null), row => Assert.Contains(row.Record + data.Suffix, names));
            }
        }
    }

    [Fact]
    public void What_is_not_there_is_said()
    {
        Assert.Contains("there is no table \"9\": 1 models of about", Cli.Refused(2, "table", "9", "--data", "synthetic"), StringComparison.Ordinal);
        Assert.Contains("table 2 has figures for cifar10, cifar100, tiny-imagenet", Cli.Refused(2, "table", "2", "--data", "svhn:x"), StringComparison.Ordinal);
        Assert.Contains("no such row", Cli.Refused(2, "table", "2", "--data", "synthetic", "--rows", "Swin"), StringComparison.Ordinal);
    }
}
