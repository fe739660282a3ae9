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
/// <param name="Length">Inner indices of one split: split s sums s·Length … (s+1)·Length and writes its own C.</param>
/// <param name="CSplit">From the C of one split to the next.</param>
internal readonly record struct GemmShape(int M, int N, int K, int ARow, int AColumn, int BRow, int BColumn, int CRow, int Length, int CSplit);
