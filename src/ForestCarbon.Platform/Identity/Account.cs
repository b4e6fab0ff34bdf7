using ForestCarbon.Platform.Database;

namespace ForestCarbon.Platform.Identity;

/// <summary>A person's account: how they sign in, which roles they hold, on which townships' ground, and how they like to read.</summary>
public sealed class Account
{
    public Guid AccountId { get; set; }
    public string UserName { get; set; } = "";
    public string NormalizedName { get; set; } = "";
    public string DisplayName { get; set; } = "";
    public string? PasswordHash { get; set; }
    public string SecurityStamp { get; set; } = "";
    public string[] Roles { get; set; } = [];
    public string[]? Townships { get; set; }
    public bool IsDemo { get; set; }
    public string Language { get; set; } = "zh-Hans";
    public string AreaUnit { get; set; } = "mu";
    public string Theme { get; set; } = "system";
    public int FailedCount { get; set; }
    public DateTime? LockedUntil { get; set; }

    /// <summary>The ground this account may see and change.</summary>
    public TownshipScope Scope => Townships is null ? TownshipScope.WholeCounty : TownshipScope.Of(Townships);
}
