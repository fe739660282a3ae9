using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Lkca.Conformance.Paper;

/// <summary>The committed generated code of models/ is for reading.</summary>
public sealed class GeneratedFileTests
{
    [Fact]
    public void NoFileOfThePapersModelsExceeds400Lines()
    {
        var files = Directory.GetFiles(Path.Combine(Repository(), "models", "Generated"), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        var tooLong = files.Select(file => (Name: Path.GetFileName(file), Lines: File.ReadLines(file).Count())).Where(file => file.Lines > 400);
        Assert.Empty(tooLong);
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Lkca.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException("The tests run outside the repository: no Lkca.sln above them.");
        }

        return folder;
    }
}
