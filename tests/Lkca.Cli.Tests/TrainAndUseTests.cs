using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Lkca.Runtime.Reporting;
using Lkca.Tests;
using Xunit;

namespace Lkca.Cli.Tests;

public sealed class TrainAndUseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_trained_can_be_evaluated_and_asked()
    {
        var (code, output, error) = Cli.Run("train", "StandIn", "--data", "synthetic:train=40,test=10", "--epochs", "2", "--batch", "8",
            "--out", _folder.At("run"), "--json");
        Assert.Equal(0, code);
        Assert.Contains("epoch 2/2 done: loss", error, StringComparison.Ordinal);
        using var trained = JsonDocument.Parse(output);
        Assert.Equal(10, trained.RootElement.GetProperty("step").GetInt64());
        var weights = trained.RootElement.GetProperty("weights").GetString()!;
        Assert.Equal(_folder.At("run", "last.safetensors"), weights);
        Assert.Equal(["epoch", "step", "loss", "images_per_second", "top1", "top5", "test_loss", "learning_rate"],
            JsonDocument.Parse(File.ReadLines(_folder.At("run", "metrics.jsonl")).First()).RootElement.EnumerateObject().Select(p => p.Name));

        var evaluated = Cli.Json("evaluate", "StandIn", "--weights", weights, "--data", "synthetic:train=40,test=10");
        foreach (var key in new[] { "top1", "top5" })
        {
            Assert.Equal(trained.RootElement.GetProperty(key).GetDouble(), evaluated.GetProperty(key).GetDouble());
        }

        Assert.Equal((trained.RootElement.GetProperty("test_loss").GetDouble(), 10), (evaluated.GetProperty("loss").GetDouble(),
            evaluated.GetProperty("images").GetInt32()));

        // The same pictures from files give the same numbers.
        Cli.Good("data", "write", "--data", "synthetic:train=40,test=10", "--format", "cifar10", "--out", _folder.At("cifar"));
        Assert.Equal(evaluated.GetProperty("loss").GetDouble(),
            Cli.Json("evaluate", "StandIn", "--weights", weights, "--data", $"cifar10:{_folder.At("cifar")}").GetProperty("loss").GetDouble());

        var predictions = Cli.Json("predict", "StandIn", "--weights", weights, _folder.At("cifar", "test_batch.bin"));
        Assert.Equal(10, predictions.GetArrayLength());
        var first = predictions[0];
        Assert.Equal("level row", first.GetProperty("label").GetString());
        Assert.Equal(5, first.GetProperty("predictions").GetArrayLength());
        Assert.InRange(first.GetProperty("predictions").EnumerateArray().Sum(p => p.GetProperty("probability").GetDouble()), 0.5, 1.0001);

        // A converted file still knows classes and normalisation.
        Cli.Good("weights", "convert", "StandIn", "--in", weights, "--out", _folder.At("converted.safetensors"));
        Assert.Equal(predictions.GetRawText(), Cli.Json("predict", "StandIn", "--weights", _folder.At("converted.safetensors"), _folder.At("cifar", "test_batch.bin")).GetRawText());
        Assert.Contains("test_batch.bin", Cli.Good("predict", "StandIn", "--weights", weights, _folder.At("cifar", "test_batch.bin")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_session_warns_of_stands_beside_the_result()
    {
        string[] train = ["train", "StandIn", "--data", "synthetic:train=16,test=8", "--epochs", "1", "--batch", "8", "--json"];
        var (code, output, error) = Cli.Run([.. train, "--out", _folder.At("slow"), "--device", "slow"]);
        Assert.Equal(0, code);
        Assert.Contains("warning: this device is slow", error, StringComparison.Ordinal);
        JsonDocument.Parse(output).Dispose();
        Assert.DoesNotContain("warning", Cli.Run([.. train, "--out", _folder.At("plain")]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_goes_on_where_it_was_and_refuses_another_recipe()
    {
        string[] train = ["train", "StandIn", "--data", "synthetic:train=20,test=10", "--epochs", "2", "--batch", "8", "--out", _folder.At("run")];
        Cli.Good([.. train, "--resume"]);
        Assert.Contains("resume it (--resume)", Cli.Refused(2, train), StringComparison.Ordinal);
        Assert.Contains("batch 4 instead of 8", Cli.Refused(2, [.. train[..6], "--resume", "--batch", "4", "--out", _folder.At("run")]),
            StringComparison.Ordinal);
        Assert.Contains("top-1", Cli.Good([.. train, "--resume"]), StringComparison.Ordinal);
        Assert.Contains("images do not fill one batch", Cli.Refused(2, [.. train[..6], "--out", _folder.At("other")]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_file_decides_what_the_options_do_not()
    {
        File.WriteAllText(_folder.At("recipe.json"), """{"batch":5,"seed":9,"flip":false}""");
        Cli.Good("train", "StandIn", "--data", "synthetic:train=20,test=10", "--epochs", "1", "--recipe", _folder.At("recipe.json"),
            "--seed", "3", "--out", _folder.At("run"));
        using var recipe = JsonDocument.Parse(File.ReadAllText(_folder.At("run", "recipe.json")));
        Assert.Equal((5, 3, false), (recipe.RootElement.GetProperty("batch").GetInt32(), recipe.RootElement.GetProperty("seed").GetInt32(),
            recipe.RootElement.GetProperty("flip").GetBoolean()));
    }

    [Fact]
    public void The_gradients_norm_is_measured_where_it_is_asked_for()
    {
        string[] train = ["train", "Lkca05M", "--data", "synthetic:train=12,test=10", "--epochs", "2", "--batch", "4"];
        Cli.Good([.. train, "--gradient-norm", "--out", _folder.At("asked")]);
        Cli.Good([.. train, "--set", "maxGradientNorm=1e9", "--out", _folder.At("clipped")]);
        Cli.Good([.. train, "--out", _folder.At("plain")]);
        var norms = MetricsFile.Read(_folder.At("asked", "metrics.jsonl")).Select(m => m.GradientNorm).ToArray();
        Assert.All(norms, norm => Assert.InRange(norm!.Value, 1e-3, 1e3));
        Assert.Equal(norms, MetricsFile.Read(_folder.At("clipped", "metrics.jsonl")).Select(m => m.GradientNorm));
        Assert.All(MetricsFile.Read(_folder.At("plain", "metrics.jsonl")), m => Assert.Null(m.GradientNorm));
        Assert.Equal(File.ReadAllBytes(_folder.At("plain", "last.safetensors")), File.ReadAllBytes(_folder.At("asked", "last.safetensors")));
        Assert.Contains("has no GradientNorm", Cli.Refused(2, "train", "StandIn", "--data", "synthetic:train=12,test=10", "--epochs", "1", "--batch", "4", "--gradient-norm",
            "--out", _folder.At("not")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_knows_its_data_from_any_folder()
    {
        Cli.Good("data", "write", "--data", "synthetic:train=20,test=10", "--format", "cifar10", "--out", _folder.At("cifar"));
        Cli.Good("train", "StandIn", "--data", $"cifar10:{Path.GetRelativePath(Environment.CurrentDirectory, _folder.At("cifar"))}", "--epochs", "1", "--batch", "8", "--out", _folder.At("run"));
        Assert.Equal($"cifar10:{_folder.At("cifar")}", RunInfo.Read(_folder.At("run"))!.Data);
    }

    [Fact]
    public void Foreign_files_are_named()
    {
        File.WriteAllBytes(_folder.At("short.bin"), new byte[100]);
        Cli.Good("train", "StandIn", "--data", "synthetic:train=10,test=10", "--epochs", "1", "--batch", "10", "--out", _folder.At("run"));
        Assert.Contains("whole cifar10 records of 3073 bytes", Cli.Refused(2, "predict", "StandIn", "--weights", _folder.At("run",
            "last.safetensors"), _folder.At("short.bin")), StringComparison.Ordinal);
        Assert.Contains("is announced", Cli.Refused(2, "evaluate", "StandIn", "--data", "synthetic:test=10", "--weights",
            _folder.At("short.bin").Replace("short.bin", "run/metrics.jsonl", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("not the weights of WideStandIn", Cli.Refused(2, "predict", "WideStandIn", "--weights", _folder.At("run",
            "last.safetensors"), "x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_has_the_fixed_keys()
    {
        var result = Cli.Json("bench", "StandIn", "--threads", "1", "--batch", "2", "--seconds", "0.01");
        foreach (var key in new[] { "threads", "batch", "train_step_s", "inference_s", "inference_batch1_s", "peak_rss_mib",
            "fma_peak_gflops", "train_fma_share", "train_honest_share", "managed_bytes_per_step" })
        {
            Assert.True(result.TryGetProperty(key, out var value) && value.GetDouble() >= 0, key);
        }

        Assert.Equal((1, 2), (result.GetProperty("threads").GetInt32(), result.GetProperty("batch").GetInt32()));
    }
}
