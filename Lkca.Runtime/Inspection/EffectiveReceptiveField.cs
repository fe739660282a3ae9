using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Lkca.Runtime.Inspection;

/// <summary>How much each pixel moves the centre token behind a block (Luo et al., 2016, "Understanding the Effective Receptive Field in Deep Convolutional Neural
/// Networks"): map[y,x] = mean over images of Σ over channels |∂(Σ over features of z[centre]) / ∂image[channel,y,x]|, where z is the residual stream behind
/// the block and centre is the token in row ⌊rows/2⌋, column ⌊columns/2⌋.</summary>
/// <param name="Block">Number of the block.</param>
/// <param name="Map">The map, image height × width, not normalised.</param>
/// <param name="CentreY">Middle of the centre token's patch, in pixels from the upper edge.</param>
/// <param name="CentreX">Middle of the centre token's patch, in pixels from the left edge.</param>
public sealed record EffectiveReceptiveField(int Block, Matrix Map, double CentreY, double CentreX)
{
    /// <summary>The fields of every block over some normalised images (channels, height, width).</summary>
    public static IReadOnlyList<EffectiveReceptiveField> Of(PlainNetwork network, ModelInfo info, IReadOnlyList<float[]> images)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(images);
        var (row, column) = (network.GridHeight / 2, network.GridWidth / 2);
        var seed = new Matrix(network.Tokens, network.Width);
        seed[network.FirstPatch + row * network.GridWidth + column].Fill(1);
        var perImage = new double[images.Count][][];
        Parallel.For(0, images.Count, i =>
        {
            var trace = network.Forward(images[i]);
            perImage[i] = [.. Enumerable.Range(0, network.Depth).Select(block => trace.ImageGradient(block, seed))];
        });
        return [.. Enumerable.Range(0, network.Depth).Select(block => new EffectiveReceptiveField(block,
            Mean(perImage.Select(blocks => blocks[block]), images.Count, info),
            (row + 0.5) * network.Patch.Height, (column + 0.5) * network.Patch.Width))];
    }

    /// <summary>The share of the image's area in the smallest square around the centre, cut at the image's edge, that holds at least <paramref name="share"/> of
    /// the map's sum.</summary>
    public double AreaHolding(double share)
    {
        var total = Map.Values.Sum();
        var (within, area) = (0.0, 0);
        for (var radius = 0.5; radius <= Math.Max(Map.Rows, Map.Columns); radius += 0.5)
        {
            (within, area) = (0, 0);
            for (var y = 0; y < Map.Rows; y++)
            {
                for (var x = 0; x < Map.Columns; x++)
                {
                    if (Math.Abs(y + 0.5 - CentreY) < radius && Math.Abs(x + 0.5 - CentreX) < radius)
                    {
                        within += Map[y][x];
                        area++;
                    }
                }
            }

            if (within >= share * total && area > 0)
            {
                break;
            }
        }

        return (double)area / Map.Values.Length;
    }

    private static Matrix Mean(IEnumerable<double[]> gradients, int images, ModelInfo info)
    {
        var map = new Matrix(info.Height, info.Width);
        foreach (var gradient in gradients)
        {
            for (var i = 0; i < gradient.Length; i++)
            {
                map.Values[i % map.Values.Length] += Math.Abs(gradient[i]) / images;
            }
        }

        return map;
    }
}
