namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The operands of a product C[m, lane] (+)= Σ over blocks Σ over k A[m, k] · B[k, lane]: A's elements are broadcast, B's and C's rows are read as
/// vectors. Strides in elements; A may be row-major (K = 1) or column-major (Row = 1). One accumulator per element of C, blocks and k ascending.</summary>
internal unsafe struct GemmOperands<T>
    where T : unmanaged
{
    /// <summary>First element of C and the distance of its rows.</summary>
    public T* C;

    /// <summary>Distance of C's rows.</summary>
    public nint CRow;

    /// <summary>First element of A.</summary>
    public T* A;

    /// <summary>Distance of A's rows (m).</summary>
    public nint ARow;

    /// <summary>Distance of A's columns (k).</summary>
    public nint AK;

    /// <summary>Distance of A's blocks.</summary>
    public nint ABlock;

    /// <summary>First element of B.</summary>
    public T* B;

    /// <summary>Distance of B's rows (k).</summary>
    public nint BK;

    /// <summary>Distance of B's blocks.</summary>
    public nint BBlock;

    /// <summary>Length of the sum within a block.</summary>
    public nint K;

    /// <summary>Number of blocks.</summary>
    public nint Blocks;

    /// <summary>True: C's values are where the sums start.</summary>
    public bool Accumulate;

    /// <summary>Where not null (and not <see cref="Accumulate"/>): row m's sums start at Start[m].</summary>
    public T* Start;

    /// <summary>Where not null: what C's elements are multiplied by once they are summed; rows as far apart as C's.</summary>
    public T* Factor;

    /// <summary>True: C is in a near cache, and no register tile's place is fetched before it is its turn.</summary>
    public bool Near;

    /// <summary>True: nobody has read A for long. Register tiles of the first panel ask for what later ones need of it.</summary>
    public bool IsFirst;

    /// <summary>Where not null: memory that is read after this product, <see cref="AheadRuns"/> runs of <see cref="AheadElements"/> elements, <see cref="AheadStride"/> from start to start. Every
    /// register tile asks for its share of it, so that it is near when this product is done.</summary>
    public T* Ahead;

    /// <summary>Elements of a run at <see cref="Ahead"/>.</summary>
    public nint AheadElements;

    /// <summary>Number of runs.</summary>
    public nint AheadRuns;

    /// <summary>Elements from the start of a run to that of the next.</summary>
    public nint AheadStride;
}
