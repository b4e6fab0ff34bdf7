using System.Reflection;
using ForestCarbon.Architecture.Tests.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Architecture.Tests.Database;

/// <summary>Every statement that lives in a .sql file is understood by the migrated schema.</summary>
public sealed class StatementTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    // 42P18: the type of a parameter cannot be told from the statement alone; the driver sends it with the value.
    private const string TypeNotTold = "42P18";

    [Fact]
    public async Task Every_sql_file_prepares_against_the_migrated_schema()
    {
        var faults = new List<string>();
        foreach (var assembly in ProjectArrows.Projects.Select(m => Assembly.Load(m == "Cli" ? "forestcarbon" : $"ForestCarbon.{m}")))
            foreach (var name in Sql.Names(assembly))
                faults.AddRange((await FaultsAsync(Sql.Of(assembly, name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]))).Select(f => $"{name}: {f}"));

        Rule.Holds(faults);
    }

    [Theory]
    [InlineData("select no_such_column from platform.setting where key = @key", "42703")]
    [InlineData("select 1; select value from platform.no_such_table", "42P01")]
    [InlineData("update platform.setting set value = no_such_function(@value)", "42883")]
    [InlineData("select from where", "42601")]
    public async Task A_statement_the_schema_does_not_understand_is_seen(string sql, string state) =>
        Assert.Contains(state, Assert.Single(await FaultsAsync(sql)), StringComparison.Ordinal);

    [Theory]
    [InlineData("select value from platform.setting where key = @key and value <> '@other;' -- @third")]
    [InlineData("create temp table seen (code text) on commit drop; insert into seen (code) values (@code)")]
    [InlineData("do $$ begin perform 1; end $$; select @x::int")]
    public async Task A_statement_the_schema_understands_is_let_be(string sql) => Assert.Empty(await FaultsAsync(sql));

    // In one transaction that is rolled back, so that a temporary table of one statement is there for the next.
    private async Task<IReadOnlyList<string>> FaultsAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var faults = new List<string>();
        foreach (var statement in SqlText.Statements(sql))
        {
            var verb = SqlText.Bare(statement).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0];
            var isTemporary = SqlText.Bare(statement).TrimStart().StartsWith("create temp", StringComparison.Ordinal);
            if (verb is not ("select" or "insert" or "update" or "delete" or "merge" or "with" or "values") && !isTemporary)
                continue;
            await transaction.SaveAsync("one");
            try
            {
                await using var command = new NpgsqlCommand(
                    isTemporary ? statement : $"prepare one as {SqlText.Numbered(statement)}; deallocate one", connection);
                await command.ExecuteNonQueryAsync();
            }
            catch (PostgresException fault)
            {
                await transaction.RollbackAsync("one");
                if (fault.SqlState != TypeNotTold)
                    faults.Add($"{fault.SqlState} {fault.MessageText}");
            }
        }
        return faults;
    }
}
