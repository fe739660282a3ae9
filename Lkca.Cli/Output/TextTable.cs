using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Lkca.Cli.Output;

/// <summary>Columns of text: the same in a terminal and in a file.</summary>
internal static class TextTable
{
    /// <summary>Writes rows under an optional heading; columns whose numbers are given in <paramref name="right"/> are aligned to the right.</summary>
    public static void Write(TextWriter output, string[] heading, IEnumerable<string[]> rows, params int[] right)
    {
        string[][] all = heading.Length > 0 ? [heading, .. rows] : [.. rows];
        if (all.Length == 0)
        {
            return;
        }

        var widths = Enumerable.Range(0, all[0].Length).Select(c => all.Max(r => r[c].Length)).ToArray();
        foreach (var row in all)
        {
            var cells = row.Select((cell, c) => Array.IndexOf(right, c) >= 0 ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
