namespace Lkca.Runtime.Kernels.Cpu;

/// <summary>The vector operations that kernels are written over, once for every width: implemented by stateless structs, so that the JIT compiles each
/// kernel separately for 512, 256 and 128 bits and for single elements, every call being one instruction. All but <see cref="Sum"/> act lane by lane and round as IEEE 754
/// says, so a lane's result does not depend on the width.</summary>
/// <typeparam name="TVec">The vector: Vector512&lt;T&gt;, Vector256&lt;T&gt;, Vector128&lt;T&gt;, a pair of these or T itself.</typeparam>
/// <typeparam name="T">The element: float or double.</typeparam>
internal unsafe interface ISimd<TVec, T>
    where TVec : unmanaged
    where T : unmanaged
{
    /// <summary>Elements of one vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Vectors of one row of the GEMM register tile: 6 × this many accumulators fit the register file.</summary>
    static abstract int PanelVectors { get; }

    /// <summary>All lanes 0.</summary>
    static abstract TVec Zero { get; }

    /// <summary>Reads <see cref="Lanes"/> elements; no alignment is required.</summary>
    static abstract TVec Load(T* source);

    /// <summary>Writes <see cref="Lanes"/> elements; no alignment is required.</summary>
    static abstract void Store(T* destination, TVec value);

    /// <summary>All lanes <paramref name="value"/>.</summary>
    static abstract TVec Broadcast(T value);

    /// <summary>a + b.</summary>
    static abstract TVec Add(TVec a, TVec b);

    /// <summary>a − b.</summary>
    static abstract TVec Subtract(TVec a, TVec b);

    /// <summary>a · b.</summary>
    static abstract TVec Multiply(TVec a, TVec b);

    /// <summary>a / b.</summary>
    static abstract TVec Divide(TVec a, TVec b);

    /// <summary>|a|.</summary>
    static abstract TVec Abs(TVec a);

    /// <summary>√a.</summary>
    static abstract TVec Sqrt(TVec a);

    /// <summary>a · b + addend, rounded once where the hardware has FMA and twice elsewhere.</summary>
    static abstract TVec Fma(TVec a, TVec b, TVec addend);

    /// <summary>Per lane: a &gt; b ? whenTrue : whenFalse. A NaN compares false.</summary>
    static abstract TVec SelectGreater(TVec a, TVec b, TVec whenTrue, TVec whenFalse);

    /// <summary>Per lane: the sign bit of <paramref name="sign"/> ? whenSet : whenClear. Cheaper than a comparison, which takes a multiplier's place on some processors.</summary>
    static abstract TVec SelectSign(TVec sign, TVec whenSet, TVec whenClear);

    /// <summary>2ⁿ where <paramref name="shifted"/> = n + 1.5·2^mantissaBits, −126 ≤ n ≤ 128 (double: −1022 … 1024), the last being infinity: the
    /// low bits of that sum are n, and n moved into the exponent's place is 2ⁿ.</summary>
    static abstract TVec PowerOfTwo(TVec shifted);

    /// <summary>value·2ⁿ with n as in <see cref="PowerOfTwo"/>, added to the exponent; value and result must be normal numbers.</summary>
    static abstract TVec ScaleByPower(TVec value, TVec shifted);

    /// <summary>The bits of <paramref name="value"/>, read as a signed integer, as a number: exponent and mantissa in a row, so of a positive number about a logarithm.</summary>
    static abstract TVec BitsAsNumber(TVec value);

    /// <summary>The sum of the lanes: the upper half is added to the lower again and again.</summary>
    static abstract T Sum(TVec a);
}
