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
            points[i] = (ages[i], values[i], weights.IsEmpty ? 1 : weights[i]);
        // Order decides the last bits of a sum, so it is made independent of the order given.
        Array.Sort(points);
        return Of([.. points.GroupBy(p => p.Age).Select(g => (g.Key, g.Select(p => (p.Value, p.Weight)).ToArray()))]);
    }

    /// <summary>The same for points that lie in order: by rising age, and in each by rising value and weight.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A figure outside its domain.</exception>
    public static FoldedPoints Of(IReadOnlyList<(double Age, (double Value, double Weight)[] Points)> ages)
    {
        var count = ages.Sum(a => a.Points.Length);
        var (weight, product) = (0d, 0d);
        foreach (var (age, points) in ages)
        {
            foreach (var (v, w) in points)
            {
                if (!double.IsFinite(age) || age < 0 || !double.IsFinite(v))
                    throw new ArgumentOutOfRangeException(nameof(ages), "Ages are finite and not negative, values finite.");
                if (!double.IsFinite(w) || w <= 0)
                    throw new ArgumentOutOfRangeException(nameof(ages), w, "A weight is finite and above 0.");
                (weight, product) = (weight + w, product + (w * v));
            }
        }
        var scale = count / weight;
        var sums = ages.Select(a => a.Points.Sum(p => p.Weight)).ToArray();
        var means = ages.Select((a, i) => a.Points.Sum(p => p.Weight * p.Value) / sums[i]).ToArray();
        var within = ages.Select((a, i) => a.Points.Sum(p => p.Weight * Square(p.Value - means[i]))).Sum() * scale;
        var overall = product / weight;
        var total = 0d;
        foreach (var (_, points) in ages)
        {
            foreach (var (v, w) in points)
                total += w * Square(v - overall);
        }
        return new FoldedPoints([.. ages.Select(a => a.Age)], means, [.. sums.Select(w => w * scale)], within, total * scale, count);
    }

    private static double Square(double x) => x * x;
}
