using ForestCarbon.Platform.Database;
using ForestCarbon.Carbon.Growth;
using Npgsql;

namespace ForestCarbon.Growth.Runs;

/// <summary>
/// What missing ages leave open in the totals of a run: the variance of each township and year, parcels taken as independent.
/// </summary>
/// <remarks>definitions.md §3, "missing age": the mean is the estimate, the spread goes into the uncertainty.</remarks>
internal static class AgeSpread
{
    /// <summary>Computes and stores the variances of a run whose rows are all there. Nothing is stored where every age is known.</summary>
    public static async Task StoreAsync(Write write, PinnedRun pinned, CancellationToken ct)
    {
        var inferred = await write.ScalarAsync<int?>(
            "select age_inferred_parcels from growth.run_area where run_id = @RunId and dimension = 'county'", new { pinned.RunId }, ct);
        if (inferred is null or 0)
            return;
        var spread = await SumsAsync(write, pinned, ct);
        foreach (var (township, sum) in spread.OrderBy(s => s.Key, StringComparer.Ordinal))
            await write.ExecuteAsync(Sql.Of<AccountingWork>("Runs/Sql/insert_age_spread.sql"), new
            {
                pinned.RunId, township, sum.Parcels, firstYear = pinned.Manifest.FirstYear, variances = sum.VariancesKg2,
            }, ct);
    }

    private static async Task<Dictionary<string, Spread>> SumsAsync(Write write, PinnedRun pinned, CancellationToken ct)
    {
        var basis = pinned.Basis;
        var sums = new Dictionary<string, Spread>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(Sql.Of<AccountingWork>("Runs/Sql/inferred_ages.sql"), write.Connection, write.Transaction) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(pinned.RunId);
        command.Parameters.AddWithValue((short)ParcelFlags.AgeInferred);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new ParcelReader(reader);
        while (await reader.ReadAsync(ct))
        {
            var parcel = rows.Current();
            var township = reader.GetString(14);
            if (!sums.TryGetValue(township, out var sum))
                sums.Add(township, sum = new Spread(basis.Years));
            sum.Add(parcel, basis);
        }
        return sums;
    }

    private sealed class Spread(int years)
    {
        public int Parcels { get; private set; }

        public decimal[] VariancesKg2 { get; } = new decimal[years];

        public void Add(in InventoryParcel parcel, AccountingBasis basis)
        {
            var rests = basis.Of(parcel);
            var (_, deviations) = basis.Volumes(parcel, rests);
            Parcels++;
            for (var year = 0; year < years; year++)
            {
                // Whole kilograms, so that the sum does not depend on the order the rows come in.
                var kg = StockKernel.StockKg(AccountingBasis.AreaHa(parcel), deviations[year], rests.Factors!.Co2eTPerM3) ?? 0;
                VariancesKg2[year] += (decimal)kg * kg;
            }
        }
    }
}
