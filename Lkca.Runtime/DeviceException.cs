using System;

namespace Lkca.Runtime;

/// <summary>The device did not do it: not there, out of memory, lost. The message is one line that says what to install or change.</summary>
public sealed class DeviceException : Exception
{
    /// <summary>An error with that message.</summary>
    public DeviceException(string message)
        : base(message)
    {
    }

    /// <summary>An error with that message, caused by <paramref name="inner"/>.</summary>
    public DeviceException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>An error without a message of its own.</summary>
    public DeviceException()
        : base("The device failed.")
    {
    }
}
