using ForestCarbon.Finance.Books;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Books;

/// <summary>A public fund is never overspent, and a closed month takes nothing.</summary>
public sealed class FundTests(SampleBooks books) : IClassFixture<SampleBooks>
{
    [Fact]
    public async Task The_last_fen_of_a_fund_is_paid_once_however_many_ask()
    {
        var fund = await books.FundAsync("湘财〔演〕1号", 10_000, purpose: "interest-subsidy");
        await books.PostedAsync("county", "fund-received", 10_000, fund: fund);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            try
            {
                await books.MakeAsync("county", "interest-subsidy", 1_000, fund: fund);
                return true;
            }
            catch (RefusedException)
            {
                return false;
            }
        }));

        Assert.Equal(10, outcomes.Count(o => o));
        Assert.Equal(0, (await books.Funds.FindAsync(fund))!.LeftFen);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => books.MakeAsync("county", "interest-subsidy", 1, fund: fund));
        Assert.Contains("湘财〔演〕1号", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_voided_payment_gives_its_money_back_to_the_fund()
    {
        var fund = await books.FundAsync("作废", 100, purpose: "interest-subsidy");
        await books.PostedAsync("county", "fund-received", 100, fund: fund);
        var paid = await books.MakeAsync("county", "interest-subsidy", 100, fund: fund);

        await books.Events.VoidAsync(Maker, paid);

        Assert.Equal(100, (await books.Funds.FindAsync(fund))!.LeftFen);
    }

    [Fact]
    public async Task What_is_left_is_carried_to_the_next_year_and_no_more()
    {
        var fund = await books.FundAsync("结转", 1_000, purpose: "interest-subsidy");
        await books.PostedAsync("county", "fund-received", 1_000, fund: fund);
        await books.PostedAsync("county", "interest-subsidy", 400, fund: fund);

        await Assert.ThrowsAsync<RefusedException>(() => books.FundAsync("结转二", 601, 2027, fund, "interest-subsidy"));
        Assert.Contains("用途不变", (await Assert.ThrowsAsync<RefusedException>(() => books.FundAsync("结转二", 600, 2027, fund, "compensation"))).Message, StringComparison.Ordinal);
        await books.FundAsync("结转二", 600, 2027, fund, "interest-subsidy");

        Assert.Equal(0, (await books.Funds.FindAsync(fund))!.LeftFen);
        await Assert.ThrowsAsync<RefusedException>(() => books.MakeAsync("county", "interest-subsidy", 1, fund: fund));
    }

    [Fact]
    public async Task Public_money_names_its_fund_and_no_more_arrives_than_was_granted()
    {
        var fund = await books.FundAsync("超额", 10);
        await Assert.ThrowsAsync<RefusedException>(() => books.MakeAsync("county", "interest-subsidy", 1));
        await Assert.ThrowsAsync<RefusedException>(() => books.MakeAsync("county", "fund-received", 11, fund: fund));
        await Assert.ThrowsAsync<RefusedException>(() => books.FundAsync("超额", 10));
    }

    [Theory]
    [InlineData("nobook", "province", "compensation", "没有账簿 nobook"), InlineData("county", "zz", "compensation", "级次"), InlineData("county", "province", "zz", "用途")]
    public async Task A_fund_of_no_book_no_level_or_no_purpose_is_refused_with_what_is_wrong(string book, string level, string purpose, string words)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => books.Funds.EnterAsync(Maker, new NewFund(book, level, "无此资金", 2026, "2110501", "示例科目", purpose, 100, IsDemonstration: true)));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await books.Funds.ListAsync(), f => f.DocumentNumber == "无此资金");
    }

    [Fact]
    public async Task An_event_is_paid_from_a_fund_of_its_purpose()
    {
        var other = await books.FundAsync("别的用途", 1_000);

        Assert.Contains("别的用途", (await Assert.ThrowsAsync<RefusedException>(() => books.MakeAsync("county", "interest-subsidy", 100, fund: other))).Message, StringComparison.Ordinal);

        await books.MakeAsync("county", "interest-subsidy", 100, fund: await books.FundAsync("贴息用途", 1_000, purpose: "interest-subsidy"));
        await books.MakeAsync("county", "allocated", 100, fund: other, other: "village"); // money passed on keeps its purpose there
    }

    [Fact]
    public async Task A_receipt_stays_while_more_was_paid_from_its_fund_than_would_remain_arrived()
    {
        var fund = await books.FundAsync("到账", 1_000, purpose: "interest-subsidy");
        var first = await books.PostedAsync("county", "fund-received", 600, fund: fund);
        await books.MakeAsync("county", "fund-received", 400, fund: fund); // waits for its check: it has not arrived
        Assert.Equal(600, (await books.Funds.FindAsync(fund))!.ArrivedFen);
        var reversal = await books.Events.ReverseAsync(Maker, first, Day, "误记");
        var paid = await books.PostedAsync("county", "interest-subsidy", 150, fund: fund);

        // Paid in between: judged again when it is posted.
        var refused = await Assert.ThrowsAsync<RefusedException>(() => books.Events.PostAsync(Checker, reversal));
        Assert.Equal("资金 到账 已支付 1.50 元，冲销后到账只有 0.00 元：先冲销或作废支付的凭证。", refused.Message);
        await books.Events.VoidAsync(Maker, reversal);
        await Assert.ThrowsAsync<RefusedException>(() => books.Events.ReverseAsync(Maker, first, Day, "误记"));

        await books.Events.PostAsync(Checker, await books.Events.ReverseAsync(Maker, paid, Day, "付错了"));
        await books.Events.PostAsync(Checker, await books.Events.ReverseAsync(Maker, first, Day, "误记"));
        Assert.Equal(0, (await books.Funds.FindAsync(fund))!.ArrivedFen);
    }

    [Fact]
    public async Task What_was_paid_after_a_fund_was_carried_on_holds_the_earlier_fund_s_receipt_as_far_as_it_took_it()
    {
        const string purpose = "interest-subsidy";
        var earlier = await books.FundAsync("结转前", 1_000, 2025, purpose: purpose);
        var before = new DateOnly(2025, 10, 12);
        Task<long> ReceivedAsync(long fund, long fen) => books.PostedAsync("county", "fund-received", fen, fund: fund, on: fund == earlier ? before : Day);
        await ReceivedAsync(earlier, 400);
        var rest = await ReceivedAsync(earlier, 600);
        await books.PostedAsync("county", purpose, 400, fund: earlier, on: before);
        // What is left of a year is paid in another one from the fund it is carried to alone.
        Assert.Contains("跨年度的先结转", (await Assert.ThrowsAsync<RefusedException>(() => books.MakeAsync("county", purpose, 1, fund: earlier))).Message, StringComparison.Ordinal);
        var later = await books.FundAsync("结转后", 600, 2026, earlier, purpose);
        var own = await ReceivedAsync(later, 100);
        var paid = await books.PostedAsync("county", purpose, 250, fund: later);

        // 250 are paid there: 100 of its own receipt, 150 of what was carried on.
        var refused = await Assert.ThrowsAsync<RefusedException>(() => books.Events.ReverseAsync(Maker, rest, Day, "误记"));
        Assert.Equal("资金 结转前 已支付 5.50 元（其中 1.50 元是结转后从 结转后 2026 支付的），冲销后到账只有 4.00 元：先冲销或作废支付的凭证。", refused.Message);

        // The later fund's own receipt goes back, as the money carried on is enough; the earlier one once the payment is taken back.
        await books.Events.PostAsync(Checker, await books.Events.ReverseAsync(Maker, own, Day, "误记"));
        await books.Events.PostAsync(Checker, await books.Events.ReverseAsync(Maker, paid, Day, "付错了"));
        await books.Events.PostAsync(Checker, await books.Events.ReverseAsync(Maker, rest, Day, "误记"));
        Assert.Equal(400, (await books.Funds.FindAsync(earlier))!.ArrivedFen);
    }

    [Fact]
    public async Task What_was_granted_is_added_to_and_taken_back_by_documents_and_binds_what_is_paid_and_received()
    {
        const string purpose = "interest-subsidy";
        var fund = await books.FundAsync("调整", 1_000, purpose: purpose);
        await books.PostedAsync("county", "fund-received", 600, fund: fund);
        await books.PostedAsync("county", purpose, 400, fund: fund);
        Task<long> ChangeAsync(string document, long fen) => books.Funds.ChangeAsync(Maker, fund, document, Day, fen);
        async Task<string> RefusedAsync(Func<Task> change) => (await Assert.ThrowsAsync<RefusedException>(change)).Message;

        Assert.Equal("资金 调整 结余 6.00 元，不能追减 6.01 元：先冲销或作废支付的凭证。", await RefusedAsync(() => ChangeAsync("减〔演〕1号", -601)));
        Assert.Contains("已到账 6.00 元", await RefusedAsync(() => ChangeAsync("减〔演〕1号", -401)), StringComparison.Ordinal);
        await ChangeAsync("减〔演〕1号", -400);
        Assert.Contains("已经登记", await RefusedAsync(() => ChangeAsync("减〔演〕1号", 1)), StringComparison.Ordinal);

        var row = (await books.Funds.FindAsync(fund))!;
        Assert.Equal((1_000L, 600L, 200L), (row.EnteredFen, row.AmountFen, row.LeftFen));
        await RefusedAsync(() => books.MakeAsync("county", purpose, 201, fund: fund));
        await RefusedAsync(() => books.MakeAsync("county", "fund-received", 1, fund: fund));
        var added = await ChangeAsync("增〔演〕2号", 300);
        Assert.Equal(600, (await books.Funds.FindAsync(fund))!.AmountFen); // until a second account confirmed it
        await RefusedAsync(() => books.MakeAsync("county", "fund-received", 300, fund: fund));
        await RefusedAsync(() => books.MakeAsync("county", purpose, 201, fund: fund));
        Assert.Contains("另一个账号", await RefusedAsync(() => books.Funds.ConfirmChangeAsync(Maker, added)), StringComparison.Ordinal);
        await books.Funds.ConfirmChangeAsync(Checker, added);
        Assert.Contains("不能更改或删除", await RefusedAsync(() => books.Funds.WithdrawChangeAsync(Maker, added)), StringComparison.Ordinal);
        await books.MakeAsync("county", "fund-received", 300, fund: fund);
        await books.MakeAsync("county", purpose, 500, fund: fund);
        Assert.Equal([-400L, 300], (await books.Funds.ChangesAsync()).Where(c => c.FundId == fund).Select(c => c.AmountFen));
    }

    [Fact]
    public async Task A_fund_is_received_and_paid_of_once_a_second_account_confirmed_it_with_its_document()
    {
        NewFund Draft(string document, bool isDemonstration) => new("county", "province", document, 2026, "2110501", "示例科目", "interest-subsidy", 1_000, IsDemonstration: isDemonstration);
        var fund = await books.Funds.EnterAsync(Maker, Draft("确认〔演〕1号", true));
        async Task<string> RefusedAsync(Func<Task> change) => (await Assert.ThrowsAsync<RefusedException>(change)).Message;

        Assert.Contains("另一个账号确认", await RefusedAsync(() => books.MakeAsync("county", "fund-received", 1, fund: fund)), StringComparison.Ordinal);
        Assert.Contains("另一个账号确认", await RefusedAsync(() => books.Funds.ConfirmAsync(Maker, fund)), StringComparison.Ordinal);
        await books.Funds.ConfirmAsync(Checker, fund);
        await books.MakeAsync("county", "fund-received", 1, fund: fund);
        Assert.Contains("已经确认过", await RefusedAsync(() => books.Funds.ConfirmAsync(Checker, fund)), StringComparison.Ordinal);
        Assert.Contains("不能更改或删除", await RefusedAsync(() => books.Funds.WithdrawAsync(Maker, fund)), StringComparison.Ordinal);

        var bare = await books.Funds.EnterAsync(Maker, Draft("确认〔演〕2号", false));
        Assert.Contains("没有指标文件", await RefusedAsync(() => books.Funds.ConfirmAsync(Checker, bare)), StringComparison.Ordinal);
        await books.Funds.WithdrawAsync(Maker, bare);
        Assert.Null(await books.Funds.FindAsync(bare));
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "指标文件（示例）");
        var papered = await books.Funds.EnterAsync(Maker, Draft("确认〔演〕2号", false), new(path, "指标.txt"));
        await books.Funds.ConfirmAsync(Checker, papered);
        Assert.Equal((true, 64), (await books.Funds.FindAsync(papered)) is { } row ? (row.IsConfirmed, row.DocumentSha256!.Length) : default);
        File.Delete(path);
    }

    [Fact]
    public async Task A_change_is_confirmed_once_its_fund_is_and_a_fund_is_free_until_then()
    {
        var fund = await books.Funds.EnterAsync(Maker, new("county", "province", "先后〔演〕1号", 2026, "2110501", "示例科目", "interest-subsidy", 1_000, IsDemonstration: true));
        var change = await books.Funds.ChangeAsync(Maker, fund, "先后〔演〕2号", Day, 500);

        Assert.Contains("先确认资金", (await Assert.ThrowsAsync<RefusedException>(() => books.Funds.ConfirmChangeAsync(Checker, change))).Message, StringComparison.Ordinal);
        Assert.True((await books.Funds.FindAsync(fund))!.IsFree);
        await books.Funds.ConfirmAsync(Checker, fund);
        await books.Funds.ConfirmChangeAsync(Checker, change);

        Assert.Equal((false, 1_500L), await books.Funds.FindAsync(fund) is { } row ? (row.IsFree, row.AmountFen) : default);
    }

    [Fact]
    public async Task A_change_that_was_confirmed_before_its_fund_holds_the_fund_and_the_refusal_says_so()
    {
        var fund = await books.Funds.EnterAsync(Maker, new("county", "province", "旧调〔演〕1号", 2026, "2110501", "示例科目", "interest-subsidy", 1_000, IsDemonstration: true));
        var change = await books.Funds.ChangeAsync(Maker, fund, "旧调〔演〕2号", Day, 500);
        await books.AsOwnerAsync($"begin; set local session_replication_role = replica; insert into finance.fund_change_confirmation (fund_change_id, confirmed_by) values ({change}, 'sample'); commit");

        Assert.False((await books.Funds.FindAsync(fund))!.IsFree);
        Assert.Contains("旧调〔演〕2号", (await Assert.ThrowsAsync<RefusedException>(() => books.Funds.WithdrawAsync(Maker, fund))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_to_close_is_withdrawn_and_a_stale_one_says_so()
    {
        var closing = new Closing(books.Db);
        await books.Books.OpenAsync(Maker, new("months", "月账", "月账", "企业会计准则", "company", null, new(2026, 1, 1)));
        var (january, march) = (await closing.AskAsync(Maker, "months", new(2026, 1, 31)), await closing.AskAsync(Maker, "months", new(2026, 3, 31)));
        await closing.ConfirmAsync(Checker, "months", march);

        Assert.Contains("已经过时", (await Assert.ThrowsAnyAsync<RefusedException>(() => closing.ConfirmAsync(Checker, "months", january))).Message, StringComparison.Ordinal);
        await closing.WithdrawAsync(Checker, "months", january);
        Assert.Empty(await closing.OpenRequestsAsync("months"));
        await Assert.ThrowsAsync<RefusedException>(() => closing.WithdrawAsync(Checker, "months", march));
        Assert.Contains("还没有过完", (await Assert.ThrowsAsync<RefusedException>(() => closing.AskAsync(Maker, "months", DateOnly.MaxValue))).Message, StringComparison.Ordinal);
        Assert.Contains("年份 0 不对", (await Assert.ThrowsAsync<RefusedException>(() => closing.TransferYearAsync(Maker, "months", 0))).Message, StringComparison.Ordinal);
        Assert.StartsWith("10000 年还没有过完", (await Assert.ThrowsAsync<RefusedException>(() => closing.TransferYearAsync(Maker, "months", 10_000))).Message, StringComparison.Ordinal);
        Assert.Contains("还没有过完", (await Assert.ThrowsAsync<RefusedException>(() => closing.TransferYearAsync(Maker, "months", CountyClock.Today.Year + 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_book_has_one_opening_balance_and_nothing_is_booked_ahead()
    {
        await books.Books.OpenAsync(Maker, new("once", "期初账", "期初账", "企业会计准则", "company", null, new(2026, 1, 1)));
        await books.PostedAsync("once", "opening", 100, on: new(2026, 1, 5));
        await books.PostedAsync("once", "opening", 50, on: new(2026, 1, 31));

        foreach (var other in new DateOnly[] { new(2026, 9, 1), new(2025, 12, 31) })
            Assert.Contains("已有期初余额", (await Assert.ThrowsAsync<RefusedException>(() => books.MakeAsync("once", "opening", 1, on: other))).Message, StringComparison.Ordinal);
        Assert.Contains("还没有到", (await Assert.ThrowsAsync<RefusedException>(() => books.MakeAsync("once", "grant-received", 1, on: CountyClock.Today.AddDays(1)))).Message, StringComparison.Ordinal);
        await books.MakeAsync("once", "grant-received", 1, on: CountyClock.Today);
    }

    [Fact]
    public async Task A_month_closes_when_nothing_waits_and_then_takes_nothing()
    {
        var closing = new Closing(books.Db);
        var march = new DateOnly(2026, 3, 31);
        var waits = await books.MakeAsync("village", "opening", 100, on: new(2026, 3, 5));
        Assert.Contains("未复核", (await Assert.ThrowsAsync<RefusedException>(() => closing.AskAsync(Maker, "village", march))).Message, StringComparison.Ordinal);
        await books.Events.PostAsync(Checker, waits);

        var asked = await closing.AskAsync(Maker, "village", march);
        await Assert.ThrowsAnyAsync<RefusedException>(() => closing.ConfirmAsync(Maker, "village", asked));
        await closing.ConfirmAsync(Checker, "village", asked);

        await Assert.ThrowsAnyAsync<RefusedException>(() => books.MakeAsync("village", "opening", 1, on: march));
        Assert.Equal(march, (await books.Books.FindAsync("village"))!.ClosedThrough);
        await Assert.ThrowsAsync<RefusedException>(() => closing.AskAsync(Maker, "village", new(2026, 4, 15)));
    }

    [Fact]
    public async Task A_year_closes_after_its_income_and_expenses_went_to_the_result()
    {
        var closing = new Closing(books.Db);
        await books.PostedAsync("company", "opening", 10_000, on: new(2025, 2, 1));
        await books.PostedAsync("company", "mandate-received", 5_000, on: new(2025, 5, 1));
        await books.PostedAsync("company", "other-cost", 2_000, on: new(2025, 6, 1));
        await books.PostedAsync("company", "mandate-received", 77, on: new(2026, 1, 7));
        Assert.Contains("年终结转", (await Assert.ThrowsAsync<RefusedException>(() => closing.AskAsync(Maker, "company", new(2025, 12, 31)))).Message, StringComparison.Ordinal);

        await books.Events.PostAsync(Checker, await closing.TransferYearAsync(Maker, "company", 2025));

        Assert.Equal(-3_000, await books.BalanceAsync("company", "4103"));
        await closing.ConfirmAsync(Checker, "company", await closing.AskAsync(Maker, "company", new(2025, 12, 31)));
        Assert.Equal([("6001", 5_077L - 5_000)],
            (await books.Books.TrialBalanceAsync("company", null)).Where(r => r.Kind is "income" or "expense").Where(r => r.CreditsFen != r.DebitsFen).Select(r => (r.Code, r.CreditsFen - r.DebitsFen)));
        var through = await books.Books.TrialBalanceAsync("company", new(2025, 12, 31));
        Assert.Equal(through.Sum(r => r.DebitBalanceFen), through.Sum(r => r.CreditBalanceFen));
        Assert.Equal(13_000, (await books.Books.AccountLinesAsync("company", "1002", new(2025, 1, 1), new(2025, 12, 31)))[^1].BalanceFen);
    }
}
