namespace ForestCarbon.Architecture.Tests.Database;

public sealed class OneDoorTests
{
    [Fact]
    public void The_program_writes_through_one_door() =>
        Rule.Holds(SourceFile.In("src", ".cs").SelectMany(file => OneDoor.Violations(file.Path, file.Text)));

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
