using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ccer.Projects;

/// <summary>
/// Whether a project still stands on the parcels it was cut from. The boundary does not move with them; this says what the change means:
/// how much of the ground still is the same parcel or the same stand, and what of the expected tonnes goes with the rest.
/// </summary>
public sealed class Staleness(Db db)
{
    /// <summary>Changed parcels of a project, or of every project that is not over where <paramref name="projectId"/> is null.</summary>
    public async Task<IReadOnlyList<ChangedParcel>> OfAsync(TownshipScope scope, long? projectId = null, CancellationToken ct = default)
    {
        var met = await db.QueryAsync<Met>(Sql.Of<Staleness>("Projects/Sql/stale_parcels.sql"), new { projectId, townships = scope.Codes }, ct);
        var areas = ProjectBoundaries.AreasOf([.. met.Select(m => m.Shared)]);
        return [.. met.Select((m, i) => (Met: m, AreaM2: areas[i])).GroupBy(m => (m.Met.ProjectId, m.Met.Plot, m.Met.ParcelVersionId)).Select(Judge)];
    }

    /// <summary>Changed parcels by project, with what they do to area and tonnes together.</summary>
    public static IReadOnlyList<StaleProject> ByProject(IEnumerable<ChangedParcel> changed) =>
    [
        .. changed.GroupBy(c => (c.ProjectId, c.ProjectCode)).Select(g => new StaleProject(
            g.Key.ProjectId, g.Key.ProjectCode, g.Select(c => c.ParcelId).Distinct().Count(), g.Sum(c => c.ChangeM2), g.Any(c => c.ChangeKg is null) ? null : g.Sum(c => c.ChangeKg))),
    ];

    private static ChangedParcel Judge(IEnumerable<(Met Met, decimal AreaM2)> group)
    {
        var parts = group.ToList();
        var was = parts[0].Met;
        var kept = parts.Where(p => p.Met.IsSameParcel == true || p.Met.IsSameStand == true).ToList();
        // Slivers of the intersection never make a parcel look larger than it was.
        var stillM2 = Math.Min(was.WasM2, kept.Sum(p => p.AreaM2));
        var changeM2 = Math.Abs(stillM2 - was.WasM2) <= 1 ? 0 : stillM2 - was.WasM2;
        var differs = kept.Where(p => p.AreaM2 > 1).SelectMany(p => p.Met.Differs.Split('、', StringSplitOptions.RemoveEmptyEntries)).Distinct().ToArray();
        // Where the stand itself changed, tonnes follow from a new reckoning, not from the area.
        long? changeKg = differs.Length > 0 || was.ExpectedKg is not { } expected ? changeM2 == 0 && differs.Length == 0 ? 0 : null : (long)Math.Round(expected * changeM2 / was.WasM2, MidpointRounding.AwayFromZero);
        return new ChangedParcel(
            was.ProjectId, was.ProjectCode, was.Plot, was.ParcelId, was.Code, was.ClosedOn, was.WasM2, changeM2, changeKg, differs,
            [.. parts.Where(p => p.AreaM2 > 1).Select(p => p.Met.NowCode).OfType<string>().Distinct()]);
    }

    private sealed record Met
    {
        public long ProjectId { get; init; }
        public string ProjectCode { get; init; } = "";
        public int Plot { get; init; }
        public long ParcelId { get; init; }
        public long ParcelVersionId { get; init; }
        public string Code { get; init; } = "";
        public DateOnly ClosedOn { get; init; }
        public decimal WasM2 { get; init; }
        public long? ExpectedKg { get; init; }
        public bool? IsSameParcel { get; init; }
        public bool? IsSameStand { get; init; }
        public string? NowCode { get; init; }
        public string Differs { get; init; } = "";
        public byte[]? Shared { get; init; }
    }
}

/// <summary>A parcel that changed since a boundary was cut from it.</summary>
/// <param name="ClosedOn">Day from which the version no longer holds.</param>
/// <param name="ChangeM2">Ground of the boundary that is no longer this parcel or this stand: zero or negative.</param>
/// <param name="ChangeKg">Expected kg CO₂e over the crediting period that goes with it; null where it has to be reckoned anew, or never was.</param>
/// <param name="Differs">land_class, species, planted_on, site_class: what differs of the stand.</param>
/// <param name="NowCodes">Parcels that lie there now.</param>
public sealed record ChangedParcel(
    long ProjectId, string ProjectCode, int Plot, long ParcelId, string Code, DateOnly ClosedOn, decimal WasM2, decimal ChangeM2, long? ChangeKg, IReadOnlyList<string> Differs, IReadOnlyList<string> NowCodes);

/// <summary>A project whose parcels changed, with the sums.</summary>
public sealed record StaleProject(long ProjectId, string Code, int Parcels, decimal ChangeM2, long? ChangeKg);
