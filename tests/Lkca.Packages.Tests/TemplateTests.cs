using System;
using System.IO;
using Xunit;

namespace Lkca.Packages.Tests;

/// <summary>What a new user does: install the template, make a project, train, test.</summary>
[Collection(OnePacking.Name)]
public class TemplateTests(PackedFolder packed)
{
    [Fact]
    public void A_new_project_trains_and_its_snapshot_test_passes_until_the_model_changes()
    {
        var (folder, hive) = (Path.Combine(packed.Root, "My-Model"), Path.Combine(packed.Root, "hive"));
        DotNet.Good(packed.Root, "new", "install", Path.Combine(packed.Packages, $"Lkca.Templates.{packed.Version}.nupkg"), "--debug:custom-hive", hive);
        DotNet.Good(packed.Root, "new", "lkca-model", "-n", "My-Model", "--debug:custom-hive", hive);
        DotNet.Good(folder, "build", "-m:1", "-nr:false");

        var training = DotNet.Good(folder, "run", "--no-build", "--project", "My-Model", "--",
            "train", "SmallHybrid", "--data", "synthetic:train=256,test=50", "--epochs", "1", "--out", "runs/first");
        Assert.Contains("epoch 1/1 done", training, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "runs", "first", "last.safetensors")));

        Assert.Contains("Passed!", DotNet.Good(folder, "test", "--no-build"), StringComparison.Ordinal);
        var accepted = Path.Combine(folder, "My-Model.Tests", "Snapshots", "Models.SmallHybrid.g.verified.cs");
        File.WriteAllText(accepted, File.ReadAllText(accepted).Replace("Width = 32", "Width = 31", StringComparison.Ordinal));
        var (code, output) = DotNet.Run(folder, "test", "--no-build");
        Assert.Equal(1, code);
        Assert.Contains("was \"            Width = 31,\", is \"            Width = 32,\"", output, StringComparison.Ordinal);
    }
}
