using System.Globalization;
using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Coordinates;

/// <summary>What the numbers of a file look like, and in which systems they would lie where they should.</summary>
/// <remarks>Never a decision: Gauss–Krüger numbers look the same in CGCS2000, Xian 1980 and Beijing 1954.</remarks>
public static class CrsProposal
{
    private static readonly Words AskDatum = new("大地基准（CGCS2000、西安80、北京54、WGS84）要向成图单位问清，成图年份可作参考",
        "ask whoever made the data for the datum (CGCS2000, Xi'an 1980, Beijing 1954, WGS 84); the year they were made is a hint");

    // The datum makes no difference here: a hundred metres do not carry a file across the county.
    private static readonly Lazy<IReadOnlyList<ReferenceSystem>> LongitudeLatitude = new(() => Known([4490, 4326, 4610, 4214]));

    // In the order in which they are named. Of one meridian zones of three and of six degrees are the same numbers, and forestry maps in those of three.
    private static readonly Lazy<IReadOnlyList<IReadOnlyList<ReferenceSystem>>> Planes = new(() =>
    [
        Known([.. Range(4513, 42), .. Range(2349, 42), .. Range(2401, 42)]),
        Known([.. Range(4491, 22), .. Range(2327, 22), .. Range(21413, 11), .. Range(21453, 11)]),
        Known([.. Range(32643, 11)]),
    ]);

    /// <summary>The sentence that asks for a missing system.</summary>
    /// <param name="where">What of the file should have named it.</param>
    public static Words For(Envelope box, Envelope? county, Words where)
    {
        var missing = new Words($"缺少坐标系（{where.Zh}没有写明）。", $"The coordinate system is missing: {where.En} does not name it. ");
        if (box.IsNull)
            return Joined(missing, new("文件里没有坐标可供判断，请指明坐标系（EPSG:编号）。", "The file has no coordinates to judge by: name the system (EPSG:number)."));
        if (box is { MinX: >= -180, MaxX: <= 180, MinY: >= -90, MaxY: <= 90 })
            return Joined(missing, new($"坐标像经纬度，落在{Span(box).Zh}{InCounty(box, county).Zh}；{AskDatum.Zh}：CGCS2000 是 EPSG:4490，WGS84 是 EPSG:4326。",
                $"The coordinates look like longitude and latitude and fall on {Span(box).En}{InCounty(box, county).En}; {AskDatum.En}: CGCS2000 is EPSG:4490, WGS 84 is EPSG:4326."));
        if (box.MinY is < 1_500_000 or > 6_500_000 || box.MaxY > 6_500_000)
            return Joined(missing, new(Text($"坐标（东 {box.MinX:0}，北 {box.MinY:0}）不像我国的经纬度或高斯坐标，请指明坐标系（EPSG:编号）。"),
                Text($"The coordinates (east {box.MinX:0}, north {box.MinY:0}) look like neither longitude and latitude nor Gauss-Krüger coordinates of China: name the system (EPSG:number).")));
        var zone = (int)Math.Floor(box.MinX / 1_000_000);
        if (zone is >= 13 and <= 45 && (int)Math.Floor(box.MaxX / 1_000_000) == zone)
            return Joined(missing, Zoned(box, county, zone));
        if (box is { MinX: > 0, MaxX: < 1_000_000 })
            return Joined(missing, Plain(box, county));
        return Joined(missing, new("坐标不在任何一个投影带内，请指明坐标系（EPSG:编号）。", "The coordinates lie in no zone of a projection: name the system (EPSG:number)."));
    }

    /// <summary>Systems in which the whole box lies in that of the county, those of CGCS2000 first; none where no county is stored.</summary>
    /// <param name="box">In the coordinates of the file.</param>
    public static IReadOnlyList<ReferenceSystem> Inside(Envelope box, Envelope? county)
    {
        if (county is null || box.IsNull)
            return [];
        if (box is { MinX: >= -180, MaxX: <= 180, MinY: >= -90, MaxY: <= 90 })
            return county.Covers(box) ? LongitudeLatitude.Value : [];
        var planes = Planes.Value.Select(family => family.Where(crs => GroundOf(box, crs) is { } ground && county.Covers(ground)).ToList()).ToList();
        return [.. planes[0].Count > 0 ? planes[0] : planes[1], .. planes[2]];
    }

    /// <summary>In which systems the file would lie in the county, as the end of a sentence that doubts the one it was read in; null where in none.</summary>
    /// <param name="read">The system it was read in.</param>
    public static Words? Instead(Envelope box, Envelope? county, ReferenceSystem read)
    {
        var inside = Inside(box, county);
        // In the county's box already: then it is the ground that lies beside the county, and no other system helps.
        if (inside.Any(crs => crs.Epsg == read.Epsg))
            return null;
        if (inside.Count > 0)
            return new($"按 {string.Join("、", inside.Select(c => $"EPSG:{c.Epsg}（{c.NameZh}{(NeedsShift(c) ? "，须另给基准转换参数" : "")}）"))}读取则落在本县；{AskDatum.Zh}",
                $"read as {string.Join(" or ", inside.Select(c => $"EPSG:{c.Epsg} ({c.Name}{(NeedsShift(c) ? ", which needs a datum shift" : "")})"))} it would lie in the county; {AskDatum.En}");
        return !box.IsNull && Inside(new Envelope(box.MinY, box.MaxY, box.MinX, box.MaxX), county).Count > 0
            ? new("两个坐标像是写反了，对调后落在本县，请改正后重新导出", "the two coordinates seem to be the wrong way round, turned they would lie in the county: correct the file and export it again")
            : null;
    }

    /// <summary>What the shapes outside the county have in common, where they are a part of a file, as the end of a sentence; null where it is nothing.</summary>
    /// <param name="outside">Box of those outside alone, in the coordinates of the file.</param>
    /// <param name="shapes">How many shapes there are, those outside among them.</param>
    public static Words? InsteadOfPart(Envelope outside, int shapesOutside, int shapes, Envelope? county, ReferenceSystem read) =>
        shapesOutside > 0 && shapesOutside < shapes && Instead(outside, county, read) is { } instead
            ? new($"{shapes} 个图形里有 {shapesOutside} 个在本县之外{(shapesOutside == 1 ? "" : $"，这 {shapesOutside} 个同是一种情形")}：{instead.Zh}；其余 {shapes - shapesOutside} 个不是，请先把两部分分成两个文件",
                $"{shapesOutside} of {shapes} shapes {(shapesOutside == 1 ? "lies outside the county" : "lie outside the county and are all of one kind")}: {instead.En}; the others are not, so make two files of the two parts first")
            : null;

    /// <summary>True for the datums of which nothing is taken without a shift.</summary>
    public static bool NeedsShift(ReferenceSystem crs) => CoordinateSystems.Relation(crs, CoordinateSystems.Cgcs2000) == DatumRelation.ShiftRequired;

    private static Words Zoned(Envelope box, Envelope? county, int zone)
    {
        var epsg = zone <= 23 ? 4491 + zone - 13 : 4513 + zone - 25;
        var (xian, beijing) = zone <= 23 ? (2327 + zone - 13, 21413 + zone - 13) : (2349 + zone - 25, 2401 + zone - 25);
        var falls = Falls(box, epsg, county);
        return new($"东坐标带有带号 {zone}（{(zone <= 23 ? 6 : 3)}°带）{falls.Zh}；{AskDatum.Zh}：若是 CGCS2000 即 EPSG:{epsg}；西安80 EPSG:{xian}、北京54 EPSG:{beijing} 须另给基准转换参数。",
            $"The eastings carry the zone number {zone} (zones of {(zone <= 23 ? 6 : 3)}°){falls.En}; {AskDatum.En}: CGCS2000 is EPSG:{epsg}; Xi'an 1980 (EPSG:{xian}) and Beijing 1954 (EPSG:{beijing}) need a datum shift.");
    }

    private static Words Plain(Envelope box, Envelope? county)
    {
        if (county is null)
            return new($"像不带带号的高斯坐标，中央经线无从判断；{AskDatum.Zh}，再指明坐标系，如中央经线 111° 的 CGCS2000 是 EPSG:4546。",
                $"They look like Gauss-Krüger coordinates without a zone number, whose central meridian nothing tells; {AskDatum.En}, then name the system: CGCS2000 at the meridian 111° is EPSG:4546.");
        var meridian = (int)Math.Round(county.Centre.X / 3) * 3;
        var at = (meridian - 75) / 3;
        var falls = Falls(box, 4534 + at, county);
        return new($"像不带带号的高斯坐标，若中央经线是 {meridian}°{falls.Zh}；{AskDatum.Zh}：若是 CGCS2000 即 EPSG:{4534 + at}，若是西安80（EPSG:{2370 + at}）、北京54（EPSG:{2422 + at}）须另给基准转换参数。",
            $"They look like Gauss-Krüger coordinates without a zone number; at the central meridian {meridian}° they{(falls.En.StartsWith(" and", StringComparison.Ordinal) ? falls.En[4..] : falls.En)}; {AskDatum.En}: CGCS2000 is EPSG:{4534 + at}; Xi'an 1980 (EPSG:{2370 + at}) and Beijing 1954 (EPSG:{2422 + at}) need a datum shift.");
    }

    private static Words Falls(Envelope box, int epsg, Envelope? county) => GroundOf(box, CoordinateSystems.Find(epsg)!) is { } ground
        ? new($"，落在{Span(ground).Zh}{InCounty(ground, county).Zh}", $" and fall on {Span(ground).En}{InCounty(ground, county).En}")
        : new("，但超出该带范围", " and reach beyond that zone");

    // Longitude and latitude on the system's own datum.
    private static Envelope? GroundOf(Envelope box, ReferenceSystem crs)
    {
        var to = CoordinateSystems.Between(crs, CoordinateSystems.GeographicOf(crs));
        var (west, south, east, north) = (box.MinX, box.MinY, box.MaxX, box.MaxY);
        return to.TryApply(ref west, ref south) && to.TryApply(ref east, ref north) ? new Envelope(west, east, south, north) : null;
    }

    private static Words InCounty(Envelope box, Envelope? county) =>
        county is null ? new("", "") : county.Covers(box) ? new("，在本县范围内", ", in the county") : county.Intersects(box) ? new("，部分在本县范围内", ", in part in the county") : new("，不在本县", ", not in the county");

    private static Words Span(Envelope box) => new(Text($" {box.MinX:0.###}°–{box.MaxX:0.###}°E、{box.MinY:0.###}°–{box.MaxY:0.###}°N"),
        Text($"{box.MinX:0.###}°–{box.MaxX:0.###}°E, {box.MinY:0.###}°–{box.MaxY:0.###}°N"));

    private static Words Joined(Words first, Words then) => new(first.Zh + then.Zh, first.En + then.En);

    private static List<ReferenceSystem> Known(IEnumerable<int> codes) => [.. codes.Select(CoordinateSystems.Find).OfType<ReferenceSystem>()];

    private static IEnumerable<int> Range(int from, int count) => Enumerable.Range(from, count);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
