using System;
using System.Collections.Concurrent;
using Lkca.Runtime;
using Lkca.Runtime.Ilgpu;
using Xunit;

namespace Lkca.Conformance.Ilgpu.Support;

/// <summary>Which devices this machine has.</summary>
internal static class Devices
{
    private static readonly ConcurrentDictionary<string, string?> Missing = new();

    /// <summary>Why the tests of a device cannot run here, or null.</summary>
    public static string? WhyNot(string device) => Missing.GetOrAdd(device, static name =>
    {
#if ILGPU_PACKAGE
        try
        {
            using var open = Device.Open(name);
            return null;
        }
        catch (DeviceException e)
        {
            return e.Message;
        }
#else
        return "Built without the package ILGPU, against its contract: -p:UseIlgpu=true runs this (docs/backends.md).";
#endif
    });
}

/// <summary>A test that needs a device; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DeviceFactAttribute : FactAttribute
{
    public DeviceFactAttribute(string device) => Skip = Devices.WhyNot(device);
}

/// <summary>A theory that needs a device; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DeviceTheoryAttribute : TheoryAttribute
{
    public DeviceTheoryAttribute(string device) => Skip = Devices.WhyNot(device);
}
