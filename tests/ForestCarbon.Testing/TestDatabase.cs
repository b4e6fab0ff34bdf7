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

    /// <summary>Seconds to wait for a connection and for an answer. Tests state what happens, not how soon: on a busy machine two hundred askers may stand in line for longer than the driver waits.</summary>
    private const int Patience = 120;

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
        await ExecuteAsync(server, $"create database {_name} template {await TemplateAsync(server)}");
        _connectionString = new NpgsqlConnectionStringBuilder(server) { Database = _name, Timeout = Patience, CommandTimeout = Patience }.ConnectionString;
        _db = new Db(_connectionString);
        await FillAsync();
    }

    /// <summary>The database this one is a copy of; without a choice of the class the empty schema.</summary>
    protected virtual Task<string> TemplateAsync(string server) => EnsureTemplateAsync(server);

    /// <summary>What the class needs in its database beyond its template.</summary>
    protected virtual Task FillAsync() => Task.CompletedTask;

    /// <summary>What <see cref="FillAsync"/> made; where no server is named, the end of the test that asks for it, as for <see cref="Db"/>.</summary>
    protected static T Made<T>(T? what) where T : class
    {
        TestServer.Required();
        return what ?? throw new InvalidOperationException($"{typeof(T).Name} was not made.");
    }

    /// <summary>What the class made besides its database, let go of before the database is dropped.</summary>
    protected virtual ValueTask DisposeAsyncCore() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await DisposeAsyncCore();
        if (_db is null)
            return;
        await _db.DisposeAsync();
        // Only its own pool: other classes run beside it, and a connection opened anew compiles everything anew.
        await using (var own = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(own);
        await ExecuteAsync(TestServer.Required(), $"drop database if exists {_name} with (force)");
    }

    /// <summary>The database's name once nothing here holds a connection to it, so that it can be copied.</summary>
    internal async Task<string> LetGoAsync()
    {
        await Db.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        return _name;
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
        await using var connection = new NpgsqlConnection(Unpooled(server));
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
        var address = new NpgsqlConnectionStringBuilder(Unpooled(server)) { Database = unfinished }.ConnectionString;
        var result = await new Migrator(address, Repository.Migrations).RunAsync();
        if (!result.IsSuccessful)
            throw new InvalidOperationException(result.Error);
        await using var rename = new NpgsqlCommand($"alter database {unfinished} rename to {template}", connection);
        await rename.ExecuteNonQueryAsync();
        return template;
    }

    private static string Unpooled(string server) =>
        new NpgsqlConnectionStringBuilder(server) { Pooling = false, Timeout = Patience }.ConnectionString;

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
        await using var connection = new NpgsqlConnection(Unpooled(server));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }
}
