using System.Globalization;
using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Inventory.Topology;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Overlaps, gaps and slivers of a staged file, among its rows and with what is stored and stays beside them, as findings of the import.</summary>
internal static class StagedCoverage
{
    private const int NamesInAGap = 4;

    /// <summary>Finds them and puts them after the findings that stand already; what an earlier comparison found is replaced.</summary>
    public static async Task FindAsync(Write write, long importId, ImportLayer layer, CoverageLimits limits, CancellationToken ct)
    {
        // The index of the shapes is used by a loop only; whatever else the statement joins it hashes.
        await write.ExecuteAsync("set local enable_nestloop = on", ct: ct);
        var found = await StoredCoverage.CheckStagedAsync(write, importId, layer, limits, ct);
        await write.ExecuteAsync("set local enable_nestloop = off", ct: ct);
        await write.ExecuteAsync("delete from inventory.import_finding where import_id = @importId and kind in ('overlap', 'gap', 'sliver')", new { importId }, ct);
        var own = found.Any(f => f.Parcels.Any(IsOfOthers)) ? await GroundOfSenderAsync(write, importId, ct) : null;
        await Staging.CopyFindingsAsync(write, importId, found.Select(f => Of(f, layer, limits, own)).OfType<ImportFinding>(), ct);
    }

    // Townships that are not the sender's begin behind this ground; null where none of his is stored.
    private static async Task<Geometry?> GroundOfSenderAsync(Write write, long importId, CancellationToken ct) =>
        await write.ScalarAsync<byte[]?>(
            "select st_asbinary(st_union(t.geom)) from inventory.import i join inventory.township t on t.township_code = any (i.townships) where i.import_id = @importId",
            new { importId }, ct) is { } ground ? new WKBReader().Read(ground) : null;

    // Stored in a township that is not the sender's: it has no name here.
    private static bool IsOfOthers(CoverageParcel parcel) => parcel is { IsJudged: false, Key.Length: 0 };

    // Of another township's shape nothing is drawn beyond the sender's own ground.
    private static Geometry? Within(Geometry place, Geometry? own)
    {
        if (own is null || OverlayCut.Ground(RobustOverlay.Intersection(place, own)) is not { IsEmpty: false } shown)
            return null;
        shown.SRID = Coordinates.ToRecord.Srid;
        return shown;
    }

    /// <summary>Overlaps that storing has made and no finding of the import told: only a part was accepted, or the inventory moved on since staging.</summary>
    public static async Task<IReadOnlyList<CoverageFinding>> UntoldAsync(Write write, long importId, ImportLayer layer, CoverageLimits limits, CancellationToken ct)
    {
        await write.ExecuteAsync("set local enable_nestloop = on", ct: ct);
        var made = await StoredCoverage.OverlapsOfAcceptedAsync(write, importId, layer, limits, ct);
        var told = (await write.QueryAsync<(string, string)>(
            "select coalesce(subject, ''), coalesce(other_subject, '') from inventory.import_finding where import_id = @importId and kind = 'overlap'", new { importId }, ct)).ToHashSet();
        return [.. made.Where(f => !told.Contains((f.Parcels[0].Key, f.Parcels[1].Key)) && !told.Contains((f.Parcels[1].Key, f.Parcels[0].Key)))];
    }

    // An invalid shape has its own finding, from the row.
    private static ImportFinding? Of(CoverageFinding found, ImportLayer layer, CoverageLimits limits, Geometry? own)
    {
        if (found.Kind == CoverageFindingKind.Invalid)
            return null;
        found.Place.SRID = Coordinates.ToRecord.Srid;
        var row = found.Parcels.First(p => p.IsJudged);
        var others = found.Parcels.Where(p => p != row).ToList();
        var (zh, en) = found.Kind switch
        {
            // A layer's ground counts once in the combinations that a parcel is cut into (definitions.md §1), whatever its features add up to.
            CoverageFindingKind.Overlap => (
                $"{Zh(row)}与{Zh(others[0])}重叠 {AreaZh(found)}{(layer.Shared == SharedGround.IsAnError && !layer.IsForestLand ? "：按图斑相加会多算，叠加分析里只算一次" : "")}。",
                $"{En(row)} and {En(others[0])} overlap by {AreaEn(found)}{(layer.Shared == SharedGround.IsAnError && !layer.IsForestLand ? ": the sum of the features counts it twice, the overlay once" : "")}."),
            CoverageFindingKind.Gap => (
                $"{Zh(row)}与{string.Join("、", others.Take(NamesInAGap - 1).Select(Zh))}{(others.Count >= NamesInAGap ? $" 等 {others.Count} 个小班" : "")}之间有缝隙 {AreaZh(found)}，平均宽 {Width(found)}。",
                $"Between {En(row)} and {string.Join(", ", others.Take(NamesInAGap - 1).Select(En))}{(others.Count >= NamesInAGap ? $" … {others.Count} parcels" : "")} there is a gap of {AreaEn(found)}, {Width(found)} wide on average."),
            _ => (
                string.Create(CultureInfo.InvariantCulture, $"{Zh(row)}有一块平均宽只有 {Width(found)}（限值 {limits.SliverWidthM:0.##} m），像是相邻图斑之间的碎片。"),
                string.Create(CultureInfo.InvariantCulture, $"{En(row)} has a part {Width(found)} wide on average (limit {limits.SliverWidthM:0.##} m): it looks like a sliver between neighbours.")),
        };
        return new ImportFinding(
            found.Kind switch
            {
                CoverageFindingKind.Overlap => layer.Shared == SharedGround.IsAnError ? FindingKind.Overlap : FindingKind.SharedOverlap,
                CoverageFindingKind.Gap => FindingKind.Gap,
                _ => FindingKind.Sliver,
            },
            (int)row.Id, row.Key.Length > 0 ? row.Key : null, new(zh, en),
            found.Kind == CoverageFindingKind.Sliver ? found.WidthM : found.AreaM2, found.Kind == CoverageFindingKind.Sliver ? "m" : "m2",
            others.Exists(IsOfOthers) ? Within(found.Place, own) : found.Place, others.Count > 0 && others[0].Key.Length > 0 ? others[0].Key : null);
    }

    private static string Zh(CoverageParcel parcel) => parcel.IsJudged ? ShapeChecks.Who((int)parcel.Id, parcel.Key.Length > 0 ? parcel.Key : null) : IsOfOthers(parcel) ? "库中别的乡镇的图斑" : $"库中的 {parcel.Key} ";

    private static string En(CoverageParcel parcel) => parcel.IsJudged ? (parcel.Key.Length > 0 ? $"{parcel.Key} (row {parcel.Id})" : $"Row {parcel.Id}") : IsOfOthers(parcel) ? "a stored parcel of another township" : $"the stored {parcel.Key}";

    // Square metres for whoever draws, mu for whoever pays.
    private static string AreaZh(CoverageFinding found) => FormattableString.Invariant($"{found.AreaM2:#,##0.###} m²（{Mu(found, "不到")} 亩）");

    private static string AreaEn(CoverageFinding found) => FormattableString.Invariant($"{found.AreaM2:#,##0.###} m² ({Mu(found, "under")} mu)");

    private static string Mu(CoverageFinding found, string under)
    {
        var mu = found.AreaM2 * 3 / 2000;
        return mu < 0.001 ? $"{under} 0.001" : mu.ToString(mu >= 1 ? "#,##0.##" : "0.###", CultureInfo.InvariantCulture);
    }

    private static string Width(CoverageFinding found) => FormattableString.Invariant($"{found.WidthM:0.###} m");
}
