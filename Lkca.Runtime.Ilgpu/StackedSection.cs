namespace Lkca.Runtime.Ilgpu;

/// <summary>The parts of a run of blocks in a section of the arena.</summary>
public readonly struct StackedSection
{
    private readonly DeviceSection _first;
    private readonly int _step;
    private readonly int _count;

    internal StackedSection(DeviceSection first, long step, int count) => (_first, _step, _count) = (first, checked((int)step), count);

    /// <summary>The tensor at <paramref name="offset"/> of every block's part.</summary>
    public StackedTensor At(long offset) => new(_first.At(offset), _step, _count);
}
