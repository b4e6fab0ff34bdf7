using ForestCarbon.Carbon.Tables;
using ForestCarbon.Inventory.Crs;
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
        ?? throw Refusal.Other("unknown-crs", $"“{field}”里的坐标系“{input.Text(field)}”不认识；GCJ-02 等加密坐标不能换算。");

    private static CoordinateTransform Transform(ReferenceSystem from, ReferenceSystem to, CaseOutput output)
    {
        switch (CoordinateSystems.Relation(from, to))
        {
            case DatumRelation.ShiftRequired:
                throw Refusal.Other(
                    "datum-shift-required", $"{from.Datum.GeographicName} 与 {to.Datum.GeographicName} 之间需要转换参数或控制点。");
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
            throw InvalidGeometry("WKT 读不出来，或有环没有闭合。");
        }
        if (geometry is not (Polygon or MultiPolygon) || geometry.IsEmpty) throw InvalidGeometry("必须是非空的 POLYGON 或 MULTIPOLYGON。");
        return new IsValidOp(geometry).ValidationError is { } error
            ? throw InvalidGeometry(FormattableString.Invariant(
                $"图形无效（{error.ErrorType}），在 {error.Coordinate?.X:R} {error.Coordinate?.Y:R}。"))
            : geometry;
    }

    private static CaseRefusedException InvalidGeometry(string message) => Refusal.Other("invalid-geometry", message);

    private static CaseRefusedException OutsideDomain(ReferenceSystem system) =>
        Refusal.Domain(system.CentralMeridian is { } meridian
            ? FormattableString.Invariant($"坐标超出 {system} 的范围：离中央经线 {meridian:0.##}° 不得超过 6°。")
            : "经度须在 ±180° 内，纬度须在 ±90° 内。");

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
