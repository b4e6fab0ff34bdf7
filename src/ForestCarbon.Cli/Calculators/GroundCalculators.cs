using ForestCarbon.Carbon.Tables;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Inventory.Crs;
using ForestCarbon.Inventory.Imports;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using NetTopologySuite.Operation.Valid;

namespace ForestCarbon.Cli.Calculators;

/// <summary><c>ellipsoid-area</c>, <c>transform</c>.</summary>
internal static class GroundCalculators
{
    private static readonly Citation AreaSource = new("椭球面积梯形级数，CGCS2000（EPSG:4490），边在经纬度上取直线", "S36");

    public static void EllipsoidArea(CaseInput input, CaseOutput output)
    {
        var system = System(input, "crs");
        var transform = Transform(system, CoordinateSystems.Cgcs2000, output);
        var geometry = Read(input.Text("wkt"));
        var into = new IntoDegrees(transform);
        geometry.Apply(into);
        if (into.HasLeftDomain) throw OutsideDomain(system);
        var area = EllipsoidalArea.Of(geometry);
        output
            .Add("area_m2", area.Value)
            .Add("area_ha", area.ToHectares().Value)
            .Add("area_mu", area.ToMu().Value)
            .From(AreaSource);
    }

    public static void Transform(CaseInput input, CaseOutput output)
    {
        var (x, y) = (input.Number("x"), input.Number("y"));
        var (from, to) = (System(input, "from"), System(input, "to"));
        if (!Transform(from, to, output).TryApply(ref x, ref y)) throw OutsideDomain(from.CentralMeridian is null ? to : from);
        output.Add("x", x).Add("y", y);
    }

    private static ReferenceSystem System(CaseInput input, string field) =>
        CoordinateSystems.Find(input.Text(field))
        ?? throw Refusal.Other("unknown-crs", Language.Of($"“{field}”里的坐标系“{input.Text(field)}”不认识；GCJ-02 等加密坐标不能换算。", $"{field}: the coordinate system {input.Text(field)} is unknown; GCJ-02 and other encrypted coordinates cannot be transformed."));

    private static CoordinateTransform Transform(ReferenceSystem from, ReferenceSystem to, CaseOutput output)
    {
        switch (CoordinateSystems.Relation(from, to))
        {
            case DatumRelation.ShiftRequired:
                throw Refusal.Other(
                    "datum-shift-required", Language.Of($"{from.Datum.NameZh} 与 {to.Datum.NameZh} 之间需要转换参数或控制点。",
                        $"Between {from.Datum.GeographicName} and {to.Datum.GeographicName} the parameters of a shift or control points are needed."));
            case DatumRelation.AssumedIdentical:
                var isWgs84 = (from.Datum == Datum.Wgs84 && to.Datum == Datum.Cgcs2000)
                    || (from.Datum == Datum.Cgcs2000 && to.Datum == Datum.Wgs84);
                output.Warn(isWgs84 ? "wgs84-cgcs2000-assumed-identical" : "datum-assumed-identical");
                break;
        }
        return CoordinateSystems.Between(from, to);
    }

    private static Geometry Read(string wkt)
    {
        Geometry geometry;
        try
        {
            geometry = new WKTReader().Read(wkt);
        }
        catch (Exception wrong) when (wrong is ParseException or ArgumentException)
        {
            throw InvalidGeometry(Language.Of("WKT 读不出来，或有环没有闭合。", "The WKT cannot be read, or a ring is not closed."));
        }
        if (geometry is not (Polygon or MultiPolygon) || geometry.IsEmpty) throw InvalidGeometry(Language.Of("必须是非空的 POLYGON 或 MULTIPOLYGON。", "It must be a POLYGON or MULTIPOLYGON that is not empty."));
        return new IsValidOp(geometry).ValidationError is { } error
            ? throw InvalidGeometry(Language.Of(
                FormattableString.Invariant($"图形无效：{ShapeChecks.FaultOf(error.ErrorType).Zh}，在 {error.Coordinate?.X:R} {error.Coordinate?.Y:R}。"),
                FormattableString.Invariant($"Invalid: it {ShapeChecks.FaultOf(error.ErrorType).En} at {error.Coordinate?.X:R} {error.Coordinate?.Y:R}.")))
            : geometry;
    }

    private static CaseRefusedException InvalidGeometry(string message) => Refusal.Other("invalid-geometry", message);

    private static CaseRefusedException OutsideDomain(ReferenceSystem system) =>
        Refusal.Domain(system.CentralMeridian is { } meridian
            ? Language.Of(FormattableString.Invariant($"坐标超出 EPSG:{system.Epsg}（{system.NameZh}）的范围：离中央经线 {meridian:0.##}° 不得超过 6°。"),
                FormattableString.Invariant($"The coordinates leave {system}: at most 6° from the central meridian {meridian:0.##}°."))
            : Language.Of("经度须在 ±180° 内，纬度须在 ±90° 内。", "The longitude must lie within ±180°, the latitude within ±90°."));

    /// <summary>Carries every vertex into EPSG:4490, in place.</summary>
    private sealed class IntoDegrees(CoordinateTransform transform) : IEntireCoordinateSequenceFilter
    {
        public bool HasLeftDomain { get; private set; }

        public bool Done => HasLeftDomain;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq)
        {
            for (var i = 0; i < seq.Count && !HasLeftDomain; i++)
            {
                var (x, y) = (seq.GetX(i), seq.GetY(i));
                HasLeftDomain = !transform.TryApply(ref x, ref y);
                seq.SetX(i, x);
                seq.SetY(i, y);
            }
        }
    }
}
