using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using Npgsql;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Payables;

/// <summary>Payment files, the accounts they pay into, and what the bank answers.</summary>
public sealed class PaymentFileTests(SampleGround ground) : IClassFixture<SampleGround>
{
    private async Task<ListRow> ListAsync(long list) => (await ground.Lists.FindAsync(list, TownshipScope.WholeCounty))!;

    // A list of two contracts whose payment file is out, and an answer by which its first line came back.
    private async Task<(long List, long Fund, PaymentFile File, string Answer)> SentAsync(string name, int parcel, short year)
    {
        await ground.ImportAsync(SampleGround.Row($"{name}-1", "国家级公益林", $"{name}甲", parcel, 30m, year, year), SampleGround.Row($"{name}-2", "国家级公益林", $"{name}乙", parcel + 1, 20m, year, year));
        var fund = await ground.FundForAsync(year, name, 1_000_000);
        var list = await ground.Compensation.DraftAsync(Maker, "county", fund, SampleGround.Village, "national", year);
        await ground.LeadAsync(list, new(2026, 9, 1), "publicity", "published", "township", "bureau", "finance", "approved");
        await ground.AccountsAsync();
        var file = await ground.Lists.PayAsync(Maker, list, "yikatong");
        return (list, fund, file, "序号,发放结果,失败原因\n" + string.Concat(file.Lines.Select(l => $"{l.Serial},{(l.Serial == 1 ? "失败,账号有误" : "成功,")}\n")));
    }

    private Task<BatchAnswer> AnswerAsync(PaymentFile file, string answer) => ground.Lists.AnswerBatchAsync(Maker, file.BatchId, new(2026, 9, 20), ground.FileOf(answer), "结果.csv");

    [Fact]
    public async Task An_answer_that_says_another_name_account_or_amount_than_was_sent_is_refused_with_both()
    {
        var (list, _, file, _) = await SentAsync("对照", 1, 2045);
        string Answer(Func<PaymentLine, string> account, Func<PaymentLine, (string Name, string Yuan)> rest) => "序号,姓名,一卡通账号,金额,发放结果\n"
            + string.Concat(file.Lines.Select(l => $"{l.Serial},{rest(l).Name},{account(l)},{rest(l).Yuan},成功\n"));
        static (string Name, string Yuan) Sent(PaymentLine l) => (l.AccountName, PaymentFile.YuanOf(l));
        var first = file.Lines[0];
        foreach (var (answer, column, read, was) in new[]
                 {
                     (Answer(l => l.AccountNo, l => l == first ? (l.AccountName, "999999.99") : Sent(l)), "金额", "999999.99", PaymentFile.YuanOf(first)),
                     (Answer(l => l.AccountNo, l => l == first ? ("别人", Sent(l).Yuan) : Sent(l)), "姓名", "别人", first.AccountName),
                     (Answer(l => l == first ? "88888888" : l.AccountNo, Sent), "一卡通账号", "88888888", first.AccountNo),
                     (Answer(l => l == first ? "8000****" + l.AccountNo[^2..] : l.AccountNo, Sent), "一卡通账号", "8000****" + first.AccountNo[^2..], first.AccountNo),
                 })
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => AnswerAsync(file, answer));
            Assert.StartsWith($"第 2 行的{column}是“{read}”，这一批序号 {first.Serial} 送出的是“{was}”", refused.Message, StringComparison.Ordinal);
        }
        Assert.Null((await ground.Lists.BatchesAsync(list)).Single().ReturnedAt);

        var paid = await AnswerAsync(file, Answer(l => l.AccountNo[..4] + "****" + l.AccountNo[^2..], l => (l.AccountName, l == first ? "" : Sent(l).Yuan)));
        Assert.Equal(file.Lines.Sum(l => l.AmountFen), paid.PaidFen);
    }

    [Fact]
    public async Task What_a_list_owes_is_paid_by_its_payment_file_alone_and_from_a_fund_of_its_purpose()
    {
        Assert.DoesNotContain(await ground.Events.TemplatesAsync("政府会计"), t => t.Template == "compensation-paid");
        var (list, fund, file, _) = await SentAsync("制单", 3, 2046);
        var due = file.Lines.Sum(l => l.AmountFen);
        foreach (var (kind, id) in new (string?, string?)[] { (null, null), ("list", list.ToString(System.Globalization.CultureInfo.InvariantCulture)) })
            Assert.Contains("名单页", (await Assert.ThrowsAsync<RefusedException>(() => ground.Events.MakeAsync(
                Maker, new NewEvent($"手工:{kind}", "county", "compensation-paid", new(2026, 9, 20), "手工支付", due, FundId: fund, SubjectKind: kind, SubjectId: id)))).Message, StringComparison.Ordinal);

        await ground.ImportAsync(SampleGround.Row("用途-1", "国家级公益林", "用途甲", 5, 10m, 2047, 2047));
        var subsidy = await ground.FundAsync("用途不符", 1_000_000, purpose: "interest-subsidy");
        Assert.Contains("用途", (await Assert.ThrowsAsync<RefusedException>(() => ground.Compensation.DraftAsync(
            Maker, "county", subsidy, SampleGround.Village, "national", 2047))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_voided_payment_voucher_sets_its_lines_on_their_way_and_only_the_banks_answer_settles_them()
    {
        var (list, fund, file, answer) = await SentAsync("作废", 8, 2035);
        var first = await AnswerAsync(file, answer);

        await ground.Events.VoidAsync(Checker, first.VoucherId!.Value);

        var row = await ListAsync(list);
        Assert.Equal((0L, file.Lines[0].AmountFen), (row.PaidFen, row.ReturnedFen));
        Assert.Equal(1_000_000, (await ground.Funds.FindAsync(fund))!.LeftFen);
        var sent = (await ground.Lists.LinesAsync(list)).Where(l => l.Line != file.Lines[0].Line).ToList();
        Assert.All(sent, l => Assert.True(l.Payment is null && l.IsAnswerUndone));
        var batch = (await ground.Lists.BatchesAsync(list)).Single(b => b.BatchId == file.BatchId);
        Assert.True(batch.EventId is null && batch.ReturnedAt is null && batch.UndoneEventId == first.VoucherId && batch.UndoneBy is null);
        // The bank may have paid them: they are not let go a second time, nor held. What came back goes out alone.
        await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.HoldAsync(Maker, list, sent[0].Line, "待查"));
        Assert.Equal([file.Lines[0].Line], (await ground.Lists.PayAsync(Maker, list, "yikatong")).Lines.Select(l => l.Line));

        var again = await AnswerAsync(file, answer);
        await ground.Events.PostAsync(Checker, again.VoucherId!.Value);

        Assert.NotEqual(first.VoucherId, again.VoucherId);
        Assert.Equal((first.PaidFen, first.PaidFen), (again.PaidFen, (await ListAsync(list)).PaidFen));
        Assert.Equal(1_000_000 - first.PaidFen, (await ground.Funds.FindAsync(fund))!.LeftFen);
    }

    [Fact]
    public async Task A_payment_voucher_taken_back_opens_its_paid_list_again_with_the_reason()
    {
        var (list, fund, file, answer) = await SentAsync("撤付", 10, 2036);
        var owed = await ground.BalanceAsync("county", "230701");
        var paid = await AnswerAsync(file, answer.Replace("失败,账号有误", "成功,", StringComparison.Ordinal));
        await ground.Events.PostAsync(Checker, paid.VoucherId!.Value);
        await ground.Lists.MoveAsync(Maker, list, "paid", new(2026, 9, 21));

        var reversal = await ground.Events.ReverseAsync(Maker, paid.VoucherId.Value, Day, "读错了文件");
        Assert.Equal(("paid", paid.PaidFen), ((await ListAsync(list)).State, (await ListAsync(list)).PaidFen));
        await ground.Events.PostAsync(Checker, reversal);

        Assert.Equal(("approved", 0L), ((await ListAsync(list)).State, (await ListAsync(list)).PaidFen));
        Assert.Equal(("paid", "approved"), (await ground.Lists.MovesAsync(list))[^1] is var m ? (m.FromState, m.ToState) : default);
        Assert.Equal((owed, 1_000_000L), (await ground.BalanceAsync("county", "230701"), (await ground.Funds.FindAsync(fund))!.LeftFen));
        var batch = Assert.Single(await ground.Lists.BatchesAsync(list));
        Assert.Equal(reversal, batch.UndoneBy);
        Assert.EndsWith("：读错了文件", batch.UndoneBecause, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.PayAsync(Maker, list, "yikatong"));
        Assert.Contains("还没有付", (await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.MoveAsync(Maker, list, "paid", CountyClock.Today))).Message, StringComparison.Ordinal);

        await AnswerAsync(file, answer);
        Assert.Equal([file.Lines[0].Line], (await ground.Lists.PayAsync(Maker, list, "yikatong")).Lines.Select(l => l.Line));
    }

    [Fact]
    public async Task What_an_answer_called_returned_is_not_said_of_its_batch_once_the_answer_is_taken_back()
    {
        var (list, _, file, answer) = await SentAsync("退回", 6, 2050);
        var paid = await AnswerAsync(file, answer);
        Assert.Equal(1, Assert.Single(await ground.Lists.BatchesAsync(list)).Returned);

        await ground.Events.VoidAsync(Checker, paid.VoucherId!.Value);

        Assert.Equal(0, Assert.Single(await ground.Lists.BatchesAsync(list)).Returned);
    }

    [Fact]
    public async Task Money_goes_into_an_account_that_a_second_account_confirmed_and_one_changed_after_approval_is_shown()
    {
        var payees = new Payees(ground.Db);
        await ground.ImportAsync(SampleGround.Row("账-1", "国家级公益林", "账甲", 7, 20m, 2048, 2048));
        var list = await ground.Compensation.DraftAsync(Maker, "county", await ground.FundForAsync(2048, "账户", 1_000_000), SampleGround.Village, "national", 2048);
        await ground.LeadAsync(list, new(2026, 9, 1), "publicity", "published", "township", "bureau", "finance", "approved");
        await ground.AccountsAsync();
        var owner = (await payees.FindAsync(TownshipScope.WholeCounty, "账甲"))!;
        var before = owner.CardNo!;
        await payees.AddAccountAsync(Maker, owner.PayeeId, new("一卡通", "别的行", "66666666", "别人"));
        var waiting = Assert.Single(await payees.WaitingAsync(TownshipScope.WholeCounty), a => a.Payee == "账甲");
        Assert.Equal((before, "别人"), (waiting.WasNo, waiting.AccountName));
        Task ConfirmAsync(Actor by) => payees.ConfirmAsync(by, [waiting.PayeeAccountId], TownshipScope.WholeCounty);

        Assert.Contains("另一个账号", (await Assert.ThrowsAsync<RefusedException>(() => ConfirmAsync(Maker))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => payees.ConfirmAsync(Checker, [waiting.PayeeAccountId], TownshipScope.Of(["431125999"])));
        Assert.Equal(before, (await payees.FindAsync(TownshipScope.WholeCounty, "账甲"))!.CardNo);
        Assert.Empty(await ground.Lists.AccountChangesAsync(list));
        await ConfirmAsync(Checker);

        var change = Assert.Single(await ground.Lists.AccountChangesAsync(list));
        Assert.Equal((before, "66666666", "别人"), (change.WasNo, change.AccountNo, change.AccountName));
        Assert.Contains((await ground.Lists.PayAsync(Maker, list, "yikatong")).Lines, l => l.AccountNo == "66666666");
        Assert.Equal(1, Assert.Single(await ground.Lists.BatchesAsync(list)).Changed);
        await Assert.ThrowsAsync<RefusedException>(() => ConfirmAsync(Checker));
    }

    [Fact]
    public async Task A_line_without_a_confirmed_account_is_left_out_of_the_file_and_named()
    {
        var payees = new Payees(ground.Db);
        await ground.ImportAsync(SampleGround.Row("漏-1", "国家级公益林", "漏甲", 8, 20m, 2049, 2049));
        var list = await ground.Compensation.DraftAsync(Maker, "county", await ground.FundForAsync(2049, "漏下", 1_000_000), SampleGround.Village, "national", 2049);
        await ground.LeadAsync(list, new(2026, 9, 1), "publicity", "published", "township", "bureau", "finance", "approved");
        await ground.AccountsAsync();

        await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.PayAsync(Maker, list, "bank"));
        Assert.All(await ground.Lists.LinesAsync(list), l => Assert.Equal((false, true), (l.LacksAccountOf("一卡通"), l.LacksAccountOf("银行账户"))));
        var owner = (await payees.FindAsync(TownshipScope.WholeCounty, "漏甲"))!;
        await payees.AddAccountAsync(Maker, owner.PayeeId, new("银行账户", "某行", "77777777", owner.Name));
        await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.PayAsync(Maker, list, "bank")); // nobody confirmed it
        await ground.ConfirmAccountsAsync();
        Assert.All((await ground.Lists.PayAsync(Maker, list, "bank")).Lines, l => Assert.Equal("77777777", l.AccountNo));
    }

    [Fact]
    public async Task A_file_made_while_a_new_account_waits_pays_into_the_confirmed_one_and_the_line_says_so()
    {
        var payees = new Payees(ground.Db);
        await ground.ImportAsync(SampleGround.Row("候-1", "国家级公益林", "候甲", 9, 20m, 2056, 2056));
        var list = await ground.Compensation.DraftAsync(Maker, "county", await ground.FundForAsync(2056, "候户", 1_000_000), SampleGround.Village, "national", 2056);
        await ground.LeadAsync(list, new(2026, 9, 1), "publicity", "published", "township", "bureau", "finance", "approved");
        await ground.AccountsAsync();
        var owner = (await payees.FindAsync(TownshipScope.WholeCounty, "候甲"))!;
        async Task<LineRow> LineAsync() => (await ground.Lists.LinesAsync(list)).Single(l => l.PayeeId == owner.PayeeId);
        Assert.False((await LineAsync()).AwaitsAccountOf("一卡通"));
        await payees.AddAccountAsync(Maker, owner.PayeeId, new("一卡通", "别的行", "55555555", owner.Name));
        Assert.Equal((true, false, false), await LineAsync() is var l ? (l.AwaitsAccountOf("一卡通"), l.AwaitsAccountOf("银行账户"), l.LacksAccountOf("一卡通")) : default);

        var file = await ground.Lists.PayAsync(Maker, list, "yikatong");
        await ground.ConfirmAccountsAsync();

        // What went out stays as it went out; what comes back goes into the account that is confirmed by then.
        var line = (await LineAsync()).Line;
        Assert.Equal(owner.CardNo, file.Lines.Single(p => p.Line == line).AccountNo);
        Assert.Equal(owner.CardNo, (await ground.Lists.FileAsync(file.BatchId))!.Lines.Single(p => p.Line == line).AccountNo);
        await AnswerAsync(file, "序号,发放结果,失败原因\n" + string.Concat(file.Lines.Select(p => $"{p.Serial},{(p.Line == line ? "失败,账号已销" : "成功,")}\n")));
        Assert.Equal("55555555", Assert.Single((await ground.Lists.PayAsync(Maker, list, "yikatong")).Lines).AccountNo);
    }

    [Fact]
    public async Task Of_two_accounts_that_wait_one_is_refused_first_and_each_later_one_is_told_beside_that_of_the_approval()
    {
        var payees = new Payees(ground.Db);
        await ground.ImportAsync(SampleGround.Row("双户-1", "国家级公益林", "双户甲", 11, 10m, 2062, 2062));
        var list = await ground.Compensation.DraftAsync(Maker, "county", await ground.FundForAsync(2062, "双户", 1_000_000), SampleGround.Village, "national", 2062);
        await ground.AccountsAsync();
        await ground.LeadAsync(list, new(2026, 9, 1), "publicity", "published", "township", "bureau", "finance", "approved");
        var owner = (await payees.FindAsync(TownshipScope.WholeCounty, "双户甲"))!;
        Task AddAsync(string number) => payees.AddAccountAsync(Maker, owner.PayeeId, new("一卡通", "某行", number, owner.Name));
        Task ConfirmAsync(params long[] accounts) => payees.ConfirmAsync(Checker, accounts, TownshipScope.WholeCounty);
        async Task<long[]> WaitingAsync() => [.. (await payees.WaitingAsync(TownshipScope.WholeCounty)).Where(a => a.Payee == "双户甲").Select(a => a.PayeeAccountId)];
        await AddAsync("11110001");
        await AddAsync("11110002");
        var waiting = await WaitingAsync();

        foreach (var asked in new long[][] { waiting, [waiting[0]], [waiting[1]] })
            Assert.Contains("不止一个待确认的一卡通账户", (await Assert.ThrowsAsync<RefusedException>(() => ConfirmAsync(asked))).Message, StringComparison.Ordinal);
        Assert.Equal(owner.CardNo, (await payees.FindAsync(TownshipScope.WholeCounty, "双户甲"))!.CardNo);
        await payees.RefuseAsync(Checker, waiting[0], TownshipScope.WholeCounty);
        await ConfirmAsync(waiting[1]);
        await AddAsync("11110003");
        await ConfirmAsync(await WaitingAsync());

        Assert.Equal([(owner.CardNo, "11110002"), (owner.CardNo, "11110003")], (await ground.Lists.AccountChangesAsync(list)).Where(c => c.PayeeName == owner.Name).Select(c => (c.WasNo, c.AccountNo)));
    }

    [Fact]
    public async Task A_step_and_the_banks_answer_are_of_a_day_that_has_come()
    {
        var (list, _, file, answer) = await SentAsync("日期", 10, 2052);
        var tomorrow = CountyClock.Today.AddDays(1);

        Assert.Contains("还没有到", (await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.AnswerBatchAsync(Maker, file.BatchId, tomorrow, ground.FileOf(answer), "结果.csv"))).Message, StringComparison.Ordinal);
        Assert.Null(Assert.Single(await ground.Lists.BatchesAsync(list)).ReturnedAt);
        await AnswerAsync(file, answer.Replace("失败,账号有误", "成功,", StringComparison.Ordinal));
        Assert.Contains("还没有到", (await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.MoveAsync(Maker, list, "paid", tomorrow))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_bank_answered_is_not_changed_past_its_voucher()
    {
        var (_, _, file, answer) = await SentAsync("不改", 1, 2037);
        await AnswerAsync(file, answer);

        foreach (var change in new[]
                 {
                     "update finance.payment_line set outcome = null where batch_id = @BatchId and outcome = 'paid'", "update finance.payment_line set outcome = 'returned' where batch_id = @BatchId and outcome = 'paid'",
                     "update finance.payment_batch set event_id = null where batch_id = @BatchId", "delete from finance.payment_line where batch_id = @BatchId",
                 })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => ground.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "改", write => write.ExecuteAsync(change, new { file.BatchId })));
            Assert.EndsWith("_kept", refused.ConstraintName, StringComparison.Ordinal);
        }
    }
}
