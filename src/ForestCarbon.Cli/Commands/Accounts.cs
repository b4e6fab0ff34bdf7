using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Cli.Commands;

/// <summary>Who a command acts for where two people must act, and the files they name.</summary>
internal static class Accounts
{
    /// <exception cref="RefusedException">No such account.</exception>
    public static async Task<Actor> NamedAsync(Db db, string name, CancellationToken ct) =>
        await db.QuerySingleOrDefaultAsync<Guid?>("select a.account_id from platform.account a where a.normalized_name = upper(@name)", new { name }, ct) is { } id
            ? Actor.Account(id)
            : throw new RefusedException($"没有账号“{name}”。");

    /// <exception cref="RefusedException">No such file.</exception>
    public static string Existing(string path) => File.Exists(path) ? path : throw new RefusedException($"找不到文件 {path}。");
}
