using ForestCarbon.Finance.Reconciliation;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Books;

/// <summary>What a book holds on a day is one figure wherever it stands.</summary>
public sealed class BookCashTests(SampleBooks books) : IClassFixture<SampleBooks>
{
    private async Task<long> AtTheBankAsync(string book, DateOnly on) =>
        (await new BankReconciliation(books.Db, new FileStore(Path.GetTempPath())).BalanceSheetAsync(book, on)).BookFen;

    private async Task<long> TodayAsync(string book)
    {
        var fen = (await books.Books.FindAsync(book))!.CashFen;
        Assert.Equal(await AtTheBankAsync(book, CountyClock.Today), fen);
        return fen;
    }

    // Such vouchers are made no more; those that were made before their days were held stand.
    [Fact]
    public async Task A_voucher_of_a_day_to_come_does_not_count_today()
    {
        var tomorrow = CountyClock.Today.AddDays(1);
        await books.PostedAsync("company", "opening", 40_00, on: CountyClock.Today);
        var (company, village) = (await TodayAsync("company"), await TodayAsync("village"));

        var fund = await books.FundReceivedAsync("明天拨付", 3_00);
        foreach (var table in new[] { "money_event", "money_event_outcome" })
            await books.AsOwnerAsync($"alter table finance.{table} disable trigger has_happened");
        var ahead = await books.PostedAsync("company", "grant-received", 7_00, on: tomorrow);
        await books.PostedAsync("county", "allocated", 3_00, fund: fund, other: "village", on: tomorrow);
        foreach (var table in new[] { "money_event", "money_event_outcome" })
            await books.AsOwnerAsync($"alter table finance.{table} enable trigger has_happened");

        Assert.Equal((company, village), (await TodayAsync("company"), await TodayAsync("village")));
        Assert.Equal((company + 7_00, village + 3_00), (await AtTheBankAsync("company", tomorrow), await AtTheBankAsync("village", tomorrow)));
        // It is taken back on its own day, and on no later one.
        await Assert.ThrowsAsync<RefusedException>(() => books.Events.ReverseAsync(Maker, ahead, tomorrow.AddDays(1), "日期录错"));
        await books.Events.PostAsync(Checker, await books.Events.ReverseAsync(Maker, ahead, tomorrow, "日期录错"));
        Assert.Equal(company, await AtTheBankAsync("company", tomorrow));
    }
}
