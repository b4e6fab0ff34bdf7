using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;

namespace ForestCarbon.Inventory.Topology;

/// <summary>Degrees as metres around one latitude: good to a few parts in ten thousand over a band of a county, enough for widths; areas come from the ellipsoid.</summary>
internal sealed class LocalPlane
{
    private readonly AffineTransformation _toDegrees;
    private readonly AffineTransformation _toMetres;

    /// <param name="longitude">Degrees; the origin, so that metres keep their digits.</param>
    /// <param name="latitude">Degrees; the middle of the ground looked at.</param>
    public LocalPlane(double longitude, double latitude)
    {
        var ellipsoid = Ellipsoid.Cgcs2000;
        var (sin, cos) = Math.SinCos(latitude * Math.PI / 180);
        var w2 = 1 - (ellipsoid.EccentricitySquared * sin * sin);
        MetresPerDegreeX = ellipsoid.SemiMajorAxisM / Math.Sqrt(w2) * cos * Math.PI / 180;
        MetresPerDegreeY = ellipsoid.SemiMajorAxisM * (1 - ellipsoid.EccentricitySquared) / (w2 * Math.Sqrt(w2)) * Math.PI / 180;
        _toMetres = AffineTransformation.TranslationInstance(-longitude, -latitude).Scale(MetresPerDegreeX, MetresPerDegreeY);
        _toDegrees = AffineTransformation.ScaleInstance(1 / MetresPerDegreeX, 1 / MetresPerDegreeY).Translate(longitude, latitude);
    }

    public double MetresPerDegreeX { get; }

    public double MetresPerDegreeY { get; }

    public Geometry ToMetres(Geometry degrees) => _toMetres.Transform(degrees);

    public Coordinate ToMetres(Coordinate degrees) => _toMetres.Transform(degrees, new Coordinate());

    public Geometry ToDegrees(Geometry metres) => _toDegrees.Transform(metres);

    /// <summary>A box grown by metres on every side.</summary>
    public Envelope Grown(Envelope degrees, double metres)
    {
        var grown = degrees.Copy();
        grown.ExpandBy(metres / MetresPerDegreeX, metres / MetresPerDegreeY);
        return grown;
    }

    /// <summary>Twice the area over the perimeter, m: the mean width of something narrow.</summary>
    public double MeanWidthM(Geometry degrees, double areaM2) => 2 * areaM2 / ToMetres(degrees).Length;

    /// <summary>True if a circle of <see cref="CoverageLimits.SmallestDifferenceM"/> fits in somewhere.</summary>
    public bool IsADifference(Polygon degrees, double areaM2) =>
        MeanWidthM(degrees, areaM2) >= CoverageLimits.SmallestDifferenceM
        || !ToMetres(degrees).Buffer(-CoverageLimits.SmallestDifferenceM / 2, 1).IsEmpty;
}
