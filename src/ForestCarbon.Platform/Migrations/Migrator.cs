using System.Data;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DbUp;
using DbUp.Engine;
using DbUp.Support;
using DbUp.ScriptProviders;
using Npgsql;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Platform.Migrations;

/// <summary>Brings a database to the schema that <c>migrations/</c> describes. Safe to start from several processes at once.</summary>
/// <remarks>
/// Once-only scripts run in the order of their names, then the repeatable ones (views, functions) when any of their text
/// changed, all in one transaction, so a failed one leaves the database as it was; then the grants, then the checks. An
/// advisory lock makes a second process wait and find the work done.
/// </remarks>
public sealed class Migrator(string connectionString, string folder)
{
    private const int OldestMajor = 14;
    private const long Lock = 0x666f_7265_7374; // "forest"

    /// <summary>Migrates. Returns what ran, or the file and statement that failed; checks that found something count as failed.</summary>
    public async Task<MigrationResult> RunAsync(CancellationToken ct = default)
    {
        if (!Directory.Exists(folder))
            return MigrationResult.Failure($"找不到迁移目录 {folder}。请在完整的程序目录里运行。");
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        if (await UnfitAsync(connection, ct) is { } unfit)
            return MigrationResult.Failure(unfit);
        await ExecuteAsync(connection, $"select pg_advisory_lock({Lock})", ct);
        try
        {
            await PrepareRoleAsync(connection, ct);
            var views = Path.Combine(folder, "repeatable");
            var fingerprint = Fingerprint(views);
            var server = new StatementWatch(connectionString);
            var upgrade = Upgrade(server, await IsAppliedAsync(connection, fingerprint, ct) ? null : views);
            if (!upgrade.Successful)
                return Failed(upgrade, server);
            await NoteAsync(connection, fingerprint, ct);
            await ExecuteAsync(connection, Sql.Of<Migrator>("Migrations/Sql/grants.sql"), ct);
            var ran = upgrade.Scripts.Select(s => s.Name).ToList();
            if (ran.Count > 0 && await FirstFaultAsync(connection, ct) is { } fault)
                return MigrationResult.Failure(fault);
            return new MigrationResult(ran, null);
        }
        finally
        {
            if (connection.State == ConnectionState.Open)
                await ExecuteAsync(connection, $"select pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }

    // A server without PostGIS fails in the first script with a message nobody can act on, so it is asked first.
    private static async Task<string?> UnfitAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql.Of<Migrator>("Migrations/Sql/server.sql"), connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var (major, encoding, missing) = (reader.GetInt32(0), reader.GetString(1), reader.GetString(2));
        return major < OldestMajor ? $"数据库是 PostgreSQL {major}，需要 {OldestMajor} 以上：请换一个服务器，或不设 {DbAddress.Variable} 而用内置数据库。"
            : encoding != "UTF8" ? $"数据库的编码是 {encoding}，需要 UTF8：请新建一个 UTF8 编码的库。"
            : missing.Length > 0 ? $"数据库服务器没有安装扩展 {missing}：请在服务器上安装 PostGIS 3.3 以上（Debian、Ubuntu：postgresql-{major}-postgis-3）。"
            : null;
    }

    // One transaction for all of it: a view that does not fit the new tables takes the tables back with it.
    private DatabaseUpgradeResult Upgrade(StatementWatch server, string? views)
    {
        var upgrade = DeployChanges.To.PostgresqlDatabase(server).WithScriptsFromFileSystem(folder, Utf8Only);
        if (Directory.Exists(views))
            upgrade = upgrade.WithScriptsFromFileSystem(
                views, Utf8Only, new SqlScriptOptions { ScriptType = ScriptType.RunAlways, RunGroupOrder = DbUpDefaults.DefaultRunGroupOrder + 1 });
        return upgrade
            .WithVariablesDisabled()
            .WithScriptNameComparer(ByDateAndNumber)
            .JournalToPostgresqlTable("public", "schema_version")
            .WithTransaction()
            .WithExecutionTimeout(TimeSpan.FromMinutes(30))
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
    }

    // Views and functions are created again only when their text changed: a second start must not touch the catalogue.
    private static async Task<bool> IsAppliedAsync(NpgsqlConnection connection, string fingerprint, CancellationToken ct)
    {
        await ExecuteAsync(connection, Sql.Of<Migrator>("Migrations/Sql/schema_repeatable.sql"), ct);
        await using var known = new NpgsqlCommand(
            "select fingerprint = $1 from public.schema_repeatable order by applied_at desc limit 1", connection);
        known.Parameters.AddWithValue(fingerprint);
        return await known.ExecuteScalarAsync(ct) is true;
    }

    private static async Task NoteAsync(NpgsqlConnection connection, string fingerprint, CancellationToken ct)
    {
        await using var note = new NpgsqlCommand(
            """
            insert into public.schema_repeatable (fingerprint)
            select $1 where $1 is distinct from (select fingerprint from public.schema_repeatable order by applied_at desc limit 1)
            """, connection);
        note.Parameters.AddWithValue(fingerprint);
        await note.ExecuteNonQueryAsync(ct);
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

    private static MigrationResult Failed(DatabaseUpgradeResult result, StatementWatch server) =>
        MigrationResult.Failure(
            $"迁移 {result.ErrorScript?.Name ?? "?"} 失败，数据库保持原样。{server.Place(result.ErrorScript?.Contents)}：{Describe(result.Error)}");

    private static string Describe(Exception error) => error is PostgresException refused
        ? $"{refused.MessageText}（{refused.SqlState}）"
        : error.Message;

    // YYYY-MM-DD_NN_…: the hundredth script of a day comes after the ninety-ninth.
    private static readonly Comparer<string> ByDateAndNumber = Comparer<string>.Create((a, b) =>
        (Numbered(a), Numbered(b)) is ({ } first, { } second) && first != second ? first.CompareTo(second) : string.CompareOrdinal(a, b));

    private static (DateOnly Day, int Number)? Numbered(string script) =>
        script.Split('_') is [var day, var number, ..] && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
        && int.TryParse(number, CultureInfo.InvariantCulture, out var n) ? (at, n) : null;

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
