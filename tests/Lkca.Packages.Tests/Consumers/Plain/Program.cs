using System;
using System.Globalization;
using System.Linq;
using Lkca.Runtime;
using Research.Lkca;

using var model = TinyModel.Create(new SessionOptions { MaxBatch = 8, Threads = 1, Seed = 1 });
var images = Enumerable.Range(0, 8 * 3 * 16 * 16).Select(i => MathF.Sin(i * 0.7f)).ToArray();
var targets = Enumerable.Range(0, 8 * 4).Select(i => i % 4 == i / 4 % 4 ? 1f : 0f).ToArray();
var losses = Enumerable.Range(0, 10).Select(_ => model.Step(images, targets, new StepOptions { LearningRate = 1e-3 })).ToArray();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"losses {losses[0]} {losses[^1]}"));
