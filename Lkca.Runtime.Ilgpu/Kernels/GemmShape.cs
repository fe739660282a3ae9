using ILGPU;

namespace Lkca.Runtime.Ilgpu.Kernels;

/// <summary>Sizes of C = A·B and the distances between neighbours in memory, so that one kernel serves plain and transposed operands.</summary>
/// <param name="M">Rows of C.</param>
/// <param name="N">Columns of C.</param>
/// <param name="K">Inner size.</param>
/// <param name="ARow">From one row of A to the next.</param>
/// <param name="AColumn">From one column of A to the next; 1 where A is not transposed.</param>
/// <param name="BRow">From one row of B to the next.</param>
/// <param name="BColumn">From one column of B to the next; 1 where B is not transposed.</param>
/// <param name="CRow">From one row of C to the next.</param>
/// <param name="Length">Inner indices of one split: split s sums s·Length … (s+1)·Length and writes its own C. 0 where the parts are not splits of a product but products of their own.</param>
/// <param name="AStep">From the A of one part to the next; 0 for splits.</param>
/// <param name="BStep">From the B of one part to the next; 0 for splits.</param>
/// <param name="CStep">From the C of one part to the next.</param>
/// <param name="RowSums">Where in a part's C the sums of A's rows go, for an A that is transposed; 0 where nobody wants them.</param>
internal readonly record struct GemmShape(int M, int N, int K, int ARow, int AColumn, int BRow, int BColumn, int CRow, int Length, int AStep, int BStep, int CStep, int RowSums)
{
    /// <summary>C (m×n) = A·B, not split; ld* are the lengths of the stored rows.</summary>
    public static GemmShape Whole(int m, int n, int k, int ldC, int ldA, bool transA, int ldB, bool transB) =>
        new(m, n, k, transA ? 1 : ldA, transA ? ldA : 1, transB ? 1 : ldB, transB ? ldB : 1, ldC, 0, 0, 0, 0, 0);

    /// <summary>C (m×n) = Aᵀ·B in so many splits over the inner size, one C behind the other; with <paramref name="sumsRows"/>, each followed by the sums of Aᵀ's rows.</summary>
    public static GemmShape Split(int m, int n, int k, int ldA, int ldB, int splits, bool sumsRows) =>
        new(m, n, k, 1, ldA, ldB, 1, n, (k + splits - 1) / splits, 0, 0, (m * n) + (sumsRows ? m : 0), sumsRows ? m * n : 0);

    /// <summary>The first inner index of part Grid.IdxZ.</summary>
    public int Begin => Grid.IdxZ * Length;

    /// <summary>The one behind its last.</summary>
    public int End => Length > 0 && Begin + Length < K ? Begin + Length : K;
}
