using System;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace Lkca.CodeFixes;

/// <summary>Adds package references to MSBuild files and leaves the rest as it stands.</summary>
internal static class ProjectFile
{
    private const string CentralFile = "Directory.Packages.props";

    /// <summary>References the package; where versions are managed centrally, the version goes into Directory.Packages.props.</summary>
    public static void Reference(string project, string package, string version)
    {
#pragma warning disable RS1035 // the fix is an edit of this very file, on the user's command; analysis never comes here
        var central = CentralVersions(project);
        Edit(project, "PackageReference", package, central is null ? version : null);
        if (central is not null)
        {
            Edit(central, "PackageVersion", package, version);
        }
    }

    private static string? CentralVersions(string project)
    {
        for (var folder = Path.GetDirectoryName(project); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
        {
            var path = Path.Combine(folder, CentralFile);
            if (File.Exists(path))
            {
                var switches = XDocument.Load(path).Descendants().Where(e => e.Name.LocalName == "ManagePackageVersionsCentrally");
                return switches.Any(e => e.Value.Trim().Equals("true", StringComparison.OrdinalIgnoreCase)) ? path : null;
            }
        }

        return null;
    }

    private static void Edit(string path, string item, string package, string? version) =>
        File.WriteAllText(path, WithItem(File.ReadAllText(path), item, package, version));
#pragma warning restore RS1035

    /// <summary>The file's text with one more item behind the last of its kind, or in a group of its own at the end; unchanged where it has it.</summary>
    internal static string WithItem(string text, string item, string package, string? version)
    {
        var document = XDocument.Parse(text, LoadOptions.PreserveWhitespace);
        var items = document.Descendants().Where(e => e.Name.LocalName == item).ToList();
        if (items.Any(e => string.Equals((string?)e.Attribute("Include"), package, StringComparison.OrdinalIgnoreCase)))
        {
            return text;
        }

        // As text, so that nothing else of the file changes.
        var end = text.Contains("\r\n") ? "\r\n" : "\n";
        var line = $"<{item} Include=\"{package}\"{(version is null ? "" : $" Version=\"{version}\"")} />";
        var last = text.LastIndexOf("<" + item + " ", StringComparison.Ordinal);
        if (items.Count > 0 && last >= 0)
        {
            var lineStart = text.LastIndexOf('\n', last) + 1;
            var lineEnd = text.IndexOf('\n', last);
            var closed = text.IndexOf("/>", last, StringComparison.Ordinal);
            var element = text.IndexOf("</" + item + ">", last, StringComparison.Ordinal);
            if (closed > 0 && lineEnd > closed && (element < 0 || closed < element))
            {
                return text.Insert(lineEnd + 1, text.Substring(lineStart, last - lineStart) + line + end);
            }
        }

        var close = text.LastIndexOf("</Project>", StringComparison.Ordinal);
        return text.Insert(close, $"  <ItemGroup>{end}    {line}{end}  </ItemGroup>{end}");
    }
}
