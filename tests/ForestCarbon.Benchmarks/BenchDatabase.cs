using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Migrations;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Benchmarks;

/// <summary>A migrated database of its own on the server that FORESTCARBON_DB names, or the embedded one; dropped at the end.</summary>
public sealed class BenchDatabase : IAsyncDisposable
{
    private readonly string _name = $"fc_bench_{Guid.NewGuid():N}";
    private readonly string _server;

    private BenchDatabase(string server)
    {
        _server = new NpgsqlConnectionStringBuilder(server) { Pooling = false, CommandTimeout = 0 }.ConnectionString;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = _name, CommandTimeout = 0 }.ConnectionString;
        Db = new Db(ConnectionString);
        Owner = NpgsqlDataSource.Create(ConnectionString);
    }

    public string ConnectionString { get; }

    public Db Db { get; }

    /// <summary>Connections as the owner: for loading past the door and for looking at the server.</summary>
    public NpgsqlDataSource Owner { get; }

    public static async Task<BenchDatabase> CreateAsync(CancellationToken ct)
    {
        var database = new BenchDatabase(await DbAddress.ResolveAsync(ct));
        await ExecuteAsync(database._server, $"create database {database._name}");
        var result = await new Migrator(database.ConnectionString, Repository.Migrations).RunAsync(ct);
        if (result.IsSuccessful)
            return database;
        await database.DisposeAsync();
        throw new Platform.Failures.RefusedException(result.Error!);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        await Owner.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync(_server, $"drop database if exists {_name} with (force)");
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
