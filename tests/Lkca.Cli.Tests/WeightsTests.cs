using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Lkca.Cli.Catalog;
using Lkca.Runtime;
using Lkca.Runtime.Checkpoints;
using Lkca.Tests;
using Xunit;

namespace Lkca.Cli.Tests;

/// <summary>Weights from and for other programs, on the paper's smallest ViT.</summary>
public sealed class WeightsTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The file that Lkca writes has the bytes that PyTorch has read once, with these logits; where PyTorch is installed it reads them again.</summary>
    [Fact]
    public void What_is_written_here_gives_the_same_logits_in_PyTorch()
    {
        var (source, target) = (_folder.At("written.safetensors"), _folder.At("ours.safetensors"));
        using (var model = Patterned("Vit05M"))
        {
            SafetensorsWriter.Write(source, WeightFiles.Tensors(model.Weights)
                .Append(OutgoingTensor.Of("input", [.. Enumerable.Range(0, 2 * 3072).Select(i => Pattern(i, 77))], 2, 3, 32, 32))
                .Append(OutgoingTensor.Of("target", [3L, 7L], 2)), seal: true);
        }

        Cli.Good("run-batch", "Vit05M", "--in", source, "--out", target);
        var ours = Logits(target);
        if (PyTorch())
        {
            var config = _folder.At("vit05m.json");
            File.WriteAllText(config, """
                {"image": 32, "patch": 4, "width": 120, "depth": 4, "pattern": ["mhsa"], "heads": 4, "mlp_ratio": 2, "classes": 10, "class_token": true}
                """);
            Run("evaluate", config, source, _folder.At("theirs.safetensors"));
            RequireNear(Logits(_folder.At("theirs.safetensors")), ours);
            Accept(source, Logits(_folder.At("theirs.safetensors")));

            // The other way: weights that PyTorch has drawn and written.
            Run("golden", config, _folder.At("drawn.safetensors"));
            Cli.Good("run-batch", "Vit05M", "--in", _folder.At("drawn.safetensors"), "--out", target);
            RequireNear(Logits(_folder.At("drawn.safetensors")), Logits(target));
        }

        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "weights", "two-way.json")));
        Assert.Equal(golden.RootElement.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(source))));
        RequireNear([.. golden.RootElement.GetProperty("logits").EnumerateArray().Select(v => v.GetSingle())], ours);
    }

    /// <summary>A Vision Transformer as timm names it, for images of 56 pixels, 1000 classes, with a bias on qkv.</summary>
    [Fact]
    public void A_transformer_of_another_size_is_reported_converted_and_trained_on()
    {
        var source = Timm();
        var (code, output, _) = Cli.Run("weights", "check", "Vit05M", "--in", source, "--json");
        using var report = JsonDocument.Parse(output);
        Assert.Equal((2, false), (code, report.RootElement.GetProperty("fits").GetBoolean()));
        Assert.Equal(["blocks.0.attn.qkv.bias"], report.RootElement.GetProperty("unexpected").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal(["head.weight", "head.bias"], report.RootElement.GetProperty("misshapen").EnumerateArray().Select(n => n.GetProperty("name").GetString()));
        Assert.Equal(["norm.bias"], report.RootElement.GetProperty("missing").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal([14, 14, 8, 8], new[] { "from", "to" }.SelectMany(k => report.RootElement.GetProperty("resized").GetProperty(k).EnumerateArray().Select(n => n.GetInt32())));

        Assert.Contains("--partial takes what fits", Cli.Refused(2, "weights", "convert", "Vit05M", "--in", source, "--out", _folder.At("x")), StringComparison.Ordinal);
        var converted = _folder.At("converted.safetensors");
        Assert.Contains("from a grid of 14×14 to 8×8", Cli.Good("weights", "convert", "Vit05M", "--in", source, "--out", converted, "--partial"), StringComparison.Ordinal);
        Cli.Good("weights", "check", "Vit05M", "--in", converted);

        // A learning rate so small that no weight changes.
        File.WriteAllText(_folder.At("still.json"), """{"learningRate":1e-30,"minLearningRate":0}""");
        string[] train = ["train", "Vit05M", "--data", "synthetic:train=8,test=10", "--epochs", "1", "--batch", "8", "--recipe", _folder.At("still.json"), "--out", _folder.At("run"), "--init", source];
        var (refused, _, error) = Cli.Run(train);
        Assert.Equal(2, refused);
        Assert.Contains("--init-partial takes what fits", error, StringComparison.Ordinal);
        Cli.Good([.. train, "--init-partial"]);
        using var file = SafetensorsReader.Open(_folder.At("run", "last.safetensors"));
        using var expected = SafetensorsReader.Open(converted);
        Assert.Equal(Values(expected, "pos_embed"), Values(file, "pos_embed"));
    }

    [Fact]
    public void A_loss_that_is_no_number_names_the_layer_and_its_batch_can_be_repeated()
    {
        using (var model = Patterned("Lkca05M"))
        {
            MemoryMarshal.Cast<byte, float>(model.Weights.Bytes("blocks.2.mlp.fc1.weight")).Fill(3e38f);
            model.Save(_folder.At("huge.safetensors"));
        }

        var (code, _, error) = Cli.Run("train", "Lkca05M", "--data", "synthetic:train=8,test=10", "--epochs", "1", "--batch", "8", "--out", _folder.At("run"),
            "--init", _folder.At("huge.safetensors"));
        Assert.Equal(1, code);
        Assert.Contains("the loss of step 0 is NaN: all parameters are finite, the largest is 3E+38 in blocks.2.mlp.fc1.weight", error, StringComparison.Ordinal);
        Assert.Contains("first leaves the finite numbers in blocks.2.mlp", error, StringComparison.Ordinal);
        Cli.Good("run-batch", "Lkca05M", "--in", _folder.At("run", "not-finite-step-0.safetensors"), "--out", _folder.At("again.safetensors"), "--grad");
        Assert.Contains(Logits(_folder.At("again.safetensors")), v => !float.IsFinite(v));
    }

    private string Timm()
    {
        using var model = Patterned("Vit05M");
        var tensors = WeightFiles.Tensors(model.Weights).Where(t => t.Name is not ("pos_embed" or "head.weight" or "head.bias" or "norm.bias")).ToList();
        tensors.Add(OutgoingTensor.Of("pos_embed", [.. Enumerable.Range(0, 197 * 120).Select(i => Pattern(i, 5))], 1, 197, 120));
        tensors.Add(OutgoingTensor.Of("head.weight", new float[120_000], 1000, 120));
        tensors.Add(OutgoingTensor.Of("head.bias", new float[1000], 1000));
        tensors.Add(OutgoingTensor.Of("blocks.0.attn.qkv.bias", new float[360], 360));
        SafetensorsWriter.Write(_folder.At("timm.safetensors"), tensors);
        return _folder.At("timm.safetensors");
    }

    /// <summary>Weights without a random draw or a function of the C library in them: the same bytes on every machine.</summary>
    private static IVisionModel Patterned(string name)
    {
        var model = new ModelCatalog([], []).Find(name).Create(new SessionOptions { MaxBatch = 2, Threads = 1, Training = false });
        foreach (var (parameter, index) in model.Weights.Parameters.Select((p, i) => (p, i)))
        {
            var values = MemoryMarshal.Cast<byte, float>(model.Weights.Bytes(parameter.Name));
            var offset = parameter.Name.Contains("norm", StringComparison.Ordinal) && parameter.Name.EndsWith("weight", StringComparison.Ordinal) ? 1f : 0f;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = offset + 0.25f * Pattern(i, index);
            }
        }

        model.Upload();
        return model;
    }

    /// <summary>−1 to 1 in steps of 2⁻¹⁵, by a multiplicative hash.</summary>
    private static float Pattern(int i, int salt) => ((uint)(i + 1000003 * (salt + 1)) * 2654435761u >> 16) / 32768f - 1;

    private static float[] Logits(string path)
    {
        using var file = SafetensorsReader.Open(path);
        return Values(file, "logits");
    }

    private static float[] Values(SafetensorsReader file, string name)
    {
        var values = new float[file.Find(name)!.Count];
        file.Read(file.Find(name)!, TensorType.F32, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static void RequireNear(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 2e-5f * scale));
    }

    private static bool PyTorch() => File.Exists(Python) && Start("-c", "import torch, numpy").Code == 0;

    private static void Run(string verb, params string[] arguments)
    {
        var (code, error) = Start([Path.Combine(AppContext.BaseDirectory, "reference", "lkca_torch.py"), verb, .. arguments, "--threads", "1"]);
        Assert.True(code == 0, error);
    }

    private static (int Code, string Error) Start(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error.Result);
    }

    /// <summary>With LKCA_ACCEPT_SNAPSHOTS=1, what PyTorch has read becomes the committed file.</summary>
    private static void Accept(string written, float[] logits)
    {
        if (Environment.GetEnvironmentVariable("LKCA_ACCEPT_SNAPSHOTS") == "1")
        {
            var text = JsonSerializer.Serialize(new { sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(written))), logits }) + "\n";
            foreach (var folder in new List<string> { AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "../../../..") })
            {
                Directory.CreateDirectory(Path.Combine(folder, "golden", "weights"));
                File.WriteAllText(Path.Combine(folder, "golden", "weights", "two-way.json"), text);
            }
        }
    }
}
