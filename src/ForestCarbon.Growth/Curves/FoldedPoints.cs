namespace ForestCarbon.Growth.Curves;

/// <summary>Points of equal age folded into one: weighted mean and summed weight, with the squares that folding hides.</summary>
/// <param name="Ages">Distinct ages, rising.</param>
/// <param name="Means">Weighted mean value at each age.</param>
/// <param name="Weights">Summed weight at each age; all together the number of points.</param>
/// <param name="WithinSquares">Σ w(y − mean of its age)²: part of every rss whatever the curve.</param>
/// <param name="TotalSquares">Σ w(y − overall mean)².</param>
/// <param name="Count">Number of points before folding.</param>
internal sealed record FoldedPoints(
    double[] Ages, double[] Means, double[] Weights, double WithinSquares, double TotalSquares, int Count)
{
    public static FoldedPoints Of(ReadOnlySpan<double> ages, ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        if (values.Length != ages.Length || (weights.Length != ages.Length && !weights.IsEmpty))
            throw new ArgumentException("Ages, values and weights must be as many.", nameof(values));
        var points = new (double Age, double Value, double Weight)[ages.Length];
        for (var i = 0; i < points.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            if (!double.IsFinite(ages[i]) || ages[i] < 0 || !double.IsFinite(values[i]))
                throw new ArgumentOutOfRangeException(nameof(ages), "Ages are finite and not negative, values finite.");
            if (!double.IsFinite(weight) || weight <= 0)
                throw new ArgumentOutOfRangeException(nameof(weights), weight, "A weight is finite and above 0.");
            points[i] = (ages[i], values[i], weight);
        }
        // Order decides the last bits of a sum, so it is made independent of the order given.
        Array.Sort(points);

        var scale = points.Length / points.Sum(p => p.Weight);
        var groups = points.GroupBy(p => p.Age).ToArray();
        var distinct = groups.Select(g => g.Key).ToArray();
        var sums = groups.Select(g => g.Sum(p => p.Weight)).ToArray();
        var means = groups.Select((g, i) => g.Sum(p => p.Weight * p.Value) / sums[i]).ToArray();
        var within = groups.Select((g, i) => g.Sum(p => p.Weight * Square(p.Value - means[i]))).Sum() * scale;
        var overall = points.Sum(p => p.Weight * p.Value) / points.Sum(p => p.Weight);
        var total = points.Sum(p => p.Weight * Square(p.Value - overall)) * scale;
        return new FoldedPoints(distinct, means, [.. sums.Select(w => w * scale)], within, total, points.Length);
    }

    private static double Square(double x) => x * x;
}
