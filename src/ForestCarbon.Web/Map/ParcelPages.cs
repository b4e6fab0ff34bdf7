using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Lookup;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Web.Map;

/// <summary>A parcel with what the newest run found for it: the same facts for its card on the map and for its own page.</summary>
/// <param name="Series">Its stocks by year, or null where no run has it.</param>
/// <param name="Explanation">Where the stock comes from, step by step.</param>
/// <param name="Growth">Its volume over age beside the county's curve, or null where it has no curve or no one age.</param>
/// <param name="Refusal">Why there is no explanation although the run has the parcel.</param>
/// <param name="AsOf">The day the parcel is shown of; null: now.</param>
/// <param name="IsNamedRun">The run was asked for by its number: the steps behind a figure of that run, whatever the newest one says.</param>
public sealed record ParcelCard(
    Parcel Parcel, RunRow? Run, FigureYears Years, ParcelSeries? Series, ParcelExplanation? Explanation, ParcelGrowth? Growth = null, string? Refusal = null, DateOnly? AsOf = null,
    bool IsNamedRun = false)
{
    /// <summary>The year that was asked for; null: none.</summary>
    public int? AskedYear { get; init; }

    /// <summary>Land without trees: stock 0 in every year, so there is nothing to draw.</summary>
    public bool IsTreeless => Series is { Status: "treeless" };

    public long? StockKg => Series?.StockAt(Years.Stock);

    public long? IncrementKg => Years.Increment is { } year ? Series?.IncrementAt(year) : null;
}

/// <summary>The card beside the map: the parcel, and under it what the chosen tab tells. Only that is filled.</summary>
/// <param name="Tab">One of <see cref="Tabs"/>.</param>
/// <param name="Screening">The newest finished screening; null before the first.</param>
public sealed record ParcelCardPage(
    ParcelCard Card, string Tab, IReadOnlyList<ParcelHistoryRow> History, ScreeningRow? Screening, IReadOnlyList<PieceAnswer> Pieces, IReadOnlyList<ParcelLot> Lots)
{
    /// <summary>Tabs as addresses spell them, the first where none is asked for, with their names in Chinese: the keys of their English.</summary>
    public static IReadOnlyList<(string Key, string Name)> Tabs { get; } = [("carbon", "碳与生长"), ("history", "历史"), ("screening", "筛查"), ("tenure", "权属")];
}

/// <summary>Whose figures of a parcel are asked for.</summary>
/// <param name="Run">A finished run; null: the newest.</param>
/// <param name="Year">31 December of this year; null: the run's first.</param>
public readonly record struct FigureAsked(long? Run, int? Year);

/// <summary>Brings a parcel together for its pages.</summary>
public sealed class ParcelPages(ParcelRegister lookup, AccountedRuns runs, ParcelExplanations explanations, ScreeningResults screenings)
{
    /// <summary>The parcel's card with one of its tabs, or null where it is not in the scope.</summary>
    public async Task<ParcelCardPage?> CardAsync(string codeOrId, string? tab, TownshipScope scope, DateOnly? asOf, CancellationToken ct)
    {
        if (await FindAsync(codeOrId, scope, asOf, default, ct) is not { } card)
            return null;
        var shown = ParcelCardPage.Tabs.FirstOrDefault(t => t.Key == tab, ParcelCardPage.Tabs[0]).Key;
        var screening = shown == "screening" ? await screenings.LatestAsync(ct: ct) : null;
        var judged = screening is null ? [] : ScreeningManifest.Parse(screening.Manifest).JudgedConditions();
        var pieces = screening is null ? [] : await screenings.PiecesAsync(screening.RunId, card.Parcel.Code, scope, ct);
        return new(card, shown, shown == "history" ? await lookup.HistoryAsync(card.Parcel.ParcelId, scope, ct) : [], screening,
            [.. pieces.Select(p => PieceAnswer.Of(p, judged))],
            shown == "tenure" ? await lookup.LotsAsync(card.Parcel.ParcelVersionId, scope, asOf, ct) : []);
    }

    /// <summary>
    /// The parcel by id or code on a day (null: now), or null where it is not in the scope, or the run that is named does not exist or has no
    /// result. A past day is shown without tonnes unless a run is named: tonnes belong to a run.
    /// </summary>
    public async Task<ParcelCard?> FindAsync(string codeOrId, TownshipScope scope, DateOnly? asOf, FigureAsked asked, CancellationToken ct = default)
    {
        if (await lookup.FindAsync(codeOrId, scope, asOf, ct) is not { } parcel)
            return null;
        if (asOf is not null && asked.Run is null)
            return new(parcel, null, default, null, null, AsOf: asOf);
        var found = asked.Run is { } named ? await runs.FindAsync(named, ct) : await runs.LatestAsync(ct);
        if (found is not { ResultSha256: not null } run)
            return asked.Run is null ? new(parcel, null, default, null, null) : null;
        var years = run.Years(asked.Year);
        var series = await runs.SeriesAsync(run.RunId, parcel.ParcelId, scope, ct);
        try
        {
            var explanation = series is null ? null : await explanations.OfAsync(run.RunId, parcel.ParcelId, years.Stock, scope, ct);
            return new(parcel, run, years, series, explanation, series?.StockKg is null ? null : await explanations.GrowthOfAsync(run.RunId, parcel.ParcelId, scope, ct), null, asOf, asked.Run is not null) { AskedYear = asked.Year };
        }
        catch (RefusedException refused)
        {
            // A run made with other factors than this program's keeps its figures; they cannot be taken apart here.
            return new(parcel, run, years, series, null, null, refused.Message, asOf, asked.Run is not null) { AskedYear = asked.Year };
        }
    }
}
