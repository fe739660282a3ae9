using System;
using System.Globalization;

namespace Lkca.Runtime.Ilgpu;

/// <summary>A device as the options name it: cpu, cuda, cuda:1, opencl, opencl:0.</summary>
/// <param name="Kind">What runs the kernels.</param>
/// <param name="Index">Number among the devices of its kind, from 0.</param>
internal readonly record struct DeviceName(DeviceKind Kind, int Index)
{
    /// <summary>Reads a name; the empty one is cpu.</summary>
    /// <exception cref="ArgumentException">It is none; the message lists the forms.</exception>
    public static DeviceName Parse(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? name : name[..colon];
        var index = 0;
        var hasIndex = colon < 0 || int.TryParse(name.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out index);
        return (kind, hasIndex) switch
        {
            ("cpu" or "", true) when colon < 0 => new(DeviceKind.Cpu, 0),
            ("cuda", true) => new(DeviceKind.Cuda, index),
            ("opencl", true) => new(DeviceKind.OpenCL, index),
            _ => throw new ArgumentException($"'{name}' is no device of the Ilgpu backend; cpu, cuda, cuda:N, opencl and opencl:N are (N counts from 0)."),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        DeviceKind.Cpu => "cpu",
        DeviceKind.Cuda => FormattableString.Invariant($"cuda:{Index}"),
        _ => FormattableString.Invariant($"opencl:{Index}"),
    };
}
