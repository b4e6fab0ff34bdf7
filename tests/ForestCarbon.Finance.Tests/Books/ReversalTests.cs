using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Contracts;
using ForestCarbon.Finance.Green;
using ForestCarbon.Finance.Reconciliation;
using ForestCarbon.Finance.Tests.Contracts;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Books;

/// <summary>A posted voucher is taken back by one that cites it, made by one account and posted by another; what hung on it is as if it had not been.</summary>
public sealed class ReversalTests(SampleSales books) : IClassFixture<SampleSales>
{
    private async Task<long> TakenBackAsync(long voucher, DateOnly? on = null)
    {
        var reversal = await books.Events.ReverseAsync(Maker, voucher, on ?? Day, "误记");
        await books.Events.PostAsync(Checker, reversal);
        return reversal;
    }

    private async Task<string> RefusedAsync(long voucher, DateOnly? on = null) =>
        (await Assert.ThrowsAsync<RefusedException>(() => books.Events.ReverseAsync(Maker, voucher, on ?? Day, "误记"))).Message;

    [Fact]
    public async Task A_payment_taken_back_stands_the_other_way_and_its_fund_has_the_money_again()
    {
        var fund = await books.FundAsync("冲销", 1_000, purpose: "interest-subsidy");
        await books.PostedAsync("county", "fund-received", 1_000, fund: fund);
        var (cash, expense) = (await books.BalanceAsync("county", "1011"), await books.BalanceAsync("county", "5001"));
        var paid = await books.PostedAsync("county", "interest-subsidy", 400, fund: fund);

        var reversal = await books.Events.ReverseAsync(Maker, paid, Day, "付错了");

        Assert.Equal(600, (await books.Funds.FindAsync(fund))!.LeftFen);
        Assert.Equal(LedgerRefusal.MakerIsChecker, (await Assert.ThrowsAsync<LedgerRefusedException>(() => books.Events.PostAsync(Maker, reversal))).Refusal);
        Assert.False((await books.Events.FindAsync(paid))!.IsReversed);

        await books.Events.PostAsync(Checker, reversal);

        Assert.Equal(1_000, (await books.Funds.FindAsync(fund))!.LeftFen);
        Assert.Equal((cash, expense), (await books.BalanceAsync("county", "1011"), await books.BalanceAsync("county", "5001")));
        Assert.Equal([("1011", "5001", 400L)], (await books.Events.LinesAsync(reversal)).Where(l => l.Stage == "posted").Select(l => (l.Debit, l.Credit, l.AmountFen)));
        var (taken, by) = ((await books.Events.FindAsync(paid))!, (await books.Events.FindAsync(reversal))!);
        Assert.Equal((true, reversal, paid, "冲销 " + taken.Voucher + "：付错了"), (taken.IsReversed, taken.ReversedBy!.Value, by.Reverses!.Value, by.Summary));
        await books.PostedAsync("county", "interest-subsidy", 1_000, fund: fund);
    }

    [Fact]
    public async Task A_voucher_is_taken_back_once_and_a_voided_attempt_frees_it_again()
    {
        var cost = await books.PostedAsync("company", "opening", 700);
        var first = await books.Events.ReverseAsync(Maker, cost, Day, "误记");
        Assert.Contains("已有冲销凭证", await RefusedAsync(cost), StringComparison.Ordinal);
        await books.Events.VoidAsync(Maker, first);

        var second = await TakenBackAsync(cost);

        Assert.Contains("已有冲销凭证", await RefusedAsync(cost), StringComparison.Ordinal);
        Assert.Contains("不能再冲销", await RefusedAsync(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_taken_back_says_why_in_both_languages()
    {
        var waits = await books.MakeAsync("company", "opening", 5);
        var sale = (await books.Sales.FindAsync(await books.TakenAsync(10, 70_00)))!;
        var late = await books.PostedAsync("company", "opening", 6, on: Day.AddDays(3));

        Assert.Contains("请作废", await RefusedAsync(waits), StringComparison.Ordinal);
        Assert.Contains("成交页", await RefusedAsync(sale.EventId), StringComparison.Ordinal);
        Assert.Contains("不能早于", await RefusedAsync(late), StringComparison.Ordinal);
        Assert.StartsWith("A sale follows its act", (await books.Events.ReversalObstacleAsync(sale.EventId))!.English, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => books.Events.ReverseAsync(Maker, late, Day.AddDays(3), " "));
    }

    [Fact]
    public async Task A_receipt_taken_back_is_owed_again_by_the_buyer_and_may_come_again()
    {
        var sale = await books.TakenAsync(20, 50_00);
        var receipt = await books.ReceivedAsync(sale, 1_000_00, Day.AddDays(2));
        Assert.DoesNotContain(await books.Sales.AgeingAsync("company", Day.AddDays(40)), a => a.SaleId == sale);

        await TakenBackAsync(receipt, Day.AddDays(5));

        Assert.Equal((0, 1_000_00), ((await books.Sales.FindAsync(sale))!.ReceivedFen, (await books.Sales.FindAsync(sale))!.LeftFen));
        Assert.Equal(1_000_00, (await books.Sales.AgeingAsync("company", Day.AddDays(40))).Single(a => a.SaleId == sale).LeftFen);
        Assert.DoesNotContain(await books.Sales.AgeingAsync("company", Day.AddDays(4)), a => a.SaleId == sale);
        await books.ReceivedAsync(sale, 1_000_00, Day.AddDays(6));
    }

    [Fact]
    public async Task What_came_in_between_is_judged_again_when_the_one_that_takes_back_is_posted()
    {
        await books.PostedAsync("company", "loan-received", 5_000_00); // of other loans: the account itself has enough
        var loans = new Loans(books.Db, books.Files);
        var loan = await loans.EnterAsync(Maker, new NewLoan("company", "冲-借", "sink-revenue", "某银行", 1_000_00, new(2026, 1, 5), new(2027, 1, 5), 4.5m));
        Task<long> MovedAsync(string template) => loans.MoveAsync(Maker, $"冲-{template}", "loan", loan, "company", template, Day, 1_000_00);
        var received = await MovedAsync("loan-received");
        await books.Events.PostAsync(Checker, received);
        var reversal = await books.Events.ReverseAsync(Maker, received, Day, "误记");
        var repaid = await MovedAsync("loan-repaid");

        Assert.Contains("已有归还", (await Assert.ThrowsAsync<RefusedException>(() => books.Events.PostAsync(Checker, reversal))).Message, StringComparison.Ordinal);

        await books.Events.VoidAsync(Checker, repaid);
        await books.Events.PostAsync(Checker, reversal);
    }

    [Fact]
    public async Task A_received_invoice_is_taken_back_before_its_red_one_and_not_while_it_is_paid()
    {
        var invoice = await books.Invoices.EnterAsync(Maker, new NewInvoice("company", "received", "冲-1", Day, "承包单位", "劳务", 10_000, 600, "taxed", 0.06m));
        var owed = (await books.Invoices.FindAsync(invoice))!.EventId!.Value;
        await books.Events.PostAsync(Checker, owed);
        await books.PostedAsync("company", "opening", 50_000);
        var paid = await books.Invoices.PayAsync(Maker, invoice, "冲-付", Day, 10_600);
        await books.Events.PostAsync(Checker, paid);
        Assert.Contains("已有付款", await RefusedAsync(owed), StringComparison.Ordinal);
        Assert.Empty(await books.Invoices.AgeingAsync("company", Day.AddDays(3)));

        await TakenBackAsync(paid, Day.AddDays(1));
        var aged = Assert.Single(await books.Invoices.AgeingAsync("company", Day.AddDays(3)));
        Assert.Equal((10_600L, 3, 10_600L), (aged.LeftFen, aged.Days, await books.Invoices.PayableFenAsync("company", Day.AddDays(3))));
        Assert.Empty(await books.Invoices.AgeingAsync("company", Day));
        await TakenBackAsync(owed, Day.AddDays(1));

        Assert.Equal(("voided", 0), ((await books.Invoices.FindAsync(invoice))!.Outcome, (await books.Invoices.FindAsync(invoice))!.PaidFen));
        await books.Invoices.RedAsync(Maker, invoice, "冲-红-1", Day, "开错");
    }

    [Fact]
    public async Task Nothing_is_paid_or_received_against_what_is_being_taken_back()
    {
        await books.PostedAsync("company", "opening", 500_00);
        var invoice = await books.Invoices.EnterAsync(Maker, new NewInvoice("company", "received", "冲-2", Day, "承包单位", "劳务", 100_00, 6_00, "taxed", 0.06m));
        var owed = (await books.Invoices.FindAsync(invoice))!.EventId!.Value;
        await books.Events.PostAsync(Checker, owed);
        var sale = await books.TakenAsync(30, 50_00);
        await books.ActTakenBackAsync(sale);

        var reversal = await books.Events.ReverseAsync(Maker, owed, Day, "误记");
        var back = await books.Sales.ReverseAsync(Maker, sale, Day.AddDays(1));
        await RefusedPaymentsAsync();
        await books.Events.PostAsync(Checker, reversal);
        await books.Events.PostAsync(Checker, back);
        await RefusedPaymentsAsync();

        Assert.Equal((0L, true), ((await books.Sales.FindAsync(sale))!.ReceivedFen, (await books.Sales.FindAsync(sale))!.IsReversed));
        Assert.Equal((0L, "voided"), ((await books.Invoices.FindAsync(invoice))!.PaidFen, (await books.Invoices.FindAsync(invoice))!.Outcome));
        await books.MovedAsync("sale", "frozen-trade", null, 30, Day.AddDays(1), "外", 50_00); // what came back that day is in no other test's way

        async Task RefusedPaymentsAsync()
        {
            var key = Guid.NewGuid().ToString("N");
            await Assert.ThrowsAsync<RefusedException>(() => books.Invoices.PayAsync(Maker, invoice, key, Day, 1_00));
            Assert.Contains("冲销", (await Assert.ThrowsAsync<RefusedException>(() => books.Sales.ReceiveAsync(Maker, sale, key, Day.AddDays(1), 1_00))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Money_between_entities_goes_back_in_both_books()
    {
        var fund = await books.FundAsync("冲往来", 3_000);
        await books.PostedAsync("county", "fund-received", 3_000, fund: fund);
        var before = await books.BalanceAsync("village", "102");
        var allocated = await books.PostedAsync("county", "allocated", 3_000, fund: fund, other: "village");

        await TakenBackAsync(allocated);

        Assert.Equal(before, await books.BalanceAsync("village", "102"));
        Assert.Equal(3_000, (await books.Funds.FindAsync(fund))!.LeftFen);
    }

    [Fact]
    public async Task What_was_taken_back_counts_as_neither_received_nor_paid_and_is_not_looked_for_at_the_bank()
    {
        var desk = new BookDesk(books.Db);
        await books.PostedAsync("village", "mandate-received", 900_00, on: new(2024, 5, 6));
        var wrong = await books.PostedAsync("village", "other-cost", 250_00, on: new(2024, 5, 7));
        Assert.Equal((900_00, 250_00), await MovedAsync());

        var reversal = await TakenBackAsync(wrong, new(2024, 6, 3));

        Assert.Equal((900_00, 0), await MovedAsync());
        Assert.Equal([(2024, 2, 900_00L, 0L)], (await desk.QuartersAsync("village", 2024, 2024)).Select(q => (q.Year, q.Quarter, q.ReceivedFen, q.PaidFen)));
        var bank = new BankReconciliation(books.Db, books.Files);
        Assert.DoesNotContain(await bank.FreeAsync("village"), v => v.EventId == wrong || v.EventId == reversal);
        Assert.Equal(2, (await bank.FreeAsync("village", undone: true)).Count(v => v.EventId == wrong || v.EventId == reversal));

        async Task<(long, long)> MovedAsync() => await desk.FiguresAsync("village", 2024) is var f ? (f.ReceivedFen, f.PaidFen) : default;
    }

    [Fact]
    public async Task Running_totals_are_what_the_vouchers_add_up_to_and_another_figure_is_found()
    {
        await TakenBackAsync(await books.PostedAsync("company", "opening", 31));
        await books.MakeAsync("company", "opening", 32);
        Assert.Empty(await new BookVerification(books.Db).RunAsync());

        await books.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "改汇总", write => write.ExecuteAsync("update finance.cash_month set received_fen = received_fen + 1 where template = 'opening'"));

        Assert.Contains(await new BookVerification(books.Db).RunAsync(), f => f.Sentence.Contains("收支汇总", StringComparison.Ordinal));
        await books.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "改回", write => write.ExecuteAsync("update finance.cash_month set received_fen = received_fen - 1 where template = 'opening'"));
        Assert.Empty(await new BookVerification(books.Db).RunAsync());
    }

    [Fact]
    public async Task A_year_is_transferred_again_where_the_transfer_was_voided_or_something_came_after_it()
    {
        var closing = new Closing(books.Db);
        await books.PostedAsync("village", "mandate-received", 4_000, on: new(2023, 5, 1));
        await books.Events.VoidAsync(Maker, await closing.TransferYearAsync(Maker, "village", 2023));
        await books.Events.PostAsync(Checker, await closing.TransferYearAsync(Maker, "village", 2023));
        await books.PostedAsync("village", "mandate-received", 60, on: new(2023, 12, 30));

        await books.Events.PostAsync(Checker, await closing.TransferYearAsync(Maker, "village", 2023));

        Assert.Empty(await closing.ObstaclesAsync("village", new(2023, 12, 31)));
    }

    [Fact]
    public async Task A_page_of_vouchers_begins_where_the_one_before_ended_and_finds_by_words()
    {
        foreach (var day in Enumerable.Range(1, 7))
            await books.PostedAsync("village", "mandate-received", day, on: new(2022, 3, (day + 1) / 2));
        Task<IReadOnlyList<EventRow>> PageAsync(long? before = null, string? outcome = null, string? words = null) =>
            books.Events.ListAsync("village", new(2022, 1, 1), new(2022, 12, 31), outcome, limit: 3, words: words, before: before);

        var first = await PageAsync();
        var second = await PageAsync(first[^1].EventId);
        var third = await PageAsync(second[^1].EventId);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], first.Concat(second).Concat(third).Select(e => e.AmountFen));
        Assert.Empty(await PageAsync(third[^1].EventId));
        Assert.Empty(await PageAsync(outcome: "pending"));
        Assert.Equal([first[0].EventId], (await PageAsync(words: first[0].Voucher)).Select(e => e.EventId));
    }

    [Fact]
    public async Task A_period_has_what_was_held_before_what_moved_and_what_is_held_after()
    {
        await books.PostedAsync("village", "opening", 500, on: new(2021, 1, 5));
        await books.PostedAsync("village", "other-cost", 120, on: new(2021, 2, 5));

        var rows = await books.Books.PeriodBalanceAsync("village", new(2021, 2, 1), new(2021, 2, 28));

        Assert.Equal([("102", 500L, 0L, 120L, 380L), ("301", -500L, 0L, 0L, -500L), ("511", 0L, 120L, 0L, 120L)], rows.Select(r => (r.Code, r.OpeningFen, r.DebitsFen, r.CreditsFen, r.ClosingFen)));
        await Assert.ThrowsAsync<RefusedException>(() => books.Books.PeriodBalanceAsync("village", new(2021, 3, 1), new(2021, 2, 1)));
    }
}
