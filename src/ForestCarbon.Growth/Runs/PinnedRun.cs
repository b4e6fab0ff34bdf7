using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Growth;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Jobs;

namespace ForestCarbon.Growth.Runs;

/// <summary>What a run pinned, loaded and found to be the same as its manifest says.</summary>
internal sealed record PinnedRun(long RunId, RunManifest Manifest, CurveBook Curves, SpeciesDictionary Species, FactorSet Factors)
{
    /// <exception cref="RunRefusedException">No such run, or this program holds other parameters than the run pinned.</exception>
    public static async Task<PinnedRun> LoadAsync(Db db, long runId, CancellationToken ct)
    {
        var row = await db.QuerySingleOrDefaultAsync<Row>(
                      "select r.manifest::text as manifest, r.curve_set_id from growth.run_v r where r.run_id = @runId", new { runId }, ct)
                  ?? throw new RunRefusedException($"没有编号为 {runId} 的核算运行。", $"There is no accounting run {runId}.");
        var manifest = RunManifest.Parse(row.Manifest);
        var factors = FactorSet.OfId(manifest.FactorSet.Id);
        if (factors?.Sha256 != manifest.FactorSet.Sha256 || AgeGroups.Current.Sha256 != manifest.AgeGroups.Sha256)
            throw new RunRefusedException($"本程序的参数与运行 {runId} 的清单不同（版本不一致）。请用同一版本的程序，或重新核算。", $"This program's parameters are not those of run {runId}'s manifest: use the program of its version, or account again.");
        var curves = await new CurveSets(db).LoadAsync(row.CurveSetId, ct);
        if (Convert.ToHexStringLower(CurveBook.Sha256Of(curves.Curves.Select(c => c.Fitted), curves.Families.Select(f => f.Fitted))) != manifest.CurveSet.Sha256)
            throw new RunRefusedException($"曲线集 {row.CurveSetId} 与运行 {runId} 的清单不同。请重新核算。", $"Curve set {row.CurveSetId} is not as run {runId}'s manifest has it: account again.");
        var species = await SpeciesDictionary.LoadAsync(db, ct);
        if (manifest.Species is { } pinned && pinned.Sha256 != species.Sha256)
            throw new RunRefusedException($"树种与起源字典已不是运行 {runId} 所用的。请重新核算。", $"The dictionary of species and origins is no longer the one run {runId} used: account again.");
        return new PinnedRun(runId, manifest, curves, species, factors);
    }

    private AccountingBasis? _basis;

    /// <summary>Made once: tabulating the curves costs as much as some thousand parcels.</summary>
    public AccountingBasis Basis => _basis ??= new AccountingBasis(
        Curves, Species, Factors, AgeGroups.Current, Manifest.FirstYear, Manifest.LastYear, Manifest.OldestInventoryYear,
        Manifest.GrowthProjection);

    /// <summary>
    /// The same parameters for one year over parcels that may be as old as <paramref name="oldestInventoryYear"/>; other curves where
    /// some are given.
    /// </summary>
    public AccountingBasis BasisOfYear(int year, int oldestInventoryYear, CurveBook? curves = null) =>
        new(curves ?? Curves, Species, Factors, AgeGroups.Current, year, year, oldestInventoryYear, Manifest.GrowthProjection);

    private sealed record Row
    {
        public string Manifest { get; init; } = "";
        public int CurveSetId { get; init; }
    }
}
