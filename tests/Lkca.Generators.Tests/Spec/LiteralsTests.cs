using System.Globalization;
using Lkca.Generators.Text;
using Xunit;

namespace Lkca.Generators.Tests.Spec;

public sealed class LiteralsTests
{
    [Theory]
    [InlineData(0.1, "0.1d")]
    [InlineData(1.0, "1d")]
    [InlineData(-0.0, "-0d")]
    [InlineData(1e300, "1E+300d")]
    [InlineData(double.NaN, "double.NaN")]
    [InlineData(double.NegativeInfinity, "double.NegativeInfinity")]
    public void Doubles(double value, string text) => Assert.Equal(text, Literals.Of(value));

    [Theory]
    [InlineData(0.1f, "0.1f")]
    [InlineData(3f, "3f")]
    [InlineData(float.PositiveInfinity, "float.PositiveInfinity")]
    public void Floats(float value, string text) => Assert.Equal(text, Literals.Of(value));

    [Fact]
    public void Every_number_reads_back_as_itself()
    {
        var bits = 1UL;
        for (var i = 0; i < 2000; i++)
        {
            bits = (bits * 6364136223846793005UL) + 1442695040888963407UL;
            var value = System.BitConverter.UInt64BitsToDouble(bits);
            var single = System.BitConverter.UInt32BitsToSingle((uint)(bits >> 32));
            if (double.IsFinite(value))
            {
                Assert.Equal(value, double.Parse(Literals.Of(value).TrimEnd('d'), CultureInfo.InvariantCulture));
            }

            if (float.IsFinite(single))
            {
                Assert.Equal(single, float.Parse(Literals.Of(single).TrimEnd('f'), CultureInfo.InvariantCulture));
            }
        }
    }

    [Theory]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("line\nend\u0001", "\"line\\nend\\u0001\"")]
    public void Strings(string value, string text) => Assert.Equal(text, Literals.Of(value));

    [Theory]
    [InlineData("class", "@class")]
    [InlineData("record", "@record")]
    [InlineData("Model", "Model")]
    public void Keywords_are_escaped(string name, string text) => Assert.Equal(text, Literals.Identifier(name));

    [Fact]
    public void Names_are_global() => Assert.Equal("global::A.@namespace.@class", Literals.GlobalName("A.namespace", "class"));

    [Fact]
    public void The_writer_indents_and_leaves_no_trailing_blanks()
    {
        var w = new SourceWriter();
        using (w.Block("class C  "))
        {
            w.Line("first\r\nsecond");
            w.Line();
            using (w.Block(close: "};"))
            {
                w.Line("   ");
            }
        }

        Assert.Equal("class C\n{\n    first\n    second\n\n    {\n\n    };\n}\n", w.ToString());
    }
}
