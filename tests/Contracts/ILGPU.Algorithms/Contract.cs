using System;

namespace ILGPU;

/// <summary>What a member of a contract does when it is run.</summary>
internal static class Contract
{
    /// <summary>The error of a program that was built without the package.</summary>
    public static Exception NotBuilt => new PlatformNotSupportedException("This program was built without the package ILGPU.Algorithms: build it with -p:UseIlgpu=true.");
}
