using System.Diagnostics;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Finance.Sharing;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Sharing;

/// <summary>An agreement adds up and stays; a run divides to the fen, by one, confirmed by another.</summary>
public sealed class BenefitSharingTests(SampleBooks books) : IClassFixture<SampleBooks>
{
    private BenefitSharing Sharing => new(books.Db);
    private ShareRecoveries Recoveries => new(books.Db);

    private PayableLists Lists => new(books.Db, new(Path.GetTempPath()));

    private Task<long> PayeeAsync(string code, string kind = "household") => books.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "收款人", write => write.ScalarAsync<long>(
        "insert into finance.payee (code, kind, name) values (@code, @kind, @code) returning payee_id", new { code, kind }));

    private async Task<long> SignedAsync(string project, params LotWeight[] lots)
    {
        var developer = await PayeeAsync($"开发-{project}", "company");
        await books.RegisteredAsync(project, new(2026, 2, 1));
        var agreement = await Sharing.DraftAsync(Maker, new(project, "company", "project-area",
            [new("开发方", "developer", 30, developer), new("村集体", "collective", 20), new("农户", "households", 50)]));
        await Sharing.EnterLotsAsync(Maker, agreement, lots);
        await Sharing.SignAsync(Maker, agreement, new(2026, 1, 31));
        return agreement;
    }

    // What is divided came in by a posted voucher that names the project.
    private async Task<long> ReceivedAsync(string project, long fen)
    {
        var receipt = await books.MakeAsync("company", "mandate-received", fen, subject: project);
        await books.Events.PostAsync(Checker, receipt);
        return receipt;
    }

    private async Task<long> RunAsync(string project, long agreement, long fen) =>
        await Sharing.RunAsync(Maker, new(project, agreement, project, Day, fen, [], "回单", ReceiptEventId: await ReceivedAsync(project, fen)));

    [Fact]
    public async Task What_is_divided_came_in_of_the_project_and_says_by_what()
    {
        var agreement = await SignedAsync("来源", new LotWeight("宗-来", "431125101", "431125101001", "西村", await PayeeAsync("户-来"), 1));
        var waits = await books.MakeAsync("company", "mandate-received", 1_000, subject: "来源");
        var (other, cost) = (await ReceivedAsync("别的项目", 1_000), await books.MakeAsync("company", "opening", 1_000, subject: "来源"));
        await books.Events.PostAsync(Checker, cost);
        var early = await books.MakeAsync("company", "mandate-received", 1_000, subject: "来源", on: new(2026, 1, 15));
        await books.Events.PostAsync(Checker, early);
        var runs = await books.ScalarAsync<long>("select count(*) from finance.distribution_run");
        var attempt = 0;
        Task<long> DivideAsync(long? receipt, long fen, string evidence = "回单") => Sharing.RunAsync(Maker, new($"来源-{++attempt}", agreement, "来源", Day, fen, [], evidence, ReceiptEventId: receipt));
        async Task<string> RefusedAsync(long? receipt, long fen, string evidence = "回单") => (await Assert.ThrowsAsync<RefusedException>(() => DivideAsync(receipt, fen, evidence))).Message;

        Assert.Contains("来自一笔成交", await RefusedAsync(null, 1_000), StringComparison.Ordinal);
        foreach (var none in new[] { waits, other, cost }) // not posted, of another project, no income
            Assert.Contains("来源", await RefusedAsync(none, 1_000), StringComparison.Ordinal);
        Assert.Contains("在到账日 2026-01-15 没有登记（登记日：2026-02-01）", await RefusedAsync(early, 1_000), StringComparison.Ordinal);
        Assert.False((await Sharing.ReceiptsAsync()).Single(r => r.EventId == early).IsRegistered);
        await books.Events.PostAsync(Checker, waits);
        Assert.Contains("依据", await RefusedAsync(waits, 1_000, " "), StringComparison.Ordinal);
        Assert.Contains("就超过了", await RefusedAsync(waits, 1_001), StringComparison.Ordinal);
        Assert.Equal(runs, await books.ScalarAsync<long>("select count(*) from finance.distribution_run"));

        var run = await DivideAsync(waits, 600);
        Assert.Contains("已拿来分配 6.00 元", await RefusedAsync(waits, 401), StringComparison.Ordinal);
        Assert.Contains("拿来分配", (await Assert.ThrowsAsync<RefusedException>(() => books.Events.ReverseAsync(Maker, waits, Day, "误记"))).Message, StringComparison.Ordinal);
        Assert.Contains(await Sharing.ReceiptsAsync(), r => r.EventId == waits && r.ProjectCode == "来源");

        await Sharing.WithdrawAsync(Maker, run);
        await books.Events.PostAsync(Checker, await books.Events.ReverseAsync(Maker, waits, Day, "误记"));
        Assert.DoesNotContain(await Sharing.ReceiptsAsync(), r => r.EventId == waits);
    }

    [Fact]
    public async Task A_run_takes_costs_first_and_its_lists_make_the_whole()
    {
        var (a, b, c) = (await PayeeAsync("户-1"), await PayeeAsync("户-2"), await PayeeAsync("户-3"));
        var agreement = await SignedAsync("分-1", new("宗-1", "431125101", "431125101001", "西村", a, 10.5m), new("宗-2", "431125101", "431125101001", "西村", b, 21m), new("宗-3", "431125102", "431125102001", "东村", c, 3.333m, "权属有争议"));

        var draft = new NewRun("分-1", agreement, "第 1 期", Day, 100_000_01, [new("核查费", 10_000_00)], "回单", ReceiptEventId: await ReceivedAsync("分-1", 100_000_01));
        var run = await Sharing.RunAsync(Maker, draft);

        Assert.Equal(run, await Sharing.RunAsync(Maker, draft));
        var lists = await Lists.ListAsync(TownshipScope.WholeCounty, runId: run);
        Assert.Equal(90_000_01, (await Sharing.PartsAsync(run)).Sum(p => p.AmountFen));
        Assert.Equal(90_000_01, lists.Sum(l => l.AmountFen));
        Assert.Equal(3, lists.Count); // two villages, and the developer
        Assert.Equal("权属有争议", (await Sharing.StatementsAsync(run, TownshipScope.WholeCounty)).Single(l => l.Payee == "户-3").HeldFor);
        Assert.Equal(["西村", "西村", "西村"], (await Sharing.StatementsAsync(run, TownshipScope.Of(["431125101"]))).Select(l => l.VillageName));
        var ofVillage = lists.First(l => l.Way == "village").ListId;
        await Assert.ThrowsAsync<RefusedException>(() => Lists.MoveAsync(Maker, ofVillage, "publicity", CountyClock.Today));

        var before = await books.BalanceAsync("company", "224101");
        await Assert.ThrowsAnyAsync<RefusedException>(() => Sharing.ConfirmAsync(Maker, run));
        await Sharing.ConfirmAsync(Checker, run);

        Assert.Equal(before + 90_000_01, await books.BalanceAsync("company", "224101"));
        await Assert.ThrowsAsync<RefusedException>(() => Sharing.ConfirmAsync(Checker, run));
        await Lists.MoveAsync(Maker, ofVillage, "publicity", CountyClock.Today);
    }

    [Fact]
    public async Task A_list_of_parties_in_no_village_goes_by_the_bureau_and_finance_to_payment()
    {
        var agreement = await SignedAsync("各方", new LotWeight("宗-各", "431125101", "431125101001", "西村", await PayeeAsync("户-各"), 1));
        var run = await RunAsync("各方", agreement, 1_000_00);
        var list = (await Lists.ListAsync(TownshipScope.WholeCounty, runId: run)).Single(l => l.Way == "parties");
        Assert.Equal(("", null, 300_00L), (list.VillageName, list.TownshipCode, list.AmountFen));
        var today = CountyClock.Today;
        Task MoveAsync(Actor by, string to) => Lists.MoveAsync(by, list.ListId, to, today);
        Assert.Contains("没有复核", (await Assert.ThrowsAsync<RefusedException>(() => MoveAsync(Maker, "bureau"))).Message, StringComparison.Ordinal);
        await Sharing.ConfirmAsync(Checker, run);

        Assert.Equal(["bureau", "withdrawn"], (await Lists.ChoicesAsync(list.ListId, today)).Select(c => c.ToState));
        await Assert.ThrowsAsync<RefusedException>(() => MoveAsync(Maker, "publicity"));
        Assert.Contains("不经村里公示", (await Assert.ThrowsAsync<RefusedException>(() => Lists.ObjectAsync(Maker, list.ListId, 1, today, "某户", "少了"))).Message, StringComparison.Ordinal);
        await MoveAsync(Maker, "bureau");
        await MoveAsync(Maker, "finance");
        Assert.Contains("两个账号", (await Assert.ThrowsAsync<RefusedException>(() => MoveAsync(Maker, "approved"))).Message, StringComparison.Ordinal);
        await MoveAsync(Checker, "approved");
        var developer = (await Sharing.PartiesAsync(agreement)).Single(p => p.Kind == "developer").PayeeId!.Value;
        await new Payees(books.Db).AddAccountAsync(Maker, developer, new("银行账户", "某行", "88880001", "开发-各方"));
        await books.ConfirmAccountsAsync();
        var file = await Lists.PayAsync(Maker, list.ListId, "bank");
        var answer = Path.GetTempFileName();
        await File.WriteAllTextAsync(answer, "明细序号,处理结果\n1,成功\n");
        await books.Events.PostAsync(Checker, (await Lists.AnswerBatchAsync(Maker, file.BatchId, today, answer, "结果.csv")).VoucherId!.Value);
        await MoveAsync(Maker, "paid");

        Assert.Equal(("paid", 300_00L), (await Lists.FindAsync(list.ListId, TownshipScope.WholeCounty)) is { } done ? (done.State, done.PaidFen) : default);
        File.Delete(answer);
    }

    [Fact]
    public async Task A_list_hangs_in_its_village_no_earlier_than_its_run_was_confirmed()
    {
        var run = await RunAsync("先后", await SignedAsync("先后", new LotWeight("宗-先", "431125101", "431125101001", "西村", await PayeeAsync("户-先"), 1)), 1_000_00);
        await Sharing.ConfirmAsync(Checker, run);
        var list = (await Lists.ListAsync(TownshipScope.WholeCounty, runId: run)).Single(l => l.VillageCode is not null).ListId;
        var proof = Path.GetTempFileName();
        await File.WriteAllTextAsync(proof, "公示照片");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Lists.MoveAsync(Maker, list, "publicity", CountyClock.Today.AddDays(-10), proof: new(proof, "公示.txt")));
        Assert.Contains($"{CountyClock.Today:yyyy-MM-dd} 才复核", refused.Message, StringComparison.Ordinal);
        await books.ConfirmedOnAsync(run, CountyClock.Today.AddDays(-11));
        await Lists.MoveAsync(Maker, list, "publicity", CountyClock.Today.AddDays(-10), proof: new(proof, "公示.txt"));
        File.Delete(proof);
    }

    [Fact]
    public async Task A_later_version_is_signed_later_and_divides_what_came_in_from_its_day_on()
    {
        var first = await SignedAsync("两版", new LotWeight("宗-版", "431125101", "431125101001", "西村", await PayeeAsync("户-版"), 1));
        var second = await Sharing.DraftAsync(Maker, new("两版", "company", "fixed-shares", [new("开发方", "developer", 100, (await Sharing.PartiesAsync(first)).Single(p => p.Kind == "developer").PayeeId)]));
        Assert.Contains("早于以前版本的签订日 2026-01-31", (await Assert.ThrowsAsync<RefusedException>(() => Sharing.SignAsync(Maker, second, new(2026, 1, 30)))).Message, StringComparison.Ordinal);
        await Sharing.SignAsync(Maker, second, new(2026, 6, 1));
        var before = await books.MakeAsync("company", "mandate-received", 500, subject: "两版", on: new(2026, 5, 31));
        await books.Events.PostAsync(Checker, before);
        var after = await ReceivedAsync("两版", 500);
        Task<long> DivideAsync(string key, long agreement, long receipt) => Sharing.RunAsync(Maker, new(key, agreement, key, Day, 500, [], "回单", ReceiptEventId: receipt));

        Assert.Contains("第 2 版协议自 2026-06-01 起生效", (await Assert.ThrowsAsync<RefusedException>(() => DivideAsync("两版旧", first, after))).Message, StringComparison.Ordinal);
        await DivideAsync("两版前", first, before);
        await DivideAsync("两版后", second, after);
        var more = await ReceivedAsync("两版", 500);
        Assert.Contains("已有名为“两版后”的分配", (await Assert.ThrowsAsync<RefusedException>(() => Sharing.RunAsync(Maker, new("两版再", second, "两版后", Day, 500, [], "回单", ReceiptEventId: more)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agreement_is_signed_at_a_hundred_percent_and_never_changed()
    {
        var agreement = await Sharing.DraftAsync(Maker, new("百分", "company", "fixed-shares", [new("开发方", "developer", 30, await PayeeAsync("开发-百分", "company")), new("业主", "owner", 69.9999m, await PayeeAsync("业主-百分", "company"))]));
        Assert.Contains("100 %", (await Assert.ThrowsAsync<RefusedException>(() => Sharing.SignAsync(Maker, agreement, Day))).Message, StringComparison.Ordinal);
        var second = await SignedAsync("百分二", new LotWeight("宗-9", "431125101", "431125101001", "西村", await PayeeAsync("户-9"), 1));

        var late = await PayeeAsync("户-10");
        await Assert.ThrowsAsync<RefusedException>(() => Sharing.EnterLotsAsync(Maker, second, [new("宗-10", "431125101", "431125101001", "西村", late, 1)]));
        await Assert.ThrowsAsync<RefusedException>(() => Sharing.SignAsync(Maker, second, Day));
        await Assert.ThrowsAsync<RefusedException>(() => Sharing.RunAsync(Maker, new("未签", agreement, "未签", Day, 100, [])));
    }

    [Fact]
    public async Task A_withdrawn_run_owes_nothing_and_its_lists_go_with_it()
    {
        var agreement = await SignedAsync("撤回", new LotWeight("宗-20", "431125101", "431125101001", "西村", await PayeeAsync("户-20"), 1));
        var before = await books.BalanceAsync("company", "224101");
        var run = await RunAsync("撤回", agreement, 5_000);
        // Its voucher alone is neither voided nor posted: the run would stand without it.
        var owed = (await Sharing.RunsAsync(run)).Single().EventId;
        Assert.Contains("分配页", (await Assert.ThrowsAsync<RefusedException>(() => books.Events.VoidAsync(Checker, owed))).Message, StringComparison.Ordinal);
        Assert.Contains("分配页", (await Assert.ThrowsAsync<RefusedException>(() => books.Events.PostAsync(Checker, owed))).Message, StringComparison.Ordinal);

        await Sharing.WithdrawAsync(Maker, run);

        Assert.All(await Lists.ListAsync(TownshipScope.WholeCounty, runId: run), l => Assert.Equal("withdrawn", l.State));
        Assert.Equal(before, await books.BalanceAsync("company", "224101"));
    }

    [Fact]
    public async Task A_list_of_a_confirmed_run_is_not_withdrawn_and_its_correction_is()
    {
        var payee = await PayeeAsync("户-21");
        var run = await RunAsync("不撤", await SignedAsync("不撤", new LotWeight("宗-21", "431125101", "431125101001", "西村", payee, 1, "权属有争议")), 1_000_00);
        await Sharing.ConfirmAsync(Checker, run);
        var list = (await Lists.ListAsync(TownshipScope.WholeCounty, runId: run)).Single(l => l.VillageCode is not null).ListId;

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Lists.MoveAsync(Maker, list, "withdrawn", CountyClock.Today));
        Assert.Contains("款已经计提，不能撤回", refused.Message, StringComparison.Ordinal);
        Assert.Equal("draft", (await Lists.FindAsync(list, TownshipScope.WholeCounty))!.State);

        var correction = await Lists.CorrectAsync(Maker, list, (await Lists.LinesAsync(list)).Single(n => n.Payee == "户-21").Line, payee, 1_00);
        await Lists.MoveAsync(Maker, correction, "withdrawn", CountyClock.Today);
        Assert.Equal("withdrawn", (await Lists.FindAsync(correction, TownshipScope.WholeCounty))!.State);
    }

    [Fact]
    public async Task A_held_share_is_corrected_once_on_lists_of_their_own_and_stays_held()
    {
        var (a, b) = (await PayeeAsync("户-更-1"), await PayeeAsync("户-更-2"));
        var run = await RunAsync("更正", await SignedAsync("更正", new LotWeight("宗-更", "431125101", "431125101001", "西村", a, 1, "权属有争议")), 1_000_00);
        await Sharing.ConfirmAsync(Checker, run);
        var list = (await Lists.ListAsync(TownshipScope.WholeCounty, runId: run)).Single(l => l.VillageCode is not null);
        var line = (await Lists.LinesAsync(list.ListId)).Single(n => n.Payee == "户-更-1");
        Assert.Equal(500_00, line.AmountFen);

        // Two heirs: what each gets makes no more than what was held.
        var first = await Lists.CorrectAsync(Maker, list.ListId, line.Line, a, 300_00);
        Assert.Equal((300_00L, 200_00L), ((await Lists.FindAsync(list.ListId, TownshipScope.WholeCounty))!.CorrectedFen, (await Sharing.RunsAsync(run)).Single().HeldFen));
        await Lists.CorrectAsync(Maker, list.ListId, line.Line, b, 200_00);
        Assert.Equal((500_00L, 0L), ((await Lists.FindAsync(list.ListId, TownshipScope.WholeCounty))!.CorrectedFen, (await Sharing.RunsAsync(run)).Single().HeldFen));
        Assert.Contains("500.00", (await Assert.ThrowsAsync<RefusedException>(() => Lists.CorrectAsync(Maker, list.ListId, line.Line, b, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("另列更正", (await Assert.ThrowsAsync<RefusedException>(() => Lists.HoldAsync(Maker, list.ListId, line.Line, null))).Message, StringComparison.Ordinal);

        Assert.Equal(line.Line, (await Lists.FindAsync(first, TownshipScope.WholeCounty))!.CorrectsLine);
        Assert.NotNull((await Lists.LinesAsync(list.ListId)).Single(n => n.Line == line.Line).CorrectedBy);
        var other = (await Lists.LinesAsync(list.ListId)).Single(n => n.Payee != "户-更-1");
        await Assert.ThrowsAsync<RefusedException>(() => Lists.CorrectAsync(Maker, list.ListId, other.Line, a, 1));
        await Lists.HoldAsync(Maker, list.ListId, other.Line, "待查");
        await Lists.HoldAsync(Maker, list.ListId, other.Line, null);
    }

    [Fact]
    public async Task What_is_asked_back_is_divided_over_all_who_shared_and_followed_to_the_fen()
    {
        var (a, b) = (await PayeeAsync("户-追-1"), await PayeeAsync("户-追-2"));
        var run = await RunAsync("追回", await SignedAsync("追回", new("宗-追-1", "431125101", "431125101001", "西村", a, 1), new("宗-追-2", "431125101", "431125101001", "西村", b, 2)), 999_97);
        await Assert.ThrowsAsync<RefusedException>(() => Recoveries.RecoverAsync(Maker, run, 1, 3, "火灾", Day));
        await Sharing.ConfirmAsync(Checker, run);
        await Assert.ThrowsAsync<RefusedException>(() => Recoveries.RecoverAsync(Maker, run, 1, null, "火灾", Day));

        var first = await Recoveries.RecoverAsync(Maker, run, 1, 3, "火灾", Day);

        var row = Assert.Single(await Recoveries.ListAsync(run));
        Assert.Equal((333_32L, 0L, 333_32L), (row.AmountFen, row.ToAskFen, row.ToKeepFen)); // nothing was paid out yet
        Assert.Equal(row.AmountFen, (await Recoveries.LinesAsync(first, TownshipScope.WholeCounty)).Sum(l => l.AmountFen));
        await Assert.ThrowsAsync<RefusedException>(() => Recoveries.RecoverAsync(Maker, run, 1, 4, "别的吨数", Day));
        await Assert.ThrowsAsync<RefusedException>(() => Recoveries.RecoverAsync(Maker, run, 3, 3, "多了", Day));
        await Recoveries.RecoverAsync(Maker, run, 2, null, "又一次", Day);
        Assert.Equal(999_97, (await Recoveries.ListAsync(run)).Sum(r => r.AmountFen)); // all tonnes make the whole amount

        await Assert.ThrowsAsync<RefusedException>(() => Recoveries.ReceiveAsync(Maker, first, "早", Day, 1, ""));
        await books.Events.PostAsync(Checker, row.EventId!.Value);
        await books.Events.PostAsync(Checker, await Recoveries.ReceiveAsync(Maker, first, "收", Day, 300_00, "回单"));
        await Assert.ThrowsAsync<RefusedException>(() => Recoveries.ReceiveAsync(Maker, first, "多", Day, 33_33, ""));
        Assert.Equal(300_00, (await Recoveries.ListAsync(run)).Single(r => r.RecoveryId == first).ReceivedFen);
    }

    [Fact]
    public async Task What_was_not_paid_is_kept_back_by_a_voucher_and_only_the_rest_is_paid()
    {
        var (a, b) = (await PayeeAsync("户-留-1"), await PayeeAsync("户-留-2"));
        var run = await RunAsync("留抵", await SignedAsync("留抵", new("宗-留-1", "431125101", "431125101001", "西村", a, 1), new("宗-留-2", "431125101", "431125101001", "西村", b, 3)), 1_000_00);
        await Sharing.ConfirmAsync(Checker, run);
        await books.ConfirmedOnAsync(run, new(2026, 8, 31));
        await books.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "账户", write => write.ExecuteAsync(
            "insert into finance.payee_account (payee_id, kind, bank, account_no, account_name) select p.payee_id, '一卡通', '某行', '9000000000' || p.payee_id, p.name from finance.payee p where not exists (select from finance.payee_account x where x.payee_id = p.payee_id)"));
        await books.ConfirmAccountsAsync();
        var list = (await Lists.ListAsync(TownshipScope.WholeCounty, runId: run)).Single(l => l.VillageCode is not null).ListId;
        var proof = Path.GetTempFileName();
        await File.WriteAllTextAsync(proof, "公示照片");
        foreach (var (to, day) in new[] { ("publicity", 1), ("published", 8), ("township", 9), ("bureau", 9), ("finance", 9), ("approved", 9) })
            await Lists.MoveAsync(to == "approved" ? Checker : Maker, list, to, new(2026, 9, day), proof: to == "publicity" ? new(proof, "公示.txt") : null);
        var recovery = await Recoveries.RecoverAsync(Maker, run, 1, 4, "火灾", Day);
        Assert.Equal((250_00L, 250_00L), (await Recoveries.ListAsync(run)).Single() is var r ? (r.AmountFen, r.ToKeepFen) : default);
        await Assert.ThrowsAsync<RefusedException>(() => Recoveries.KeepBackAsync(Maker, recovery, Day)); // not posted yet
        await books.Events.PostAsync(Checker, (await Recoveries.ListAsync(run)).Single().EventId!.Value);
        var (owed, claim) = (await books.BalanceAsync("company", "224101"), await books.BalanceAsync("company", "1221"));

        Assert.Contains("随追回生成", (await Assert.ThrowsAsync<RefusedException>(() => books.MakeAsync("company", "share-kept", 1))).Message, StringComparison.Ordinal);
        await books.Events.VoidAsync(Maker, await Recoveries.KeepBackAsync(Maker, recovery, Day)); // gives its place free
        var kept = await Recoveries.KeepBackAsync(Maker, recovery, Day);

        Assert.Contains("没有可以留抵的", (await Assert.ThrowsAsync<RefusedException>(() => Recoveries.KeepBackAsync(Maker, recovery, Day))).Message, StringComparison.Ordinal);
        Assert.Contains("留抵的凭证还没有复核", (await Assert.ThrowsAsync<RefusedException>(() => Lists.PayAsync(Maker, list, "yikatong"))).Message, StringComparison.Ordinal);
        await books.Events.PostAsync(Checker, kept);
        Assert.Equal((owed - 250_00, claim - 250_00), (await books.BalanceAsync("company", "224101"), await books.BalanceAsync("company", "1221")));
        var row = (await Recoveries.ListAsync(run)).Single();
        Assert.Equal((250_00L, 0L, 0L), (row.KeptFen, row.KeepingFen, row.LeftFen));
        await Assert.ThrowsAsync<RefusedException>(() => Recoveries.ReceiveAsync(Maker, recovery, "多收", Day, 1, ""));

        var file = await Lists.PayAsync(Maker, list, "yikatong");
        Assert.Equal([93_75L, 150_00, 281_25], file.Lines.Select(l => l.AmountFen).Order()); // a quarter less than 125, 200 and 375
        Assert.Contains("已经付出或在支付途中", (await Assert.ThrowsAsync<RefusedException>(() => books.Events.ReverseAsync(Maker, kept, Day, "误记"))).Message, StringComparison.Ordinal);
        var answer = Path.GetTempFileName();
        await File.WriteAllTextAsync(answer, "序号,发放结果\n1,成功\n2,成功\n3,成功\n");
        var paid = await Lists.AnswerBatchAsync(Maker, file.BatchId, Day, answer, "结果.csv");
        await books.Events.PostAsync(Checker, paid.VoucherId!.Value);
        await Lists.MoveAsync(Maker, list, "paid", Day);

        var done = (await Lists.FindAsync(list, TownshipScope.WholeCounty))!;
        Assert.Equal((700_00L, 175_00L, 525_00L, 525_00L), (done.AmountFen, done.KeptFen, done.PaidFen, paid.PaidFen));
        Assert.Equal(31_25, (await Lists.LinesAsync(list)).Single(l => l.Payee == "户-留-1").KeptFen);
        File.Delete(proof);
        File.Delete(answer);
    }

    [Fact]
    public async Task Ten_thousand_households_get_their_fen()
    {
        const int households = 10_000;
        await books.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "收款人", write => write.ExecuteAsync(
            "insert into finance.payee (code, kind, name, village_code) select '万-' || n, 'household', '演示户' || n, '431125101' || lpad((n % 50 + 100)::text, 3, '0') from generate_series(1, @households) n", new { households }));
        var ids = await books.Db.QueryAsync<(string Code, long Id)>("select p.code, p.payee_id from finance.payee p where p.code like '万-%' order by p.payee_id");
        var agreement = await SignedAsync("万户", [.. ids.Select((p, i) => new LotWeight($"万宗-{i:00000}", "431125101", $"431125101{i % 50 + 100:000}", $"村{i % 50}", p.Id, 1 + i % 37 + 0.25m))]);
        var draft = new NewRun("万户", agreement, "万户分成", Day, 12_345_678_90, [], "回单", ReceiptEventId: await ReceivedAsync("万户", 12_345_678_90));
        var clock = Stopwatch.StartNew();

        var run = await Sharing.RunAsync(Maker, draft);

        TestContext.Current.SendDiagnosticMessage($"10,000 households shared in {clock.Elapsed.TotalSeconds:0.0} s");
        var lines = await Sharing.StatementsAsync(run, TownshipScope.WholeCounty);
        Assert.Equal(households, lines.Count(l => l.Part == "household"));
        Assert.Equal(12_345_678_90, lines.Sum(l => l.AmountFen));
    }
}
