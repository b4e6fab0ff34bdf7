using ForestCarbon.Finance.Reconciliation;
using ForestCarbon.Platform.Database;
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

    [Fact]
    public async Task A_voucher_of_a_day_to_come_does_not_count_today()
    {
        var tomorrow = CountyClock.Today.AddDays(1);
        await books.PostedAsync("company", "opening", 40_00, on: CountyClock.Today);
        var (company, village) = (await TodayAsync("company"), await TodayAsync("village"));

        await books.PostedAsync("company", "opening", 7_00, on: tomorrow);
        await books.PostedAsync("county", "allocated", 3_00, fund: await books.FundReceivedAsync("明天拨付", 3_00), other: "village", on: tomorrow);

        Assert.Equal((company, village), (await TodayAsync("company"), await TodayAsync("village")));
        Assert.Equal((company + 7_00, village + 3_00), (await AtTheBankAsync("company", tomorrow), await AtTheBankAsync("village", tomorrow)));
    }
}
