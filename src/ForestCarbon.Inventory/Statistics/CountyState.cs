using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Statistics;

/// <summary>What stands over every page: which county, as of when, in which generation of the data, and whether it is synthetic.</summary>
/// <param name="AsOf">The youngest day among the current parcels.</param>
/// <param name="MostAsOf">The day that most of them are from.</param>
/// <param name="Newer">How many are from a later day than that: after the import of a part, the county as a whole has not moved on.</param>
public sealed record CountyState(string CountyCode, string NameZh, string NameEn, bool IsDemonstration, long Generation, DateOnly? AsOf, DateOnly? MostAsOf, long Newer);

/// <summary>Reads the state of the stored county.</summary>
public sealed class CountyStates(Db db)
{
    private volatile DaysOfGeneration? _days;

    private readonly AskedTogether<long> _generation =
        new(() => db.QuerySingleOrDefaultAsync<long>("select coalesce(max(generation), 0) from inventory.data_generation"));

    /// <summary>The county, or null while nothing is loaded.</summary>
    public async Task<CountyState?> CurrentAsync(CancellationToken ct = default)
    {
        if (await db.QuerySingleOrDefaultAsync<Row>(Sql.Of<CountyStates>("Statistics/Sql/county_state.sql"), ct: ct) is not { } county)
            return null;
        // Every page asks; the parcels are looked through once a generation.
        if (_days is not { } days || days.Generation != county.Generation)
            _days = days = new(county.Generation, await db.QueryAsync<Day>(Sql.Of<CountyStates>("Statistics/Sql/county_days.sql"), ct: ct));
        var most = days.Of.MaxBy(d => d.Parcels);
        return new CountyState(county.CountyCode, county.NameZh, county.NameEn, county.IsDemonstration, county.Generation,
            days.Of.Count > 0 ? days.Of[0].From : null, most?.From, days.Of.Where(d => d.From > most?.From).Sum(d => d.Parcels));
    }

    /// <summary>The number of the newest accepted change; 0 before the first.</summary>
    public Task<long> GenerationAsync(CancellationToken ct = default) => _generation.AskAsync().WaitAsync(ct);

    /// <summary>True where everything accepted since a generation was taken back: the data are again what they were then.</summary>
    public Task<bool> IsAsInAsync(long generation, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<bool>(Sql.Of<CountyStates>("Statistics/Sql/is_as_in.sql"), new { generation }, ct);

    private sealed record Row(string CountyCode, string NameZh, string NameEn, bool IsDemonstration, long Generation);

    private sealed record Day(DateOnly From, long Parcels);

    private sealed record DaysOfGeneration(long Generation, IReadOnlyList<Day> Of);
}
