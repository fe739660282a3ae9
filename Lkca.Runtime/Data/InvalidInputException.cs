using System;

namespace Lkca.Runtime.Data;

/// <summary>What was handed in cannot be used: a damaged or foreign file, a misspelt specification, data that does not fit the model.
/// The message is one line that says what, where, and what would be right.</summary>
public sealed class InvalidInputException : Exception
{
    /// <summary>An error with that message.</summary>
    public InvalidInputException(string message)
        : base(message)
    {
    }

    /// <summary>An error with that message, caused by <paramref name="inner"/>.</summary>
    public InvalidInputException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>An error without a message of its own.</summary>
    public InvalidInputException()
        : base("The input cannot be used.")
    {
    }

    /// <summary>An error in the file at <paramref name="path"/>.</summary>
    public static InvalidInputException In(string path, string what) => new($"{path}: {what}");

    /// <summary>Text from a file made fit for a one-line message: control characters replaced, at most 80 characters, in quotes.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var shown = text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 77), "...");
        return '"' + string.Create(shown.Length, shown, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? '\uFFFD' : from[i];
            }
        }) + '"';
    }
}
