namespace ForestCarbon.Carbon.Pools;

/// <summary>Carbon in harvested wood products (木产品) by first-order decay.</summary>
public static class WoodProducts
{
    /// <summary>Stocks at the end of each year, tC, from the inflow of each year, tC.</summary>
    /// <remarks>
    /// IPCC 2006 vol. 4 eq. 12.1 (2019 refinement) [M]:
    /// <code>
    ///   k = ln 2 / half-life     C(i) = e^(−k)·C(i−1) + ((1 − e^(−k))/k)·inflow(i)
    /// </code>
    /// </remarks>
    public static double[] Stocks(double halfLifeYears, ReadOnlySpan<double> inflowsTC, double startTC)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(halfLifeYears);
        var k = Math.Log(2) / halfLifeYears;
        var kept = Math.Exp(-k);
        // ln 2 in years of half-life is small for long-lived products: 1 − e^(−k) is taken as e^(−k/2)·2·sinh(k/2).
        var ofInflow = Math.Exp(-k / 2) * 2 * Math.Sinh(k / 2) / k;
        var stocks = new double[inflowsTC.Length];
        var stock = startTC;
        for (var year = 0; year < stocks.Length; year++)
        {
            stock = kept * stock + ofInflow * inflowsTC[year];
            stocks[year] = stock;
        }
        return stocks;
    }
}
