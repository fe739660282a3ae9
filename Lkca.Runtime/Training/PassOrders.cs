namespace Lkca.Runtime.Training;

/// <summary>The order of the images in each pass, kept for the last two passes: batches run on across the border of two.</summary>
internal sealed class PassOrders(int count, ulong seed)
{
    private readonly (long Pass, int[] Order)[] _kept = [(-1, []), (-1, [])];

    /// <summary>The images of a pass in their order. Any thread may call it.</summary>
    public int[] Of(long pass)
    {
        lock (_kept)
        {
            ref var kept = ref _kept[pass % 2];
            if (kept.Pass != pass)
            {
                kept = (pass, new int[count]);
                CounterRandom.Shuffle(kept.Order, seed, pass);
            }

            return kept.Order;
        }
    }
}
