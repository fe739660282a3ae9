using System.Globalization;
using System.Text.RegularExpressions;

namespace Lkca.Conformance.Ilgpu.Package;

/// <summary>Instructions of a piece of PTX. A multiplication whose product is added is contracted by the driver, so the larger of both counts is what a thread executes.</summary>
internal sealed record Counts(
    int Mma, int Multiplies, int Additions, int WideGlobalLoads, int GlobalLoads, int WideGlobalStores, int GlobalStores, int WideSharedLoads, int SharedLoads, int SharedStores, int Generic)
{
    public const string Header = "mma | multiply, fma | add | 16-byte global loads | 4-byte | 16-byte global stores | 4-byte | 16-byte shared loads | 4-byte | shared stores";

    public const string Rule = "---|---|---|---|---|---|---|---|---|---|";

    /// <summary>Multiply-adds of a thread; an mma.m16n8k8 makes 1,024 of its warp's 32 threads.</summary>
    public int Arithmetic => (32 * Mma) + Multiplies;

    public static Counts Of(string text) => new(
        Count(text, @"\bmma\.sync"),
        Count(text, @"\b(mul|fma)(\.rn)?(\.ftz)?\.f32"),
        Count(text, @"\b(add|sub)(\.rn)?(\.ftz)?\.f32"),
        Count(text, @"\bld\.global\.v4"),
        Count(text, @"\bld\.global\.[bfsu]32"),
        Count(text, @"\bst\.global\.v4"),
        Count(text, @"\bst\.global\.[bfsu]32"),
        Count(text, @"\bld\.shared\.v4"),
        Count(text, @"\bld\.shared\.[bfsu]32"),
        Count(text, @"\bst\.shared\.(v4|[bfsu]32)"),
        Count(text, @"\b(ld|st)\.(v4|v2|[bfsu]\d+)"));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Mma} | {Multiplies} | {Additions} | {WideGlobalLoads} | {GlobalLoads} | {WideGlobalStores} | {GlobalStores} | {WideSharedLoads} | {SharedLoads} | {SharedStores}");

    private static int Count(string text, string pattern) => Regex.Count(text, pattern);
}
