using System;
using System.Text;

namespace Lkca.Generators.Text;

/// <summary>Writes indented source text: always <c>\n</c>, never a blank at the end of a line, four blanks a level.
/// <code>
/// using (w.Block("for (var i = 0; i &lt; 10; i++)"))
/// {
///     w.Line("total += i;");
/// }
/// </code></summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _level;

    /// <summary>An empty line.</summary>
    public void Line() => _text.Append('\n');

    /// <summary>A line, or several where <paramref name="text"/> holds line ends: each is indented.</summary>
    public void Line(string text)
    {
        var start = 0;
        while (start <= text.Length)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            AppendTrimmed(text, start, end);
            start = end + 1;
        }
    }

    /// <summary>The header line, then braces around what is written until the result is disposed.</summary>
    /// <param name="header">Line or lines before the opening brace; empty for a bare block.</param>
    /// <param name="close">Closing text, for example <c>};</c> after an initialiser.</param>
    public Scope Block(string header = "", string close = "}")
    {
        if (header.Length > 0)
        {
            Line(header);
        }

        Line("{");
        _level++;
        return new Scope(this, close);
    }

    /// <summary>Indents what is written until the result is disposed, without braces.</summary>
    public Scope Indent()
    {
        _level++;
        return new Scope(this, null);
    }

    /// <summary>Everything written so far.</summary>
    public override string ToString() => _text.ToString();

    private void AppendTrimmed(string text, int start, int end)
    {
        while (end > start && text[end - 1] is (' ' or '\t' or '\r'))
        {
            end--;
        }

        if (end > start)
        {
            _text.Append(' ', _level * 4).Append(text, start, end - start);
        }

        _text.Append('\n');
    }

    /// <summary>An open level.</summary>
    public readonly struct Scope(SourceWriter writer, string? close) : IDisposable
    {
        public void Dispose()
        {
            writer._level--;
            if (close is not null)
            {
                writer.Line(close);
            }
        }
    }
}
