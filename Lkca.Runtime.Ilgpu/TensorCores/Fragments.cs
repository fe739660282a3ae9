namespace Lkca.Runtime.Ilgpu;

/// <summary>What a lane holds of A (16×8, TF32 bits in 32): with g = lane/4 and t = lane mod 4, the entries (g, t), (g + 8, t), (g, t + 4), (g + 8, t + 4).</summary>
/// <param name="UpperLeft">Row g, column t.</param>
/// <param name="LowerLeft">Row g + 8, column t.</param>
/// <param name="UpperRight">Row g, column t + 4.</param>
/// <param name="LowerRight">Row g + 8, column t + 4.</param>
public readonly record struct FragmentA(int UpperLeft, int LowerLeft, int UpperRight, int LowerRight);

/// <summary>What a lane holds of B (8×8, TF32 bits in 32): with g = lane/4 and t = lane mod 4, the entries (t, g) and (t + 4, g).</summary>
/// <param name="Upper">Row t, column g.</param>
/// <param name="Lower">Row t + 4, column g.</param>
public readonly record struct FragmentB(int Upper, int Lower);
