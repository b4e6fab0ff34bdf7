using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Coordinates;

/// <summary>Brings coordinates of a file to those of record: EPSG:4490, X and Y only, rounded to 1e-9° (0.1 mm).</summary>
/// <param name="shift">Needed where the datum is not CGCS2000's own or taken as it.</param>
public sealed class ToRecord(ReferenceSystem source, DatumShift? shift = null)
{
    public const int Srid = 4490;

    private static readonly GeometryFactory Factory = new(new PrecisionModel(), Srid);
    private readonly CoordinateTransform _transform = 
        CoordinateSystems.Between(source, shift is null ? CoordinateSystems.Cgcs2000 : CoordinateSystems.GeographicOf(source));

    /// <summary>True where the file is in longitude and latitude.</summary>
    public bool IsGeographic { get; } = !source.IsProjected;

    /// <summary>A new geometry in coordinates of record, or null if a coordinate lies where the system is not defined; then <paramref name="outside"/> is that place.</summary>
    public Geometry? Of(Geometry geometry, out Coordinate? outside)
    {
        if (geometry is Polygon polygon)
            return PolygonOf(polygon, out outside);
        var moved = Factory.CreateGeometry(geometry);
        var filter = new Moving(this);
        moved.Apply(filter);
        outside = filter.Outside;
        return outside is null ? moved : null;
    }

    // Most features are polygons: drawn anew instead of copied and then moved.
    private Polygon? PolygonOf(Polygon polygon, out Coordinate? outside)
    {
        if (polygon.IsEmpty || Ring(polygon.Shell.CoordinateSequence, out outside) is not { } shell)
        {
            outside = polygon.IsEmpty ? null : new Coordinate(polygon.Coordinate);
            return polygon.IsEmpty ? Factory.CreatePolygon() : null;
        }
        var holes = new LinearRing[polygon.NumInteriorRings];
        for (var i = 0; i < holes.Length; i++)
            if (Ring(polygon.GetInteriorRingN(i).CoordinateSequence, out outside) is { } hole)
                holes[i] = hole;
            else
                return null;
        return Factory.CreatePolygon(shell, holes);
    }

    private LinearRing? Ring(CoordinateSequence points, out Coordinate? outside)
    {
        var moved = new Coordinate[points.Count];
        for (var i = 0; i < moved.Length; i++)
        {
            var (x, y) = (points.GetX(i), points.GetY(i));
            if (i > 0 && i == moved.Length - 1 && x == points.GetX(0) && y == points.GetY(0))
            {
                moved[i] = moved[0].Copy();
                break;
            }
            if (!TryPlace(ref x, ref y))
            {
                outside = new Coordinate(x, y);
                return null;
            }
            moved[i] = new Coordinate(Math.Round(x, 9), Math.Round(y, 9));
        }
        outside = null;
        return Factory.CreateLinearRing(moved);
    }

    /// <summary>Longitude and latitude of one place, unrounded; false where the system is not defined.</summary>
    public bool TryPlace(ref double x, ref double y)
    {
        var (l, b) = (x, y);
        if (!_transform.TryApply(ref l, ref b))
            return false;
        if (shift is not null)
        {
            if (shift.Apply(l, b, source.Datum) is not { } shifted)
                return false;
            (l, b) = shifted;
        }
        (x, y) = (l, b);
        return true;
    }

    private sealed class Moving(ToRecord record) : IEntireCoordinateSequenceFilter
    {
        public Coordinate? Outside { get; private set; }

        public bool Done => Outside is not null;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence sequence)
        {
            for (var i = 0; i < sequence.Count; i++)
            {
                var (x, y) = (sequence.GetX(i), sequence.GetY(i));
                if (!record.TryPlace(ref x, ref y))
                {
                    Outside = new Coordinate(x, y);
                    return;
                }
                sequence.SetX(i, Math.Round(x, 9));
                sequence.SetY(i, Math.Round(y, 9));
            }
        }
    }
}
