using System.Globalization;
using ForestCarbon.Inventory.Crs;
using ForestCarbon.Inventory.Imports.Coordinates;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Inventory.Topology;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Judges shapes one by one: drawn as polygons, valid, large enough, in the county, not twice the same.</summary>
public sealed class ShapeChecks(ImportLayer layer, ToRecord toRecord, CountyContext county)
{
    private readonly Dictionary<UInt128, int> _rowOfShape = [];
    private readonly List<ImportFinding> _outside = [];
    private int _placed;

    /// <summary>The shape in coordinates of record, or null; what is wrong with it goes to <paramref name="findings"/>.</summary>
    public Geometry? Judge(SourceFeature feature, string? code, List<ImportFinding> findings)
    {
        foreach (var fault in feature.Faults)
            findings.Add(OfFault(fault, feature.Row, code));
        if (feature.Geometry is null || feature.Geometry.IsEmpty)
        {
            if (feature.Faults.Count == 0)
                findings.Add(new ImportFinding(FindingKind.EmptyGeometry, feature.Row, code, $"{Who(feature.Row, code)}没有图形。"));
            return null;
        }
        var geometry = toRecord.Of(feature.Geometry, out var outside);
        if (geometry is null)
        {
            findings.Add(new ImportFinding(FindingKind.OutsideCrs, feature.Row, code, string.Create(CultureInfo.InvariantCulture,
                $"{Who(feature.Row, code)}的坐标（{outside!.X:0.###}，{outside.Y:0.###}）不在坐标系的范围内。")));
            return null;
        }
        var isValid = true;
        if (geometry is not (Polygon or MultiPolygon))
        {
            if (!layer.TakesOtherShapes)
                findings.Add(new ImportFinding(FindingKind.NotAPolygon, feature.Row, code,
                    $"{Who(feature.Row, code)}是{NameOf(geometry)}，{layer.NameZh}要面。", Place: geometry.Factory.CreatePoint(geometry.Coordinate)));
        }
        else if (Validity(geometry, feature.Row, code) is { } fault)
        {
            findings.Add(fault);
            isValid = false;
        }
        if (!_rowOfShape.TryAdd(Print(geometry), feature.Row))
            findings.Add(new ImportFinding(layer.IsForestLand ? FindingKind.DuplicateGeometry : FindingKind.SharedGeometry, feature.Row, code,
                $"{Who(feature.Row, code)}的图形与第 {_rowOfShape[Print(geometry)]} 行完全相同。", Place: Centre(geometry)));
        // What is invalid has no inside to ask after; its box has.
        JudgePlace(isValid ? geometry : geometry.Factory.ToGeometry(geometry.EnvelopeInternal), feature.Row, code, findings);
        return geometry;
    }

    /// <summary>A parcel in several parts, or smaller than is mapped. <paramref name="areaM2"/> is the ellipsoidal area.</summary>
    public void JudgeArea(Geometry geometry, double areaM2, int row, string? code, List<ImportFinding> findings)
    {
        if (!layer.IsForestLand)
            return;
        if (geometry is MultiPolygon { NumGeometries: > 1 and var parts })
            findings.Add(new ImportFinding(FindingKind.Multipart, row, code, $"{Who(row, code)}有 {parts} 块：一个小班应是连成一片的一块。", parts, "parts", Centre(geometry),
                MessageEn: $"{code ?? "?"} (row {row}) has {parts} parts; a parcel is one piece of ground."));
        if (areaM2 < (double)county.Limits.MinimumAreaM2)
            findings.Add(new ImportFinding(FindingKind.BelowMinimumArea, row, code, string.Create(CultureInfo.InvariantCulture,
                $"{Who(row, code)}的椭球面积 {areaM2:0.#} m²，小于最小图斑 {county.Limits.MinimumAreaM2:0.#} m²。"), areaM2, "m2", Centre(geometry)));
    }

    /// <summary>What can only be said at the end: a file that lies outside as a whole has the wrong system, not many wrong parcels.</summary>
    public IEnumerable<ImportFinding> AtEnd()
    {
        if (county.Outline is null)
            return [new ImportFinding(FindingKind.File, null, null, "库中没有县界，没有检查图形是否在县内。")];
        return _outside.Count == _placed && _placed > 1
            ? [new ImportFinding(FindingKind.OutsideCounty, null, null, $"全部 {_placed} 个图形都在本县之外，坐标系可能不对，请核对。", Place: _outside[0].Place)]
            : _outside;
    }

    /// <summary>How a message names a row.</summary>
    public static string Who(int row, string? code) => code is null ? $"第 {row} 行" : $"{code}（第 {row} 行）";

    private void JudgePlace(Geometry geometry, int row, string? code, List<ImportFinding> findings)
    {
        if (county.Outline is not { } outline)
            return;
        _placed++;
        if (geometry is Polygon or MultiPolygon && county.Ground!.Around(new ParcelOutline(geometry)).Lie == Lie.Inside || outline.Covers(geometry))
            return;
        if (!outline.Intersects(geometry))
            _outside.Add(new ImportFinding(FindingKind.OutsideCounty, row, code, $"{Who(row, code)}在本县之外。", Place: Centre(geometry)));
        else if (layer.IsForestLand)
            findings.Add(new ImportFinding(FindingKind.AcrossCountyBorder, row, code, $"{Who(row, code)}越过县界。", Place: Centre(geometry)));
    }

    private ImportFinding OfFault(ShapeFault fault, int row, string? code)
    {
        var place = fault.Kind == ShapeFaultKind.Unreadable ? null : toRecord.Of(new Point(fault.Place), out _);
        return fault.Kind switch
        {
            ShapeFaultKind.Unclosed => new ImportFinding(FindingKind.Unclosed, row, code,
                $"{Who(row, code)}的环首尾不闭合，缺口 {GapM(fault, place):0.##} m；接受时按首点闭合。", GapM(fault, place), "m", place),
            ShapeFaultKind.HoleWithoutShell => new ImportFinding(FindingKind.InvalidRing, row, code, $"{Who(row, code)}有一个洞不在任何外环之内。", Place: place),
            ShapeFaultKind.Unreadable => new ImportFinding(FindingKind.InvalidRing, row, code, $"{Who(row, code)}的图形文字读不懂：写法不对、被截断，或有环首尾不闭合。"),
            ShapeFaultKind.TooFewPoints => new ImportFinding(FindingKind.InvalidRing, row, code, $"{Who(row, code)}有一个环不足三个点。", Place: place),
            _ => new ImportFinding(FindingKind.InvalidRing, row, code, $"{Who(row, code)}有不是数字的坐标。"),
        };
    }

    // Only the order of magnitude is wanted: a degree of latitude is 111 km.
    private double GapM(ShapeFault fault, Geometry? place) =>
        toRecord.IsGeographic ? fault.Gap * 111_000 * (place is null ? 1 : Math.Max(0.1, Math.Cos(place.Coordinate.Y * Math.PI / 180))) : fault.Gap;

    private static ImportFinding? Validity(Geometry geometry, int row, string? code)
    {
        if (SimpleRing.IsCertainlyValid(geometry) || new IsValidOp(geometry).ValidationError is not { } error)
            return null;
        var place = error.Coordinate is { } at && double.IsFinite(at.X) ? geometry.Factory.CreatePoint(at) : null;
        var (kind, what) = error.ErrorType switch
        {
            TopologyValidationErrors.SelfIntersection => (FindingKind.SelfIntersection, "边界自相交"),
            TopologyValidationErrors.RingSelfIntersection => (FindingKind.SelfIntersection, "环自相接触"),
            TopologyValidationErrors.NestedShells => (FindingKind.InvalidRing, "有一块套在另一块之内"),
            TopologyValidationErrors.NestedHoles => (FindingKind.InvalidRing, "有一个洞套在另一个洞之内"),
            TopologyValidationErrors.HoleOutsideShell => (FindingKind.InvalidRing, "有一个洞在外环之外"),
            TopologyValidationErrors.DisconnectedInteriors => (FindingKind.InvalidRing, "内部被洞隔断"),
            TopologyValidationErrors.DuplicateRings => (FindingKind.InvalidRing, "有重复的环"),
            TopologyValidationErrors.TooFewPoints => (FindingKind.InvalidRing, "有一个环不足三个点"),
            _ => (FindingKind.InvalidRing, "图形无效"),
        };
        return new ImportFinding(kind, row, code, $"{Who(row, code)}{what}" + (place is null ? "。" : string.Create(CultureInfo.InvariantCulture,
            $"，位置 {place.X:0.000000}°E {place.Y:0.000000}°N。")), Place: place);
    }

    private static Point Centre(Geometry geometry) => geometry.Factory.CreatePoint(geometry.EnvelopeInternal.Centre);

    private static string NameOf(Geometry geometry) => geometry switch
    {
        Point or MultiPoint => "点",
        LineString or MultiLineString => "线",
        _ => "混合图形",
    };

    // Two shapes of the same corners have the same print, wherever their rings start and however they are wound.
    private static UInt128 Print(Geometry geometry)
    {
        ulong sum = 0, other = 0;
        foreach (var line in Lines(geometry))
            // the last point of a ring is its first again
            for (var i = line.IsRing ? 1 : 0; i < line.Points.Count; i++)
            {
                var mixed = Mixed((ulong)BitConverter.DoubleToInt64Bits(line.Points.GetX(i)) * 0x9E37_79B9_7F4A_7C15UL
                                  + (ulong)BitConverter.DoubleToInt64Bits(line.Points.GetY(i)));
                sum += mixed;
                other += Mixed(mixed ^ 0xD6E8_FEB8_6659_FD93UL);
            }
        return new UInt128(sum, other);
    }

    private static IEnumerable<(CoordinateSequence Points, bool IsRing)> Lines(Geometry geometry)
    {
        for (var part = 0; part < geometry.NumGeometries; part++)
            switch (geometry.GetGeometryN(part))
            {
                case Polygon polygon:
                    yield return (polygon.Shell.CoordinateSequence, true);
                    for (var i = 0; i < polygon.NumInteriorRings; i++)
                        yield return (polygon.GetInteriorRingN(i).CoordinateSequence, true);
                    break;
                case LineString line:
                    yield return (line.CoordinateSequence, false);
                    break;
                case Point point:
                    yield return (point.CoordinateSequence, false);
                    break;
                case GeometryCollection inner:
                    foreach (var line in Lines(inner))
                        yield return line;
                    break;
            }
    }

    private static ulong Mixed(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return x ^ (x >> 31);
    }
}
