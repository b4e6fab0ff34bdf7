using ForestCarbon.Growth.Runs;
using ForestCarbon.Inventory.Statistics;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Web.Map;

/// <summary>One line of the table of totals. Tonnes and accounted areas are null where no run knows the key.</summary>
public sealed record TotalLine(AreaTotal Area, DimensionRow? Carbon);

/// <summary>The table of totals along one dimension, with its sum.</summary>
public sealed record TotalsPage(string Dimension, long Generation, RunRow? Run, FigureYears Years, IReadOnlyList<TotalLine> Lines, DateOnly? AsOf = null)
{
    public long Parcels => Lines.Sum(l => l.Area.Parcels);

    public decimal EllipsoidalAreaM2 => Lines.Sum(l => l.Area.EllipsoidalAreaM2);

    public decimal? RegisteredAreaHa => Lines.All(l => l.Area.RegisteredAreaHa is not null) ? Lines.Sum(l => l.Area.RegisteredAreaHa) : null;

    public decimal? AccountedAreaM2 => Sum(c => c.AccountedAreaM2);

    public decimal? TreelessAreaM2 => Sum(c => c.TreelessAreaM2);

    public decimal? NotAccountedAreaM2 => Sum(c => c.NotAccountedAreaM2);

    public decimal? FailedAreaM2 => Sum(c => c.FailedAreaM2);

    public long? StockKg => Sum(c => c.StockKg);

    public long? IncrementKg => Sum(c => c.IncrementKg);

    // A sum over nothing but missing figures is missing as well, not 0.
    private decimal? Sum(Func<DimensionRow, decimal?> of) => Known(of) is { Count: > 0 } known ? known.Sum() : null;

    private long? Sum(Func<DimensionRow, long?> of) => Known(of) is { Count: > 0 } known ? known.Sum() : null;

    private List<T> Known<T>(Func<DimensionRow, T?> of) where T : struct => [.. Lines.Select(l => l.Carbon is { } c ? of(c) : null).OfType<T>()];
}

/// <summary>Lays areas of the inventory beside tonnes of the newest run, key by key.</summary>
public sealed class CountyTotals(AreaTotals areas, AccountedRuns runs, CountyStates states)
{
    /// <summary>The table along a dimension; a strange name gives townships. No year gives that which the data are as of. A past day has areas only: tonnes belong to a run, which names its own day.</summary>
    public async Task<TotalsPage> ByAsync(string? by, int? year, TownshipScope scope, DateOnly? asOf = null, CancellationToken ct = default)
    {
        var dimension = AreaTotals.Dimensions.FirstOrDefault(d => d == by) ?? "township";
        var run = asOf is null ? await runs.LatestAsync(ct) : null;
        var years = run?.Years(year) ?? default;
        var lines = await areas.ByAsync(dimension, scope, asOf, ct);
        var carbon = run is null
            ? []
            : (await runs.DimensionAsync(run.RunId, dimension, years, scope, ct)).ToDictionary(r => r.Key, StringComparer.Ordinal);
        return new(dimension, await states.GenerationAsync(ct), run, years, [.. lines.Select(l => new TotalLine(l, carbon.GetValueOrDefault(l.Key)))], asOf);
    }
}
