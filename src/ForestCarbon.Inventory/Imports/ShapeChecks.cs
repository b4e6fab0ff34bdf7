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
/// <param name="crs">The system that the file is read in.</param>
public sealed class ShapeChecks(ImportLayer layer, ReferenceSystem crs, ToRecord toRecord, CountyContext county)
{
    private readonly Dictionary<UInt128, int> _rowOfShape = [];
    private readonly List<ImportFinding> _outside = [];
    // In the coordinates of the file: where else it could lie is asked of these.
    private readonly Envelope _given = new();
    private readonly Envelope _givenOutside = new();
    private int _placed;
    private int _outsideCrs;

    /// <summary>The shape in coordinates of record, or null; what is wrong with it goes to <paramref name="findings"/>.</summary>
    /// <param name="isValid">False where it encloses nothing certain: then its area says nothing either.</param>
    public Geometry? Judge(SourceFeature feature, string? code, List<ImportFinding> findings, out bool isValid)
    {
        (isValid, var isOpen) = (true, false);
        foreach (var fault in feature.Faults)
        {
            var found = OfFault(fault, feature.Row, code);
            findings.Add(found);
            isOpen |= found.Kind == FindingKind.Unclosed;
        }
        if (feature.Geometry is null || feature.Geometry.IsEmpty)
        {
            if (feature.Faults.Count == 0)
                findings.Add(new ImportFinding(FindingKind.EmptyGeometry, feature.Row, code, Words.OfRow(feature.Row, code, "没有图形。", " has no shape.")));
            return null;
        }
        var geometry = toRecord.Of(feature.Geometry, out var outside);
        if (geometry is null)
        {
            _outsideCrs++;
            _givenOutside.ExpandToInclude(feature.Geometry.EnvelopeInternal);
            findings.Add(new ImportFinding(FindingKind.OutsideCrs, feature.Row, code, Words.OfRow(feature.Row, code,
                string.Create(CultureInfo.InvariantCulture, $"的坐标（{outside!.X:0.###}，{outside.Y:0.###}）不在坐标系的范围内。"),
                string.Create(CultureInfo.InvariantCulture, $": the coordinates ({outside.X:0.###}, {outside.Y:0.###}) lie outside the coordinate system."))));
            return null;
        }
        _given.ExpandToInclude(feature.Geometry.EnvelopeInternal);
        if (isOpen)
        {
            // Where it lies can be told; what it encloses, and so its area and its neighbours, cannot.
            JudgePlace(geometry.Factory.ToGeometry(geometry.EnvelopeInternal), feature, code, findings);
            return null;
        }
        if (geometry is not (Polygon or MultiPolygon))
        {
            if (!layer.TakesOtherShapes)
                findings.Add(new ImportFinding(FindingKind.NotAPolygon, feature.Row, code,
                    Words.OfRow(feature.Row, code, $"是{NameOf(geometry).Zh}，{layer.NameZh}要面。", $" is {NameOf(geometry).En}; the layer takes polygons."), Place: geometry.Factory.CreatePoint(geometry.Coordinate)));
        }
        else if (Validity(geometry, feature.Row, code) is { } fault)
        {
            findings.Add(fault);
            isValid = false;
        }
        if (!_rowOfShape.TryAdd(Print(geometry), feature.Row))
            findings.Add(new ImportFinding(layer.IsForestLand ? FindingKind.DuplicateGeometry : layer.Shared == SharedGround.IsAnError ? FindingKind.RepeatedGeometry : FindingKind.SharedGeometry, feature.Row, code,
                Words.OfRow(feature.Row, code, $"的图形与第 {_rowOfShape[Print(geometry)]} 行完全相同。", $" has the very shape of row {_rowOfShape[Print(geometry)]}."), Place: Centre(geometry)));
        // What is invalid has no inside to ask after; its box has.
        JudgePlace(isValid ? geometry : geometry.Factory.ToGeometry(geometry.EnvelopeInternal), feature, code, findings);
        return geometry;
    }

    /// <summary>A parcel in several parts, or smaller than is mapped. <paramref name="areaM2"/> is the ellipsoidal area.</summary>
    public void JudgeArea(Geometry geometry, double areaM2, int row, string? code, List<ImportFinding> findings)
    {
        if (!layer.IsForestLand)
            return;
        if (geometry is MultiPolygon { NumGeometries: > 1 and var parts })
            findings.Add(new ImportFinding(FindingKind.Multipart, row, code,
                Words.OfRow(row, code, $"有 {parts} 块：一个小班应是连成一片的一块。", $" has {parts} parts; a parcel is one piece of ground."), parts, "parts", Centre(geometry)));
        if (areaM2 < (double)county.Limits.MinimumAreaM2)
            findings.Add(new ImportFinding(FindingKind.BelowMinimumArea, row, code, Words.OfRow(row, code,
                string.Create(CultureInfo.InvariantCulture, $"的椭球面积 {areaM2:#,##0.#} m²，小于最小图斑 {county.Limits.MinimumAreaM2:0.#} m²。"),
                string.Create(CultureInfo.InvariantCulture, $" has an ellipsoidal area of {areaM2:#,##0.#} m², below the smallest mapped area, {county.Limits.MinimumAreaM2:0.#} m².")), areaM2, "m2", Centre(geometry)));
    }

    /// <summary>
    /// What can only be said at the end: a file that lies outside as a whole has the wrong system, not many wrong parcels; where a part does and has one
    /// thing in common, that is said once, before its rows.
    /// </summary>
    public IEnumerable<ImportFinding> AtEnd()
    {
        if (county.Outline is null)
            return [new ImportFinding(FindingKind.File, null, null, new("库中没有县界，没有检查图形是否在县内。", "No border of the county is stored: whether the shapes lie in it was not checked."))];
        if (_placed == 0 || _outside.Count < _placed)
            return CrsProposal.InsteadOfPart(_givenOutside, _outside.Count + _outsideCrs, _placed + _outsideCrs, county.Box, crs) is { } part
                ? [new ImportFinding(FindingKind.OutsideCounty, null, null, new($"{part.Zh}。", $"{part.En}."), Place: _outside.FirstOrDefault()?.Place), .. _outside]
                : _outside;
        var instead = CrsProposal.Instead(_given, county.Box, crs);
        return _placed == 1 && instead is null
            ? _outside
            : [new ImportFinding(FindingKind.OutsideCounty, null, null, new($"全部 {_placed} 个图形都在本县之外，坐标系可能不对{(instead is null ? "，请核对" : $"：{instead.Zh}")}。",
                $"All {_placed} shapes lie outside the county; the coordinate system may be wrong{(instead is null ? ": check it" : $": {instead.En}")}."), Place: _outside[0].Place)];
    }

    /// <summary>How a message names a row.</summary>
    public static string Who(int row, string? code) => code is null ? $"第 {row} 行" : $"{code}（第 {row} 行）";

    private void JudgePlace(Geometry geometry, SourceFeature feature, string? code, List<ImportFinding> findings)
    {
        var row = feature.Row;
        if (county.Outline is not { } outline)
            return;
        _placed++;
        if (geometry is Polygon or MultiPolygon && county.Ground!.Around(new ParcelOutline(geometry)).Lie == Lie.Inside || outline.Covers(geometry))
            return;
        if (!outline.Intersects(geometry))
        {
            _givenOutside.ExpandToInclude(feature.Geometry!.EnvelopeInternal);
            _outside.Add(new ImportFinding(FindingKind.OutsideCounty, row, code, Words.OfRow(row, code, "在本县之外。", " lies outside the county."), Place: Centre(geometry)));
        }
        else if ((layer.IsForestLand || layer.IsZone) && !county.NearlyCovers(geometry))
            findings.Add(new ImportFinding(FindingKind.AcrossCountyBorder, row, code, Words.OfRow(row, code, "越过县界。", " reaches over the county border."), Place: Centre(geometry)));
    }

    private ImportFinding OfFault(ShapeFault fault, int row, string? code)
    {
        var place = fault.Kind == ShapeFaultKind.Unreadable ? null : toRecord.Of(new Point(fault.Place), out _);
        return fault.Kind switch
        {
            ShapeFaultKind.Unclosed => Unclosed(GapM(fault, place), row, code, place),
            ShapeFaultKind.HoleWithoutShell => new ImportFinding(FindingKind.InvalidRing, row, code, Words.OfRow(row, code, "有一个洞不在任何外环之内。", " has a hole inside no outer ring."), Place: place),
            ShapeFaultKind.Unreadable => new ImportFinding(FindingKind.InvalidRing, row, code,
                Words.OfRow(row, code, "的图形文字读不懂：写法不对或被截断。", ": the text of the shape cannot be read; it is malformed or cut off.")),
            ShapeFaultKind.TooFewPoints => new ImportFinding(FindingKind.InvalidRing, row, code, Words.OfRow(row, code, "有一个环不足三个点。", " has a ring of fewer than three points."), Place: place),
            _ => new ImportFinding(FindingKind.InvalidRing, row, code, Words.OfRow(row, code, "有不是数字的坐标。", " has coordinates that are no numbers.")),
        };
    }

    // Differences under 1 mm are none (definitions.md §1); a wider gap is a border that nobody drew.
    private static ImportFinding Unclosed(double gapM, int row, string? code, Geometry? place) => gapM < CoverageLimits.SmallestDifferenceM
        ? new ImportFinding(FindingKind.NearlyClosed, row, code, Words.OfRow(row, code,
            string.Create(CultureInfo.InvariantCulture, $"的环首尾两点相差 {gapM * 1000:0.####} mm，不到 1 毫米，按首点闭合。"),
            string.Create(CultureInfo.InvariantCulture, $" has a ring whose ends are {gapM * 1000:0.####} mm apart, less than 1 mm: it is closed by its first point.")), gapM, "m", place)
        : new ImportFinding(FindingKind.Unclosed, row, code, Words.OfRow(row, code,
            string.Create(CultureInfo.InvariantCulture, $"的环首尾不闭合，缺口 {gapM:0.###} m：缺的边不能由程序补画，请改正后再导入。"),
            string.Create(CultureInfo.InvariantCulture, $" has a ring that is not closed, a gap of {gapM:0.###} m: the missing border is not drawn by the program; correct it and import again.")), gapM, "m", place);

    private double GapM(ShapeFault fault, Geometry? place)
    {
        if (place?.Coordinate is not { } last || fault.To is null || toRecord.Of(new Point(fault.To), out _)?.Coordinate is not { } first)
            return toRecord.IsGeographic ? fault.Gap * 111_000 : fault.Gap;
        var plane = new LocalPlane(last.X, last.Y);
        return plane.ToMetres(first).Distance(plane.ToMetres(last));
    }

    private static ImportFinding? Validity(Geometry geometry, int row, string? code)
    {
        if (SimpleRing.IsCertainlyValid(geometry) || new IsValidOp(geometry).ValidationError is not { } error)
            return null;
        var place = error.Coordinate is { } at && double.IsFinite(at.X) ? geometry.Factory.CreatePoint(at) : null;
        var (kind, zh, en) = FaultOf(error.ErrorType);
        return new ImportFinding(kind, row, code, place is null
            ? Words.OfRow(row, code, $"{zh}。", $" {en}.")
            : Words.OfRow(row, code, string.Create(CultureInfo.InvariantCulture, $"{zh}，位置 {place.X:0.000000}°E {place.Y:0.000000}°N。"),
                string.Create(CultureInfo.InvariantCulture, $" {en} at {place.X:0.000000}°E {place.Y:0.000000}°N.")), Place: place);
    }

    /// <summary>What makes a polygon invalid, in words that go on after its name.</summary>
    public static (FindingKind Kind, string Zh, string En) FaultOf(TopologyValidationErrors error) => error switch
    {
        TopologyValidationErrors.SelfIntersection => (FindingKind.SelfIntersection, "边界自相交", "crosses itself"),
        TopologyValidationErrors.RingSelfIntersection => (FindingKind.SelfIntersection, "环自相接触", "has a ring that touches itself"),
        TopologyValidationErrors.NestedShells => (FindingKind.InvalidRing, "有一块套在另一块之内", "has a part inside another part"),
        TopologyValidationErrors.NestedHoles => (FindingKind.InvalidRing, "有一个洞套在另一个洞之内", "has a hole inside another hole"),
        TopologyValidationErrors.HoleOutsideShell => (FindingKind.InvalidRing, "有一个洞在外环之外", "has a hole outside its outer ring"),
        TopologyValidationErrors.DisconnectedInteriors => (FindingKind.InvalidRing, "内部被洞隔断", "is cut apart by its holes"),
        TopologyValidationErrors.DuplicateRings => (FindingKind.InvalidRing, "有重复的环", "has a ring twice"),
        TopologyValidationErrors.TooFewPoints => (FindingKind.InvalidRing, "有一个环不足三个点", "has a ring of fewer than three points"),
        _ => (FindingKind.InvalidRing, "图形无效", "is no valid shape"),
    };

    private static Point Centre(Geometry geometry) => geometry.Factory.CreatePoint(geometry.EnvelopeInternal.Centre);

    private static (string Zh, string En) NameOf(Geometry geometry) => geometry switch
    {
        Point or MultiPoint => ("点", "a point"),
        LineString or MultiLineString => ("线", "a line"),
        _ => ("混合图形", "a mixture of shapes"),
    };

    // Two shapes of the same edges have the same print, wherever their rings start and however they are wound. The same corners joined
    // otherwise, a square and a bow-tie, are two shapes.
    private static UInt128 Print(Geometry geometry)
    {
        ulong sum = 0, other = 0;
        foreach (var points in Lines(geometry))
            for (var i = points.Count == 1 ? 0 : 1; i < points.Count; i++)
            {
                var edge = Mixed(Corner(points, i) + Corner(points, Math.Max(i - 1, 0)));
                sum += edge;
                other += Mixed(edge ^ 0xD6E8_FEB8_6659_FD93UL);
            }
        return new UInt128(sum, other);
    }

    private static ulong Corner(CoordinateSequence points, int at) => Mixed(
        (ulong)BitConverter.DoubleToInt64Bits(points.GetX(at)) * 0x9E37_79B9_7F4A_7C15UL + (ulong)BitConverter.DoubleToInt64Bits(points.GetY(at)));

    private static IEnumerable<CoordinateSequence> Lines(Geometry geometry)
    {
        for (var part = 0; part < geometry.NumGeometries; part++)
            switch (geometry.GetGeometryN(part))
            {
                case Polygon polygon:
                    yield return polygon.Shell.CoordinateSequence;
                    for (var i = 0; i < polygon.NumInteriorRings; i++)
                        yield return polygon.GetInteriorRingN(i).CoordinateSequence;
                    break;
                case LineString line:
                    yield return line.CoordinateSequence;
                    break;
                case Point point:
                    yield return point.CoordinateSequence;
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
