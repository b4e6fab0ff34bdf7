using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ccer.Documents;

/// <summary>What the newest finished screening by a methodology says of a project's ground, condition by condition.</summary>
/// <param name="AsOf">Day the screened data are as of.</param>
/// <param name="StartDate">Start of ground without a recorded one.</param>
/// <param name="Conditions">By key; conditions that are undertaken are not screened.</param>
public sealed record ScreenedGround(DateOnly AsOf, DateOnly StartDate, IReadOnlyDictionary<string, ConditionGround> Conditions)
{
    /// <summary>Null where nothing was screened by that methodology.</summary>
    /// <param name="areaM2">Of the whole boundary.</param>
    public static async Task<ScreenedGround?> OfAsync(Db db, Methodology methodology, long boundaryId, decimal areaM2, CancellationToken ct)
    {
        if (await new ScreeningResults(db).LatestAsync(methodology.Id, ct) is not { } run)
            return null;
        var rows = await db.QueryAsync<SharedRow>(Sql.Of<ScreenedGround>("Documents/Sql/screened_ground.sql"), new { run.RunId, boundaryId, townships = TownshipScope.WholeCounty.Codes }, ct);
        var areas = ProjectBoundaries.AreasOf([.. rows.Select(r => r.Shared)]);
        var unscreened = Math.Max(0, areaM2 - areas.Sum());
        return new ScreenedGround(run.AsOf, run.StartDate, ScreeningManifest.Parse(run.Manifest).JudgedConditions().Select((condition, at) =>
        {
            decimal Of(Verdict verdict) => rows.Zip(areas).Where(p => !p.First.IsRounding && Reason.Of(p.First.Reasons[at]).Verdict == verdict).Sum(p => p.Second);
            return (condition.Key, Ground: new ConditionGround(Of(Verdict.Pass), Of(Verdict.NeedsEvidence), Of(Verdict.Fail), unscreened));
        }).ToDictionary(c => c.Key, c => c.Ground, StringComparer.Ordinal));
    }

    private sealed record SharedRow
    {
        public short[] Reasons { get; init; } = [];
        public byte[]? Shared { get; init; }
        public bool IsRounding { get; init; }
    }
}

/// <summary>Ground of a boundary by the answer to one condition, m²; what six decimals alone put over the border of other ground has no answer (<c>ccer.is_rounding</c>).</summary>
/// <param name="UnscreenedM2">On no screened parcel.</param>
public sealed record ConditionGround(decimal PassM2, decimal NeedM2, decimal FailM2, decimal UnscreenedM2);
