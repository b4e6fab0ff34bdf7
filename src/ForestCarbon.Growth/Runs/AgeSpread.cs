using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Growth.Runs;

/// <summary>
/// What missing ages leave open in the totals of a chunk: the variance of each year, kg², parcels taken as independent.
/// </summary>
/// <remarks>definitions.md §3, "missing age": the mean is the estimate, the spread goes into the uncertainty.</remarks>
internal sealed class AgeSpread(AccountingBasis basis)
{
    private decimal[]? _variances;

    /// <summary>By year of the account; null where every age is known.</summary>
    public decimal[]? VariancesKg2 => _variances;

    /// <summary>Adds a parcel whose age was inferred.</summary>
    public void Add(in InventoryParcel parcel, in ParcelBasis rests)
    {
        _variances ??= new decimal[basis.Years];
        var (_, deviations) = basis.Volumes(parcel, rests);
        for (var year = 0; year < deviations.Length; year++)
        {
            // Whole kilograms, so that the sum does not depend on the order the rows come in.
            var kg = StockKernel.StockKg(AccountingBasis.AreaHa(parcel), deviations[year], rests.Factors!.Co2eTPerM3) ?? 0;
            _variances[year] += (decimal)kg * kg;
        }
    }
}
