using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Ledger.Reports;
using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using Npgsql;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Holdings;

/// <summary>On no day does the book show what the registry could not have shown: tonnes before they were there, days that have not come, a tranche twice.</summary>
public sealed class HoldingDayTests(SampleHoldings book) : IClassFixture<SampleHoldings>
{
    [Fact]
    public async Task Tonnes_move_on_no_day_before_they_were_there()
    {
        var issuance = await book.EnterAsync("早于入账", 100);
        foreach (var kind in new[] { "freeze", "transfer" })
        {
            var early = book.Move("早于入账", kind, "available", kind == "freeze" ? "frozen-pledge" : null, 10) with { EffectiveOn = Day.AddDays(-1) };
            var refused = await RefusedAsync(() => book.Acts.AskAsync(Maker, early));
            Assert.Equal(LedgerRefusal.DayNotPossible, refused.Refusal);
            Assert.Contains($"{Day:yyyy-MM-dd}", refused.Message, StringComparison.Ordinal);
        }

        // Of the frozen ones from the day they were frozen on; the others from the day they came.
        await book.DoAsync(book.Move("早于入账", "freeze", "available", "frozen-pledge", 10) with { EffectiveOn = Day.AddDays(10), IssuanceId = issuance, FirstSerial = 91 });
        Assert.Equal(LedgerRefusal.DayNotPossible, (await RefusedAsync(() => book.Acts.AskAsync(
            Maker, book.Move("早于入账", "release", "frozen-pledge", "available", 10) with { EffectiveOn = Day.AddDays(9) }))).Refusal);
        await book.DoAsync(book.Move("早于入账", "freeze", "available", "frozen-court", 5) with { EffectiveOn = Day }, source: "court");

        for (var day = Day.AddDays(-3); day <= Day.AddDays(12); day = day.AddDays(1))
        {
            Assert.All(await new LedgerBalances(book.Db).ListAsync(effectiveOn: day), a => Assert.True(a.Balance >= 0, $"{a.Asset} {a.Code} {day}: {a.Balance}"));
            Assert.Equal(day < Day ? 0 : 100, await book.HeldAsync("早于入账", on: day));
        }
    }

    [Fact]
    public async Task The_database_holds_it_whatever_day_the_posting_of_an_act_names()
    {
        await book.EnterAsync("绕日", 100);
        var act = await book.Acts.AskAsync(Maker, book.Move("绕日", "freeze", "available", "frozen-pledge", 10));
        await book.CiteAsync(act, 10);
        var (entry, record) = (await book.ScalarAsync<long>($"select entry_id from ledger.act where act_id = {act}"), await book.ScalarAsync<long>($"select record_id from ledger.act_record where act_id = {act}"));

        foreach (var day in new[] { Day.AddDays(-1), CountyClock.Today.AddDays(1) })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => book.Db.WriteAsync(Checker, TownshipScope.WholeCounty, "绕过", async write =>
            {
                await write.ExecuteAsync("insert into ledger.act_outcome (act_id, outcome) values (@act, 'confirmed')", new { act });
                return await write.ScalarAsync<long>("select entry_id from ledger.resolve(@key, @entry, 'post', @day, @record)", new { key = $"act:{act}:post", entry, day, record });
            }));
            Assert.Equal("FC120", refused.SqlState);
        }
        Assert.Equal("pending", (await book.Read.ActAsync(act))!.Outcome);
    }

    [Fact]
    public async Task A_batch_entered_in_the_place_of_another_comes_no_day_before_that_one_went()
    {
        await book.EnterAsync("接替日", 100);
        var issue = await book.ScalarAsync<long>("select act_id from ledger.act where project = '接替日'");
        var back = await book.Acts.AskReversalAsync(Checker, Guid.NewGuid().ToString("N"), issue, Day.AddDays(3), "登记系统更正");
        await book.CiteAsync(back, 100, by: Checker);
        await book.Acts.ConfirmAsync(Maker, back);
        var again = await book.Acts.AskAsync(Maker, book.Issue("接替日", 100));
        await book.CiteAsync(again, 100);

        Assert.Equal(LedgerRefusal.DayNotPossible, (await RefusedAsync(() => book.Acts.ConfirmAsync(Checker, again))).Refusal);
    }

    [Fact]
    public async Task No_act_record_or_statement_is_of_a_day_that_has_not_come()
    {
        await book.EnterAsync("来日", 100);
        var tomorrow = CountyClock.Today.AddDays(1);
        var act = await book.Acts.AskAsync(Maker, book.Move("来日", "freeze", "available", "frozen-pledge", 10) with { EffectiveOn = CountyClock.Today });

        foreach (var step in new Func<Task>[]
                 {
                     () => book.Acts.AskAsync(Maker, book.Issue("来日二", 5) with { EffectiveOn = tomorrow }),
                     () => book.Acts.AskAsync(Maker, book.Move("来日", "freeze", "available", "frozen-pledge", 10) with { EffectiveOn = tomorrow }),
                     () => book.Acts.CiteAsync(Maker, act, new CitedRecord("registry", "来日-1", tomorrow, 10, book.FileOf("来日"), "凭据.pdf")),
                     () => new StatementBook(book.Db, book.Files).ImportAsync(Maker, "registry", "A", tomorrow, book.FileOf("项目,年份,状态,数量（吨）\n来日,2025,可用,1\n"), "来日.csv"),
                 })
        {
            var refused = await RefusedAsync(step);
            Assert.Equal(LedgerRefusal.DayNotPossible, refused.Refusal);
            Assert.Contains($"{tomorrow:yyyy-MM-dd}", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_record_of_a_year_before_that_of_the_tonnes_supports_no_act()
    {
        var act = await book.Acts.AskAsync(Maker, book.Issue("早于", 100));
        var vintage = await book.ScalarAsync<int>("select vintage from ledger.act where project = '早于'");

        var refused = await RefusedAsync(() => book.Acts.CiteAsync(Maker, act, new CitedRecord("registry", "早于-1", new DateOnly(vintage - 1, 12, 31), 100, book.FileOf("早于"), "凭据.pdf")));

        Assert.Equal(LedgerRefusal.DayNotPossible, refused.Refusal);
        Assert.Contains($"早于减排量产生的年份 {vintage}", refused.Message, StringComparison.Ordinal);
        await book.Acts.CiteAsync(Maker, act, new CitedRecord("registry", "早于-1", new DateOnly(vintage, 1, 1), 100, book.FileOf("早于"), "凭据.pdf"));
    }

    [Fact]
    public async Task A_tranche_is_the_same_under_another_batch_where_its_report_or_its_document_is()
    {
        await book.EnterAsync("换批", 100);
        var first = await book.ScalarAsync<long>("select act_id from ledger.act where project = '换批'");

        var report = await RefusedAsync(() => book.Acts.AskAsync(Maker, book.Issue("换批", 100) with { Batch = "2" }));
        Assert.Equal(LedgerRefusal.SerialsNotHeld, report.Refusal);
        Assert.Contains($"办理单 {first}", report.Message, StringComparison.Ordinal);
        await book.Acts.AskAsync(Maker, book.Issue("换批", 100) with { Vintage = 2024 });

        // Another report, but the paper of the first: a second registration has a paper of its own.
        var second = await book.Acts.AskAsync(Maker, book.Issue("换批", 100) with { Batch = "2", VerificationReport = "另一份核查报告" });
        var document = await RefusedAsync(() => book.Acts.CiteAsync(Maker, second, new CitedRecord("registry", "换批-2", Day, 100, book.FileOf($"凭据 {first}"), "凭据.pdf")));
        Assert.Equal(LedgerRefusal.AlreadyResolved, document.Refusal);
        Assert.Contains($"登记-{first}", document.Message, StringComparison.Ordinal);
        await book.CiteAsync(second, 100);
        await book.Acts.ConfirmAsync(Checker, second);
        Assert.Equal(200, await book.HeldAsync("换批"));
    }

    [Fact]
    public async Task One_file_does_not_carry_two_acts_of_a_kind_under_two_numbers()
    {
        await book.EnterAsync("同件", 100);
        var acts = new List<long>();
        for (var i = 0; i < 2; i++)
            acts.Add(await book.Acts.AskAsync(Maker, book.Move("同件", "freeze", "available", "frozen-pledge", 10)));
        await CiteAsync(acts[0], "同件-1");

        Assert.Equal(LedgerRefusal.AlreadyResolved, (await RefusedAsync(() => CiteAsync(acts[1], "同件-2"))).Refusal);
        await book.Acts.WithdrawAsync(Maker, acts[0], "不办了");
        await CiteAsync(acts[1], "同件-3");

        Task CiteAsync(long act, string number) => book.Acts.CiteAsync(Maker, act, new CitedRecord("registry", number, Day, 10, book.FileOf("同一份文件"), "凭据.pdf"));
    }

    [Theory]
    [InlineData(1800), InlineData(2019), InlineData(2027), InlineData(2030)]
    public async Task Reductions_of_a_year_that_does_not_count_are_not_entered(int vintage)
    {
        var refused = await RefusedAsync(() => book.Acts.AskAsync(Maker, book.Issue("年份", 10) with { Vintage = vintage }));

        Assert.Contains($"{vintage}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await book.ScalarAsync<long>("select count(*) from ledger.act where project = '年份'"));
    }

    [Fact]
    public async Task Numbers_of_another_batch_are_refused_when_they_are_typed_in()
    {
        var act = await book.AskIssueAsync("重号", 100, prefix: "REG-重号-", first: 1);
        Assert.Equal(LedgerRefusal.SerialsNotHeld, (await RefusedAsync(() => book.AskIssueAsync("重号二", 10, prefix: "REG-重号-", first: 100))).Refusal);
        await book.CiteAsync(act, 100);
        await book.Acts.ConfirmAsync(Checker, act);

        var refused = await RefusedAsync(() => book.AskIssueAsync("重号二", 10, prefix: "REG-重号-", first: 100));
        Assert.Contains("REG-重号-100", refused.Message, StringComparison.Ordinal);
        await book.AskIssueAsync("重号二", 10, prefix: "REG-重号-", first: 101);
    }

    [Fact]
    public async Task A_refusal_says_whose_tonnes_in_which_state_and_no_number_of_an_account()
    {
        await book.EnterAsync("不足", 5);

        var refused = await RefusedAsync(() => book.Acts.AskAsync(Maker, book.Move("不足", "freeze", "available", "frozen-pledge", 6)));

        Assert.StartsWith("A公司的“可用”只有 5 吨，不足 6 吨", refused.Message, StringComparison.Ordinal);
    }

    private static Task<LedgerRefusedException> RefusedAsync(Func<Task> step) => Assert.ThrowsAsync<LedgerRefusedException>(step);
}
