namespace ForestCarbon.Platform.Identity;

/// <summary>The roles of a county's forest carbon work. The key is stored with the account, the name is shown.</summary>
public sealed record Role(string Key, string NameZh, string NameEn);

/// <inheritdoc cref="Role"/>
public static class Roles
{
    public const string Surveyor = "surveyor";
    public const string TownshipStation = "township-station";
    public const string Ranger = "ranger";
    public const string BureauReviewer = "bureau-reviewer";
    public const string Developer = "developer";
    public const string Verifier = "verifier";
    public const string Finance = "finance";
    public const string Auditor = "auditor";
    public const string Administrator = "administrator";

    /// <summary>Every role an account can hold; the public has none.</summary>
    public static IReadOnlyList<Role> All { get; } =
    [
        new(Surveyor, "林业调查员", "Forest surveyor"),
        new(TownshipStation, "乡镇林业站", "Township forestry station"),
        new(Ranger, "护林员", "Forest ranger"),
        new(BureauReviewer, "林业局审核", "Bureau reviewer"),
        new(Developer, "项目开发", "Project developer"),
        new(Verifier, "审定核查", "Validation and verification"),
        new(Finance, "财政", "County finance"),
        new(Auditor, "审计", "Audit"),
        new(Administrator, "系统管理", "System administration"),
    ];
}
