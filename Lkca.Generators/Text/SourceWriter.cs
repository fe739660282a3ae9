using System;
using System.Globalization;
using System.Runtime.CompilerServices;
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

    /// <summary>A line as an interpolated string, which is put together in place: most of what is written is of this kind.</summary>
    public void Line([InterpolatedStringHandlerArgument("")] Interpolated text) => EndLine(text.Start);

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

    /// <summary>Several lines are indented one by one; of a single one the blanks at its end go.</summary>
    private void EndLine(int start)
    {
        var (content, end) = (start + (_level * 4), _text.Length);
        for (var i = content; i < end; i++)
        {
            if (_text[i] == '\n')
            {
                var lines = _text.ToString(content, end - content);
                _text.Length = start;
                Line(lines);
                return;
            }
        }

        while (end > content && _text[end - 1] is (' ' or '\t' or '\r'))
        {
            end--;
        }

        _text.Length = end > content ? end : start;
        _text.Append('\n');
    }

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

    /// <summary>What stands in a line's interpolated string, appended piece by piece.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Interpolated
    {
        private readonly SourceWriter _writer;

        public Interpolated(int literalLength, int formattedCount, SourceWriter writer)
        {
            _writer = writer;
            Start = writer._text.Length;
            writer._text.Append(' ', writer._level * 4);
        }

        /// <summary>Where the line starts in the text.</summary>
        public int Start { get; }

        private StringBuilder Text => _writer._text;

        public void AppendLiteral(string text) => Text.Append(text);

        public void AppendFormatted(string? text) => Text.Append(text);

        public void AppendFormatted<T>(T value) => Text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
    }
}
