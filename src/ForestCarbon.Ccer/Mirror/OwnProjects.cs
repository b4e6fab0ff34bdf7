using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ccer.Mirror;

/// <summary>Our projects as the registry can know them, read from <c>ccer.own_project_v</c>.</summary>
public sealed class OwnProjects(Db db)
{
    private const string County = "江永";

    /// <summary>An application that names the county should be one of ours.</summary>
    public static bool IsOfThisCounty(MirrorEntry entry) =>
        $"{entry.ProjectName} {entry.OwnerName}".Contains(County, StringComparison.Ordinal);

    /// <summary>Projects with ground in the scope.</summary>
    public async Task<IReadOnlyList<OwnProject>> ListAsync(TownshipScope scope, CancellationToken ct = default) => [.. (await db.QueryAsync<Row>(
        "select p.* from ccer.own_project_v p where @townships::text[] is null or p.townships && @townships order by p.code collate \"C\"", new { townships = scope.Codes }, ct))
        .Select(p => new OwnProject(p.Code, p.Name, p.RegistryNumber, p.Stage, p.ExpectedTA, p.CertifiedT) { PublicFrom = p.PublicFrom, PublicTo = p.PublicTo, TrancheStages = p.TrancheStages })];

    /// <summary>Differences between the projects in the scope and the mirror. What of the county is unknown to us only an account of the whole county can be told.</summary>
    public async Task<IReadOnlyList<Difference>> DifferencesAsync(IReadOnlyList<MirrorEntry> mirror, TownshipScope scope, CancellationToken ct = default) =>
        Reconciliation.Compare(await ListAsync(scope, ct), mirror, entry => scope.Codes is null && IsOfThisCounty(entry));

    private sealed record Row
    {
        public string Code { get; init; } = "";
        public string Name { get; init; } = "";
        public string? RegistryNumber { get; init; }
        public string? Stage { get; init; }
        public decimal? ExpectedTA { get; init; }
        public decimal? CertifiedT { get; init; }
        public DateOnly? PublicFrom { get; init; }
        public DateOnly? PublicTo { get; init; }
        public string[] TrancheStages { get; init; } = [];
    }
}
