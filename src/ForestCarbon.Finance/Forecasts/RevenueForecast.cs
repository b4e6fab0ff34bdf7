using ForestCarbon.Finance.Prices;

namespace ForestCarbon.Finance.Forecasts;

/// <summary>Tonnes by year × price paths → revenue, cost and cash flow with bands. Pure: the same inputs and seed give the same figures.</summary>
public static class RevenueForecast
{
    /// <summary>Trading days a year, for stepping the paths.</summary>
    public const int DaysPerYear = 243;

    /// <remarks>
    /// <code>
    ///   issued(y)   = expected(y − lag) · survival · probability    whole months of lag go to the calendar year they fall in; never before the year
    ///                                                               of the earliest day the remaining steps allow
    ///   sold(y)     = issued(y), over  ceil(issued / (share · median daily volume))  trading days from the earliest day on: thin volume spreads a sale
    ///   revenue(y)  = sold(y) · mean price of the path over those days
    ///   cash(y)     = revenue(y) − cost(y)
    ///   NPV         = Σ cash(y) / (1 + r)^(y − y0)                   IRR: the r at which it is 0
    ///   break-even  = Σ cost/(1+r)^t / Σ sold/(1+r)^t
    /// </code>
    /// Bands are quantiles over the paths: 50 % from 0.25 to 0.75, 80 % from 0.10 to 0.90, 95 % from 0.025 to 0.975.
    /// </remarks>
    /// <param name="grown">Tonnes that grow, by year and project; may be empty.</param>
    /// <param name="gapDays">Calendar days beyond which a move of the price is across a gap and not drawn.</param>
    /// <param name="costs">Whole fen by year; null where an item is missing: then nothing that needs costs is computed.</param>
    public static ForecastResult Of(
        IReadOnlyCollection<GrownTonnes> grown, IReadOnlyDictionary<int, decimal>? costs, IReadOnlyList<TradingDay> days, ForecastScenario scenario, int firstYear, int paths = 2000, int seed = 1, int? gapDays = null)
    {
        var (issued, opens) = (new SortedDictionary<int, decimal>(), new Dictionary<int, int>());
        foreach (var g in grown)
        {
            // Grown by the end of its year, issued lag months after it.
            var at = new[] { firstYear, g.Year + 1 + scenario.LagMonths / 12, g.NotBefore?.Year ?? firstYear }.Max();
            issued[at] = issued.GetValueOrDefault(at) + g.Tonnes * scenario.Survival * g.Probability;
            // In the year of the earliest day a sale begins on it, and what is left of the year has to do.
            if (g.NotBefore is { } day && day.Year == at)
                opens[at] = Math.Max(opens.GetValueOrDefault(at), (day.DayOfYear - 1) * DaysPerYear / 366);
        }
        var expected = grown.GroupBy(g => g.Year).ToDictionary(g => g.Key, g => g.Sum(t => t.Tonnes));
        var last = Math.Max(issued.Count > 0 ? issued.Keys.Max() : firstYear, costs is { Count: > 0 } ? costs.Keys.Max() : firstYear);
        var years = Enumerable.Range(firstYear, last - firstYear + 1).ToList();
        var volume = Median([.. days.Select(d => (double)d.Volume)]);
        var sold = years.Select(y => (double)issued.GetValueOrDefault(y)).ToArray();
        var saleDays = years.Select((y, i) => Math.Min(SaleDays(sold[i], (double)scenario.MarketShare * volume), DaysPerYear - opens.GetValueOrDefault(y))).ToArray();
        var revenue = years.Select(_ => new double[paths]).ToList();
        var p = 0;
        foreach (var path in PricePaths.Draw(days, years.Count * DaysPerYear, paths, seed, gapDays))
        {
            for (var i = 0; i < years.Count; i++)
                revenue[i][p] = sold[i] > 0 ? sold[i] * 100 * path.AsSpan(i * DaysPerYear + opens.GetValueOrDefault(years[i]), saleDays[i]).ToArray().Average() : 0;
            p++;
        }
        var rows = years.Select((y, i) =>
        {
            var tonnes = issued.GetValueOrDefault(y);
            var cost = costs is null ? (decimal?)null : costs.GetValueOrDefault(y);
            return new ForecastYear(y, decimal.Round(expected.GetValueOrDefault(y), 1), decimal.Round(tonnes, 1), saleDays[i],
                Band.Of(revenue[i]), cost, cost is { } known ? Band.Of([.. revenue[i].Select(r => r - (double)known)]) : null);
        }).ToList();
        return new ForecastResult(rows, Totals(rows, revenue, costs, scenario, years), days.Count, (decimal)volume, PriceStatistics.Returns(days, gapDays).LeftOut);
    }

    private static int SaleDays(double tonnes, double perDay) => tonnes <= 0 ? 0 : perDay <= 0 ? DaysPerYear : Math.Clamp((int)Math.Ceiling(tonnes / perDay), 1, DaysPerYear);

    private static ForecastTotals Totals(List<ForecastYear> rows, List<double[]> revenue, IReadOnlyDictionary<int, decimal>? costs, ForecastScenario scenario, List<int> years)
    {
        if (costs is null)
            return new(null, null, null, null);
        var flows = Enumerable.Range(0, revenue[0].Length).Select(p => years.Select((y, i) => revenue[i][p] - (double)costs.GetValueOrDefault(y)).ToArray()).ToList();
        var middle = rows.Select(r => r.Cash!.Median).ToArray();
        if (scenario.DiscountRate is not { } given)
            return new(null, null, Irr(middle), null);
        var rate = (double)given;
        double Discount(int t) => Math.Pow(1 + rate, -t);
        var npv = Band.Of([.. flows.Select(f => f.Select((v, t) => v * Discount(t)).Sum())]);
        var tonnes = rows.Select((r, t) => (double)r.IssuedT * Discount(t)).Sum();
        var cost = rows.Select((r, t) => (double)r.CostFen!.Value * Discount(t)).Sum();
        return new(npv, flows.Count(f => f.Select((v, t) => v * Discount(t)).Sum() < 0) / (double)flows.Count, Irr(middle), tonnes > 0 ? cost / tonnes : null);
    }

    /// <summary>The rate at which the flows are worth nothing; null where none between −99 % and 1000 % is.</summary>
    public static double? Irr(IReadOnlyList<double> flows)
    {
        double Worth(double rate) => flows.Select((v, t) => v * Math.Pow(1 + rate, -t)).Sum();
        var (low, high) = (-0.99, 10.0);
        if (!flows.Any(f => f > 0) || !flows.Any(f => f < 0) || Math.Sign(Worth(low)) == Math.Sign(Worth(high)))
            return null;
        for (var i = 0; i < 200; i++)
        {
            var middle = (low + high) / 2;
            if (Math.Sign(Worth(middle)) == Math.Sign(Worth(low)))
                low = middle;
            else
                high = middle;
        }
        return (low + high) / 2;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return PricePaths.Quantile(values, 0.5);
    }
}

/// <summary>What a forecast assumes: the share of the expected tonnes that comes to be issued, the lag, the share of a usual day's volume that can be sold, the discount rate a year (null: no present value).</summary>
public sealed record ForecastScenario
{
    public string Scenario { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public decimal Survival { get; init; }
    public int LagMonths { get; init; }
    public decimal MarketShare { get; init; }
    public decimal? DiscountRate { get; init; }
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
}

/// <summary>Tonnes of a project that grow in a year.</summary>
/// <param name="Probability">That the project comes to be registered, above 0 and at most 1.</param>
/// <param name="NotBefore">The earliest day on which they can be issued; null: nothing is in the way.</param>
public sealed record GrownTonnes(int Year, decimal Tonnes, decimal Probability = 1, DateOnly? NotBefore = null);

/// <summary>Quantiles over the paths, fen.</summary>
public sealed record Band(double Low95, double Low80, double Low50, double Median, double High50, double High80, double High95)
{
    public static Band Of(double[] values)
    {
        var sorted = values.Order().ToArray();
        double Q(double q) => Math.Round(PricePaths.Quantile(sorted, q));
        return new(Q(0.025), Q(0.10), Q(0.25), Q(0.5), Q(0.75), Q(0.90), Q(0.975));
    }
}

/// <param name="ExpectedT">Grown in this year.</param>
/// <param name="IssuedT">Issued in this year: lag and survival counted.</param>
/// <param name="SaleDays">Trading days the sale takes at the scenario's share of the volume.</param>
public sealed record ForecastYear(int Year, decimal ExpectedT, decimal IssuedT, int SaleDays, Band RevenueFen, decimal? CostFen, Band? Cash);

/// <param name="Npv">Fen.</param>
/// <param name="LossShare">Share of the paths with a negative present value.</param>
/// <param name="BreakEvenFen">Fen a tonne.</param>
public sealed record ForecastTotals(Band? Npv, double? LossShare, double? Irr, double? BreakEvenFen);

/// <param name="LeftOut">Moves of the price across a gap, which no path is drawn from.</param>
public sealed record ForecastResult(IReadOnlyList<ForecastYear> Years, ForecastTotals Totals, int PriceDays, decimal MedianVolumeT, int LeftOut = 0);
