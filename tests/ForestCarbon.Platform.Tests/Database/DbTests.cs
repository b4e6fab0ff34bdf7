using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Platform.Tests.Database;

public sealed class DbTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Actor Bureau = Actor.Job("test");

    [Fact]
    public async Task A_read_connection_cannot_write()
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            database.Db.QueryAsync<int>("insert into platform.setting (key, value) values ('a', 'b') returning 1"));

        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refused.SqlState);
    }

    [Fact]
    public async Task A_write_past_the_door_is_refused_by_the_database()
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("insert into platform.setting (key, value) values ('a', 'b')", connection);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal("FC001", refused.SqlState);
    }

    [Fact]
    public async Task After_the_server_came_back_the_first_read_and_the_first_write_are_answered()
    {
        await database.Db.QueryAsync<int>("select 1");
        await database.Db.WriteAsync(Bureau, TownshipScope.WholeCounty, "换设置", write => write.ExecuteAsync("select 1"));
        // What a killed server leaves: pools of connections that are dead, which nobody has noticed yet.
        await database.ScalarAsync<long>(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");

        Assert.Equal([1], await database.Db.QueryAsync<int>("select 1"));
        await database.Db.WriteAsync(Bureau, TownshipScope.WholeCounty, "换设置", write => write.ExecuteAsync("select 1"));
    }

    [Fact]
    public async Task A_probe_asks_once_and_waits_for_no_server()
    {
        await using var nowhere = new Db("Host=/nowhere;Username=nobody;Database=none", patience: TimeSpan.FromHours(1));

        Assert.True(await database.Db.AnswersAsync("select 1"));
        Assert.False(await nowhere.AnswersAsync("select 1").WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_write_leaves_one_audit_row_for_each_table_it_touched()
    {
        await database.Db.WriteAsync(Bureau, TownshipScope.Of(["431125100"]), "换设置", async write =>
        {
            await write.ExecuteAsync("insert into platform.setting (key, value) values ('colour', 'green')");
            await write.ExecuteAsync("update platform.setting set value = 'blue' where key = 'colour'");
        });

        var entry = await database.Db.QuerySingleOrDefaultAsync<AuditRow>(
            "select actor, scope, reason, operations from platform.audit_entry where reason = '换设置'");

        Assert.Equal(new AuditRow("job:test", "431125100", "换设置", "insert,update"), entry);
    }

    [Fact]
    public async Task What_throws_leaves_neither_change_nor_audit_row()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.Db.WriteAsync(
            Bureau, TownshipScope.WholeCounty, "半途而废", async write =>
            {
                await write.ExecuteAsync("insert into platform.setting (key, value) values ('half', 'done')");
                throw new InvalidOperationException();
            }));

        Assert.Equal(0L, await database.ScalarAsync<long>(
            "select (select count(*) from platform.setting where key = 'half') + (select count(*) from platform.audit_entry where reason = '半途而废')"));
    }

    [Fact]
    public async Task The_application_cannot_rewrite_the_audit_trail()
    {
        foreach (var statement in new[] { "update platform.audit_entry set actor = 'x'", "delete from platform.audit_entry", "truncate platform.audit_entry" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => database.Db.WriteAsync(
                Bureau, TownshipScope.WholeCounty, "改写", write => write.ExecuteAsync(statement)));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task Writers_of_the_same_tables_in_any_order_do_not_deadlock_and_leave_an_unbroken_chain()
    {
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => database.Db.WriteAsync(
            Bureau, TownshipScope.WholeCounty, "并行", async write =>
            {
                string[] statements =
                [
                    $"insert into platform.setting (key, value) values ('parallel{i}', '1')",
                    $"insert into inventory.data_generation (actor, reason) values ('test', 'parallel')",
                ];
                foreach (var statement in i % 2 == 0 ? statements : statements.Reverse())
                    await write.ExecuteAsync(statement);
            })));

        Assert.Equal(0L, await database.ScalarAsync<long>(
            """
            select count(*) from (
                select e.hash, e.previous_hash, lag(e.hash) over (partition by chain order by seq) as before, seq,
                       platform.audit_hash(chain, seq, at, transaction_id, actor, scope, reason, operations, previous_hash) as again
                from platform.audit_entry e) x
            where hash <> again or (seq > 1 and previous_hash <> before)
            """));
    }

    private sealed record AuditRow(string Actor, string Scope, string Reason, string Operations);
}
