using System;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using Lkca.Runtime.Kernels;
using Lkca.Runtime.Memory;
using Xunit;
using Cpu = Lkca.Runtime.Kernels.Cpu;

namespace Lkca.Runtime.Tests.Kernels;

public sealed class TeamKernelSingleTests : TeamKernelTests<float>;

public sealed class TeamKernelDoubleTests : TeamKernelTests<double>;

/// <summary>Kernels that a team shares give the bits of one worker, padding included, whether tokens, outputs or heads are dealt out.</summary>
public abstract class TeamKernelTests<T> : KernelTest<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory]
    [MemberData(nameof(KernelSizes.Teams), MemberType = typeof(KernelSizes))]
    public void Linear(int images, int tokensPerImage, int members)
    {
        const int Inputs = 18, Outputs = 50;
        var tokens = images * tokensPerImage;
        var (x, w, b) = (Tiled(tokens, Inputs, Padding.Finite), Random(Outputs * Inputs), Random(Outputs));
        Shared(members, Layout.Elements(tokens, Outputs), (y, team, _) => Cpu.Linear.Forward(y, x, w, b, tokens, Inputs, Outputs, team));
        Shared(members, 2 * Layout.Elements(tokens, Outputs), (both, team, _) =>
            Cpu.Linear.ForwardGelu(both, both.At(Layout.Elements(tokens, Outputs)), x, w, b, tokens, Inputs, Outputs, team));
        Shared(members, Layout.Elements(tokens, Outputs), (g, team, _) => Cpu.Linear.ForwardGelu(g, default, x, w, default, tokens, Inputs, Outputs, team));
        var (z, branch, all) = (Tiled(tokens, Outputs, Padding.Finite), Empty(Layout.Elements(tokens, Outputs)), new ImageSet(images));
        Shared(members, z.Length, (sum, team, _) => Cpu.Linear.ForwardAdd(sum, branch, x, w, b, T.CreateChecked(1.25), all, tokensPerImage, Inputs, Outputs, team), z);
        Shared(members, Layout.Elements(tokens, 3), (y, team, _) => Cpu.Linear.Forward(y, x, w, b, tokens, Inputs, 3, team));
    }

    [Theory]
    [MemberData(nameof(KernelSizes.Teams), MemberType = typeof(KernelSizes))]
    public void Elementwise(int images, int tokensPerImage, int members)
    {
        const int Features = 18;
        int tokens = images * tokensPerImage;
        var elements = Layout.Elements(tokens, Features);
        var (z, y, bias, position) = (Tiled(tokens, Features, Padding.Finite), Tiled(tokens, Features, Padding.Finite), Random(Features), Random(Features * tokensPerImage));
        var all = new ImageSet(images);
        Shared(members, elements + Layout.Elements(tokens, 1), (both, team, _) => Cpu.Normalize.Forward(both, both.At(elements), z, all, tokensPerImage, Features, 1e-5, team));
        Shared(members, Layout.Elements(images, Features), (pooled, team, _) => Cpu.Pooling.Mean(pooled, z, images, tokensPerImage, Features, team));
        Shared(members, elements, (sum, team, _) => Cpu.Residual.Add(sum, y, bias, T.CreateChecked(1.25), all, tokensPerImage, Features, team), z);
        Shared(members, elements, (sum, team, _) => Cpu.Tokens.AddPosition(sum, y, position, images, tokensPerImage, Features, team));
        Shared(members, elements, (sum, team, _) => Cpu.Tokens.AddPosition(sum, sum, position, images, tokensPerImage, Features, team), y);
    }

    [Theory]
    [MemberData(nameof(KernelSizes.Teams), MemberType = typeof(KernelSizes))]
    public void Attention(int images, int tokensPerImage, int members)
    {
        const int Features = 12, Heads = 4;
        var tokens = images * tokensPerImage;
        var qkv = Tiled(tokens, 3 * Features, Padding.Finite);
        var elements = Layout.Elements(tokens, Features);
        var scratch = Enumerable.Range(0, members).Select(_ => Empty(Cpu.Attention.ScratchElements(tokensPerImage, Features, Heads))).ToArray();
        Shared(members, elements + Layout.Elements(tokens, Heads), (both, team, member) =>
            Cpu.Attention.Forward(both, both.At(elements), qkv, scratch[member], images, tokensPerImage, Features, Heads, team));
    }

    [Theory]
    [InlineData(1, 64, 2)]
    [InlineData(3, 64, 5)]
    [InlineData(2, 128, 3)]
    public void Toeplitz(int images, int tokensPerImage, int members)
    {
        const int Features = 20;
        var (tokens, dense, split) = (images * tokensPerImage, Random((long)tokensPerImage * Cpu.Toeplitz.LeadingDimension(tokensPerImage)), Random(Cpu.SplitToeplitz.MatrixElements(tokensPerImage)));
        var x = Tiled(tokens, Features, Padding.Zero);
        var scratch = Enumerable.Range(0, members).Select(_ => Empty(Cpu.SplitToeplitz.ScratchElements(tokensPerImage, Features))).ToArray();
        Shared(members, x.Length, (y, team, _) => Cpu.Toeplitz.Forward(y, x, dense, default, images, tokensPerImage, Features, 1, team));
        Shared(members, x.Length, (y, team, member) => Cpu.SplitToeplitz.Forward(y, x, split, scratch[member], images, tokensPerImage, Features, 1, team));
    }

    // Every forward kernel that takes halves of tiles in tiles of their own, in the order of a model, from images to pooled features.
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 6)]
    public void HalvesOfTilesInTilesOfTheirOwn(int images, int members)
    {
        const int Features = 20, Hidden = 26, TokensPerImage = Layout.TileTokens, PatchFeatures = 3 * 4 * 4;
        var tokens = images * TokensPerImage;
        var all = new ImageSet(images);
        var data = Random(images * 3 * 32 * 32);
        var (embedding, wide, narrow) = (Random(Features * PatchFeatures), Random(Hidden * Features), Random(Features * Hidden));
        var (bias, hiddenBias, position) = (Random(Features), Random(Hidden), Random(Features * TokensPerImage));
        var matrix = Random(Cpu.SplitToeplitz.MatrixElements(TokensPerImage));
        var scratch = Enumerable.Range(0, members).Select(_ => Empty(Cpu.SplitToeplitz.ScratchElements(TokensPerImage, Features))).ToArray();
        NativeSpan<T> Run(int places, Func<Action<Team, int>, bool> run)
        {
            NativeSpan<T> Tensor(int features) => Empty(Layout.Elements(places, features));
            var (patches, z, xHat, rstd, hidden, mixed, branch, pooled) = (
                Tensor(PatchFeatures), Tensor(Features), Tensor(Features), Tensor(1), Tensor(Hidden), Tensor(Features), Tensor(Features), Empty(Layout.Elements(images, Features)));
            Assert.True(run((team, member) =>
            {
                Cpu.Patches.Forward(patches, data, images, 3, 32, 32, 4, 4, team);
                Cpu.Linear.Forward(z, patches, embedding, bias, tokens, PatchFeatures, Features, team);
                Cpu.Tokens.AddPosition(z, z, position, images, TokensPerImage, Features, team);
                Cpu.Normalize.Forward(xHat, rstd, z, all, TokensPerImage, Features, 1e-5, team);
                Cpu.SplitToeplitz.Forward(mixed, xHat, matrix, scratch[member], images, TokensPerImage, Features, 1, team);
                Cpu.Residual.Add(z, mixed, bias, T.One, all, TokensPerImage, Features, team);
                Cpu.Linear.ForwardGelu(hidden, default, z, wide, hiddenBias, tokens, Features, Hidden, team);
                Cpu.Linear.ForwardAdd(z, branch, hidden, narrow, bias, T.One, all, TokensPerImage, Hidden, Features, team);
                Cpu.Pooling.Mean(pooled, z, images, TokensPerImage, Features, team);
            }));
            return pooled;
        }

        var alone = Run(tokens, call =>
        {
            call(default, 0);
            return true;
        });
        var barrier = new TeamBarrier(members);
        var shared = Run(2 * tokens, call => Together(members, member => call(new Team(barrier, member).Halving(images, 2 * images), member)));
        Same(alone, shared);
    }

    private static bool Together(int members, Action<int> call) => Task.WaitAll(
        [.. Enumerable.Range(0, members).Select(member => Task.Factory.StartNew(() => call(member), TaskCreationOptions.LongRunning))], TimeSpan.FromSeconds(60));

    // The same call by one worker and by a team, on results that hold NaN, or a copy of `start`, before.
    private void Shared(int members, long elements, Action<NativeSpan<T>, Team, int> call, NativeSpan<T> start = default)
    {
        NativeSpan<T> alone = start.IsEmpty ? Empty(elements) : Copy(start), shared = start.IsEmpty ? Empty(elements) : Copy(start);
        call(alone, default, 0);
        var barrier = new TeamBarrier(members);
        Assert.True(Together(members, member => call(shared, new Team(barrier, member), member)));
        Same(alone, shared);
    }
}
