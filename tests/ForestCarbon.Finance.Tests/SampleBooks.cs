using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Finance.Tests;

/// <summary>A county's book, a company's and a village's, with a fund. All names are invented.</summary>
public class SampleBooks : TestDatabase
{
    public static readonly Actor Maker = Actor.Job("maker");
    public static readonly Actor Checker = Actor.Job("checker");
    public static readonly DateOnly Day = new(2026, 10, 12);

    public MoneyEvents Events => new(Db);

    public EntityBooks Books => new(Db);

    public Funds Funds => new(Db, new FileStore(Path.GetTempPath()));

    protected override async Task FillAsync()
    {
        await Books.OpenAsync(Maker, new("county", "某县财政局", "县财政", "政府会计", "county", null, new(2026, 1, 1)));
        await Books.OpenAsync(Maker, new("company", "某生态公司", "公司", "企业会计准则", "company", null, new(2026, 1, 1)));
        await Books.OpenAsync(Maker, new("village", "某村集体", "某村", "农村集体经济组织会计制度", "collective", "431125101001", new(2026, 1, 1)));
        // Money of another fund lies in the same account, so that a fund's own limit is what refuses.
        await PostedAsync("county", "fund-received", 10_000_000, fund: await FundAsync("底额", 10_000_000), on: new(2026, 1, 2));
    }

    /// <summary>A fund that a second account confirmed; of the demonstration, so that it needs no document.</summary>
    public async Task<long> FundAsync(string document, long fen, short year = 2026, long? carriedFrom = null, string purpose = "compensation")
    {
        var fund = await Funds.EnterAsync(Maker, new NewFund("county", "province", document, year, "2110501", "示例科目", purpose, fen, carriedFrom, IsDemonstration: true));
        await Funds.ConfirmAsync(Checker, fund);
        return fund;
    }

    /// <summary>A confirmed fund of 2026 that pays lists of another year. Past the rules of carrying on: the years only keep the tests' lists of one village apart.</summary>
    public async Task<long> FundForAsync(int year, string document, long fen)
    {
        var fund = await FundAsync(document, fen);
        await AsOwnerAsync($"""
            begin; set local session_replication_role = replica;
            insert into finance.fund (book_id, level, document_number, budget_year, function_code, function_name, purpose, amount_fen, is_demonstration, entered_by)
            select f.book_id, f.level, f.document_number, {year}, f.function_code, f.function_name, f.purpose, f.amount_fen, true, 'sample' from finance.fund f where f.fund_id = {fund};
            update finance.fund f set carried_from = (select max(e.fund_id) from finance.fund e) where f.fund_id = {fund}; commit
            """);
        return fund;
    }

    /// <summary>Confirms every account of a payee that waits.</summary>
    public async Task ConfirmAccountsAsync()
    {
        var payees = new Payees(Db);
        await payees.ConfirmAsync(Checker, [.. (await payees.WaitingAsync(TownshipScope.WholeCounty, 100_000)).Select(a => a.PayeeAccountId)], TownshipScope.WholeCounty);
    }

    /// <summary>Sets the day a run was confirmed back, so that its lists can be led on days that are over.</summary>
    public Task ConfirmedOnAsync(long run, DateOnly on) => AsOwnerAsync(
        $"begin; set local session_replication_role = replica; update finance.distribution_run set decided_at = '{on:yyyy-MM-dd} 08:00+08' where run_id = {run}; commit");

    /// <summary>A fund that has arrived.</summary>
    public async Task<long> FundReceivedAsync(string document, long fen, string purpose = "compensation")
    {
        var fund = await FundAsync(document, fen, purpose: purpose);
        await PostedAsync("county", "fund-received", fen, fund: fund);
        return fund;
    }

    public Task<long> MakeAsync(string book, string template, long fen, long tax = 0, long? fund = null, string? other = null, DateOnly? on = null, string? subject = null) =>
        Events.MakeAsync(Maker, new NewEvent(Guid.NewGuid().ToString("N"), book, template, on ?? Day, "示例", fen, tax, other, fund, subject is null ? null : "project", subject));

    public async Task<long> PostedAsync(string book, string template, long fen, long tax = 0, long? fund = null, string? other = null, DateOnly? on = null)
    {
        var id = await MakeAsync(book, template, fen, tax, fund, other, on);
        await Events.PostAsync(Checker, id);
        return id;
    }

    /// <summary>A project that was registered on a day. Past its moves, which the projects' own tests judge.</summary>
    public Task RegisteredAsync(string project, DateOnly on) => AsOwnerAsync(
        $"begin; set local session_replication_role = replica; insert into ccer.project (code, name, state, registry_number, registered_on, opened_by) values ('{project}', '{project}', 'registered', '示-{project}', '{on:yyyy-MM-dd}', 'sample'); commit");

    /// <summary>Does what the application may not: as the owner of the database.</summary>
    public async Task AsOwnerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> BalanceAsync(string book, string account) =>
        await ScalarAsync<long>($"select balance from ledger.account_v where book = '{book}' and code = '{account}'");
}
