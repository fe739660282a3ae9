using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace Lkca.Generators.Tests.Snapshots;

/// <summary>The matcher itself.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lkca-snapshots").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_nobody_accepted_is_a_difference_and_is_written_as_received()
    {
        Assert.Equal(["Class.Test#A.g.verified.cs: nobody has accepted this file yet"], Compare(("A.g.cs", "class A;\n")));
        Assert.Equal("//HintName: A.g.cs\nclass A;\n", File.ReadAllText(Path.Combine(_folder, "Class.Test#A.g.received.cs")));
    }

    [Fact]
    public void Accepted_files_match_until_they_change()
    {
        Assert.Empty(Compare(accept: true, ("A.g.cs", "class A;\n"), ("B.g.cs", "class B;\n")));
        Assert.Empty(Compare(("A.g.cs", "class A;\n"), ("B.g.cs", "class B;\n")));
        Assert.Equal(["Class.Test#B.g.verified.cs: line 2 was \"class B;\", is \"class C;\""], Compare(("A.g.cs", "class A;\n"), ("B.g.cs", "class C;\n")));
        Assert.Single(Directory.GetFiles(_folder, "*.received.cs"));
        Assert.Empty(Compare(("A.g.cs", "class A;\n"), ("B.g.cs", "class B;\n")));
        Assert.Empty(Directory.GetFiles(_folder, "*.received.cs"));
    }

    [Fact]
    public void An_accepted_file_that_is_not_generated_any_more_is_a_difference()
    {
        Compare(accept: true, ("A.g.cs", ""), ("B.g.cs", ""));
        Assert.Equal(["Class.Test#B.g.verified.cs: no such file is generated"], Compare(("A.g.cs", "")));
        Compare(accept: true, ("A.g.cs", ""));
        Assert.Equal(["Class.Test#A.g.verified.cs"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Files_of_Verify_with_a_byte_order_mark_and_other_line_ends_match()
    {
        File.WriteAllText(Path.Combine(_folder, "Class.Test#A.g.verified.cs"), "\uFEFF//HintName: A.g.cs\r\nclass Ä;\r\n");
        Assert.Empty(Compare(("A.g.cs", "class Ä;\n")));
    }

    [Fact]
    public void A_longer_file_differs_at_its_end()
    {
        Compare(accept: true, ("A.g.cs", "one"));
        Assert.Equal(["Class.Test#A.g.verified.cs: line 3 was \"\", is \"two\""], Compare(("A.g.cs", "one\ntwo")));
    }

    private List<string> Compare(params (string Hint, string Text)[] files) => Compare(accept: false, files);

    private List<string> Compare(bool accept, params (string Hint, string Text)[] files) =>
        Snapshot.Compare(files.ToDictionary(file => file.Hint, file => file.Text), _folder, "Class.Test", accept);
}
