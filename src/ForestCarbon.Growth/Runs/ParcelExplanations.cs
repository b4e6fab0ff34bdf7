using System.Collections.Concurrent;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Growth.Runs;

/// <summary>Takes a stored number apart again: the same functions over the same pinned data, step by step.</summary>
public sealed class ParcelExplanations(Db db)
{
    private const int RunsKept = 4;

    // What a run pinned never changes, and reading and tabulating its curves costs more than the explanation itself.
    private readonly ConcurrentDictionary<long, PinnedRun> _pinned = new();

    /// <summary>The steps of a parcel's stock at 31 December of a year, or null where the run has no such parcel in the scope.</summary>
    /// <exception cref="RefusedException">No such run, the year lies outside it, or its pinned parameters are not this program's.</exception>
    public async Task<ParcelExplanation?> OfAsync(long runId, long parcelId, int year, TownshipScope scope, CancellationToken ct = default)
    {
        var pinned = await PinnedAsync(runId, ct);
        if (year < pinned.Manifest.FirstYear || year > pinned.Manifest.LastYear)
            throw new RefusedException($"运行 {runId} 只有 {pinned.Manifest.FirstYear}–{pinned.Manifest.LastYear} 年，没有 {year} 年。", $"Run {runId} covers {pinned.Manifest.FirstYear}–{pinned.Manifest.LastYear} and not {year}: choose a year it covers.");
        return await RowAsync(runId, parcelId, scope, ct) is { } row ? Explain(pinned, row, year) : null;
    }

    /// <summary>
    /// Volume per hectare over age as the run grows the parcel, beside its curve or the member of its family; null where the parcel has no curve or its age is
    /// not stated, for then there is no one age to begin at.
    /// </summary>
    /// <exception cref="RefusedException">No such run, or its pinned parameters are not this program's.</exception>
    public async Task<ParcelGrowth?> GrowthOfAsync(long runId, long parcelId, TownshipScope scope, CancellationToken ct = default)
    {
        var basis = (await PinnedAsync(runId, ct)).Basis;
        if (await RowAsync(runId, parcelId, scope, ct) is not { Parcel: var parcel } row || basis.Of(parcel) is not { Reason: ParcelReason.Trees } rests || rests.Youngest != rests.Oldest)
            return null;
        var age = rests.Youngest;
        var (volumes, _) = basis.Volumes(parcel, rests);
        var first = age + (basis.FirstYear - parcel.InventoryYear);
        var own = volumes.Select((volume, i) => new VolumeAtAge(first + i, volume)).ToList();
        if (first > age)
            own.Insert(0, new(age, parcel.VolumeM3PerHa!.Value));
        var ages = Enumerable.Range(0, own[^1].AgeA + 1);
        // By difference the parcel grows along the member of the family through its own state, not along a curve.
        if (rests.Site is { } site)
        {
            var (family, along) = (basis.Curves.Families[rests.Family], basis.Curves.Families[rests.Family].Fitted);
            return new ParcelGrowth(
                family.FamilyId, true, age, parcel.InventoryYear, parcel.VolumeM3PerHa!.Value, own, [.. ages.Select(a => along.Family.At(site, a))],
                along.ResidualM3PerHa, along.Basis.Youngest, along.Basis.Oldest, along.Scope.SpeciesCode is null, row.IsOfPlots);
        }
        var stored = basis.Curves.Curves[rests.Curve];
        var table = basis.Table(rests.Curve);
        return new ParcelGrowth(
            stored.CurveId, false, age, parcel.InventoryYear, parcel.VolumeM3PerHa!.Value, own, [.. ages.Select(a => table[a])],
            stored.Fitted.ResidualM3PerHa, stored.Fitted.Basis.Youngest, stored.Fitted.Basis.Oldest, (rests.Flags & ParcelFlags.GroupCurve) != 0, row.IsOfPlots);
    }

    private Task<Row?> RowAsync(long runId, long parcelId, TownshipScope scope, CancellationToken ct) => db.QuerySingleOrDefaultAsync<Row>(
        Sql.Of<ParcelExplanations>("Runs/Sql/parcel_in_run.sql"), new { runId, parcelId, townships = scope.Codes }, ct);

    private async Task<PinnedRun> PinnedAsync(long runId, CancellationToken ct)
    {
        if (_pinned.TryGetValue(runId, out var known))
            return known;
        var loaded = await PinnedRun.LoadAsync(db, runId, ct);
        if (_pinned.Count >= RunsKept)
            _pinned.Clear();
        return _pinned.GetOrAdd(runId, loaded);
    }

    private static ParcelExplanation Explain(PinnedRun pinned, Row row, int year)
    {
        var basis = pinned.Basis;
        var parcel = row.Parcel;
        var rests = basis.Of(parcel);
        var stocks = new int[basis.Years];
        var (reason, _, _) = basis.Fill(parcel, rests, stocks);
        var hasStock = reason.Status() is ParcelStatus.Accounted or ParcelStatus.Treeless;
        var steps = new ExplanationSteps(basis, parcel, rests, year)
        {
            Code = row.Code, ValidFrom = row.ValidFrom, VersionNumber = row.VersionNumber, LandClass = Words.Of(row.LandClassName, row.LandClassNameEn),
            Species = Words.Of(row.SpeciesName, row.SpeciesNameEn), Origin = Words.Of(row.OriginName, row.OriginNameEn),
            CulmsPerHa = row.StemsPerHa, MeanDbhCm = (double?)row.MeanDbhCm, IsOfPlots = row.IsOfPlots,
            CurveSetId = int.Parse(pinned.Manifest.CurveSet.Id, System.Globalization.CultureInfo.InvariantCulture),
        };
        var at = year - pinned.Manifest.FirstYear;
        return new ParcelExplanation(
            RunId: pinned.RunId, ParcelId: row.ParcelId, Code: row.Code, Year: year, Status: row.Status, ReasonZh: row.ReasonZh,
            ReasonEn: row.ReasonEn, Steps: steps.All(reason, hasStock ? stocks[at] : null), StoredKg: row.StockKg?[at],
            RecomputedKg: hasStock ? stocks[at] : null, IsStale: row.IsStale, IsSynthetic: row.IsSynthetic);
    }

    private sealed record Row
    {
        public long ParcelId { get; init; }
        public long ParcelVersionId { get; init; }
        public string Code { get; init; } = "";
        public decimal EllipsoidalAreaM2 { get; init; }
        public string LandClass { get; init; } = "";
        public string? ForestPurpose { get; init; }
        public string? SpeciesCode { get; init; }
        public string? Origin { get; init; }
        public short? AgeGroup { get; init; }
        public short? MeanAgeA { get; init; }
        public double? VolumeM3PerHa { get; init; }
        public short? SiteClass { get; init; }
        public string? ForestCategory { get; init; }
        public string? Programme { get; init; }
        public int? StemsPerHa { get; init; }
        public decimal? MeanDbhCm { get; init; }
        public int InventoryYear { get; init; }
        public DateOnly ValidFrom { get; init; }
        public int VersionNumber { get; init; }
        public string? SpeciesName { get; init; }
        public string? SpeciesNameEn { get; init; }
        public string? LandClassName { get; init; }
        public string? LandClassNameEn { get; init; }
        public string? OriginName { get; init; }
        public string? OriginNameEn { get; init; }
        public string Status { get; init; } = "";
        public string ReasonZh { get; init; } = "";
        public string ReasonEn { get; init; } = "";
        public int[]? StockKg { get; init; }
        public bool IsSynthetic { get; init; }
        public bool IsOfPlots { get; init; }
        public bool IsStale { get; init; }

        public InventoryParcel Parcel => new(
            ParcelId, ParcelVersionId, EllipsoidalAreaM2, LandClass, ForestPurpose, SpeciesCode, Origin, AgeGroup, MeanAgeA,
            VolumeM3PerHa, SiteClass, ForestCategory, Programme, InventoryYear);
    }
}
