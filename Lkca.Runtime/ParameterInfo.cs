using System.Collections.Generic;

namespace Lkca.Runtime;

/// <summary>One parameter of the state dict.</summary>
/// <param name="Name">timm's name, for example blocks.3.mlp.fc1.weight.</param>
/// <param name="Shape">Row-major shape; Linear weights are (out, in).</param>
/// <param name="Offset">First element in the store, in elements (a multiple of 16).</param>
/// <param name="Initialization">How <see cref="IVisionModel.Initialize"/> draws it.</param>
public sealed record ParameterInfo(string Name, IReadOnlyList<int> Shape, long Offset, Initialization Initialization)
{
    /// <summary>Number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (var size in Shape)
            {
                count *= size;
            }

            return count;
        }
    }
}
