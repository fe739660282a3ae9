using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using Lkca.Generators;
using Lkca.Generators.Bench;

// dotnet run -c Release --project bench/Lkca.Generators.Bench     what the generator costs a build and an editor
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["cold"])
{
    Cold();
    return;
}

Console.WriteLine("| case | median ms | fastest ms | allocated MB | models compiled | files written |");
Console.WriteLine("|---|---|---|---|---|---|");

var cold = Enumerable.Range(0, 7).Select(_ => InFreshProcess()).ToList();
Line("all models of `models/` in a fresh process", Measured.Of([.. cold.Select(c => c[0])], [.. cold.Select(c => c[1])]), cold[0][2], cold[0][3]);

Project project = null!;
Row("the same, warm", 15, () => project = Fresh(Project.Zoo), () => project.Run());

var (edited, elsewhere) = (Project.Zoo.Length, Project.Zoo.Length + 1);
project = Fresh([.. Project.Zoo, Model("Edited", classes: 10), "class Elsewhere;"]).Run();
var number = 10;
Row("one edit: the classes of one model", 30, () => project.Edit(edited, Model("Edited", ++number)), () => project.Run());
Row("an edit elsewhere", 30, () => project.Edit(elsewhere, $"class Elsewhere {{ int Number => {++number}; }}"), () => project.Run());

foreach (var count in new[] { 25, 50, 100, 200 })
{
    var models = string.Join("\n", Enumerable.Range(0, count).Select(i => Model($"M{i}", 10 + i)));
    Row($"{count} models of two kinds of blocks, warm", 9, () => project = Fresh([models]), () => project.Run());
}

foreach (var depth in new[] { 10, 100, 1000 })
{
    Row($"one model of depth {depth}", 15, () => project = Fresh([Model("Deep", 10, depth)]), () => project.Run());
}

void Row(string name, int runs, Action prepare, Func<Project> run)
{
    var measured = Measured.Of(runs, prepare, () => run());
    Line(name, measured, project.Compiled, project.Written);
}

static void Line(string name, Measured m, double compiled, double written) =>
    Console.WriteLine($"| {name} | {m.Median:F1} | {m.Best:F1} | {m.Megabytes:F1} | {compiled} | {written} |");

// A project on which no generator has run, in a process that remembers no model.
static Project Fresh(string[] files)
{
    CompiledModels.Clear();
    return new Project(files);
}

static string Model(string name, int classes, int depth = 10) => $$"""
    [Lkca.Dsl.VisionModel(Image = 32, Classes = {{classes}}), Lkca.Dsl.PatchEmbed(Patch = 4, Width = 192)]
    [Lkca.Dsl.Stage<Lkca.Dsl.LkcaMixer, Lkca.Dsl.MhsaMixer>(Depth = {{depth}}, Heads = 12), Lkca.Dsl.Head(Pool = Lkca.Dsl.Pool.Mean)]
    public abstract record {{name}};
    """;

// What a build without a compiler server pays: the generator's own code is compiled on the way.
static void Cold()
{
    var project = new Project(Project.Zoo);
    var before = GC.GetTotalAllocatedBytes(precise: true);
    var watch = Stopwatch.StartNew();
    project.Run();
    Console.WriteLine($"{watch.Elapsed.TotalMilliseconds} {(GC.GetTotalAllocatedBytes(precise: true) - before) / 1e6} {project.Compiled} {project.Written}");
}

static double[] InFreshProcess()
{
    using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, "cold") { RedirectStandardOutput = true })!;
    var line = child.StandardOutput.ReadToEnd();
    child.WaitForExit();
    return [.. line.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
}
