namespace Lkca.Generators.Plan;

/// <summary>Blocks of one kind whose parts lie the same distance apart in every section: a device can do for all of them at once what has no batch.</summary>
/// <param name="First">Number of the first block.</param>
/// <param name="Count">How many.</param>
/// <param name="Step">From the part of one to that of the next.</param>
internal sealed record BlockRun(int First, int Count, InstancePlace Step);
