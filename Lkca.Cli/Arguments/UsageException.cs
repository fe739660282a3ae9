using System;

namespace Lkca.Cli.Arguments;

/// <summary>Wrong arguments: the message is one line that says what, where, and what would be right.</summary>
internal sealed class UsageException : Exception
{
    public UsageException(string message)
        : base(message)
    {
    }

    public UsageException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
