using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ccer.Projects;

/// <summary>
/// Whether a project still stands on the parcels it was cut from. The boundary does not move with them; this says what the change means:
/// how much of the ground still is the same parcel or the same stand, and what of the expected tonnes goes with the rest.
/// </summary>
public sealed class Staleness(Db db)
{
    /// <summary>What makes the stand: everything of a parcel that the reckoning of stock or expectation reads, with its unit; code and name in Chinese and in English.</summary>
    public static IReadOnlyDictionary<string, (string Zh, string En)> Attributes { get; } = new Dictionary<string, (string, string)>
    {
        ["land_class"] = ("地类", "land class"), ["species"] = ("树种", "species"), ["species_mix"] = ("树种组成", "species mix"), ["origin"] = ("起源", "origin"), ["forest_purpose"] = ("林种", "purpose"),
        ["planted_on"] = ("造林时间", "planting date"), ["age_group"] = ("龄组", "age group"), ["mean_age_a"] = ("平均年龄（年）", "mean age (years)"), ["site_class"] = ("立地等级", "site class"),
        ["canopy_density"] = ("郁闭度", "canopy density"), ["mean_dbh_cm"] = ("平均胸径（cm）", "mean DBH (cm)"), ["mean_height_m"] = ("平均树高（m）", "mean height (m)"),
        ["stems_per_ha"] = ("公顷株数", "stems per ha"), ["volume_m3_per_ha"] = ("公顷蓄积（m³/ha）", "volume (m³/ha)"), ["total_volume_m3"] = ("小班蓄积（m³）", "volume of the parcel (m³)"),
    };

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
        var differs = kept.Where(p => p.AreaM2 > 1).SelectMany(p => p.Met.Attributes.Select((attribute, i) => new StandChange(attribute, Given(p.Met.Was[i]), Given(p.Met.Now[i])))).Distinct().ToArray();
        // Where the stand itself changed, tonnes follow from a new reckoning, not from the area.
        long? changeKg = differs.Length > 0 || was.ExpectedKg is not { } expected ? changeM2 == 0 && differs.Length == 0 ? 0 : null : (long)Math.Round(expected * changeM2 / was.WasM2, MidpointRounding.AwayFromZero);
        return new ChangedParcel(
            was.ProjectId, was.ProjectCode, was.Plot, was.ParcelId, was.Code, was.ClosedOn, was.WasM2, changeM2, changeKg, differs,
            [.. parts.Where(p => p.AreaM2 > 1).Select(p => p.Met.NowCode).OfType<string>().Distinct()]);
    }

    // Nothing is recorded.
    private static string? Given(string value) => value.Length > 0 ? value : null;

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
        public string[] Attributes { get; init; } = [];
        public string[] Was { get; init; } = [];
        public string[] Now { get; init; } = [];
        public byte[]? Shared { get; init; }
    }
}

/// <summary>A parcel that changed since a boundary was cut from it.</summary>
/// <param name="ClosedOn">Day from which the version no longer holds.</param>
/// <param name="ChangeM2">Ground of the boundary that is no longer this parcel or this stand: zero or negative.</param>
/// <param name="ChangeKg">Expected kg CO₂e over the crediting period that goes with it; null where it has to be reckoned anew, or never was.</param>
/// <param name="Stand">What differs of the stand, from what to what.</param>
/// <param name="NowCodes">Parcels that lie there now.</param>
public sealed record ChangedParcel(
    long ProjectId, string ProjectCode, int Plot, long ParcelId, string Code, DateOnly ClosedOn, decimal WasM2, decimal ChangeM2, long? ChangeKg, IReadOnlyList<StandChange> Stand, IReadOnlyList<string> NowCodes)
{
    /// <summary>Codes of what differs of the stand (<see cref="Staleness.Attributes"/>).</summary>
    public IReadOnlyList<string> Differs => [.. Stand.Select(s => s.Attribute).Distinct()];
}

/// <summary>An attribute of a stand that is not as it was; codes and numbers as they are recorded, null where nothing is.</summary>
/// <param name="Attribute">Code of <see cref="Staleness.Attributes"/>.</param>
public sealed record StandChange(string Attribute, string? Was, string? Now)
{
    /// <summary>The change as one phrase.</summary>
    public string Said(bool inEnglish) => inEnglish ? $"{Staleness.Attributes[Attribute].En} {Was ?? "–"} → {Now ?? "–"}" : $"{Staleness.Attributes[Attribute].Zh} {Was ?? "–"} → {Now ?? "–"}";
}

/// <summary>A project whose parcels changed, with the sums.</summary>
public sealed record StaleProject(long ProjectId, string Code, int Parcels, decimal ChangeM2, long? ChangeKg);
