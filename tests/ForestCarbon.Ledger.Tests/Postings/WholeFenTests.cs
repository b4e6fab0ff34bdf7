using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ledger.Tests.Postings;

public sealed class WholeFenTests
{
    [Fact]
    public void Yuan_become_whole_fen_up_to_what_a_line_of_the_ledger_takes()
    {
        Assert.Null(WholeFen.Of(null, "成本", "cost"));
        Assert.Equal(120_050L, WholeFen.Of(1200.50m, "成本", "cost"));
        Assert.Equal(1_000_000_000_000_000L, WholeFen.Of(10_000_000_000_000m, "成本", "cost"));
        WholeFen.Require(1_000_000_000_000_000, "成本", "cost");
    }

    [Theory]
    [InlineData("-0.01", "须在 0 到")]
    [InlineData("10000000000000.01", "须在 0 到")]
    [InlineData("99999999999999999999999999", "须在 0 到")]
    [InlineData("1.005", "最多到分")]
    public void An_amount_that_is_none_is_refused_by_its_name_and_not_rounded(string yuan, string says)
    {
        var refused = Assert.Throws<RefusedException>(() => WholeFen.Of(decimal.Parse(yuan, System.Globalization.CultureInfo.InvariantCulture), "成本", "cost"));

        Assert.StartsWith($"成本{says}", refused.Chinese, StringComparison.Ordinal);
        Assert.StartsWith("The cost ", refused.English, StringComparison.Ordinal);
    }

    [Theory, InlineData(-1L), InlineData(1_000_000_000_000_001L)]
    public void What_is_given_in_fen_meets_the_same_limits(long fen) =>
        Assert.StartsWith("成本须在 0 到", Assert.Throws<RefusedException>(() => WholeFen.Require(fen, "成本", "cost")).Chinese, StringComparison.Ordinal);
}
