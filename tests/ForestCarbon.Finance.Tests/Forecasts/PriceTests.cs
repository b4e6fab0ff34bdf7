using ForestCarbon.Finance.Demonstration;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Finance.Tests.Contracts;
using ForestCarbon.Platform.Failures;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Forecasts;

/// <summary>A price that was entered wrongly is put right by a later one, and stays readable; the demonstration's market is the one its sales were made on.</summary>
public sealed class PriceTests(SampleSales sample) : IClassFixture<SampleSales>
{
    private PriceBook Book => new(sample.Db);

    private string FileOf(string rows) => sample.FileOf($"日期,价格（元/吨）,成交量（吨）\n{rows}");

    [Fact]
    public async Task A_wrong_price_is_put_right_on_the_page_or_by_another_file_and_what_stood_before_stays()
    {
        await Book.ImportAsync(Maker, "CEA", "一号文件", FileOf("2026-03-02,80.00,10\n2026-03-03,801.00,10\n"), "prices.csv");
        Assert.Contains("写明更正理由", (await Assert.ThrowsAsync<RefusedException>(() => Book.ImportAsync(Maker, "CEA", "二号文件", FileOf("2026-03-03,80.10,10\n"), "prices.csv"))).Message, StringComparison.Ordinal);

        Assert.Equal((1, 1, 1), await Book.ImportAsync(Maker, "CEA", "二号文件", FileOf("2026-03-02,80.00,10\n2026-03-03,80.10,10\n2026-03-04,80.20,10\n"), "prices.csv", reason: "小数点错位"));
        await Book.CorrectAsync(Maker, "CEA", new(new(2026, 3, 3), 80.11m, 12), "交易所公告", "再次核对");

        Assert.Equal([80.00m, 80.11m, 80.20m], (await Book.DaysAsync("CEA")).Select(d => d.Price));
        Assert.Equal([(801_00L, 80_10L, "小数点错位"), (80_10L, 80_11L, "再次核对")], (await Book.CorrectionsAsync("CEA")).Reverse().Select(c => (c.BeforeFen, c.PriceFen, c.Reason)));
        // The first file again: it says what no longer stands.
        await Assert.ThrowsAsync<RefusedException>(() => Book.ImportAsync(Maker, "CEA", "一号文件", FileOf("2026-03-03,801.00,10\n"), "prices.csv"));
        foreach (var (day, source, reason, sentence) in new[]
                 {
                     (new TradingDay(new(2026, 3, 5), 80, 1), "公告", "错", "没有价格可更正"), (new(new(2026, 3, 3), 80.11m, 12), "公告", "错", "现在就是"), (new(new(2026, 3, 3), 80, 1), " ", "错", "来源和理由"),
                     (new(new(2026, 3, 3), 80, 1), "公告", "", "来源和理由"), (new(new(2026, 3, 3), 80.001m, 1), "公告", "错", "最多到分"),
                 })
            Assert.Contains(sentence, (await Assert.ThrowsAsync<RefusedException>(() => Book.CorrectAsync(Maker, "CEA", day, source, reason))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => sample.AsOwnerAsync("begin; set local forestcarbon.actor = 'x'; delete from finance.price_correction; commit"));
    }

    [Fact]
    public void Sales_of_the_demonstration_were_made_at_the_prices_of_its_market()
    {
        var days = DemonstrationPrices.Of("CCER").ToDictionary(d => d.Date, d => d.Price);

        foreach (var (month, day, price) in new[] { (2, 11, 71.55m), (5, 19, 74.20m), (8, 25, 78.80m), (9, 18, 71.55m), (11, 12, 71.10m) })
            Assert.InRange(days[new(2026, month, day)] / price, 0.9m, 1.1m);
        Assert.Contains(PriceFlags.Of([.. DemonstrationPrices.Of("CCER")], 5, 0.10m), f => f.Kind == "gap");
    }
}
