namespace ForestCarbon.Inventory.Demonstration;

/// <summary>An outline that belongs to no county, and the zones inside it, in the county's own plane.</summary>
internal sealed class CountyShape
{
    private const int ApartIndex = 11;

    // Where townships lie to each other follows no map; the sixth of each row draws the border nearer or farther.
    private static readonly (double X, double Y, double Reach)[] TownshipSeats =
    [
        (0.16, 0.02, 0), (0.66, 0.30, 0), (-0.24, -0.04, -0.02), (-0.62, -0.24, 0), (-1.02, -0.28, 0), (0.62, -0.24, 0),
        (0.08, 0.46, 0.01), (-0.30, -0.50, -0.01), (0.22, -0.52, 0), (-0.46, 0.34, -0.01), (-0.98, 0.16, 0), (1.14, 0.02, -0.03),
    ];

    private readonly ulong _seed;
    private readonly (double X, double Y, int Village)[][] _villages;

    public CountyShape(ulong seed, Places places)
    {
        _seed = Chance.Hash(seed, 0x5A9E);
        AreaInUnits = Measure();
        _villages = SeatVillages(places);
    }

    /// <summary>Area of the outline in squares of the county's own unit.</summary>
    public double AreaInUnits { get; }

    /// <summary>Less than 1 inside. Its slope towards the middle is greater than that of its noise, so the inside is one piece without holes.</summary>
    public double Distance(double x, double y)
    {
        var (dx, dy) = (x / 1.32, y / 0.80);
        return Math.Sqrt((dx * dx) + (dy * dy)) + (0.15 * Noise.Octaves(_seed, 1.5 * x, 1.5 * y, 4));
    }

    /// <summary>Index of township and of village in <see cref="Places"/>. Borders are bent so that they look surveyed along ridges.</summary>
    public (int Township, int Village) ZoneOf(double x, double y)
    {
        var bentX = x + (0.11 * Noise.Octaves(_seed + 100, 3 * x, 3 * y, 3));
        var bentY = y + (0.11 * Noise.Octaves(_seed + 200, 3 * x, 3 * y, 3));
        var township = TownshipAt(bentX, bentY);
        var (best, nearest) = (-1, double.MaxValue);
        foreach (var (seatX, seatY, village) in _villages[township])
        {
            var (dx, dy) = (bentX - seatX, bentY - seatY);
            var distance = (dx * dx) + (dy * dy);
            if (distance < nearest)
                (best, nearest) = (village, distance);
        }
        return (township, best);
    }

    /// <summary>回龙圩管理区 keeps its own statistics: it lies inside the outline and holds no parcel of this county.</summary>
    public static bool IsListedApart(int township) => township == ApartIndex;

    private static int TownshipAt(double x, double y)
    {
        var (best, nearest) = (0, double.MaxValue);
        for (var i = 0; i < TownshipSeats.Length; i++)
        {
            var (dx, dy) = (x - TownshipSeats[i].X, y - TownshipSeats[i].Y);
            var distance = (dx * dx) + (dy * dy) - TownshipSeats[i].Reach;
            if (distance < nearest)
                (best, nearest) = (i, distance);
        }
        return best;
    }

    private double Measure()
    {
        const int Steps = 900;
        var inside = 0;
        for (var i = 0; i < Steps; i++)
            for (var j = 0; j < Steps; j++)
                if (Distance(-2 + (4.0 * (i + 0.5) / Steps), -2 + (4.0 * (j + 0.5) / Steps)) < 1)
                    inside++;
        return inside * 16.0 / Steps / Steps;
    }

    // Points of the Halton sequence spread evenly, and keep doing so inside any zone of them.
    private (double X, double Y, int Village)[][] SeatVillages(Places places)
    {
        var seats = TownshipSeats.Select(_ => new List<(double, double, int)>()).ToArray();
        var open = places.Villages.Count;
        for (var i = 20; open > 0 && i < 200_000; i++)
        {
            var (x, y) = ((Halton(i, 2) * 3.6) - 1.8, (Halton(i, 3) * 2.4) - 1.2);
            if (Distance(x, y) >= 0.97)
                continue;
            var township = TownshipAt(x, y);
            var (first, count) = places.VillagesOf(township);
            if (seats[township].Count == count)
                continue;
            seats[township].Add((x, y, first + seats[township].Count));
            open--;
        }
        return Array.ConvertAll(seats, s => s.ToArray());
    }

    private static double Halton(int index, int radix)
    {
        var (value, place) = (0.0, 1.0);
        for (; index > 0; index /= radix)
            value += (place /= radix) * (index % radix);
        return value;
    }
}
