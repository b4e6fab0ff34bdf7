using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Cli.Commands;

/// <summary>Who a command acts for where two people must act, and the files they name.</summary>
internal static class Accounts
{
    /// <exception cref="RefusedException">No such account.</exception>
    public static async Task<Actor> NamedAsync(Db db, string name, CancellationToken ct) =>
        await db.QuerySingleOrDefaultAsync<Guid?>("select a.account_id from platform.account a where a.normalized_name = upper(@name)", new { name }, ct) is { } id
            ? Actor.Account(id)
            : throw new RefusedException($"没有账号“{name}”。");

    /// <summary>An account that holds one of the roles which may do on a page what the command does.</summary>
    /// <exception cref="RefusedException">No such account, or none of its roles may.</exception>
    public static async Task<Actor> NamedAsync(Db db, string name, IReadOnlyList<string> roles, CancellationToken ct)
    {
        var actor = await NamedAsync(db, name, ct);
        var may = await db.QuerySingleOrDefaultAsync<bool>(
            "select a.roles && @roles from platform.account a where a.normalized_name = upper(@name)", new { name, roles = roles.ToArray() }, ct);
        return may ? actor : throw new RefusedException(
            $"账号“{name}”的岗位不能这样做。可以的岗位：{string.Join("、", Roles.All.Where(r => roles.Contains(r.Key)).Select(r => r.NameZh))}。");
    }

    /// <exception cref="RefusedException">No such file.</exception>
    public static string Existing(string path) => File.Exists(path) ? path : throw new RefusedException($"找不到文件 {path}。");
}
