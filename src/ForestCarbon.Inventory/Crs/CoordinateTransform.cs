using ProjNet.CoordinateSystems;
using ProjNet.CoordinateSystems.Transformations;

namespace ForestCarbon.Inventory.Crs;

/// <summary>Carries coordinates from one system into another; x is longitude or easting, y latitude or northing.</summary>
public sealed class CoordinateTransform
{
    // Metres a Gauss–Krüger easting may lie from its false easting before it is looked at closer: 6° are 668 km on the equator.
    private const double LargestEastingDifference = 700_000;
    private const double LargestNorthing = 10_002_000;

    // A point on the very limit must survive the way there and back.
    private const double LimitSlackDegrees = 1e-9;

    private readonly ReferenceSystem _from;
    private readonly ReferenceSystem _to;
    private readonly MathTransform? _otherInverse;
    private readonly MathTransform? _otherForward;

    internal CoordinateTransform(ReferenceSystem from, ReferenceSystem to)
    {
        _from = from;
        _to = to;
        if (from.Epsg == to.Epsg) return;
        if (from.IsOtherProjection) _otherInverse = Other(from).Inverse();
        if (to.IsOtherProjection) _otherForward = Other(to);
    }

    public DatumRelation Relation => CoordinateSystems.Relation(_from, _to);

    /// <summary>
    /// Transforms in place. Returns the index of the first pair outside the domain (not finite, no such latitude, more than
    /// 6° from the central meridian), with the pairs before it transformed and it and the rest untouched; −1 when all went.
    /// </summary>
    public int Apply(Span<double> x, Span<double> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        for (var i = 0; i < x.Length; i++)
        {
            if (!TryApply(ref x[i], ref y[i])) return i;
        }
        return -1;
    }

    /// <summary>Transforms one pair; false where it lies outside the domain, and then leaves it as it was.</summary>
    public bool TryApply(ref double x, ref double y)
    {
        if (!double.IsFinite(x) || !double.IsFinite(y)) return false;
        if (Geographic(x, y) is not var (longitude, latitude)) return false;
        // Written so that not-a-number, which some inverse projections give far outside, is refused as well.
        if (!(Math.Abs(longitude) <= 180 && Math.Abs(latitude) <= 90) || !IsNearMeridian(_to, longitude)) return false;
        if (_from.Epsg == _to.Epsg) return true;
        (x, y) = _to.TransverseMercator is { } mercator ? mercator.Forward(Unwrapped(_to, longitude), latitude)
            : _otherForward is { } other ? other.Transform(longitude, latitude)
            : (longitude, latitude);
        return true;
    }

    private (double Longitude, double Latitude)? Geographic(double x, double y)
    {
        if (_from.TransverseMercator is not { } mercator)
            return _otherInverse is { } other ? other.Transform(x, y) : (x, y);
        if (Math.Abs(x - _from.FalseEasting!.Value) > LargestEastingDifference || Math.Abs(y) > LargestNorthing) return null;
        var (longitude, latitude) = mercator.Inverse(x, y);
        if (!IsNearMeridian(_from, longitude)) return null;
        return (longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude, latitude);
    }

    private static bool IsNearMeridian(ReferenceSystem system, double longitude) =>
        system.CentralMeridian is not { } meridian
        || Math.Abs(Unwrapped(system, longitude) - meridian) <= CoordinateSystems.LargestLongitudeDifference + LimitSlackDegrees;

    // Zones 1 and 60 of UTM reach over the date line.
    private static double Unwrapped(ReferenceSystem system, double longitude) =>
        longitude - system.CentralMeridian!.Value > 180 ? longitude - 360
        : longitude - system.CentralMeridian.Value < -180 ? longitude + 360
        : longitude;

    private static MathTransform Other(ReferenceSystem system)
    {
        var systems = new CoordinateSystemFactory();
        var projected = (ProjectedCoordinateSystem)systems.CreateFromWkt(system.Wkt);
        return new CoordinateTransformationFactory()
            .CreateFromCoordinateSystems(projected.GeographicCoordinateSystem, projected).MathTransform;
    }
}
