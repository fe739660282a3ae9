namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The memory that a product's register tiles ask for on behalf of what follows (<see cref="GemmOperands{T}.Ahead"/>): how far they have come.</summary>
internal unsafe struct GemmAhead<T>(in GemmOperands<T> g)
    where T : unmanaged
{
    private const int LineBytes = 64;

    private readonly nint _elements = g.AheadElements;
    private readonly nint _stride = g.AheadStride;
    private T* _run = g.Ahead;
    private nint _runs = g.Ahead == null || g.AheadElements <= 0 ? 0 : g.AheadRuns;
    private nint _at;

    /// <summary>Lines that each of <paramref name="tiles"/> register tiles fetches so that all are fetched.</summary>
    public readonly nint Share(int tiles)
    {
        if (_runs == 0 || tiles == 0)
        {
            return 0;
        }

        var lines = ((_elements * sizeof(T)) + LineBytes - 1) / LineBytes * _runs;
        return (lines + tiles - 1) / tiles;
    }

    /// <summary>Asks for the next <paramref name="lines"/> lines.</summary>
    public void Fetch(nint lines)
    {
        for (; lines > 0 && _runs > 0; lines--)
        {
            Simd.PrefetchSecond(_run + _at);
            _at += LineBytes / sizeof(T);
            if (_at >= _elements)
            {
                _at = 0;
                _run += _stride;
                _runs--;
            }
        }
    }
}
