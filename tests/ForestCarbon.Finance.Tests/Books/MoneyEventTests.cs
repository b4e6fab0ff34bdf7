using ForestCarbon.Finance.Books;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Books;

/// <summary>Events are made by one and posted by another, by the templates of their book's accounting system.</summary>
public sealed class MoneyEventTests(SampleBooks books) : IClassFixture<SampleBooks>
{
    [Fact]
    public async Task A_cost_with_tax_is_posted_by_another_account_to_cost_and_tax()
    {
        var cost = await books.MakeAsync("company", "cost-owed", 10_600, tax: 600);
        Assert.Equal(LedgerRefusal.MakerIsChecker, (await Assert.ThrowsAsync<LedgerRefusedException>(() => books.Events.PostAsync(Maker, cost))).Refusal);

        await books.Events.PostAsync(Checker, cost);

        Assert.Equal([("2221", "2202", 600L), ("6401", "2202", 10_000L)],
            (await books.Events.LinesAsync(cost)).Where(l => l.Stage == "posted").Select(l => (l.Debit, l.Credit, l.AmountFen)).Order());
        Assert.Equal("posted", (await books.Events.FindAsync(cost))!.Outcome);
        await Assert.ThrowsAnyAsync<RefusedException>(() => books.Events.VoidAsync(Maker, cost));
    }

    [Fact]
    public async Task Every_template_posts_in_every_accounting_system_that_has_it()
    {
        var fund = await books.FundAsync("全部模板", 1_000_000, purpose: "interest-subsidy");
        // One of each system; other tests open more books.
        foreach (var book in (await books.Books.ListAsync()).Where(b => b.Code is "county" or "company" or "village"))
        {
            await books.PostedAsync(book.Code, "opening", 1_000_000);
            if (book.Code == "county")
                await books.PostedAsync(book.Code, "fund-received", 100_000, fund: fund); // what is paid out of a fund arrived first
            foreach (var template in await books.Events.TemplatesAsync(book.AccountingSystem))
            {
                if (Needs(template.Template) is { } before)
                    await books.PostedAsync(book.Code, before, 100);

                var id = await books.MakeAsync(book.Code, template.Template, 100, fund: book.Code == "county" && template.FundEffect is not "none" ? fund : null,
                    other: template.IsBetween ? book.Code == "county" ? "company" : "village" : null);
                await books.Events.PostAsync(Checker, id);

                Assert.Equal("posted", (await books.Events.FindAsync(id))!.Outcome);
            }
        }

        static string? Needs(string template) => template switch
        {
            "cost-paid" => "cost-owed", _ => null,
        };
    }

    [Fact]
    public async Task Money_between_entities_moves_in_both_books_at_once()
    {
        var fund = await books.FundAsync("往来", 50_000);
        await books.PostedAsync("county", "fund-received", 50_000, fund: fund);
        var before = await books.BalanceAsync("village", "102");

        await books.PostedAsync("county", "allocated", 20_000, fund: fund, other: "village");

        Assert.Equal(before + 20_000, await books.BalanceAsync("village", "102"));
        Assert.Equal(30_000, (await books.Funds.FindAsync(fund))!.LeftFen);
        await Assert.ThrowsAsync<RefusedException>(() => books.MakeAsync("county", "allocated", 1, fund: fund));
    }

    [Fact]
    public async Task A_grant_is_expense_where_it_is_given_and_income_where_it_arrives()
    {
        await books.Books.OpenAsync(Maker, new("farm", "某国有林场", "林场", "政府会计", "state-farm", null, new(2026, 1, 1)));
        var fund = await books.FundReceivedAsync("补助", 90_000);
        foreach (var (other, cash, claim, income) in new[] { ("village", "102", "11201", "411"), ("company", "1002", "122101", "6117"), ("farm", "1002", "121801", "4001") })
        {
            var claims = (await books.BalanceAsync("county", "121801"), await books.BalanceAsync(other, claim));

            var grant = await books.PostedAsync("county", "grant-allocated", 30_000, fund: fund, other: other);

            Assert.Equal([("county", "121801", "1011"), ("county", "5001", "121801"), (other, cash, claim), (other, claim, income)],
                (await books.Events.LinesAsync(grant)).Where(l => l.Stage == "posted").Select(l => (l.Book, l.Debit, l.Credit)).OrderBy(l => l.Book != "county").ThenBy(l => l.Debit == "5001" || l.Credit == income));
            Assert.Equal(claims, (await books.BalanceAsync("county", "121801"), await books.BalanceAsync(other, claim)));
        }
        Assert.Equal(0, (await books.Funds.FindAsync(fund))!.LeftFen);
        await Assert.ThrowsAsync<RefusedException>(() => books.MakeAsync("county", "grant-allocated", 1, fund: fund));
        Assert.Empty(await new BookVerification(books.Db).RunAsync());
        // Whoever may be named as receiver has a template, for money to be settled too.
        await books.PostedAsync("county", "allocated", 100, fund: await books.FundReceivedAsync("往来林场", 100), other: "farm");
    }

    [Fact]
    public async Task A_key_is_made_once_and_a_voided_event_moves_nothing()
    {
        var draft = new NewEvent("同一把钥匙", "company", "opening", Day, "期初", 700);
        var id = await books.Events.MakeAsync(Maker, draft);
        Assert.Equal(id, await books.Events.MakeAsync(Maker, draft));
        var before = await books.BalanceAsync("company", "1002");

        await books.Events.VoidAsync(Maker, id);

        Assert.Equal(before, await books.BalanceAsync("company", "1002"));
        Assert.Equal([("pending", 700L), ("voided", 700L)], (await books.Events.LinesAsync(id)).Select(l => (l.Stage, l.AmountFen)));
        await Assert.ThrowsAnyAsync<RefusedException>(() => books.Events.PostAsync(Checker, id));
    }

    [Fact]
    public async Task Vouchers_are_numbered_without_gap_under_many_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => books.MakeAsync("village", "grant-received", 1, on: new(2025, 1, 6))));

        Assert.Equal(20, await books.ScalarAsync<int>("select max(voucher_no) from finance.money_event where voucher_year = 2025"));
    }

    [Fact]
    public async Task What_is_made_is_not_changed_by_anybody()
    {
        var id = await books.MakeAsync("company", "opening", 5);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => books.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "改", write =>
            write.ExecuteAsync("update finance.money_event set amount_fen = 6 where event_id = @id", new { id })));
    }
}
