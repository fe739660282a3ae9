using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>The large kernel as a product with its Toeplitz matrix A[(i,j),(p,q)] = K[kh/2−i+p, kw/2−j+q] (0 outside), one matrix for each group of channels.</summary>
public static class Toeplitz
{
    /// <summary>The matrices (groups, tokens, tokens) of a kernel (groups, kh, kw), or their transposes. Padded to its full size (2H−1)×(2W−1), the kernel is seen through overlapping strides:
    /// element (i, j, p′, q′) lies at (i+p′, j+q′), p′ = H−1−p.</summary>
    public static torch.Tensor Matrix(torch.Tensor kernel, int height, int width, int groups, bool transposed)
    {
        var (kernelHeight, kernelWidth) = (kernel.shape[^2], kernel.shape[^1]);
        var (top, left) = (height - 1 - (kernelHeight / 2), width - 1 - (kernelWidth / 2));
        var (fullHeight, fullWidth) = ((2 * height) - 1, (2 * width) - 1);
        var full = torch.nn.functional.pad(kernel.view(groups, kernelHeight, kernelWidth), [left, left, top, top]);
        var source = transposed ? full.clone() : full.flip(1, 2);
        return source.as_strided([groups, height, width, height, width], [(long)fullHeight * fullWidth, fullWidth, 1, fullWidth, 1])
            .flip(3, 4).reshape(groups, (long)height * width, (long)height * width);
    }

    // Ladder for one group, 8×8 tokens, 192 channels, 128 images (libtorch 1.13 with OpenBLAS, one thread): torch.matmul 17.0 ms, one product of all images' columns 13.6 ms,
    // a product for each image with the matrix read in place 8.1 ms. The matrix's gradient: columns 11.7 ms, products summed afterwards 9.3 ms, summed in the product 8.8 ms. At 32×32 tokens they are alike.

    /// <summary>out = A·x per image and group; the matrix is given transposed.</summary>
    public static torch.Tensor Forward(torch.Tensor x, torch.Tensor transposed) => Product(transposed.transpose(1, 2), x);

    /// <summary>dX = Aᵀ·dOut per image and group.</summary>
    public static torch.Tensor BackwardInput(torch.Tensor dOut, torch.Tensor matrix) => Product(matrix.transpose(1, 2), dOut);

    /// <summary>dA = Σ over images and channels of dOut·xᵀ, (groups, tokens, tokens).</summary>
    public static torch.Tensor BackwardMatrix(torch.Tensor dOut, torch.Tensor x, int groups)
    {
        // On a GPU the summing product is one launch for each image; in bfloat16 it would round the sum after each image.
        if (groups == 1 && x.device_type == DeviceType.CPU && x.dtype == torch.ScalarType.Float32)
        {
            var sum = torch.zeros([x.shape[1], x.shape[1]], x.dtype, x.device);
            return sum.addbmm_(dOut, x.transpose(1, 2), 0, 1).unsqueeze(0);
        }

        return Pass.Exact(Columns(dOut, groups).bmm(Columns(x, groups).transpose(1, 2)));
    }

    /// <summary>dK[u, v] = Σ of dA over the pairs of tokens with that offset, in a fixed order: with rows that are one longer each pair of a diagonal stands in one column.</summary>
    public static torch.Tensor Fold(torch.Tensor dMatrix, int height, int width, int kernelHeight, int kernelWidth, int groups)
    {
        var pairs = dMatrix.view(groups, height, width, height, width).flip(1, 2).permute(0, 1, 3, 2, 4);
        var byColumn = Diagonals(pairs.reshape((long)groups * height * height, width, width), width).view(groups, height, height, (2 * width) - 1);
        var byRow = byColumn.permute(0, 3, 1, 2).reshape((long)groups * ((2 * width) - 1), height, height);
        var full = Diagonals(byRow, height).view(groups, (2 * width) - 1, (2 * height) - 1).transpose(1, 2);
        return full.narrow(1, height - 1 - (kernelHeight / 2), kernelHeight).narrow(2, width - 1 - (kernelWidth / 2), kernelWidth);
    }

    /// <summary>Σ over i of x[n, i, u−i], (n, 2·size−1).</summary>
    private static torch.Tensor Diagonals(torch.Tensor x, long size) =>
        torch.nn.functional.pad(x, [0L, size]).view(-1, 2 * size * size).narrow(1, 0, size * ((2 * size) - 1)).reshape(-1, size, (2 * size) - 1).sum([1L]);

    private static torch.Tensor Product(torch.Tensor matrix, torch.Tensor x)
    {
        var (images, tokens, features, groups) = (x.shape[0], x.shape[1], x.shape[2], matrix.shape[0]);
        if (groups == 1)
        {
            return matrix.expand(images, tokens, tokens).bmm(x);
        }

        return matrix.bmm(Columns(x, groups)).view(groups, tokens, images, features / groups).permute(2, 1, 0, 3).reshape(images, tokens, features);
    }

    /// <summary>(B, tokens, features) to (groups, tokens, B·features/groups): one product for all images.</summary>
    private static torch.Tensor Columns(torch.Tensor x, long groups) =>
        x.reshape(x.shape[0], x.shape[1], groups, x.shape[2] / groups).permute(2, 1, 0, 3).reshape(groups, x.shape[1], x.shape[0] * x.shape[2] / groups);
}
