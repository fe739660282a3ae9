using System.Linq;

namespace Lkca.Generators.Spec;

/// <summary>Puts checked readings together: resolves full kernels and leaves out what a model does not depend on, so that equal models give
/// equal specs.</summary>
internal static class SpecBuilder
{
    /// <summary>The spec, or null where a reading is missing.</summary>
    public static ModelSpec? Build(Surface surface, RawModel model, Reading<int>? backend, Reading<int>? precision, BudgetSpec? budget)
    {
        var grid = model.Grid;
        if (grid.ImageHeight is null || grid.ImageWidth is null || grid.PatchHeight is null || grid.PatchWidth is null || grid.Channels is null
            || grid.Height is not { } gridHeight || grid.Width is not { } gridWidth
            || model.Classes is null || model.Width is null || model.Pool is null || backend is null || precision is null || budget is null
            || model.Stages.Count == 0 || !model.Stages.All(IsComplete))
        {
            return null;
        }

        var stages = model.Stages.Select(s => new StageSpec(
            new EquatableArray<MixerSpec>(s.Mixers.Select(m => Resolve(m!.Spec!, gridHeight, gridWidth))),
            s.Depth!.Value,
            s.HasAttention ? s.Heads?.Value ?? 1 : 1,
            s.MlpRatio!.Value));
        return new ModelSpec(
            surface.Record,
            surface.Namespace,
            surface.IsPublic,
            HintNames.Of(surface.MetadataName),
            new ImageSpec(grid.ImageHeight.Value, grid.ImageWidth.Value, grid.Channels.Value),
            model.Classes.Value,
            new PatchSpec(grid.PatchHeight.Value, grid.PatchWidth.Value),
            model.Width.Value,
            new EquatableArray<StageSpec>(stages),
            (PoolKind)model.Pool.Value,
            (BackendKind)backend.Value,
            (PrecisionKind)precision.Value,
            budget);
    }

    private static bool IsComplete(RawStage stage) =>
        stage.Depth is not null && stage.MlpRatio is not null && stage.Mixers.Count > 0 && stage.Mixers.All(m => m?.Spec is not null);

    private static MixerSpec Resolve(MixerSpec mixer, int gridHeight, int gridWidth) =>
        mixer is LkcaMixerSpec lkca
            ? lkca with
            {
                KernelHeight = lkca.KernelHeight == 0 ? (2 * gridHeight) - 1 : lkca.KernelHeight,
                KernelWidth = lkca.KernelWidth == 0 ? (2 * gridWidth) - 1 : lkca.KernelWidth,
            }
            : mixer;
}
