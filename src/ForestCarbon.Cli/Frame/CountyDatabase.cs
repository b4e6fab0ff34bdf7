using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Cli.Frame;

/// <summary>The county's database for one command.</summary>
public static class CountyDatabase
{
    /// <summary>Opens the migrated database, starting the embedded one if need be. The caller disposes of it.</summary>
    /// <exception cref="RefusedException">The database was never migrated, or cannot be had.</exception>
    public static async Task<Db> OpenAsync(CancellationToken ct)
    {
        var db = new Db(await DbAddress.ResolveAsync(ct));
        try
        {
            return await db.QuerySingleOrDefaultAsync<bool>("select to_regclass('platform.audit_entry') is not null", ct: ct)
                ? db
                : throw NotMigrated();
        }
        catch (Exception failure)
        {
            await db.DisposeAsync();
            // The role the door works as is made by the migration: before it, not even reading is possible.
            if (failure is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.InvalidParameterValue })
                throw NotMigrated();
            throw;
        }
    }

    private static RefusedException NotMigrated() => new("数据库里还没有县域数据表：请先运行 ./forestcarbon migrate（或 ./forestcarbon up）。");
}
