using ForestCarbon.Platform.Database;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace ForestCarbon.Platform.Identity;

/// <summary>Accounts in <c>platform.account</c>, for ASP.NET Core Identity. A change is written through the door as the account's own.</summary>
public sealed class AccountStore(Db db)
    : IUserPasswordStore<Account>, IUserSecurityStampStore<Account>, IUserLockoutStore<Account>, IUserRoleStore<Account>
{
    private static readonly string Select = Sql.Of<AccountStore>("Identity/Sql/account.sql");
    private static readonly string Insert = Sql.Of<AccountStore>("Identity/Sql/insert_account.sql");
    private static readonly string Update = Sql.Of<AccountStore>("Identity/Sql/update_account.sql");

    public async Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(user, $"新建账号 {user.UserName}", Insert, cancellationToken);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "account_name_once")
        {
            return IdentityResult.Failed(new IdentityError { Code = "account_name_once", Description = $"账号 {user.UserName} 已存在。" });
        }
        return IdentityResult.Success;
    }

    public async Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken)
    {
        await WriteAsync(user, $"更改账号 {user.UserName}", Update, cancellationToken);
        return IdentityResult.Success;
    }

    /// <summary>The names people read for actors that are accounts; an actor that is none (a job, the console) is not in it. Where two accounts have one name, their sign-in names stand beside it.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(IEnumerable<string> actors, CancellationToken ct = default)
    {
        var rows = await db.QueryAsync<(string Actor, string Name)>(
            "select a.actor, a.name from platform.account_name_v a where a.actor = any(@actors)", new { actors = actors.Distinct(StringComparer.Ordinal).ToArray() }, ct);
        return rows.ToDictionary(r => r.Actor, r => r.Name, StringComparer.Ordinal);
    }

    /// <remarks>Accounts are named in the audit trail for good; a person who leaves is locked, not removed.</remarks>
    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(IdentityResult.Failed(new IdentityError { Code = "account_kept", Description = "账号不删除，只停用。" }));

    public Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Guid.TryParse(userId, out var id) ? FindAsync(id, null, cancellationToken) : Task.FromResult<Account?>(null);

    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        FindAsync(null, normalizedUserName, cancellationToken);

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.AccountId.ToString("N"));

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.UserName);

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.NormalizedName);

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) =>
        Done(() => user.UserName = userName ?? "");

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) =>
        Done(() => user.NormalizedName = normalizedName ?? "");

    public Task SetPasswordHashAsync(Account user, string? passwordHash, CancellationToken cancellationToken) =>
        Done(() => user.PasswordHash = passwordHash);

    public Task<string?> GetPasswordHashAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancellationToken) => Done(() => user.SecurityStamp = stamp);

    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SecurityStamp);

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<DateTimeOffset?>(user.LockedUntil is { } until ? new DateTimeOffset(until.ToUniversalTime()) : null);

    public Task SetLockoutEndDateAsync(Account user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) =>
        Done(() => user.LockedUntil = lockoutEnd?.UtcDateTime);

    public Task<int> IncrementAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(++user.FailedCount);

    public Task ResetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Done(() => user.FailedCount = 0);

    public Task<int> GetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.FailedCount);

    public Task<bool> GetLockoutEnabledAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task AddToRoleAsync(Account user, string roleName, CancellationToken cancellationToken) =>
        Done(() => user.Roles = [.. user.Roles.Append(roleName).Distinct(StringComparer.Ordinal)]);

    public Task RemoveFromRoleAsync(Account user, string roleName, CancellationToken cancellationToken) =>
        Done(() => user.Roles = [.. user.Roles.Where(role => role != roleName)]);

    public Task<IList<string>> GetRolesAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<IList<string>>([.. user.Roles]);

    public Task<bool> IsInRoleAsync(Account user, string roleName, CancellationToken cancellationToken) =>
        Task.FromResult(user.Roles.Contains(roleName, StringComparer.Ordinal));

    public async Task<IList<Account>> GetUsersInRoleAsync(string roleName, CancellationToken cancellationToken) =>
        [.. (await AllAsync(cancellationToken)).Where(account => account.Roles.Contains(roleName, StringComparer.Ordinal))];

    /// <summary>Every account in order of name.</summary>
    public Task<IReadOnlyList<Account>> AllAsync(CancellationToken ct) =>
        db.QueryAsync<Account>(Select, new { accountId = (Guid?)null, normalizedName = (string?)null }, ct);

    public void Dispose()
    {
        // The database belongs to the host.
    }

    private async Task<Account?> FindAsync(Guid? accountId, string? normalizedName, CancellationToken ct) =>
        (await db.QueryAsync<Account>(Select, new { accountId, normalizedName }, ct)).SingleOrDefault();

    private Task WriteAsync(Account user, string reason, string sql, CancellationToken ct) =>
        db.WriteAsync(Actor.Account(user.AccountId), user.Scope, reason, write => write.ExecuteAsync(sql, user, ct), ct);

    private static Task Done(Action change)
    {
        change();
        return Task.CompletedTask;
    }
}
