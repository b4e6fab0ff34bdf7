using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Inventory.Topology;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Operation.Buffer;

namespace ForestCarbon.Inventory.Imports;

/// <summary>A township as it is stored, with its ground in EPSG:4490.</summary>
internal sealed class StoredTownship
{
    private readonly Envelope _box;
    private readonly Lazy<LayerGround> _ground;
    private readonly Lazy<IPreparedGeometry> _widened;

    public StoredTownship(string code, string nameZh, string nameEn, Geometry ground)
    {
        (Code, NameZh, NameEn, _box) = (code, nameZh, nameEn, ground.EnvelopeInternal);
        _ground = new(() => new LayerGround(ground));
        _widened = new(() => PreparedGeometryFactory.Prepare(ground.Buffer(CountyContext.MillimetreDegrees, new BufferParameters(1, EndCapStyle.Square, JoinStyle.Mitre, 2))));
    }

    public string Code { get; }

    public string NameZh { get; }

    public string NameEn { get; }

    /// <summary>True where no part of the shape lies a millimetre or more outside: less is no difference (<c>definitions.md</c> §1).</summary>
    public bool Holds(Geometry geometry) =>
        _box.Intersects(geometry.EnvelopeInternal)
        && ((geometry is Polygon or MultiPolygon && _ground.Value.Around(new ParcelOutline(geometry)).Lie == Lie.Inside) || _widened.Value.Covers(geometry));

    /// <summary>The part of a shape that lies here, from 0 to 1; of points and lines all or nothing.</summary>
    /// <param name="common">That part itself; null where there is none.</param>
    public double ShareOf(Geometry geometry, out Geometry? common)
    {
        common = null;
        if (!_box.Intersects(geometry.EnvelopeInternal))
            return 0;
        if (geometry is not (Polygon or MultiPolygon))
        {
            common = _widened.Value.Covers(geometry) ? geometry : null;
            return common is null ? 0 : 1;
        }
        var (lie, near) = _ground.Value.Around(new ParcelOutline(geometry));
        common = lie switch
        {
            Lie.Inside => geometry,
            Lie.AtTheBorder => OverlayCut.Ground(RobustOverlay.Intersection(near, geometry)),
            _ => null,
        };
        if (common is null || common.IsEmpty || geometry.Area <= 0)
            common = null;
        return common is null ? 0 : Math.Min(1, common.Area / geometry.Area);
    }
}
