namespace ForestCarbon.Inventory.Demonstration;

/// <summary>A cell of the sample a quota is set by: how far along the stream it comes, its score and its weight.</summary>
internal readonly record struct Sampled(double Progress, double Score, double Weight);

/// <summary>
/// Chooses from a stream of cells those of the lowest score until a target is reached. Where the sample is the whole stream
/// its threshold is exact; else the sample tells how much should have been taken by every point of the way, and the
/// threshold leans against the difference.
/// </summary>
/// <remarks>Independent draws would miss the county's figures by several parts in a thousand; this ends within a few parcels of them.</remarks>
internal sealed class Quota
{
    private const int Marks = 512;
    private const double Leaning = 0.02;

    private readonly double[] _quantiles = new double[Marks + 1];
    private readonly double _threshold;
    private readonly double _share;
    private readonly double _eligible;
    private readonly Course? _course;
    private readonly Course? _seen;

    public Quota(double target, IReadOnlyList<Sampled> sample, bool isWhole)
    {
        var byScore = sample.OrderBy(s => s.Score).ToArray();
        _eligible = sample.Sum(s => s.Weight);
        _threshold = byScore.Length == 0 ? 0 : ThresholdFor(target, byScore);
        _share = Math.Min(1, target / Math.Max(target, _eligible));
        if (isWhole)
            return;
        for (var i = 0; i <= Marks; i++)
            _quantiles[i] = byScore.Length == 0 ? 0 : byScore[Math.Min(byScore.Length - 1, (int)((long)i * byScore.Length / Marks))].Score;
        _course = new Course(target, sample.Where(s => WouldTake(s.Score)).Select(s => s.Progress));
        _seen = new Course(_eligible, sample.Select(s => s.Progress));
    }

    /// <summary>What was taken so far, in the unit of the weights.</summary>
    public double Taken { get; private set; }

    /// <summary>True where the sample itself would be chosen; for passing one sample through several quotas.</summary>
    public bool WouldTake(double score) => score < _threshold;

    /// <param name="offset">What something else already took in this quota's place.</param>
    public bool Takes(double score, double weight, double progress, double offset = 0)
    {
        var takes = _course is null ? WouldTake(score) : Rank(score) + Lean(weight, progress, offset) < _share;
        if (takes)
            Taken += weight;
        return takes;
    }

    private double Lean(double weight, double progress, double offset)
    {
        var left = _eligible - _seen!.At(progress);
        var isNearTheEnd = left < Leaning * _eligible;
        var window = Math.Max(weight / 2, isNearTheEnd ? left / 3 : Leaning * _eligible);
        return (Taken - _course!.At(progress) + offset + (isNearTheEnd ? weight / 2 : 0)) / window;
    }

    // The score at which the sum of weights comes nearest to the target.
    private static double ThresholdFor(double target, Sampled[] byScore)
    {
        var sum = 0.0;
        foreach (var cell in byScore)
        {
            if (sum + (cell.Weight / 2) >= target)
                return cell.Score;
            sum += cell.Weight;
        }
        return double.MaxValue;
    }

    private double Rank(double score)
    {
        var (low, high) = (0, Marks);
        if (score <= _quantiles[0])
            return 0;
        if (score >= _quantiles[Marks])
            return 1;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (_quantiles[middle] <= score)
                low = middle;
            else
                high = middle;
        }
        var span = _quantiles[high] - _quantiles[low];
        return (low + (span > 0 ? (score - _quantiles[low]) / span : 0)) / Marks;
    }
}

/// <summary>How much should have been reached by each point of the way, from the places where a sample reached it.</summary>
internal sealed class Course
{
    private const int Marks = 512;
    private readonly double[] _reached = new double[Marks + 1];

    public Course(double total, IEnumerable<double> sample)
    {
        var count = 0;
        foreach (var progress in sample)
        {
            _reached[Math.Min(Marks, (int)(progress * Marks) + 1)]++;
            count++;
        }
        for (var i = 1; i <= Marks; i++)
            _reached[i] += _reached[i - 1];
        for (var i = 1; i <= Marks; i++)
            _reached[i] *= total / Math.Max(1, count);
    }

    public double At(double progress)
    {
        var place = progress * Marks;
        var mark = Math.Min(Marks - 1, (int)place);
        return _reached[mark] + ((place - mark) * (_reached[mark + 1] - _reached[mark]));
    }
}
