using System.Security.Cryptography;
using System.Text;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Platform.Identity;

/// <summary>Tokens with which programs sign in as an account. Only a token's hash is stored; it ends on its day, with the account's lock, or when taken back.</summary>
public sealed class AccessTokens(Db db)
{
    private const string Prefix = "fc_";

    /// <summary>A new token of an account; this is the only time it can be read.</summary>
    public Task<string> IssueAsync(Account account, string purpose, DateTime expiresAt, Actor actor, CancellationToken ct = default)
    {
        var token = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        return db.WriteAsync(actor, TownshipScope.WholeCounty, $"为账号 {account.UserName} 发放访问令牌", async write =>
        {
            await write.ExecuteAsync(
                "insert into platform.access_token (token_hash, account_id, purpose, expires_at) values (@hash, @AccountId, @purpose, @expiresAt)",
                new { hash = Hash(token), account.AccountId, purpose, expiresAt = expiresAt.ToUniversalTime() }, ct);
            return token;
        }, ct);
    }

    /// <summary>The account a token signs in, or null where it signs in nobody.</summary>
    public async Task<Account?> FindAsync(string token, CancellationToken ct = default) =>
        !token.StartsWith(Prefix, StringComparison.Ordinal) || token.Length != Prefix.Length + 64
            ? null
            : await db.QuerySingleOrDefaultAsync<Account>(Sql.Of<AccessTokens>("Identity/Sql/account_of_token.sql"), new { hash = Hash(token) }, ct);

    /// <summary>Takes back every token of an account; returns how many.</summary>
    public Task<int> RevokeAsync(Account account, Actor actor, CancellationToken ct = default) =>
        db.WriteAsync(actor, TownshipScope.WholeCounty, $"收回账号 {account.UserName} 的访问令牌", write =>
            write.ExecuteAsync("update platform.access_token set revoked_at = now() where account_id = @AccountId and revoked_at is null", new { account.AccountId }, ct), ct);

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
