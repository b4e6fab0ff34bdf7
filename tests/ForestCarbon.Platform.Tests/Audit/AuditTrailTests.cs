using ForestCarbon.Platform.Audit;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Platform.Tests.Audit;

public sealed class AuditTrailTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    [Fact]
    public async Task A_trail_nobody_touched_is_whole()
    {
        var found = await AuditTrail.VerifyAsync(_database.Db);

        Assert.True(found.IsWhole);
        Assert.Equal(
            (await _database.ScalarAsync<long>("select count(distinct chain) from platform.audit_entry"), await _database.ScalarAsync<long>("select count(*) from platform.audit_entry")),
            (found.Chains, found.Entries));
    }

    [Theory]
    [InlineData("update platform.audit_entry set actor = 'console:nobody' where chain = 'platform.setting' and seq = 2", "platform.setting", 2, "content")]
    [InlineData("update platform.audit_entry set reason = reason || '。' where chain = 'inventory.data_generation' and seq = 1", "inventory.data_generation", 1, "content")]
    [InlineData("delete from platform.audit_entry where chain = 'platform.setting' and seq = 1", "platform.setting", 2, "gap")]
    [InlineData("""
        delete from platform.audit_entry where chain = 'platform.setting' and seq = 2;
        update platform.audit_entry set seq = 2 where chain = 'platform.setting' and seq = 3
        """, "platform.setting", 2, "content")]
    [InlineData("""
        update platform.audit_entry set reason = '别的', hash = platform.audit_hash(chain, seq, at, transaction_id, actor, scope, '别的', operations, previous_hash)
        where chain = 'platform.setting' and seq = 2
        """, "platform.setting", 3, "link")]
    public async Task The_first_row_that_does_not_add_up_is_named(string tampering, string chain, long seq, string fault)
    {
        await using (var owner = new NpgsqlConnection(_database.ConnectionString))
        {
            await owner.OpenAsync();
            await using var command = new NpgsqlCommand(tampering, owner);
            await command.ExecuteNonQueryAsync();
        }

        var found = await AuditTrail.VerifyAsync(_database.Db);

        Assert.Equal([new ChainBreak(chain, seq, fault)], found.Breaks);
    }

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        if (TestServer.Address is null)
            return;
        for (var i = 0; i < 3; i++)
            await WriteAsync($"insert into platform.setting (key, value) values ('k{i}', 'v')");
        for (var i = 0; i < 2; i++)
            await WriteAsync("insert into inventory.data_generation (actor, reason) values ('test', 'test')");
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _database.DisposeAsync();
    }

    private Task WriteAsync(string sql) =>
        _database.Db.WriteAsync(Actor.Job("test"), TownshipScope.WholeCounty, "写一行", write => write.ExecuteAsync(sql));
}
