using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Coordinates;

/// <summary>Brings coordinates of a file to those of record: EPSG:4490, X and Y only, rounded to 1e-9° (0.1 mm).</summary>
public sealed class ToRecord(ReferenceSystem source)
{
    public const int Srid = 4490;

    private static readonly GeometryFactory Factory = new(new PrecisionModel(), Srid);
    private readonly CoordinateTransform _transform = CoordinateSystems.Between(source, CoordinateSystems.Cgcs2000);

    /// <summary>True where the file is in longitude and latitude.</summary>
    public bool IsGeographic { get; } = !source.IsProjected;

    /// <summary>A new geometry in coordinates of record, or null if a coordinate lies where the system is not defined; then <paramref name="outside"/> is that place.</summary>
    public Geometry? Of(Geometry geometry, out Coordinate? outside)
    {
        var moved = Factory.CreateGeometry(geometry);
        var filter = new Moving(_transform);
        moved.Apply(filter);
        outside = filter.Outside;
        return outside is null ? moved : null;
    }

    /// <summary>Longitude and latitude of one place, unrounded; false where the system is not defined.</summary>
    public bool TryPlace(ref double x, ref double y) => _transform.TryApply(ref x, ref y);

    private sealed class Moving(CoordinateTransform transform) : IEntireCoordinateSequenceFilter
    {
        public Coordinate? Outside { get; private set; }

        public bool Done => Outside is not null;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence sequence)
        {
            for (var i = 0; i < sequence.Count; i++)
            {
                var (x, y) = (sequence.GetX(i), sequence.GetY(i));
                if (!transform.TryApply(ref x, ref y))
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
