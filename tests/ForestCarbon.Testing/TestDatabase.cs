using System.Security.Cryptography;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Migrations;
using Npgsql;

namespace ForestCarbon.Testing;

/// <summary>A migrated database of its own for one test class, cloned from a template that is made once per state of <c>migrations/</c>.</summary>
/// <remarks>
/// <c>FORESTCARBON_TEST_DB</c> names a server on which databases may be made; <c>./forestcarbon test</c> sets it. Without
/// it the class is skipped, and in CI it fails.
/// </remarks>
public class TestDatabase : IAsyncLifetime
{
    private const long TemplateLock = 0x7465_6d70;
    private readonly string _name = $"fc_test_{Guid.NewGuid():N}";

    private string? _connectionString;
    private Db? _db;

    /// <summary>Connection string of this class's own database, as its owner.</summary>
    public string ConnectionString => _connectionString ?? TestServer.Required();

    /// <summary>The door to it, as the application uses it.</summary>
    public Db Db => _db ?? new Db(TestServer.Required());

    public async ValueTask InitializeAsync()
    {
        // A fixture cannot skip; the test that asks it for the database can.
        if (TestServer.Address is not { } server)
            return;
        var template = await EnsureTemplateAsync(server);
        await ExecuteAsync(server, $"create database {_name} template {template}");
        _connectionString = new NpgsqlConnectionStringBuilder(server) { Database = _name, IncludeErrorDetail = true }.ConnectionString;
        _db = new Db(_connectionString);
        await FillAsync();
    }

    /// <summary>What the class needs in its database beyond the empty schema.</summary>
    protected virtual Task FillAsync() => Task.CompletedTask;

    /// <summary>What the class made besides its database, let go of before the database is dropped.</summary>
    protected virtual ValueTask DisposeAsyncCore() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await DisposeAsyncCore();
        if (_db is null)
            return;
        await _db.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync(TestServer.Required(), $"drop database if exists {_name} with (force)");
    }

    /// <summary>One value, read as the owner: for assertions past the application's own queries.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<string> EnsureTemplateAsync(string server)
    {
        var template = $"fc_template_{Fingerprint()}";
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using (var gate = new NpgsqlCommand($"select pg_advisory_lock({TemplateLock})", connection) { CommandTimeout = 300 })
            await gate.ExecuteNonQueryAsync();
        await using var known = new NpgsqlCommand($"select 1 from pg_database where datname = '{template}'", connection);
        if (await known.ExecuteScalarAsync() is not null)
            return template;
        var unfinished = template + "_new";
        foreach (var statement in new[] { $"drop database if exists {unfinished} with (force)", $"create database {unfinished} template template0 encoding 'UTF8'" })
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 120 };
            await command.ExecuteNonQueryAsync();
        }
        var address = new NpgsqlConnectionStringBuilder(server) { Database = unfinished, Pooling = false }.ConnectionString;
        var result = await new Migrator(address, Repository.Migrations).RunAsync();
        if (!result.IsSuccessful)
            throw new InvalidOperationException(result.Error);
        NpgsqlConnection.ClearAllPools();
        await using var rename = new NpgsqlCommand($"alter database {unfinished} rename to {template}", connection);
        await rename.ExecuteNonQueryAsync();
        return template;
    }

    private static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(Repository.Migrations, "*.sql", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Path.GetRelativePath(Repository.Migrations, file)));
            hash.AppendData(File.ReadAllBytes(file));
        }
        foreach (var name in Sql.Names(typeof(Migrator).Assembly))
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Sql.Of(typeof(Migrator).Assembly, name["ForestCarbon.Platform/".Length..])));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }
}
