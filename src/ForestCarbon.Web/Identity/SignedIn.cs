using System.Security.Claims;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using Microsoft.AspNetCore.Identity;

namespace ForestCarbon.Web.Identity;

/// <summary>What the rest of the program asks of the person signed in: who acts, and on whose ground.</summary>
public static class SignedIn
{
    /// <summary>Townships of the account joined by commas, or <c>*</c> for the whole county.</summary>
    public const string ScopeClaim = "forestcarbon:townships";

    internal const string DisplayNameClaim = "forestcarbon:name";

    public static Guid AccountId(this ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!);

    public static Actor Actor(this ClaimsPrincipal user) => Platform.Database.Actor.Account(user.AccountId());

    public static string DisplayName(this ClaimsPrincipal user) => user.FindFirstValue(DisplayNameClaim) ?? "";

    /// <summary>The townships every query of this person's pages is limited to.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in, or the account names no ground: no query may run.</exception>
    public static TownshipScope Scope(this ClaimsPrincipal user) => user.FindFirstValue(ScopeClaim) switch
    {
        null or "" => throw new InvalidOperationException("This person has no scope; the policy of the address should have refused."),
        "*" => TownshipScope.WholeCounty,
        var codes => TownshipScope.Of(codes.Split(',')),
    };

    /// <summary>Whom a deadline or a notice names when it means this person: the account, and each of its roles.</summary>
    public static IReadOnlyList<string> Recipients(this ClaimsPrincipal user) => [user.Actor().Id, .. Roles.All.Select(r => r.Key).Where(user.IsInRole).Select(Notices.OfRole)];

    /// <summary>The part of a scope a page was asked for; all of it where none of the townships named lies in it.</summary>
    public static TownshipScope Narrowed(this TownshipScope scope, IReadOnlyCollection<string>? townships) =>
        townships?.Where(scope.Includes).ToArray() is { Length: > 0 } chosen ? TownshipScope.Of(chosen) : scope;
}

/// <summary>Turns an account into the claims of its cookie.</summary>
public sealed class AccountClaims : IUserClaimsPrincipalFactory<Account>
{
    public Task<ClaimsPrincipal> CreateAsync(Account user)
    {
        var identity = new ClaimsIdentity(IdentityConstants.ApplicationScheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new(ClaimTypes.NameIdentifier, user.AccountId.ToString("N")));
        identity.AddClaim(new(ClaimTypes.Name, user.UserName));
        identity.AddClaim(new("AspNet.Identity.SecurityStamp", user.SecurityStamp));
        identity.AddClaim(new(SignedIn.DisplayNameClaim, user.DisplayName));
        identity.AddClaim(new(SignedIn.ScopeClaim, user.Scope.ToString()));
        identity.AddClaims(user.Roles.Select(role => new Claim(ClaimTypes.Role, role)));
        return Task.FromResult(new ClaimsPrincipal(identity));
    }
}
