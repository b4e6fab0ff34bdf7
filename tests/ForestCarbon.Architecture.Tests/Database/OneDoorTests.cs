namespace ForestCarbon.Architecture.Tests.Database;

public sealed class OneDoorTests
{
    [Fact]
    public void The_program_writes_through_one_door() =>
        Rule.Holds(SourceFile.In("src", ".cs").SelectMany(file => OneDoor.Violations(file.Path, file.Text)));

    [Fact]
    public void No_sql_file_opens_another_door() =>
        Rule.Holds(SourceFile.In("src", ".sql").SelectMany(file => OneDoor.FileViolations(file.Path, file.Text)));

    [Fact]
    public void What_writes_is_run_by_an_open_change()
    {
        var files = SourceFile.In("src", ".sql").ToDictionary(f => f.Path, f => f.Text);
        Rule.Holds(SourceFile.In("src", ".cs").SelectMany(source =>
            OneDoor.WritesOutside(source.Path, source.Text, name => files.GetValueOrDefault($"src/ForestCarbon.{source.Module}/{name}"))));
    }

    [Theory]
    [InlineData("set transaction read write;\ndelete from growth.run")]
    [InlineData("set local role forestcarbon_owner; select 1")]
    [InlineData("set default_transaction_read_only = off")]
    [InlineData("SET session_replication_role TO replica")]
    [InlineData("select set_config('forestcarbon.actor', @actor, true)")]
    [InlineData("select set_config(@name, @value, true)")]
    [InlineData("select set_config('forestcarbon.township', @a, false), set_config('role', 'postgres', false)")]
    [InlineData("begin; delete from growth.run; commit;")]
    public void A_file_that_opens_another_door_is_seen(string sql) =>
        Assert.Equal(["src/ForestCarbon.Growth/Runs/Sql/new.sql changes what its connection may do"], OneDoor.FileViolations("src/ForestCarbon.Growth/Runs/Sql/new.sql", sql));

    [Theory]
    [InlineData("update inventory.import set state = 'accepted', decided_at = now() where import_id = @importId -- set role")]
    [InlineData("insert into a.b (c) values (1) on conflict (c) do update set c = excluded.c")]
    [InlineData("create temp table seen (code text) on commit drop")]
    [InlineData("select set_config('forestcarbon.township', $1, false)")]
    public void A_file_that_opens_none_is_let_be(string sql) => Assert.Empty(OneDoor.FileViolations("src/ForestCarbon.Growth/Runs/Sql/new.sql", sql));

    [Theory]
    [InlineData("await db.QueryAsync<int>(Sql.Of<Accounting>(\"Runs/Sql/writes.sql\"), new { runId }, ct);")]
    [InlineData("await _db.QuerySingleOrDefaultAsync<long?>(\"insert into growth.run (run_id) values (1) returning run_id\");")]
    [InlineData("var n = await connection.QueryAsync<IReadOnlyList<int>>(\n    \"\"\"\n    with gone as (delete from growth.run returning 1) select count(*) from gone\n    \"\"\");")]
    [InlineData("await using var c = new NpgsqlCommand(Sql.Of<Accounting>(\"Runs/Sql/writes.sql\"), connection);")]
    public void A_statement_that_writes_outside_a_change_is_seen(string source) =>
        Assert.Equal(["src/ForestCarbon.Growth/Runs/New.cs writes outside a change"], OneDoor.WritesOutside("src/ForestCarbon.Growth/Runs/New.cs", source, Planted));

    [Theory]
    [InlineData("await write.QueryAsync<long>(Sql.Of<Accounting>(\"Runs/Sql/writes.sql\"), new { runId }, ct);")]
    [InlineData("await using var c = new NpgsqlCommand(Sql.Of<Accounting>(\"Runs/Sql/writes.sql\"), write.Connection, write.Transaction);")]
    [InlineData("await db.QueryAsync<int>(Sql.Of<Accounting>(\"Runs/Sql/reads.sql\"), new { runId }, ct);")]
    public void A_statement_inside_a_change_or_one_that_reads_is_let_be(string source) =>
        Assert.Empty(OneDoor.WritesOutside("src/ForestCarbon.Growth/Runs/New.cs", source, Planted));

    private static string? Planted(string name) => name switch
    {
        "Runs/Sql/writes.sql" => "update growth.run set finished_at = now() where run_id = @runId returning 1",
        "Runs/Sql/reads.sql" => "select r.run_id from growth.run_v r where r.state <> 'insert into growth.run'",
        _ => null,
    };

    [Theory]
    [InlineData("await using var c = new NpgsqlConnection(text);", "makes a connection")]
    [InlineData("var source = new NpgsqlDataSourceBuilder(text).Build();", "makes a connection")]
    [InlineData("var source = NpgsqlDataSource.Create(text);", "makes a connection")]
    [InlineData("await using var tx = await connection.BeginTransactionAsync(ct);", "begins a transaction")]
    [InlineData("using var all = new TransactionScope();", "begins a transaction")]
    [InlineData("using Dapper;\nawait connection.ExecuteAsync(sql);", "executes outside a change")]
    [InlineData("using Dapper;\nvar n = await connection.ExecuteScalarAsync<int>(sql);", "executes outside a change")]
    [InlineData("await db.QueryAsync<int>(\"set transaction read write; delete from growth.run returning 1\");", "changes what its connection may do")]
    [InlineData("await write.ExecuteAsync(\"set local role forestcarbon\");", "changes what its connection may do")]
    public void A_way_past_the_door_is_seen(string source, string violation) =>
        Assert.Equal([$"src/ForestCarbon.Growth/Runs/New.cs {violation}"], OneDoor.Violations("src/ForestCarbon.Growth/Runs/New.cs", source));

    [Theory]
    [InlineData("// new NpgsqlConnection(text)")]
    [InlineData("var address = new NpgsqlConnectionStringBuilder(text);")]
    [InlineData("using Dapper;\nawait write.ExecuteAsync(sql);\nvar rows = await connection.QueryAsync<Row>(sql);")]
    public void A_way_through_the_door_is_let_be(string source) =>
        Assert.Empty(OneDoor.Violations("src/ForestCarbon.Growth/Runs/New.cs", source));
}
