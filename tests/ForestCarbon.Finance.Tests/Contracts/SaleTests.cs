using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Contracts;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using Npgsql;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Contracts;

/// <summary>A sale is its act: tonnes, price and fee come from the subsidiary book; money is laid against it and aged.</summary>
public sealed class SaleTests(SampleSales sample) : IClassFixture<SampleSales>
{
    [Fact]
    public async Task A_sale_takes_its_figures_from_the_act_and_posts_revenue_and_tax()
    {
        var act = await sample.SoldAsync(100, 71_55, feeFen: 35_77);
        Assert.Contains(await sample.Sales.OpenActsAsync("company"), a => a.ActId == act && a.Serials.Length > 0);

        var id = await sample.Sales.TakeAsync(Maker, new(act, SampleSales.Taxed));

        var sale = (await sample.Sales.FindAsync(id))!;
        Assert.Equal((100, 71_55, 7_155_00L, "外公司", $"凭据-{act}"), (sale.Tonnes, sale.PriceFen, sale.AmountFen, sale.Buyer, sale.TradeNumber));
        Assert.Equal(7_155_00 - 6_750_00, sale.TaxFen); // 7155 / 1.06 = 6750.00
        await sample.Events.PostAsync(Checker, sale.EventId);
        Assert.Equal([("2221", 405_00L), ("600101", 6_750_00L)], (await sample.Events.LinesAsync(sale.EventId)).Where(l => l.Stage == "posted").Select(l => (l.Credit, l.AmountFen)).Order());
        Assert.DoesNotContain(await sample.Sales.OpenActsAsync("company"), a => a.ActId == act);
        Assert.Contains("已经登记过", (await Assert.ThrowsAsync<RefusedException>(() => sample.Sales.TakeAsync(Maker, new(act, SampleSales.Taxed)))).Message, StringComparison.Ordinal);

        await sample.ReceivedAsync(id, 1_000_00, Day); // what the fee is paid from
        var fee = await sample.Sales.PayFeeAsync(Maker, id, Day);
        Assert.Equal(35_77, (await sample.Events.FindAsync(fee))!.AmountFen);
        Assert.Equal(fee, await sample.Sales.PayFeeAsync(Maker, id, Day)); // once
    }

    [Fact]
    public async Task Other_figures_than_the_act_s_are_refused_with_both()
    {
        var act = await sample.SoldAsync(50, 80_00);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => sample.Sales.TakeAsync(Maker, new(act, SampleSales.Taxed, Tonnes: 51)));
        Assert.Contains("51", refused.Message, StringComparison.Ordinal);
        Assert.Contains("50 吨", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => sample.Sales.TakeAsync(Maker, new(act, SampleSales.Taxed, PriceFen: 79_99)));
        // Past the sales, by an event of one's own.
        Assert.Contains("50 吨 × 80.00 元", (await Assert.ThrowsAsync<RefusedException>(() => sample.Events.MakeAsync(Maker, new NewEvent(
            "自填", "company", "sale-agreed", Day, "自填", 4_000_01, SubjectKind: "act", SubjectId: $"{act}")))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => sample.Events.MakeAsync(Maker, new NewEvent("无办理单", "company", "sale-agreed", Day, "无", 4_000_00)));
    }

    [Fact]
    public async Task A_sale_of_another_entity_s_tonnes_does_not_stand_in_the_book()
    {
        var act = await sample.SoldAsync(10, 70_00, holder: "乙");
        Assert.Contains("没有对应的账簿", (await Assert.ThrowsAsync<RefusedException>(() => sample.Sales.TakeAsync(Maker, new(act, SampleSales.Taxed)))).Message, StringComparison.Ordinal);
        Assert.Contains("乙公司", (await Assert.ThrowsAsync<RefusedException>(() => sample.Events.MakeAsync(Maker, new NewEvent(
            "别人的", "company", "sale-agreed", Day, "别人的", 700_00, SubjectKind: "act", SubjectId: $"{act}")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_rate_is_assumed()
    {
        var act = await sample.SoldAsync(10, 70_00);
        await Assert.ThrowsAsync<RefusedException>(() => sample.Sales.TakeAsync(Maker, new(act, new("taxed", null, "示例"))));
        await Assert.ThrowsAsync<RefusedException>(() => sample.Sales.TakeAsync(Maker, new(act, new("taxed", 0.06m, ""))));
        Assert.Null((await sample.Sales.TaxRatesAsync()).First(r => r.Supply == "sink-sale").Treatment);
        await sample.Sales.EnterTaxRateAsync(Maker, "sink-sale", new(2026, 7, 1), SampleSales.Taxed, "M");
        Assert.Equal([(null, new DateOnly(2026, 6, 30)), (0.06m, null)], (await sample.Sales.TaxRatesAsync()).Select(r => (r.Rate, r.UntilOn)));
    }

    [Fact]
    public async Task Receipts_are_laid_against_a_sale_and_never_above_it()
    {
        var sale = await sample.TakenAsync(100, 70_00);
        await sample.ReceivedAsync(sale, 5_000_00, Day);
        Assert.Equal(2_000_00, (await sample.Sales.FindAsync(sale))!.LeftFen);
        Assert.Contains("7,000.00", (await Assert.ThrowsAsync<RefusedException>(() => sample.ReceivedAsync(sale, 2_000_01, Day))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => sample.Sales.ReceiveAsync(Maker, sale, "早", Day.AddDays(-1), 1));
        // A voided receipt gives its place free.
        await sample.Events.VoidAsync(Maker, await sample.Sales.ReceiveAsync(Maker, sale, "作废的", Day, 2_000_00));
        await sample.ReceivedAsync(sale, 2_000_00, Day);
        Assert.Equal(0, (await sample.Sales.FindAsync(sale))!.LeftFen);
    }

    [Fact]
    public async Task An_advance_is_laid_against_a_sale_once_it_came_in()
    {
        await sample.PostedAsync("company", "advance-received", 300_00);
        var sale = await sample.TakenAsync(10, 70_00);
        await sample.Events.PostAsync(Checker, await sample.Sales.ReceiveAsync(Maker, sale, "抵", Day, 300_00, isAdvance: true));
        Assert.Equal(400_00, (await sample.Sales.FindAsync(sale))!.LeftFen);
    }

    [Fact]
    public async Task What_is_due_is_aged_from_its_term_and_equals_the_account()
    {
        await using var fresh = new SampleSales();
        await fresh.InitializeAsync();
        var contract = await fresh.Contracts.EnterAsync(Maker, new("company", "框-1", "sale", "框架", "外公司", new(2026, 1, 1), DueDays: 30, Tonnes: 1_000));
        var (early, late, open) = (await fresh.TakenAsync(100, 70_00, new(2026, 3, 1), contract), await fresh.TakenAsync(10, 80_00, new(2026, 9, 20), contract), await fresh.TakenAsync(5, 90_00, new(2026, 10, 1)));
        await fresh.ReceivedAsync(early, 1_000_00, new(2026, 4, 1));
        await fresh.ReceivedAsync(early, 500_00, new(2026, 11, 1));

        var rows = await fresh.Sales.AgeingAsync("company", new(2026, 10, 15));

        // The receipt of November does not count on 15 October; the term of 30 days does.
        Assert.Equal([(early, 6_000_00L, 198, (short)5), (open, 450_00, 14, 2), (late, 800_00, -5, 1)], rows.Select(r => (r.SaleId, r.LeftFen, r.Days, r.Bucket)));
        Assert.Equal(rows.Sum(r => r.LeftFen), await fresh.Sales.ReceivableFenAsync("company", new(2026, 10, 15)));
        Assert.Equal(5_500_00 + 450_00 + 800_00, await fresh.Sales.ReceivableFenAsync("company", new(2026, 12, 31)));
    }

    [Fact]
    public async Task A_contract_holds_its_sales_to_tonnes_price_and_term()
    {
        var forward = await sample.Contracts.EnterAsync(Maker, new("company", "远-1", "forward", "远期", "外公司", new(2026, 10, 1), new(2026, 12, 31), Tonnes: 100, PriceFen: 76_00));
        await Assert.ThrowsAsync<RefusedException>(() => sample.TakenAsync(10, 75_00, contract: forward));
        await Assert.ThrowsAsync<RefusedException>(() => sample.TakenAsync(10, 76_00, new(2026, 9, 30), forward));
        await Assert.ThrowsAsync<RefusedException>(() => sample.TakenAsync(101, 76_00, contract: forward));
        await sample.TakenAsync(60, 76_00, contract: forward);
        await Assert.ThrowsAsync<RefusedException>(() => sample.TakenAsync(41, 76_00, contract: forward));

        Assert.Equal((60, 4_560_00L), ((await sample.Contracts.FindAsync(forward))!.SoldT, (await sample.Contracts.FindAsync(forward))!.SoldFen));
        await Assert.ThrowsAsync<RefusedException>(() => sample.Contracts.EnterAsync(Maker, new("company", "远-2", "forward", "远期", "外公司", new(2026, 10, 1))));
        await Assert.ThrowsAsync<PostgresException>(() => sample.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "改合同", write => write.ExecuteAsync("update finance.contract set tonnes = 1000 where contract_id = @forward", new { forward })));
    }

    [Fact]
    public async Task Milestones_stay_within_the_contract_and_are_reached_once()
    {
        var contract = await sample.Contracts.EnterAsync(Maker, new("company", "开-1", "development", "核查", "某机构", new(2026, 2, 1), AmountFen: 1_000_00));
        await sample.Contracts.AddDocumentAsync(Maker, contract, "contract", "正本", new(2026, 2, 1), sample.FileOf("合同"), "合同.txt");
        await Assert.ThrowsAsync<RefusedException>(() => sample.Contracts.AddDocumentAsync(Maker, contract, "annex", "又一次", new(2026, 2, 1), sample.FileOf("合同"), "合同.txt"));
        var first = await sample.Contracts.AddMilestoneAsync(Maker, contract, new("首付", new(2026, 3, 1), 600_00));
        await Assert.ThrowsAsync<RefusedException>(() => sample.Contracts.AddMilestoneAsync(Maker, contract, new("尾款", new(2026, 6, 1), 400_01)));
        await sample.Contracts.ReachAsync(Maker, first, new(2026, 3, 2), "回单");
        await Assert.ThrowsAsync<RefusedException>(() => sample.Contracts.ReachAsync(Maker, first, new(2026, 3, 3), "又一次"));
        Assert.Equal((1, 1, 1), (await sample.Contracts.FindAsync(contract)) is { } c ? (c.Milestones, c.Done, c.Documents) : default);
    }

    [Fact]
    public async Task An_issued_invoice_stays_within_its_sale_and_a_received_one_is_owed_and_paid_against()
    {
        var sale = await sample.TakenAsync(100, 71_55);
        await sample.Invoices.EnterAsync(Maker, new("company", "issued", "票-1", Day, "外公司", "碳汇", 3_000_00, 180_00, "taxed", 0.06m, SaleId: sale));
        await Assert.ThrowsAsync<RefusedException>(() => sample.Invoices.EnterAsync(Maker, new("company", "issued", "票-2", Day, "外公司", "碳汇", 4_000_00, 240_00, "taxed", 0.06m, SaleId: sale)));
        await Assert.ThrowsAsync<RefusedException>(() => sample.Invoices.EnterAsync(Maker, new("company", "issued", "票-3", Day, "外公司", "碳汇", 100_00, 0, "exempt", null, SaleId: sale)));
        Assert.Contains("相差超过一分", (await Assert.ThrowsAsync<RefusedException>(() => sample.Invoices.EnterAsync(Maker, new("company", "issued", "票-4", Day, "外公司", "碳汇", 100_00, 6_02, "taxed", 0.06m, SaleId: sale)))).Message, StringComparison.Ordinal);
        Assert.Equal(3_180_00, (await sample.Sales.FindAsync(sale))!.InvoicedFen);

        var (before, tax) = (await sample.BalanceAsync("company", "2202"), await sample.BalanceAsync("company", "2221"));
        var received = await sample.Invoices.EnterAsync(Maker, new("company", "received", "收-1", Day, "某机构", "核查费", 1_000_00, 60_00, "taxed", 0.06m));
        await Assert.ThrowsAsync<RefusedException>(() => sample.Invoices.PayAsync(Maker, received, "早付", Day, 1));
        await sample.Events.PostAsync(Checker, (await sample.Invoices.FindAsync(received))!.EventId!.Value);
        Assert.Equal((before + 1_060_00, tax + 60_00), (await sample.BalanceAsync("company", "2202"), await sample.BalanceAsync("company", "2221")));
        await sample.PostedAsync("company", "opening", 2_000_00);
        await sample.PostedAsync("company", "cost-owed", 500_00); // something else is owed, so that the invoice's own limit is what refuses
        await sample.Events.PostAsync(Checker, await sample.Invoices.PayAsync(Maker, received, "付", Day, 1_000_00));
        await Assert.ThrowsAsync<RefusedException>(() => sample.Invoices.PayAsync(Maker, received, "多付", Day, 60_01));
        Assert.Equal(1_000_00, (await sample.Invoices.FindAsync(received))!.PaidFen);
    }

    [Fact]
    public async Task A_received_invoice_of_a_number_that_its_book_has_is_refused_also_of_another_seller_or_amount()
    {
        Task<long> ReceivedAsync(string seller, long netFen = 1_000_00) =>
            sample.Invoices.EnterAsync(Maker, new("company", "received", "同号-1", Day, seller, "核查费", netFen, netFen * 6 / 100, "taxed", 0.06m));
        async Task<string> RefusedAsync(string seller, long netFen = 1_000_00) => (await Assert.ThrowsAsync<RefusedException>(() => ReceivedAsync(seller, netFen))).Message;
        var first = await ReceivedAsync("某机构");

        Assert.Contains("发票号码 同号-1 在这本账里已经登记过，对方单位是 某机构", await RefusedAsync("某机构"), StringComparison.Ordinal);
        Assert.Contains("对方单位是 某机构", await RefusedAsync("另一机构"), StringComparison.Ordinal);
        Assert.Contains("对方单位是 某机构", await RefusedAsync("另一机构", 2_000_00), StringComparison.Ordinal);
        await sample.Events.VoidAsync(Maker, (await sample.Invoices.FindAsync(first))!.EventId!.Value);
        Assert.Contains("对方单位是 某机构", await RefusedAsync("某机构"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invoice_of_a_sale_that_is_voided_or_taken_back_asks_for_its_red_one_and_a_sale_for_its_taking_back()
    {
        var desk = new BookDesk(sample.Db);
        Task<long> IssuedAsync(string number, long of) => sample.Invoices.EnterAsync(Maker, new("company", "issued", number, Day, "外公司", "碳汇", 1_000_00, 60_00, "taxed", 0.06m, SaleId: of));
        async Task<DateOnly?> AskedAsync(string kind, long id) => (await desk.LateAsync("company", CountyClock.Today)).SingleOrDefault(l => (l.Kind, l.Id) == (kind, id))?.DueOn;
        var waits = await sample.Sales.TakeAsync(Maker, new(await sample.SoldAsync(20, 53_00), SampleSales.Taxed));
        var voided = await IssuedAsync("红-1", waits);
        var sale = await sample.TakenAsync(20, 53_00);
        var back = await IssuedAsync("红-2", sale);
        Assert.Equal(((DateOnly?)null, (DateOnly?)null, (DateOnly?)null), (await AskedAsync("red", voided), await AskedAsync("red", back), await AskedAsync("sale-back", sale)));

        await sample.Events.VoidAsync(Maker, (await sample.Sales.FindAsync(waits))!.EventId);
        await sample.ActTakenBackAsync(sale);

        Assert.Equal(((DateOnly?)Day.AddDays(1), (DateOnly?)CountyClock.Today), (await AskedAsync("sale-back", sale), await AskedAsync("red", voided)));
        await sample.Events.PostAsync(Checker, await sample.Sales.ReverseAsync(Maker, sale, Day.AddDays(2)));
        Assert.Equal(((DateOnly?)Day.AddDays(2), (DateOnly?)Day.AddDays(2), (DateOnly?)null), (await AskedAsync("red", back), (await sample.Invoices.FindAsync(back))!.RedDueOn, await AskedAsync("sale-back", sale)));

        Assert.Contains("号码 红-1", (await Assert.ThrowsAsync<RefusedException>(() => sample.Invoices.RedAsync(Maker, voided, " 红-1", Day.AddDays(2), "成交撤销"))).Message, StringComparison.Ordinal);
        foreach (var (invoice, red) in new[] { (voided, "红-红-1"), (back, "红-红-2") })
            await sample.Invoices.RedAsync(Maker, invoice, red, Day.AddDays(2), "成交撤销");

        Assert.Equal(((DateOnly?)null, (DateOnly?)null), (await AskedAsync("red", voided), await AskedAsync("red", back)));
        await sample.MovedAsync("sale", "frozen-trade", null, 20, Day.AddDays(1), "外", 53_00); // what came back that day is in no other test's way
    }

    [Fact]
    public async Task Nothing_is_posted_past_the_events_and_what_got_there_past_the_triggers_is_found_and_closes_nothing()
    {
        await using var fresh = new SampleSales();
        await fresh.InitializeAsync();
        await fresh.TakenAsync(10, 70_00, new(2026, 3, 1));
        await fresh.Events.VoidAsync(Maker, await fresh.MakeAsync("company", "opening", 5, on: new(2026, 3, 2)));
        await fresh.PostedAsync("county", "opening", 900_00, on: new(2026, 3, 2));
        Assert.Empty(await new BookVerification(fresh.Db).RunAsync());

        var (debit, credit) = (await AccountAsync(fresh, "1002"), await AccountAsync(fresh, "4001"));
        var journal = new Ledger.Postings.Journal(fresh.Db);
        Task PostAsync(string key) => journal.PostAsync(Checker, "绕过事项", new(key, new(2026, 3, 3), [new(debit, credit, 1_00)]));
        var refused = await Assert.ThrowsAsync<Ledger.Postings.LedgerRefusedException>(() => PostAsync("绕过"));
        Assert.Equal("账簿 company 的分录只由经济事项记入，不能直接过账：请在账簿页制单。", refused.Message);
        Assert.Null(await journal.OutcomeOfAsync("绕过"));
        await fresh.AsOwnerAsync("alter table ledger.entry disable trigger judge_entry");
        await PostAsync("再绕过");
        await fresh.AsOwnerAsync("alter table ledger.entry enable trigger judge_entry");

        Assert.Contains("不是由经济事项记入", Assert.Single(await new BookVerification(fresh.Db).RunAsync()).Sentence, StringComparison.Ordinal);
        Assert.StartsWith("Entry ", Assert.Single(await new BookVerification(fresh.Db).RunAsync()).English, StringComparison.Ordinal);
        Assert.Contains("不是由经济事项记入", (await Assert.ThrowsAsync<RefusedException>(() => new Closing(fresh.Db).AskAsync(Maker, "company", new(2026, 3, 31)))).Message, StringComparison.Ordinal);

        static Task<long> AccountAsync(SampleSales of, string code) => of.ScalarAsync<long>($"select account_id from ledger.account_v where book = 'company' and code = '{code}'");
    }

    [Theory]
    [InlineData(7_155_00, 405_00), InlineData(1, 0), InlineData(100, 6), InlineData(10_600_00, 600_00)]
    public void The_tax_inside_an_amount_is_within_a_fen_of_its_rate(long gross, long tax)
    {
        Assert.Equal(tax, SampleSales.Taxed.InsideFen(gross));
        Assert.True(Math.Abs(tax - (gross - tax) * 0.06m) <= 1);
    }
}
