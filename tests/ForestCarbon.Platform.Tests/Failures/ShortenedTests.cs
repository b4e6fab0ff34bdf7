using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Platform.Tests.Failures;

public sealed class ShortenedTests
{
    [Theory]
    [InlineData(null, 4, "")]
    [InlineData("", 4, "")]
    [InlineData("杉木纯林", 4, "杉木纯林")]
    [InlineData("杉木混交林", 4, "杉木混交…")]
    [InlineData("山林𠮷田", 3, "山林…")]
    [InlineData("山𠮷林田", 3, "山𠮷…")]
    public void A_quoted_value_keeps_its_beginning_and_no_character_is_cut_in_two(string? given, int most, string quoted) => Assert.Equal(quoted, Shortened.Of(given, most));

    [Fact]
    public void Where_nothing_else_is_said_forty_characters_are_quoted() =>
        Assert.Equal((new string('山', 40), $"{new string('山', 40)}…"), (Shortened.Of(new string('山', 40)), Shortened.Of(new string('山', 41))));
}
