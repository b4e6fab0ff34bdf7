namespace ForestCarbon.Inventory.Demonstration;

/// <summary>From the plane of cells to coordinates of record: straight edges become natural ones, lattice units become degrees.</summary>
/// <remarks>
/// Every step is a pure function of a point, so what two cells share in the plane they share on the ground, bit for bit.
/// The bending displaces points by three octaves of noise, each after the other: the slope of one is at most
/// 1.4·√2·2.07·amplitude/wavelength, 0.78 for the steepest, so none of them folds the plane and no two points change places.
/// Added up at one place they would, here and there. Rounding to 1e-9° is the entry rule for coordinates of record (definitions, section 1).
/// </remarks>
internal sealed class Ground(ulong seed, double latticeSide, double metresPerUnit)
{
    public const double CentreLongitude = 111.2;
    public const double CentreLatitude = 25.2;

    // Metres in a degree at 25.2° N on CGCS2000; only the shape on the ground depends on it, never an area of record.
    internal const double MetresPerDegreeLongitude = 100_806.0;
    internal const double MetresPerDegreeLatitude = 110_784.0;

    private static readonly (double Wavelength, double Amplitude)[] Bends = [(3.1, 0.42), (0.95, 0.18), (0.36, 0.048)];

    private readonly ulong _east = Chance.Hash(seed, 0xEA57);
    private readonly ulong _north = Chance.Hash(seed, 0x0427);

    public double MetresPerUnit { get; } = metresPerUnit;

    /// <summary>Longitude and latitude in degrees, rounded to 1e-9°.</summary>
    public (double Longitude, double Latitude) At(double x, double y)
    {
        var (bentX, bentY) = (x, y);
        for (var octave = 0; octave < Bends.Length; octave++)
        {
            var (wavelength, amplitude) = Bends[octave];
            var (atX, atY) = (bentX / wavelength, bentY / wavelength);
            bentX += amplitude * 1.4 * Noise.At(_east + (ulong)octave, atX, atY);
            bentY += amplitude * 1.4 * Noise.At(_north + (ulong)octave, atX, atY);
        }
        var centre = latticeSide / 2;
        return (Math.Round(CentreLongitude + ((bentX - centre) * MetresPerUnit / MetresPerDegreeLongitude), 9),
                Math.Round(CentreLatitude + ((bentY - centre) * MetresPerUnit / MetresPerDegreeLatitude), 9));
    }

    /// <summary>Points of the edge from A towards B without B, in at least four pieces, the same from either side.</summary>
    /// <returns>False where A, once rounded, is the point the ring already ends with, so that the edge begins there.</returns>
    public bool AppendEdge(double ax, double ay, double bx, double by, List<double> ring)
    {
        var reversed = bx < ax || (bx == ax && by < ay);
        var (fromX, fromY, toX, toY) = reversed ? (bx, by, ax, ay) : (ax, ay, bx, by);
        var (dx, dy) = (toX - fromX, toY - fromY);
        var pieces = Pieces(Math.Sqrt((dx * dx) + (dy * dy)));
        var addsFirst = true;
        for (var i = 0; i < pieces; i++)
        {
            var step = reversed ? pieces - i : i;
            var (x, y) = step == 0 ? (fromX, fromY) : step == pieces ? (toX, toY) : (fromX + (dx * step / pieces), fromY + (dy * step / pieces));
            var (longitude, latitude) = At(x, y);
            var last = ring.Count - 2;
            if (last >= 0 && ring[last] == longitude && ring[last + 1] == latitude)
            {
                addsFirst &= i > 0;
                continue;
            }
            ring.Add(longitude);
            ring.Add(latitude);
        }
        return addsFirst;
    }

    // Long edges get fewer points per metre than short ones, about as length^0.625: 20 to 150 points a parcel over all sizes.
    private static int Pieces(double length) => Math.Max(4, (int)Math.Ceiling(13 * Math.Sqrt(length * Math.Sqrt(Math.Sqrt(length)))));
}
