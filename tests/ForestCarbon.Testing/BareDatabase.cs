using Npgsql;

namespace ForestCarbon.Testing;

/// <summary>An empty database of its own for one test class: for tests of migrating itself.</summary>
public sealed class BareDatabase : IAsyncLifetime
{
    private readonly string _name = $"fc_test_{Guid.NewGuid():N}";
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(TestServer.Required()) { Database = _name, Pooling = false }.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        if (TestServer.Address is { } server)
            await ExecuteAsync(server, $"create database {_name} template template0 encoding 'UTF8'");
    }

    public async ValueTask DisposeAsync()
    {
        if (TestServer.Address is { } server)
            await ExecuteAsync(server, $"drop database if exists {_name} with (force)");
    }

    /// <summary>One value, read as the owner.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
