using System;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace Lkca.Runtime.Ilgpu;

/// <summary>Calls of the device whose failures become one clear message.</summary>
internal static class DeviceCalls
{
    /// <summary>Runs <paramref name="call"/>.</summary>
    /// <param name="device">Where.</param>
    /// <param name="what">What is done, for the message.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="DeviceException">The device failed; the weights on it are lost, what was saved is not.</exception>
    public static void Run(Device device, string what, Action call)
    {
        try
        {
            call();
        }
        catch (AcceleratorException e)
        {
            throw new DeviceException(
                $"Device '{device.Accelerator.Name}' failed during {what}: {Reason(e)} What was on the device is lost; training resumes from the last checkpoint (--resume). "
                    + "If it happens again, look at the driver's log (dmesg, nvidia-smi), lower the batch, or choose another device.",
                e);
        }
    }

    /// <summary>What <paramref name="e"/> says: OpenCL's carry their cause as a code, beside a message without content.</summary>
    public static string Reason(Exception e) => e is CLException failure ? $"{failure.Error}." : e.Message;
}
