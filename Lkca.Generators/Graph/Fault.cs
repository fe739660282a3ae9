using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Lkca.Generators.Graph;

/// <summary>What is wrong with a graph, as an interpolated string that is put together only where the condition does not hold: the verifier asks some
/// hundred questions after every pass.</summary>
[InterpolatedStringHandler]
internal readonly ref struct Fault
{
    private readonly StringBuilder? _text;

    public Fault(int literalLength, int formattedCount, bool condition, out bool isFault)
    {
        isFault = !condition;
        _text = condition ? null : new StringBuilder(literalLength + (8 * formattedCount));
    }

    public void AppendLiteral(string text) => _text!.Append(text);

    public void AppendFormatted<T>(T value) => _text!.Append(Convert.ToString(value, CultureInfo.InvariantCulture));

    /// <summary>Throws where the condition does not hold.</summary>
    /// <exception cref="GraphException">It does not hold.</exception>
    public static void Unless(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] Fault message)
    {
        if (!condition)
        {
            throw new GraphException(message._text!.ToString());
        }
    }
}
