using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Growth.Runs;

/// <summary>Stand volumes by year along the curves the newest account used: of stands as they are, and of land planted in a year.</summary>
public sealed class StandVolumes
{
    private const int OldestAge = 1000; // what the inventory lets in

    private readonly PinnedRun _run;
    private readonly Dictionary<(int First, int Last), AccountingBasis> _bases = [];
    private readonly IReadOnlyDictionary<short, ReasonName> _reasons;

    private StandVolumes(PinnedRun run, IReadOnlyDictionary<short, ReasonName> reasons) => (_run, _reasons) = (run, reasons);

    public long RunId => _run.RunId;

    /// <summary>The curve set the run pinned.</summary>
    public PinnedData CurveSet => _run.Manifest.CurveSet;

    /// <summary>Which curves, as a source names them: by what is in them, so that another run along the same curves gives the same source.</summary>
    public string CurvesZh => $"本县曲线集 {CurveSet.Id}（SHA-256 {CurveSet.Sha256[..12]}）";

    /// <exception cref="RefusedException">There is no account yet, or this program holds other parameters than it pinned.</exception>
    public static async Task<StandVolumes> LoadAsync(Db db, CancellationToken ct = default)
    {
        var run = await new AccountedRuns(db).LatestAsync(ct) ?? throw new RefusedException("还没有完成的核算运行，没有可用的生长曲线。请先运行 account。", "No accounting run has finished, so there are no growth curves to use: account first (account).");
        var reasons = await db.QueryAsync<ReasonName>("select r.reason, r.name_zh, r.name_en from growth.reason r", null, ct);
        return new(await PinnedRun.LoadAsync(db, run.RunId, ct), reasons.ToDictionary(r => r.Reason));
    }

    /// <summary>Volume of a stand at the end of each year; null before its inventory year, and for all years where <see cref="Stand.WhyNot"/> says why.</summary>
    public Stand Of(in InventoryParcel parcel, int firstYear, int lastYear)
    {
        var from = Math.Max(firstYear, parcel.InventoryYear);
        if (from > lastYear)
            return new(null, "小班调查年份晚于计入期", "the parcel was surveyed after the crediting period", new double?[lastYear - firstYear + 1], null);
        var basis = BasisOf(from, lastYear);
        var rests = basis.Of(parcel);
        if (rests.Reason != ParcelReason.Trees)
        {
            var why = _reasons.GetValueOrDefault((short)rests.Reason);
            return new(null, why?.NameZh ?? rests.Reason.ToString(), why?.NameEn ?? rests.Reason.ToString(), new double?[lastYear - firstYear + 1], null);
        }
        var (volumes, _) = basis.Volumes(parcel, rests);
        var curve = basis.Curves.Curves[rests.Curve];
        return new(rests.Factors, null, null, [.. Enumerable.Repeat<double?>(null, from - firstYear), .. volumes.Select(v => (double?)v)], curve.CurveId);
    }

    /// <summary>f(age) of the county's curve for a planted species, or null where there is none for it or its group.</summary>
    public (int CurveId, bool IsGroup, IReadOnlyList<double> VolumeByAge)? Planted(string speciesCode, int? siteClass, int lastAge)
    {
        var code = SpeciesCodes.ToInventory(speciesCode);
        if (_run.Species.GroupOf(code) is not { } group || _run.Curves.Find(code, group, StandOrigin.Planted, siteClass) is not { } found)
            return null;
        var curve = _run.Curves.Curves[found.Index];
        return (curve.CurveId, found.IsGroup, [.. Enumerable.Range(0, lastAge + 1).Select(a => curve.Fitted.Curve.At(a))]);
    }

    private AccountingBasis BasisOf(int first, int last)
    {
        if (!_bases.TryGetValue((first, last), out var basis))
            _bases[(first, last)] = basis = new AccountingBasis(_run.Curves, _run.Species, _run.Factors, AgeGroups.Current, first, last, first, _run.Manifest.GrowthProjection);
        return basis;
    }

    private sealed record ReasonName
    {
        public short Reason { get; init; }
        public string NameZh { get; init; } = "";
        public string NameEn { get; init; } = "";
    }
}

/// <summary>Volumes of one stand by year, m³/ha.</summary>
/// <param name="WhyNot">Why it has none, in Chinese; null where it has.</param>
/// <param name="WhyNotEn">The same in English.</param>
public sealed record Stand(SpeciesFactors? Factors, string? WhyNot, string? WhyNotEn, IReadOnlyList<double?> VolumesM3PerHa, int? CurveId);
