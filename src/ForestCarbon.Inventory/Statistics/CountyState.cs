using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Statistics;

/// <summary>What stands over every page: which county, as of when, in which generation of the data, and whether it is synthetic.</summary>
public sealed record CountyState(string CountyCode, string NameZh, string NameEn, bool IsDemonstration, long Generation, DateOnly? AsOf);

/// <summary>Reads the state of the stored county.</summary>
public sealed class CountyStates(Db db)
{
    private readonly AskedTogether<long> _generation =
        new(() => db.QuerySingleOrDefaultAsync<long>("select coalesce(max(generation), 0) from inventory.data_generation"));

    /// <summary>The county, or null while nothing is loaded.</summary>
    public Task<CountyState?> CurrentAsync(CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<CountyState>(Sql.Of<CountyStates>("Statistics/Sql/county_state.sql"), ct: ct);

    /// <summary>The number of the newest accepted change; 0 before the first.</summary>
    public Task<long> GenerationAsync(CancellationToken ct = default) => _generation.AskAsync().WaitAsync(ct);
}
