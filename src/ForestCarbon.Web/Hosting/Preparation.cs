using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Migrations;
using Hangfire.PostgreSql;
using Npgsql;

namespace ForestCarbon.Web.Hosting;

/// <summary>
/// What must stand before a page is served: the schema, the job queue's schema, the parameters and working days the program ships, the demonstration's accounts. Safe when two
/// processes start together, and quick when nothing is to do.
/// </summary>
public static class Preparation
{
    private const string JobSchema = "hangfire";
    private const string FirstDemonstrationTownship =
        """
        select min(t.township_code) from inventory.township_v t
        where (select bool_and(c.is_demonstration) from inventory.county_v c)
        """;
    private const long JobSchemaLock = 0x686f_7265_7374;

    /// <summary>Prepares the database. Returns the sentence that says what failed, or null.</summary>
    public static async Task<string?> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var address = services.GetRequiredService<DatabaseAddress>();
        var migrator = new Migrator(address.ConnectionString, Installation.Migrations);
        var result = await migrator.RunAsync(ct);
        if (!result.IsSuccessful)
            return result.Error;
        // The queue's tables are made by the owner; afterwards the migrator's grants cover them as well.
        if (await InstallJobSchemaAsync(address.ConnectionString, ct) && (await migrator.RunAsync(ct)).Error is { } fault)
            return fault;
        var home = services.GetRequiredService<Home>();
        var db = services.GetRequiredService<Db>();
        // Entered here so that reading a page never writes.
        await new ParameterBook(db).EnsureShippedAsync(ct);
        await new WorkingYears(db).EnsureShippedAsync(ct);
        // Where the county is real or absent there are no accounts anybody could guess the names of.
        if (await db.QuerySingleOrDefaultAsync<string>(FirstDemonstrationTownship, ct: ct) is { } township)
            await new DemonstrationAccounts(db, home.Path).EnsureAsync(township, ct);
        return null;
    }

    private static async Task<bool> InstallJobSchemaAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var gate = new NpgsqlCommand($"select pg_advisory_lock({JobSchemaLock})", connection);
        await gate.ExecuteNonQueryAsync(ct);
        try
        {
            await using var known = new NpgsqlCommand("select to_regclass('hangfire.job') is not null", connection);
            if (await known.ExecuteScalarAsync(ct) is true)
                return false;
            PostgreSqlObjectsInstaller.Install(connection, JobSchema);
            return true;
        }
        finally
        {
            await using var open = new NpgsqlCommand($"select pg_advisory_unlock({JobSchemaLock})", connection);
            await open.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}

/// <summary>The connection string of <c>FORESTCARBON_DB</c>, or of the embedded database. It may hold a password: it is never shown and never logged.</summary>
public sealed record DatabaseAddress(string ConnectionString)
{
    public static DatabaseAddress Of(IConfiguration configuration) => new(configuration[DbAddress.Variable]!);

    /// <inheritdoc/>
    public override string ToString() => DbAddress.Variable;
}
