using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Lkca.Dsl;
using Lkca.Runtime;
using Lkca.Runtime.Checkpoints;
using Lkca.Runtime.Data;
using Lkca.Runtime.Training;

// All that a program does with a model: training with checkpoints, saving, loading, evaluation.
var folder = args[0];
var data = (Train: SyntheticImages.Draw(64, 1, train: true), Test: SyntheticImages.Draw(20, 1, train: false));
using (var model = TinyModel.Create(new SessionOptions { MaxBatch = 16, Threads = 1, Seed = 1 }))
{
    var recipe = new TrainingRecipe { Epochs = 1, Batch = 16 };
    new Trainer(model, data.Train, data.Test, recipe, new TrainerOptions { Directory = folder }).Run();
}

using var loaded = TinyModel.Create(new SessionOptions { MaxBatch = 16, Threads = 1, Seed = 2 });
loaded.Load(Path.Combine(folder, "last.safetensors"));
var result = Evaluator.Evaluate(loaded, data.Test);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"loss {result.Loss}"));

[VisionModel(Image = 32, Classes = 10)]
[PatchEmbed(Patch = 8, Width = 24)]
[Stage<LkcaMixer, MhsaMixer>(Depth = 2, Heads = 4, MlpRatio = 2)]
[Head(Pool = Pool.Mean)]
public abstract record Tiny;
