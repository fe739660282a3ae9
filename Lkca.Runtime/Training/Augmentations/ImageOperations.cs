using System;

namespace Lkca.Runtime.Training.Augmentations;

/// <summary>Applies operations to pictures of one size, with memory that is allocated once. Results are those of torchvision 0.14 on Pillow images
/// (nearest pixel, black outside), to the byte. One caller at a time.</summary>
/// <param name="height">Height in pixels.</param>
/// <param name="width">Width in pixels.</param>
public sealed class ImageOperations(int height, int width)
{
    private readonly byte[] _copy = new byte[3 * height * width];

    /// <summary>Changes <paramref name="pixels"/> (3, height, width).</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="magnitude">A slope, pixels, degrees, a distance from 1, bits or a level, as the operation says.</param>
    /// <param name="pixels">The picture.</param>
    public void Apply(ImageOperation operation, double magnitude, Span<byte> pixels)
    {
        var plane = height * width;
        if (pixels.Length != 3 * plane)
        {
            throw new ArgumentException($"{pixels.Length} bytes for a picture of 3×{height}×{width}.", nameof(pixels));
        }

        switch (operation)
        {
            case ImageOperation.ShearX:
                Move(GeometricOperations.ShearX(magnitude), pixels);
                break;
            case ImageOperation.ShearY:
                Move(GeometricOperations.ShearY(magnitude), pixels);
                break;
            case ImageOperation.TranslateX:
                Move(GeometricOperations.Translate((int)magnitude, 0), pixels);
                break;
            case ImageOperation.TranslateY:
                Move(GeometricOperations.Translate(0, (int)magnitude), pixels);
                break;
            case ImageOperation.Rotate:
                Move(GeometricOperations.Rotate(magnitude, height, width), pixels);
                break;
            case ImageOperation.Brightness:
                PointOperations.FadeFrom(0, (float)(1 + magnitude), pixels);
                break;
            case ImageOperation.Color:
                ColorOperations.Color((float)(1 + magnitude), pixels);
                break;
            case ImageOperation.Contrast:
                ColorOperations.Contrast((float)(1 + magnitude), pixels);
                break;
            case ImageOperation.Sharpness:
                pixels.CopyTo(_copy);
                ColorOperations.Sharpness((float)(1 + magnitude), _copy, pixels, height, width);
                break;
            case ImageOperation.Posterize:
                PointOperations.Posterize((int)magnitude, pixels);
                break;
            case ImageOperation.Solarize:
                PointOperations.Solarize(magnitude, pixels);
                break;
            case ImageOperation.AutoContrast:
                PointOperations.AutoContrast(pixels[..plane]);
                PointOperations.AutoContrast(pixels.Slice(plane, plane));
                PointOperations.AutoContrast(pixels[(2 * plane)..]);
                break;
            case ImageOperation.Equalize:
                PointOperations.Equalize(pixels[..plane]);
                PointOperations.Equalize(pixels.Slice(plane, plane));
                PointOperations.Equalize(pixels[(2 * plane)..]);
                break;
            case ImageOperation.Invert:
                PointOperations.Invert(pixels);
                break;
            default:
                break;
        }
    }

    private void Move(GeometricOperations.Map map, Span<byte> pixels)
    {
        pixels.CopyTo(_copy);
        GeometricOperations.Apply(map, _copy, pixels, height, width);
    }
}
