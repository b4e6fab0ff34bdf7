using ForestCarbon.Ledger.Control;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Ledger.Verification;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using Npgsql;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Control;

/// <summary>What the application's role cannot do, and what nobody can do alone.</summary>
public sealed class RightsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly string[] FunctionsOnly = ["entry", "posting", "lot", "period_close", "halt", "state", "state_move"];

    [Fact]
    public async Task The_application_changes_deletes_and_truncates_nothing()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 10, name: "权限");
        await using var connection = await ApplicationAsync();
        var tables = await QueryAsync(connection,
            "select c.relname::text from pg_class c where c.relnamespace = 'ledger'::regnamespace and c.relkind in ('r', 'p') order by 1");
        Assert.Contains("posting", tables);
        var went = new List<string>();
        foreach (var table in tables)
        {
            var column = (await QueryAsync(connection, $"select attname::text from pg_attribute where attrelid = 'ledger.{table}'::regclass and attnum = 1"))[0];
            foreach (var statement in new[]
                     {
                         $"update ledger.{table} set {column} = {column}", $"delete from ledger.{table}", $"truncate ledger.{table}",
                         $"truncate ledger.{table} cascade", $"drop table ledger.{table}", $"alter table ledger.{table} add column more text",
                         $"alter table ledger.{table} disable trigger all", $"lock table ledger.{table} in access exclusive mode",
                         $"merge into ledger.{table} t using (select 1) s on true when matched then delete", $"select * from ledger.{table} for update",
                     })
                if (await GoesAsync(connection, statement))
                    went.Add(statement);
            if (FunctionsOnly.Contains(table) && await GoesAsync(connection, $"insert into ledger.{table} select * from ledger.{table} where false"))
                went.Add($"insert into ledger.{table}");
        }
        foreach (var statement in new[]
                 {
                     "insert into ledger.account (book_id, asset_id, asset_kind, code, name, holder, normal_side, debits) values (1, 1, 'money', 'x', 'x', 'x', 'debit', 5)",
                     "alter sequence ledger.entry_number restart", "select setval('ledger.entry_number', 1)", "create table ledger.more (x int)",
                     "create or replace function ledger.refuse(state text, sentence text) returns void language sql as 'select'",
                     "drop function ledger.ask_close", "set role forestcarbon", "set session_replication_role = replica", "alter role forestcarbon_app superuser",
                     "select ledger.append_posting(1, '\\x00', 1, 'posting', 1, 2, 1, null, current_date, now(), 1, null, null, null)",
                     "select ledger.append_entry(1, 'posting', 'k', '\\x00', current_date, now(), 'x', null, null, null, null, null, 1)",
                     $"select ledger.enter_serials(1, {ledger.Tonnes}, 10, array[{ledger.Issuances[0]}], array[int8range(1, 11)], false)",
                     $"select ledger.move_serials({ledger.Available(0)}, {ledger.Available(1)}, false, 1, null, null, null, null)",
                 })
            if (await GoesAsync(connection, statement))
                went.Add(statement);

        Assert.Empty(went);
    }

    [Fact]
    public async Task Nobody_confirms_what_he_made_himself()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 100, name: "四眼");
        var control = new LedgerControl(database.Db);
        var day = Day.AddYears(-1);
        foreach (var (actor, other) in new (Actor, Actor)[]
                 {
                     (Actor.Account(Guid.NewGuid()), Actor.Account(Guid.NewGuid())), (Actor.Console(), Actor.Job("x")), (Actor.Installation, Actor.Console()),
                     (Actor.Job("y"), Actor.Account(Guid.NewGuid())),
                 })
        {
            Task<PostedEntry> Post(bool isPending) => ledger.Journal.PostAsync(actor, "办理", new EntryRequest(
                ledger.Key(), Day, [new(ledger.Available(1), ledger.Available(0), 1)], ledger.Record, isPending));
            var (pending, posted) = (await Post(true), await Post(false));
            day = day.AddDays(1);
            var close = await control.AskCloseAsync(actor, "结账", ledger.MoneyBook, day);
            var halt = await control.HaltAsync(actor, "查账");
            var ways = new (string Way, Func<Actor, Task> Go)[]
            {
                ("lift a halt", a => control.LiftAsync(a, "查清", halt)),
                ("confirm a pending entry", a => ledger.Journal.ResolveAsync(a, "确认", new Resolution(ledger.Key(), pending.EntryId, PendingEnd.Post, Day))),
                ("reverse an entry", a => ledger.Journal.ReverseAsync(a, "冲销", new Reversal(ledger.Key(), posted.EntryId, Day, ledger.Record))),
                ("close a period", a => control.ConfirmCloseAsync(a, "结账", close)),
            };
            foreach (var (way, go) in ways)
            {
                var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => go(actor));
                Assert.True(refused.Refusal == LedgerRefusal.MakerIsChecker, $"{actor} could {way}: {refused.Refusal}");
                await go(other);
            }
        }
    }

    [Fact]
    public async Task The_constraints_hold_it_where_a_function_is_forgotten()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 1, 10, name: "约束");

        async Task<string?> HeldBy(string sql) => (await Assert.ThrowsAsync<PostgresException>(() => database.ScalarAsync<long>(sql))).ConstraintName;

        await new LedgerControl(database.Db).AskCloseAsync(Maker, "结账", ledger.MoneyBook, Day.AddYears(-2));
        Assert.Equal("period_close_maker_is_not_checker", await HeldBy(
            $"update ledger.period_close set confirmed_by = asked_by, confirmed_at = now() where book_id = {ledger.MoneyBook} returning 1::bigint"));
        foreach (var (table, constraint, faults) in new (string, string, string[])[]
                 {
                     ("account", "account_not_below_zero", ["credits = 11", "pending_credits = 11", "debits = -1", "credits = -1", "pending_debits = -1", "pending_credits = -1"]),
                     ("account", "account_declared_whole", ["is_between = true"]),
                     ("posting", "posting_whole", ["debit_account_id = credit_account_id", "amount = 0", "amount = 1000000000000001", "stage = 'done'", "serials = null"]),
                     ("entry", "entry_whole", ["kind = 'done'", "actor = ''", "lines = 0", "resolves = 1", "reverses = 1", "expires_at = now()", "kind = 'void'", "kind = 'reversal'"]),
                 })
            foreach (var fault in faults)
                Assert.True(constraint == await HeldBy($"update ledger.{table} set {fault} where {Row(table)} returning 1::bigint"), $"{table} took {fault}");

        string Row(string table) => table == "account" ? $"account_id = {ledger.Available(0)}"
            : $"entry_id = (select max(entry_id) from ledger.posting where debit_account_id = {ledger.Available(0)})";
    }

    [Fact]
    public async Task A_halted_ledger_takes_nothing_until_it_is_lifted()
    {
        var ledger = await SampleLedger.CreateAsync(database.Db, 2, 10, name: "只读");
        var control = new LedgerControl(database.Db);
        var pending = await ledger.ReserveAsync(ledger.Available(1), ledger.Available(0), 1);
        var halt = await control.HaltAsync(Maker, "余额不符");

        foreach (var post in new Func<Task>[]
                 {
                     () => ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 1),
                     () => ledger.Journal.ResolveAsync(Checker, "确认", new Resolution(ledger.Key(), pending.EntryId, PendingEnd.Post, Day)),
                     () => ledger.Journal.ResolveAsync(Checker, "撤销", new Resolution(ledger.Key(), pending.EntryId, PendingEnd.Void, Day)),
                 })
        {
            var refused = await Assert.ThrowsAsync<LedgerRefusedException>(post);
            Assert.Equal(LedgerRefusal.Halted, refused.Refusal);
            Assert.Contains("余额不符", refused.Message, StringComparison.Ordinal);
        }
        await control.LiftAsync(Checker, "查清", halt);
        await ledger.MoveAsync(ledger.Available(1), ledger.Available(0), 1);
        Assert.Null(await control.HaltedBecauseAsync());
    }

    [Fact]
    public async Task Where_amount_and_serials_differ_the_ledger_becomes_read_only_and_says_why()
    {
        await using var own = new TestDatabase();
        await own.InitializeAsync();
        var ledger = await SampleLedger.CreateAsync(own.Db, 2, 10, name: "不符");
        var control = new LedgerControl(own.Db);
        var verification = new LedgerVerification(own.Db, new SealBook(Path.Combine(Path.GetTempPath(), "fc-no-seals"), Path.Combine(Path.GetTempPath(), "fc-no-seals", "key")));
        Assert.Empty(await control.HaltOnMismatchAsync(Maker, verification));
        Assert.Null(await control.HaltedBecauseAsync());

        await own.ScalarAsync<long>($"update ledger.lot set serials = int8range(1, 10) where account_id = {ledger.Available(0)} returning lot_id");
        var found = await control.HaltOnMismatchAsync(Maker, verification);
        await control.HaltOnMismatchAsync(Maker, verification); // found again by the next look: still one halt

        Assert.Contains($"账户 {ledger.Available(0)}", found[0].Sentence, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(() => ledger.MoveAsync(ledger.Available(0), ledger.Available(1), 1));
        Assert.Equal(LedgerRefusal.Halted, refused.Refusal);
        Assert.Contains(found[0].Sentence, refused.Message, StringComparison.Ordinal);
        Assert.Contains(found[0].English, refused.English, StringComparison.Ordinal);
        Assert.Equal(new HaltReason(found[0].Sentence, found[0].English), await control.HaltedBecauseAsync());
        Assert.Equal(1, await own.ScalarAsync<long>("select count(*) from ledger.halt where lifted_at is null"));
    }

    // As the application is where it connects with an account of its own: not even able to become the owner again.
    private async Task<NpgsqlConnection> ApplicationAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        foreach (var sql in new[]
                 {
                     "do $$ begin create role fc_ledger_probe nologin in role forestcarbon_app; exception when duplicate_object then null; end $$",
                     "set session authorization fc_ledger_probe", "set role forestcarbon_app",
                     "select set_config('forestcarbon.actor', 'job:probe', false), set_config('forestcarbon.scope', '*', false), set_config('forestcarbon.reason', 'probe', false)",
                 })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
        return connection;
    }

    private static async Task<bool> GoesAsync(NpgsqlConnection connection, string statement)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        try
        {
            await using var command = new NpgsqlCommand(statement, connection, transaction);
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (PostgresException)
        {
            return false;
        }
    }

    private static async Task<List<string>> QueryAsync(NpgsqlConnection connection, string sql)
    {
        var rows = new List<string>();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
