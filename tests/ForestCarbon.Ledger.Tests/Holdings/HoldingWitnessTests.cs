using ForestCarbon.Ledger.Verification;
using ForestCarbon.Testing;
using Npgsql;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Holdings;

/// <summary>What our papers print beside a posting is witnessed as the posting is, and a day below zero is found.</summary>
public sealed class HoldingWitnessTests(SampleHoldings book) : IClassFixture<SampleHoldings>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fc-seals-").FullName;

    private SealBook Seals => new(_folder, Path.Combine(_folder, "key"));

    [Theory]
    [InlineData("update ledger.act set beneficiary = '别人' where kind = 'cancel'", "办理单")]
    [InlineData("update ledger.act set price_fen = 1 where kind = 'sale'", "办理单")]
    [InlineData("update ledger.act set verification_report = '别的' where kind = 'issue'", "办理单")]
    [InlineData("update ledger.holder set name = '别家公司' where holder = 'A'", "持有方 A")]
    [InlineData("update ledger.act_record set cited_by = 'job:other'", "凭据")]
    [InlineData("update ledger.act_outcome set decided_by = 'job:other'", "复核")]
    [InlineData("delete from ledger.holder_account", "经办账号")]
    public async Task What_the_papers_print_is_named_when_it_is_changed_after_a_seal(string sql, string names)
    {
        var project = $"见证{Guid.NewGuid():N}";
        await book.EnterAsync(project, 100);
        await book.DoAsync(book.Move(project, "cancel", "available", "cancelled-event", 10));
        await book.DoAsync(book.Move(project, "freeze", "available", "frozen-trade", 20), source: "exchange");
        await book.DoAsync(book.Move(project, "sale", "frozen-trade", null, 20) with { ToHolder = "外", Method = "挂牌协议", PriceFen = 7_000 }, source: "exchange");
        Assert.True(await new Sealing(book.Db, Seals).SealAsync());
        Assert.True((await new LedgerVerification(book.Db, Seals).RunAsync()).IsWhole);

        var verdict = await TamperedAsync(sql);

        Assert.Contains(verdict.Findings, f => f.Sentence.Contains(names, StringComparison.Ordinal));
        Assert.All(verdict.Findings, f => Assert.Equal("declared", f.Kind));
    }

    [Fact]
    public async Task A_day_on_which_more_had_gone_than_come_is_a_finding()
    {
        var project = $"负数{Guid.NewGuid():N}";
        await book.EnterAsync(project, 100);
        await book.DoAsync(book.Move(project, "freeze", "available", "frozen-pledge", 10) with { EffectiveOn = Day.AddDays(3) });
        var account = await book.ScalarAsync<long>($"select account_id from ledger.account_v where asset = '{project}/2025' and code = 'A/available'");

        var verdict = await TamperedAsync(
            $"update ledger.posting set effective_on = '2026-01-01' where credit_account_id = {account}; update ledger.entry set effective_on = '2026-01-01' where entry_id in (select entry_id from ledger.posting where credit_account_id = {account})");

        Assert.Contains(verdict.Findings, f => f.Kind == "account" && f.Subject == $"{account}" && f.Sentence.Contains("2026-01-01", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // What a superuser changes is looked at before he gives up.
    private async Task<LedgerVerdict> TamperedAsync(string sql)
    {
        var tables = new[] { "holder", "act", "act_record", "act_outcome", "holder_account", "posting", "entry" };
        await AsSuperuserAsync(string.Concat(tables.Select(t => $"drop table if exists public.kept_{t}; create table public.kept_{t} as table ledger.{t};")) + sql);
        try
        {
            return await new LedgerVerification(book.Db, Seals).RunAsync();
        }
        finally
        {
            await AsSuperuserAsync(string.Concat(tables.Select(t => $"delete from ledger.{t}; insert into ledger.{t} overriding system value select * from public.kept_{t};")));
        }
    }

    private async Task AsSuperuserAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(book.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("begin; set local session_replication_role = replica;" + sql + "; commit", connection);
        await command.ExecuteNonQueryAsync();
    }
}
