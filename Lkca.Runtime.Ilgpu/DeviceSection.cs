using ILGPU;

namespace Lkca.Runtime.Ilgpu;

/// <summary>A section of the arena. In sections of activations offsets count elements per image, and the place is that times the session's largest batch.</summary>
public readonly struct DeviceSection
{
    private readonly ArrayView<float> _memory;
    private readonly long _scale;
    private readonly long _start;

    internal DeviceSection(ArrayView<float> memory, long scale, long start = 0) => (_memory, _scale, _start) = (memory, scale, start);

    /// <summary>The section from <paramref name="offset"/> on: the part of one instance.</summary>
    public DeviceSection From(long offset) => new(_memory, _scale, _start + offset);

    /// <summary>The parts of <paramref name="count"/> blocks, the first at <paramref name="offset"/>, <paramref name="step"/> apart.</summary>
    public StackedSection Each(long offset, long step, int count) => new(From(offset), step, count);

    /// <summary>The tensor at <paramref name="offset"/>; it starts at a multiple of 16 bytes.</summary>
    public ArrayView<float> At(long offset)
    {
        var first = (_start + offset) * _scale;
        return _memory.SubView(first, _memory.Length - first);
    }
}
