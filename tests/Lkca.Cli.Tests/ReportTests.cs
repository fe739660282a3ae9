using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Lkca.Runtime.Reporting;
using Lkca.Tests;
using Xunit;

namespace Lkca.Cli.Tests;

public sealed class ReportTests : IDisposable
{
    private const string Data = "synthetic:train=16,test=12";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_page_shows_everything_of_a_large_kernel_model()
    {
        Train("Lkca05M", Data);
        var page = Report();
        Assert.Equal(["curves", "confusion", "worst", "kernels", "fields", "model", "recipe"], Sections(page));
        Assert.Equal("Lkca05M", page.Descendants("h1").Single().Value);
        var metrics = MetricsFile.Read(_folder.At("run", "metrics.jsonl"));
        Assert.Equal(metrics.Select(m => new[] { m.Epoch, m.Step, m.Loss, m.TestLoss, m.Top1, m.Top5, m.LearningRate, m.ImagesPerSecond }),
            Rows(Section(page, "curves")).Select(row => row.Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray()));

        var counts = Rows(Section(page, "confusion")).Take(10).Select(row => row[1..11].Select(int.Parse).ToArray()).ToArray();
        Assert.Equal(12, counts.Sum(row => row.Sum()));
        Assert.Equal(metrics[^1].Top1, 100.0 * Enumerable.Range(0, 10).Sum(i => counts[i][i]) / 12);
        Assert.Equal(12, Pictures(page, "worst").Length);
        Assert.Equal(8, Pictures(page, "kernels").Count(p => p.StartsWith("Kernel of block", StringComparison.Ordinal)));
        Assert.Equal(8, Pictures(page, "fields").Count(p => p.StartsWith("Effective receptive field behind block", StringComparison.Ordinal)));
        Assert.Contains("All 2 epochs are done", page.Descendants("header").Single().Value, StringComparison.Ordinal);
        Assert.Contains("500,710", Section(page, "model").Value, StringComparison.Ordinal);
        Assert.Contains(Rows(Section(page, "recipe")), row => row is ["batch", "8"]);
        RequireSound(page);
    }

    [Fact]
    public void A_page_shows_the_attention_of_a_hybrid()
    {
        Train("HybridAlternating", "synthetic:train=8,test=2");
        var page = Report();
        Assert.Equal(["curves", "confusion", "worst", "kernels", "fields", "attention", "model", "recipe"], Sections(page));
        var pictures = Pictures(page, "attention");
        Assert.Equal(4 * 13, pictures.Count(p => p.Contains("mean attention by offset", StringComparison.Ordinal)));
        Assert.Equal(4 * 2, pictures.Count(p => p.Contains("a patch receives at most", StringComparison.Ordinal)));
        Assert.Equal(5, Pictures(page, "kernels").Count(p => p.StartsWith("Kernel", StringComparison.Ordinal)));
        RequireSound(page);
    }

    [Fact]
    public void A_page_shows_the_gradients_norm_where_it_was_measured()
    {
        Cli.Good("train", "Lkca05M", "--data", Data, "--epochs", "2", "--batch", "8", "--gradient-norm", "--out", _folder.At("run"));
        var curves = Section(Report(), "curves");
        Assert.Contains("Gradient norm", curves.Descendants("h3").Select(h => h.Value));
        Assert.Equal(MetricsFile.Read(_folder.At("run", "metrics.jsonl")).Select(m => m.GradientNorm), Rows(curves).Select(row => (double?)double.Parse(row[^1], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void What_cannot_be_shown_is_named()
    {
        Train("StandIn", Data);
        var page = Report("receptive fields and attention: StandIn is not made of");
        Assert.Equal(["curves", "confusion", "worst", "model", "recipe", "left-out"], Sections(page));
        RequireSound(page);
    }

    [Fact]
    public void A_run_whose_data_are_gone_is_still_shown()
    {
        Cli.Good("data", "write", "--data", Data, "--format", "cifar10", "--out", _folder.At("cifar"));
        Train("StandIn", $"cifar10:{_folder.At("cifar")}");
        Directory.Delete(_folder.At("cifar"), recursive: true);
        var page = Report("the data cannot be read");
        Assert.Equal(["curves", "model", "recipe", "left-out"], Sections(page));
        Assert.Contains("--data", Section(page, "left-out").Value, StringComparison.Ordinal);
        Assert.Contains("confusion", Sections(Report("receptive", "--data", Data)));
        Assert.Contains("no such", Cli.Refused(2, "report", _folder.At("run"), "--data", "somewhere"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_run_json_says_its_model_by_its_weights()
    {
        Train("StandIn", Data);
        File.Delete(_folder.At("run", "run.json"));
        Assert.Equal(["curves", "model", "recipe", "left-out"], Sections(Report("does not say on which data")));
    }

    [Fact]
    public void Names_from_outside_are_text_in_the_page()
    {
        Cli.Good("data", "write", "--data", Data, "--format", "cifar10", "--out", _folder.At("cifar"));
        var names = Directory.GetFiles(_folder.At("cifar"), "batches.meta.txt", SearchOption.AllDirectories).Single();
        File.WriteAllText(names, "<script>alert(1)</script>\n&amp;\"quoted\"\nbell\u0007\n" + string.Concat(Enumerable.Range(3, 7).Select(i => $"class {i}\n")));
        Train("StandIn", $"cifar10:{_folder.At("cifar")}");
        var page = Report("receptive");
        Assert.Contains("0 <script>alert(1)</script>", Rows(Section(page, "confusion")).Select(row => row[0]));
        Assert.Contains("2 bell\uFFFD", Rows(Section(page, "confusion")).Select(row => row[0]));
        RequireSound(page);
    }

    [Fact]
    public void Foreign_folders_are_refused()
    {
        Assert.Contains("there is no such folder", Cli.Refused(2, "report", _folder.At("none")), StringComparison.Ordinal);
        Assert.Contains("neither recipe.json nor metrics.jsonl", Cli.Refused(2, "report", _folder.Path), StringComparison.Ordinal);
        File.WriteAllText(_folder.At("recipe.json"), "[]");
        Assert.Contains("not the JSON of a recipe", Cli.Refused(2, "report", _folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_stand_side_by_side()
    {
        Train("StandIn", Data);
        Train("StandIn", Data, "other", "--lr", "0.01", "--epochs", "1");
        var compared = Cli.Json("compare", _folder.At("run"), _folder.At("other"));
        var runs = compared.GetProperty("runs");
        var last = MetricsFile.Read(_folder.At("other", "metrics.jsonl"))[^1];
        Assert.Equal((last.Top1, last.TestLoss, 1), (runs[1].GetProperty("top1").GetDouble(), runs[1].GetProperty("test_loss").GetDouble(), runs[1].GetProperty("epochs").GetInt32()));
        Assert.Equal(MetricsFile.Read(_folder.At("run", "metrics.jsonl")).Max(m => m.Top1), runs[0].GetProperty("best_top1").GetDouble());
        Assert.Equal(["epochs", "learningRate"], compared.GetProperty("recipe_differences").EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal(["0.001", "0.01"], compared.GetProperty("recipe_differences").GetProperty("learningRate").Deserialize<string[]>()!);

        var table = Cli.Good("compare", _folder.At("run"), _folder.At("other"));
        Assert.Contains("recipe: learningRate", table, StringComparison.Ordinal);
        Assert.Contains("2 of 2", table, StringComparison.Ordinal);
        Assert.Contains("there is no such folder", Cli.Refused(2, "compare", _folder.At("run"), _folder.At("none")), StringComparison.Ordinal);
    }

    private void Train(string model, string data, string folder = "run", params string[] more) => Cli.Good(["train", model, "--data", data, "--batch", "8",
        .. more.Contains("--epochs") ? [] : new[] { "--epochs", "2" }, "--out", _folder.At(folder), .. more]);

    private XDocument Report(string? leftOut = null, params string[] more)
    {
        var (code, output, error) = Cli.Run(["report", _folder.At("run"), .. more]);
        Assert.Equal((0, _folder.At("run", "report.html")), (code, output.TrimEnd()));
        Assert.Contains(leftOut ?? "", error, StringComparison.OrdinalIgnoreCase);
        Assert.True(leftOut != null || error.Length == 0, error);
        var text = File.ReadAllText(_folder.At("run", "report.html"));
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">", text, StringComparison.Ordinal);
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    private static string[] Sections(XDocument page) => [.. page.Descendants("section").Select(s => s.Attribute("id")!.Value)];

    private static XElement Section(XDocument page, string id) => page.Descendants("section").Single(s => s.Attribute("id")!.Value == id);

    private static string[][] Rows(XElement section) => [.. section.Descendants("tbody").Elements("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];

    private static string[] Pictures(XDocument page, string section) => [.. Section(page, section).Descendants("img").Select(i => i.Attribute("alt")!.Value)];

    /// <summary>Self-contained, and readable for those who do not see the pictures.</summary>
    private static void RequireSound(XDocument page)
    {
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "script" or "link" or "iframe" or "object");
        Assert.All(page.Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href"), a => Assert.True(
            a.Value.StartsWith("data:image/png;base64,iVBOR", StringComparison.Ordinal) || a.Value.StartsWith('#'), a.Value));
        var style = page.Descendants("style").Single().Value;
        Assert.DoesNotContain("url(", style, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", style, StringComparison.Ordinal);
        Assert.Equal(-1, style.AsSpan().IndexOfAny('<', '>', '&'));
        Assert.Contains("prefers-color-scheme: dark", style, StringComparison.Ordinal);

        var ids = page.Descendants().Attributes("id").Select(a => a.Value).ToArray();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(page.Descendants("a"), a => Assert.Contains(a.Attribute("href")!.Value[1..], ids));
        Assert.All(page.Descendants("img"), i => Assert.False(string.IsNullOrWhiteSpace(i.Attribute("alt")?.Value)));
        var charts = page.Descendants().Where(e => e.Name.LocalName == "svg").ToArray();
        Assert.Equal(4, charts.Length);
        Assert.All(charts, svg =>
        {
            Assert.Equal("img", svg.Attribute("role")?.Value);
            Assert.All(svg.Attribute("aria-labelledby")!.Value.Split(' '), id => Assert.Contains(svg.Elements(), e => e.Attribute("id")?.Value == id && e.Value.Length > 0));
        });
        Assert.All(page.Descendants("table"), t => Assert.NotEmpty(t.Descendants("th")));
        Assert.Single(page.Descendants("meta"), m => m.Attribute("name")?.Value == "viewport");
    }
}
