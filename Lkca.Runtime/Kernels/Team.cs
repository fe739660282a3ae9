using System.Threading;

namespace Lkca.Runtime.Kernels;

/// <summary>The workers that run one group together in inference, where a batch has too few groups for all of them: every worker calls the same forward kernels on the same memory, each kernel starts when all have finished
/// the one before, and computes its share of the outputs. The default value is a team of one: the kernel does everything. Each output is still made by one worker in one order, so the bits do not depend on the team.</summary>
public readonly struct Team
{
    /// <summary>Tokens are dealt out in multiples of the widest vector, so that every kernel computes whole vectors.</summary>
    internal const int LaneUnit = 16;

    /// <summary>Features are dealt out in multiples of half a register tile's rows: three rows of four vectors run as fast as six, and parts differ less.</summary>
    internal const int FeatureUnit = 3;

    private readonly TeamBarrier? _barrier;
    private readonly int _index;

    // Tokens of which every member has a tile of its own, half full; 0: none.
    private readonly int _halved;

    internal Team(TeamBarrier barrier, int index, int halved = 0)
    {
        _barrier = barrier;
        _index = index;
        _halved = halved;
    }

    /// <summary>The same team for a group of <paramref name="images"/> images of one tile of tokens each, with room for <paramref name="capacity"/>: where that is half a tile for every member, each keeps its half in a tile of its own.</summary>
    /// <remarks>Rows of a tile are 256 bytes, so that halves of it lie side by side, and a core that reads its half also fetches lines of the other, which its owner has to get back before it writes.
    /// Measured, one image of LKCA-B on two cores of a Zen 4, both builds in turn in one process: near cores 1.485 to 1.425 ms, far cores 1.95 to 1.65.</remarks>
    internal Team Halving(int images, int capacity) =>
        _barrier is null ? this : new(_barrier, _index, 2 * images == _barrier.Members && capacity >= 2 * images ? images * Layout.TileTokens : 0);

    /// <summary>This member failed: the others must not wait for it. Their results are worthless, and the failure is reported when all have returned.</summary>
    internal void Abandon() => _barrier?.Break();

    /// <summary>Waits for the others; true for the one member that runs a kernel which is not worth sharing.</summary>
    internal bool EnterAsLeader()
    {
        _barrier?.Wait();
        return _index == 0;
    }

    /// <summary>Ready for another run, whatever became of the last; while no member works.</summary>
    internal void Reset() => _barrier?.Reset();

    /// <summary>Waits for the others; returns this member's part of <paramref name="count"/> outputs, cut at multiples of <paramref name="step"/>.</summary>
    internal (int From, int To) EnterForShare(int count, int step)
    {
        if (_barrier is null)
        {
            return (0, count);
        }

        _barrier.Wait();
        return Part(count, step);
    }

    /// <summary>Places of <paramref name="tokens"/> tokens: twice as many where tiles are half full.</summary>
    internal int Places(int tokens) => IsHalved(tokens) ? 2 * tokens : tokens;

    /// <summary>Elements from the first half of a tile of <paramref name="tokens"/> tokens, of a feature or of <paramref name="features"/> features, to the second.</summary>
    internal int SecondHalf(int tokens, int features) => IsHalved(tokens) ? features * Layout.TileTokens : Layout.TileTokens / 2;

    /// <summary>Waits for the others; returns this member's tokens.</summary>
    internal TeamPart EnterForTokens(int tokens, int features)
    {
        if (IsHalved(tokens))
        {
            return EnterForProduct(tokens, features);
        }

        var (from, to) = EnterForShare(tokens, LaneUnit);
        return new(from, to, 0, features);
    }

    /// <summary>Waits for the others; for what works on whole tiles. Returns this member's tiles where everybody gets one or more and they are no halves, otherwise its part of <paramref name="outputs"/>.</summary>
    internal TeamPart EnterForTiles(int tokens, int outputs)
    {
        if (!IsHalved(tokens))
        {
            return EnterForProduct(tokens, outputs, Layout.TileTokens);
        }

        var (first, end) = EnterForShare(outputs, FeatureUnit);
        return new(0, tokens, first, end);
    }

    /// <summary>Waits for the others; for products. Returns this member's tokens, with all outputs, where everybody gets a tile of them or more, or half of one each; what it reads then mostly lies in its own
    /// cache. Otherwise all tokens with this member's part of <paramref name="outputs"/>, cut at multiples of <see cref="FeatureUnit"/>, so that no two members read the same weights.</summary>
    /// <remarks>Measured, one image of LKCA-B on two cores of a Zen 4: halves of its tile in place of halves of the outputs, 1.505 to 1.487 ms where the cores lie near each other, 2.16 to 1.92 ms where they lie far.</remarks>
    /// <param name="tokens">Tokens.</param>
    /// <param name="outputs">Outputs of a token.</param>
    /// <param name="step">Tokens are cut at multiples of it, a multiple of <see cref="LaneUnit"/>.</param>
    internal TeamPart EnterForProduct(int tokens, int outputs, int step = LaneUnit)
    {
        if (_barrier is null)
        {
            return new(0, tokens, 0, outputs);
        }

        if (IsHalved(tokens))
        {
            const int Half = Layout.TileTokens / 2;
            _barrier.Wait();
            return new(_index * Half, (_index + 1) * Half, 0, outputs) { Shift = _index * Half };
        }

        int units = (tokens + step - 1) / step, least = units / _barrier.Members, most = (units + _barrier.Members - 1) / _barrier.Members;
        var areFew = least * step < Layout.TileTokens && (least * step != Layout.TileTokens / 2 || most > least);

        // Nobody has more than a quarter more than the mean.
        if (areFew || 4 * most * _barrier.Members > 5 * units)
        {
            var (first, end) = EnterForShare(outputs, FeatureUnit);
            return new(0, tokens, first, end);
        }

        _barrier.Wait();
        var (from, to) = Part(tokens, step);
        return new(from, to, 0, outputs);
    }

    private bool IsHalved(int tokens) => _halved > 0 && tokens == _halved;

    private (int From, int To) Part(int count, int step)
    {
        var steps = (count + step - 1) / step;
        int from = (int)((long)steps * _index / _barrier!.Members) * step, to = (int)((long)steps * (_index + 1) / _barrier.Members) * step;
        return (System.Math.Min(from, count), System.Math.Min(to, count));
    }
}

/// <summary>What one member of a team computes: outputs First … End − 1 of the tokens FromToken … ToToken − 1. FromToken is a multiple of the step asked for; padding behind the last token belongs to
/// whoever computes that token's output.</summary>
internal readonly record struct TeamPart(int FromToken, int ToToken, int First, int End)
{
    /// <summary>Where the tokens lie: token t of the part in the place of token t + Shift. Not 0 where members keep halves of tiles in tiles of their own.</summary>
    public int Shift { get; init; }

    /// <summary>Place of the first token.</summary>
    public int FromPlace => FromToken + Shift;

    /// <summary>Place behind the last token.</summary>
    public int ToPlace => ToToken + Shift;

    /// <summary>Places of the tokens of the part and of all before them.</summary>
    public int Places(int tokens) => System.Math.Max(tokens, ToPlace);

    /// <summary>True where the padding behind <paramref name="tokens"/> tokens is this member's.</summary>
    public bool HasPadding(int tokens) => ToToken == tokens && Shift == 0;
}

/// <summary>A barrier that spins: kernels of a team follow each other within microseconds. Where members outnumber the cores it yields.</summary>
internal sealed class TeamBarrier(int members)
{
    private readonly bool _isCrowded = members > System.Environment.ProcessorCount;
    private int _arrived;
    private int _round;
    private bool _isBroken;

    public int Members => members;

    /// <summary>From now on nobody waits.</summary>
    public void Break() => Volatile.Write(ref _isBroken, true);

    /// <summary>As new; while no member is inside.</summary>
    public void Reset() => (_arrived, _round, _isBroken) = (0, 0, false);

    public void Wait()
    {
        var round = Volatile.Read(ref _round);
        if (Interlocked.Increment(ref _arrived) == members)
        {
            Volatile.Write(ref _arrived, 0);
            Volatile.Write(ref _round, round + 1);
            return;
        }

        for (var turns = 0; Volatile.Read(ref _round) == round && !Volatile.Read(ref _isBroken); turns++)
        {
            if (_isCrowded || turns > 500)
            {
                Thread.Yield();
            }
            else
            {
                Thread.SpinWait(1);
            }
        }
    }
}
