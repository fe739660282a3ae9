using System.Globalization;
using System.Linq;
using Lkca.Generators.Spec;

namespace Lkca.Generators.Graph;

/// <summary>The symbolic extent in front of a tensor's sizes.</summary>
internal enum Leading
{
    /// <summary>No batch dimension: a parameter, or something computed from parameters or summed over the batch.</summary>
    None,

    /// <summary>B: every image of the group.</summary>
    Images,

    /// <summary>K: the images that a branch keeps under stochastic depth (all of them in evaluation).</summary>
    Kept,
}

/// <summary>The shape of a tensor; the batch stays symbolic. Activations of the blocks are (B, tokens, features), pooled ones (B, 1, features).</summary>
internal sealed record Shape(Leading Leading, EquatableArray<int> Sizes)
{
    public static Shape Of(params int[] sizes) => new(Leading.None, new(sizes));

    public static Shape Images(params int[] sizes) => new(Leading.Images, new(sizes));

    public bool IsBatched => Leading != Leading.None;

    /// <summary>Rows per image of an activation.</summary>
    public int Tokens => Sizes[0];

    /// <summary>Columns of an activation.</summary>
    public int Features => Sizes[Sizes.Count - 1];

    /// <summary>Elements, for one image where there is a batch.</summary>
    public long Count
    {
        get
        {
            var product = 1L;
            for (var i = 0; i < Sizes.Count; i++)
            {
                product = checked(product * Sizes[i]);
            }

            return product;
        }
    }

    public Shape With(params int[] sizes) => new(Leading, new(sizes));

    public Shape WithLeading(Leading leading) => new(leading, Sizes);

    public override string ToString()
    {
        var sizes = Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture));
        var leading = Leading switch { Leading.Images => "B, ", Leading.Kept => "K, ", _ => "" };
        return "(" + leading + string.Join(", ", sizes) + ")";
    }
}
