using System.Collections.Generic;

namespace Lkca.Runtime.Data.Matlab;

/// <summary>A numeric array of a .mat file.</summary>
/// <param name="Name">Name of the variable.</param>
/// <param name="Shape">Sizes, the fastest first.</param>
/// <param name="IsBytes">True for MATLAB's class uint8.</param>
/// <param name="Values">The elements as bytes; numbers of other types must be whole and from 0 to 255.</param>
internal sealed record MatArray(string Name, IReadOnlyList<int> Shape, bool IsBytes, byte[] Values);
