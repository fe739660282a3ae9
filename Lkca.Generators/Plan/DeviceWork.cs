namespace Lkca.Generators.Plan;

/// <summary>What steps ask of a device beside arithmetic: kernels launched, and elements that they read and write. A tensor counts once for each kernel that reads or writes it: what a
/// kernel reads again is for the caches.</summary>
/// <param name="Launches">Kernels.</param>
/// <param name="ReadPerImage">Elements read for each image of the batch.</param>
/// <param name="WrittenPerImage">Elements written for each image.</param>
/// <param name="Read">Elements read whatever the batch is.</param>
/// <param name="Written">Elements written whatever the batch is.</param>
internal sealed record DeviceWork(long Launches, long ReadPerImage, long WrittenPerImage, long Read, long Written)
{
    public static readonly DeviceWork None = new(0, 0, 0, 0, 0);

    public static DeviceWork operator +(DeviceWork a, DeviceWork b) =>
        new(a.Launches + b.Launches, a.ReadPerImage + b.ReadPerImage, a.WrittenPerImage + b.WrittenPerImage, a.Read + b.Read, a.Written + b.Written);

    /// <summary>Elements that a batch reads.</summary>
    public long ReadBy(int images) => Read + (images * ReadPerImage);

    /// <summary>Elements that a batch writes.</summary>
    public long WrittenBy(int images) => Written + (images * WrittenPerImage);
}
