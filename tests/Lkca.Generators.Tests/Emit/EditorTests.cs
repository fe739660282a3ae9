using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Xml.Linq;
using Lkca.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lkca.Generators.Tests.Emit;

/// <summary>What an editor shows where the cursor rests.</summary>
public sealed class EditorTests
{
    private static readonly Assembly Dsl = typeof(Dsl.VisionModelAttribute).Assembly;

    private static readonly Dictionary<string, XElement> Documents = XDocument.Load(Path.ChangeExtension(Dsl.Location, ".xml"))
        .Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);

    public static TheoryData<string> Members => [.. Dsl.GetExportedTypes().SelectMany(Named)];

    [Theory]
    [MemberData(nameof(Members))]
    public void Everything_in_the_language_has_a_sentence_and_attributes_an_example(string member)
    {
        Assert.True(Documents.TryGetValue(member, out var document), $"{member} has no documentation");
        Assert.NotEqual("", document.Element("summary")?.Value.Trim());
        if (member.Contains("Attribute", StringComparison.Ordinal))
        {
            Assert.True(document.Descendants("example").Any(e => e.Value.Contains('[')), $"{member} has no example");
        }
    }

    [Fact]
    public void The_class_of_a_model_shows_its_card_and_each_member_what_it_is()
    {
        var documented = TestCompilation.ParseOptions.WithDocumentationMode(DocumentationMode.Parse);
        var run = new GeneratorRun(parseOptions: documented).On(TestCompilation.Of(Reading.Base));
        var model = run.Output.GetTypeByMetadataName("BaseModel")!;
        var card = XElement.Parse(model.GetDocumentationCommentXml()!).Element("remarks")!.Value;
        Assert.Contains("lkca (LkcaMixer)", card);
        Assert.Contains("64×24", card);
        Assert.Contains("Toeplitz view as the cheapest", card);
        foreach (var member in model.GetMembers().Where(m => m.DeclaredAccessibility == Accessibility.Public && !m.IsImplicitlyDeclared && m is IFieldSymbol or IPropertySymbol))
        {
            Assert.True(member.GetDocumentationCommentXml()?.Contains("<summary>", StringComparison.Ordinal), member.Name);
        }

        Assert.Contains("images of (n, 3, 32, 32)", model.GetMembers("Create").Single().GetDocumentationCommentXml());
        Assert.Contains("logits of (n, 10)", model.GetMembers("Create").Single().GetDocumentationCommentXml());
    }

    private static IEnumerable<string> Named(Type type)
    {
        yield return "T:" + type.FullName;
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var property in type.GetProperties(Own).Where(p => typeof(Attribute).IsAssignableFrom(type) && p.GetMethod!.GetBaseDefinition().DeclaringType == type))
        {
            yield return $"P:{type.FullName}.{property.Name}";
        }

        foreach (var value in type.GetFields(Own).Where(f => f.IsLiteral))
        {
            yield return $"F:{type.FullName}.{value.Name}";
        }
    }
}
