using ForestCarbon.Inventory.Imports.Reading;

namespace ForestCarbon.Inventory.Tests.Imports;

public sealed class TextEncodingsTests
{
    [Theory]
    [InlineData("GB18030", "简体国语", "GB18030")]
    [InlineData("GB18030", "马尾松杉木毛竹江永县", "GB18030")]
    [InlineData("big5", "繁體國語", "BIG5")]
    [InlineData("utf-8", "江永县", "UTF-8")]
    public void Bytes_without_any_note_are_recognised(string written, string text, string expected)
    {
        var bytes = TextEncodings.Named(written)!.GetBytes(text);

        var (encoding, said) = TextEncodings.Choose(null, null, 0, [bytes]);

        Assert.Equal(expected, said.Name);
        Assert.Equal(text, encoding.GetString(bytes));
    }

    [Fact]
    public void A_value_cut_inside_a_character_is_no_contradiction()
    {
        var bytes = TextEncodings.Named("GBK")!.GetBytes("国家特别规定灌木林地")[..9];

        Assert.Equal("GB18030", TextEncodings.Choose(null, null, 0x4D, [bytes]).Said.Name);
    }

    [Fact]
    public void A_cpg_that_the_bytes_contradict_is_not_believed_and_that_is_said()
    {
        var (_, said) = TextEncodings.Choose(null, "UTF-8", 0, [TextEncodings.Named("GBK")!.GetBytes("江永县林业局")]);

        Assert.Equal("GB18030", said.Name);
        Assert.Contains("字节不符", said.Reason.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Latin_text_is_not_taken_for_Chinese() =>
        Assert.Equal("WINDOWS-1252", TextEncodings.Choose(null, null, 0x57, [[0x51, 0x75, 0xE9, 0x62, 0x65, 0x63]]).Said.Name);

    [Theory]
    [InlineData("GBK", "UTF-8", 3, "UTF-8", "GB18030")]
    [InlineData("UTF-8", "GBK", 3, "GB18030", "UTF-8")]
    public void A_line_of_another_encoding_is_found_with_its_number(string most, string one, int line, string encoding, string ofMost)
    {
        byte[] Line(string name, string text) => TextEncodings.Named(name)!.GetBytes(text);

        Assert.Equal((line, encoding, ofMost), TextEncodings.Mixed([Line(most, "小班号,地类"), Line(most, "12,乔木林地"), Line(one, "13,灌木林地"), Line(most, "14,宜林荒山")]));
        Assert.Null(TextEncodings.Mixed([Line(most, "小班号,地类"), Line(most, "12,乔木林地"), Line(most, "13,abc")]));
    }

    [Fact]
    public void What_a_person_says_goes_before_all() =>
        Assert.Equal("BIG5", TextEncodings.Choose("Big5", "UTF-8", 0x4D, []).Said.Name);
}
