using System.Security.Cryptography;
using System.Text;
using DbUp;
using DbUp.Engine;
using DbUp.Helpers;
using DbUp.ScriptProviders;
using Npgsql;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Platform.Migrations;

/// <summary>Brings a database to the schema that <c>migrations/</c> describes. Safe to start from several processes at once.</summary>
/// <remarks>
/// Once-only scripts run in the order of their names, all in one transaction, so a failed one leaves the database as it was.
/// Then the repeatable ones (views, functions), when any of their text changed, then the grants, then the checks. An
/// advisory lock makes a second process wait and find the work done.
/// </remarks>
public sealed class Migrator(string connectionString, string folder)
{
    private const long Lock = 0x666f_7265_7374; // "forest"

    /// <summary>Migrates. Returns what ran, or the file and statement that failed; checks that found something count as failed.</summary>
    public async Task<MigrationResult> RunAsync(CancellationToken ct = default)
    {
        if (!Directory.Exists(folder))
            return MigrationResult.Failure($"找不到迁移目录 {folder}。请在完整的程序目录里运行。");
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await ExecuteAsync(connection, $"select pg_advisory_lock({Lock})", ct);
        try
        {
            await PrepareRoleAsync(connection, ct);
            var once = RunOnce();
            if (!once.Successful)
                return Failed(once);
            var repeatable = await RunRepeatableAsync(connection, ct);
            if (repeatable is { Successful: false })
                return Failed(repeatable);
            await ExecuteAsync(connection, Sql.Of<Migrator>("Migrations/Sql/grants.sql"), ct);
            var ran = once.Scripts.Concat(repeatable?.Scripts ?? []).Select(s => s.Name).ToList();
            if (ran.Count > 0 && await FirstFaultAsync(connection, ct) is { } fault)
                return MigrationResult.Failure(fault);
            return new MigrationResult(ran, null);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }

    private DatabaseUpgradeResult RunOnce() =>
        DeployChanges.To.PostgresqlDatabase(connectionString)
            .WithScriptsFromFileSystem(folder, Utf8Only)
            .WithVariablesDisabled()
            .JournalToPostgresqlTable("public", "schema_version")
            .WithTransaction()
            .WithExecutionTimeout(TimeSpan.FromMinutes(30))
            .LogToNowhere()
            .Build()
            .PerformUpgrade();

    /// <summary>Views and functions are created again only when their text changed: a second start must not touch the catalogue.</summary>
    private async Task<DatabaseUpgradeResult?> RunRepeatableAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var scripts = Path.Combine(folder, "repeatable");
        if (!Directory.Exists(scripts))
            return null;
        var fingerprint = Fingerprint(scripts);
        await ExecuteAsync(connection, "create table if not exists public.schema_repeatable (fingerprint text not null, applied_at timestamptz not null default now())", ct);
        await using (var known = new NpgsqlCommand("select 1 from public.schema_repeatable where fingerprint = $1 and applied_at = (select max(applied_at) from public.schema_repeatable)", connection))
        {
            known.Parameters.AddWithValue(fingerprint);
            if (await known.ExecuteScalarAsync(ct) is not null)
                return null;
        }
        var result = DeployChanges.To.PostgresqlDatabase(connectionString)
            .WithScriptsFromFileSystem(scripts, Utf8Only)
            .WithVariablesDisabled()
            .JournalTo(new NullJournal())
            .WithTransaction()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (result.Successful)
        {
            await using var note = new NpgsqlCommand("insert into public.schema_repeatable (fingerprint) values ($1)", connection);
            note.Parameters.AddWithValue(fingerprint);
            await note.ExecuteNonQueryAsync(ct);
        }
        return result;
    }

    private async Task<string?> FirstFaultAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        foreach (var file in FilesIn(Path.Combine(folder, "checks")))
        {
            await using var command = new NpgsqlCommand(await File.ReadAllTextAsync(file, ct), connection) { CommandTimeout = 0 };
            await using var reader = await command.ExecuteReaderAsync(ct);
            do
            {
                if (await reader.ReadAsync(ct))
                    return $"数据检查 {Path.GetFileName(file)} 未通过：{reader.GetValue(0)}（{reader.GetValue(1)}）。";
            }
            while (await reader.NextResultAsync(ct));
        }
        return null;
    }

    private static async Task PrepareRoleAsync(NpgsqlConnection connection, CancellationToken ct) =>
        await ExecuteAsync(connection, Sql.Of<Migrator>("Migrations/Sql/application_role.sql"), ct);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static MigrationResult Failed(DatabaseUpgradeResult result) =>
        MigrationResult.Failure($"迁移 {result.ErrorScript?.Name ?? "?"} 失败，数据库保持原样：{Describe(result.Error)}");

    private static string Describe(Exception error) => error is PostgresException refused
        ? $"{refused.MessageText}（{refused.SqlState}，语句第 {refused.Position} 字符{(refused.Where is { } where ? $"，{where}" : "")}）"
        : error.Message;

    private static readonly FileSystemScriptOptions Utf8Only = new() { Encoding = Encoding.UTF8, IncludeSubDirectories = false };

    private static IEnumerable<string> FilesIn(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.sql").Order(StringComparer.Ordinal) : [];

    private static string Fingerprint(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in FilesIn(path))
            hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>What a migration did: the scripts that ran, or one sentence that says what failed.</summary>
public sealed record MigrationResult(IReadOnlyList<string> Ran, string? Error)
{
    public bool IsSuccessful => Error is null;

    internal static MigrationResult Failure(string error) => new([], error);
}
