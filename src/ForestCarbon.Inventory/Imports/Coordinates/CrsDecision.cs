using System.Globalization;
using ForestCarbon.Inventory.Crs;
using ForestCarbon.Inventory.Imports.Reading;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Coordinates;

/// <summary>Which system the coordinates of a file are in, why, and what a person must be told about it.</summary>
/// <param name="Warnings">Sentences that stand as findings: a datum taken as another, a number corrected by the coordinates.</param>
public sealed record CrsDecision(ReferenceSystem Crs, Words Reason, IReadOnlyList<Words> Warnings, IReadOnlyList<Words> Notes,
    GivenShift? Shift = null)
{
    /// <summary>Decides, or refuses in one sentence with a proposal.</summary>
    /// <param name="said">What the file says.</param>
    /// <param name="asked">From <c>--crs</c>.</param>
    /// <param name="box">Box of a sample of the coordinates.</param>
    /// <param name="county">Box of the county in EPSG:4490; null where none is stored.</param>
    /// <param name="shapes">Boxes of the shapes of that sample, one by one; null where only their common box is known.</param>
    /// <exception cref="UnreadableFileException">No system, one that contradicts the datum that the file names, or one that cannot be brought to CGCS2000 without more.</exception>
    /// <param name="shift">From <c>--datum-shift</c>.</param>
    public static CrsDecision Make(SourceCrsNote said, string? asked, Envelope box, Envelope? county, GivenShift? shift = null, IReadOnlyList<Envelope>? shapes = null)
    {
        var notes = new List<Words>();
        var warnings = new List<Words>();
        var (crs, reason) = asked is null ? (Stated(said), new Words($"{said.Where.Zh}写明", $"stated by {said.Where.En}")) : (Asked(asked), new Words("由导入的人指定", "named by who imports"));
        if (crs is null)
            throw Refused(CrsProposal.For(box, county, said.Where));
        if (asked is not null && DatumOf(said) is { } stated && !GoTogether(stated, crs.Datum))
            throw Refused(new($"{said.Where.Zh}写的大地基准是 {stated.NameZh}，指定的 EPSG:{crs.Epsg}（{crs.NameZh}）属于 {crs.Datum.NameZh}，两者相差约百米，不能用一个代替另一个：请指定 {stated.NameZh} 的坐标系{(stated.IsGeocentric ? "" : "并给出基准转换参数")}；若文件里写错了，请先改正{said.Where.Zh}再导入。",
                $"{Capital(said.Where.En)} names the datum {stated.GeographicName}, and EPSG:{crs.Epsg} ({crs.Name}) is one of {crs.Datum.GeographicName}; they lie about a hundred metres apart and one does not stand for the other: name a system of {stated.GeographicName}{(stated.IsGeocentric ? "" : " and give the datum shift")}; if the file says it wrongly, correct {said.Where.En} first."));
        if (asked is not null && Label(said) is { } label && label.En != $"EPSG:{crs.Epsg}")
            notes.Add(new($"{said.Where.Zh}写的是 {label.Zh}，按指定的 EPSG:{crs.Epsg}。", $"{Capital(said.Where.En)} says {label.En}; read as EPSG:{crs.Epsg}, as asked."));
        crs = WithZonePrefixOf(box, crs, warnings);
        RefuseOrTell(crs, shift, warnings, notes);
        RefuseNonsense(box, crs, shift, county, shapes ?? []);
        return new CrsDecision(crs, reason, warnings, notes, shift);
    }

    private static ReferenceSystem Asked(string asked)
    {
        var text = asked.Trim();
        if (new[] { "GCJ", "BD-09", "BD09" }.Any(web => text.Contains(web, StringComparison.OrdinalIgnoreCase)))
            throw new UnreadableFileException("GCJ-02、BD-09 是加密偏移的网络地图坐标，不能作为面积依据，请取得 CGCS2000 原始数据。",
                "GCJ-02 and BD-09 are coordinates of web maps with a hidden offset, and no base for areas: ask for the data in CGCS2000.");
        return CoordinateSystems.Find(text.All(char.IsAsciiDigit) ? $"EPSG:{text}" : text)
               ?? throw new UnreadableFileException($"不认识坐标系“{asked}”，请用 EPSG:编号，如 EPSG:4490、EPSG:4525、EPSG:4546。",
                   $"There is no coordinate system \"{asked}\"; write EPSG:number, as EPSG:4490, EPSG:4525 or EPSG:4546.");
    }

    private static ReferenceSystem? Stated(SourceCrsNote said)
    {
        if (said.Epsg is { } epsg && CoordinateSystems.Find(epsg) is { } known)
            return known;
        if (said.Wkt is { } wkt)
        {
            var description = CrsText.Read(wkt, said.Where);
            return description.Match() ?? throw Refused(description.Datum is null
                ? new($"{said.Where.Zh}写的大地基准“{description.DatumName}”与 CGCS2000 的关系未知，请先转换为 CGCS2000 再导入。",
                    $"{Capital(said.Where.En)} names the datum \"{description.DatumName}\", whose relation to CGCS2000 is not known: transform the data to CGCS2000 and import them then.")
                : new($"{said.Where.Zh}写的坐标系“{description.Name}”这里不能换算，请先转换为 CGCS2000 再导入。",
                    $"{Capital(said.Where.En)} names the system \"{description.Name}\", which cannot be transformed here: transform the data to CGCS2000 and import them then."));
        }
        return said.Epsg is { } unknown
            ? throw Refused(new($"{said.Where.Zh}写的 EPSG:{unknown} 这里不能换算，请先转换为 CGCS2000 再导入。",
                $"{Capital(said.Where.En)} names EPSG:{unknown}, which cannot be transformed here: transform the data to CGCS2000 and import them then."))
            : null;
    }

    /// <summary>The datum that the file itself names; null where it names none that is known.</summary>
    public static Datum? DatumOf(SourceCrsNote said)
    {
        if (said.Epsg is { } epsg && CoordinateSystems.Find(epsg) is { } known)
            return known.Datum;
        try
        {
            return said.Wkt is { } wkt ? CrsText.Read(wkt, said.Where).Datum : null;
        }
        catch (UnreadableFileException)
        {
            return null;
        }
    }

    /// <summary>True where coordinates of the one are taken as those of the other without a shift.</summary>
    public static bool GoTogether(Datum one, Datum other) => one == other || (one.IsGeocentric && other.IsGeocentric);

    // Only for telling that what was asked overrules it: what cannot be read is shown by its name or not at all.
    private static Words? Label(SourceCrsNote said)
    {
        if (said.Epsg is { } epsg)
            return new($"EPSG:{epsg}", $"EPSG:{epsg}");
        try
        {
            return said.Wkt is { } wkt && CrsText.Read(wkt, said.Where) is var text && (text.Match() is { } crs ? $"EPSG:{crs.Epsg}" : text.Name) is var name ? new(name, name) : null;
        }
        catch (UnreadableFileException)
        {
            return new("读不懂的坐标系", "a system that cannot be read");
        }
    }

    // An easting of eight digits carries its zone, one of six does not; which the text says is often the other.
    private static ReferenceSystem WithZonePrefixOf(Envelope box, ReferenceSystem crs, List<Words> warnings)
    {
        if (crs is not { CentralMeridian: { } meridian, FalseEasting: { } falseEasting } || box.IsNull || crs.Epsg is > 32600 and < 32800)
            return crs;
        var zone = Math.Floor(box.MinX / 1_000_000);
        if (zone == Math.Floor(falseEasting / 1_000_000) || zone is not (0 or (>= 13 and <= 45)))
            return crs;
        // Zones of six degrees end at 23, those of three begin at 25.
        var zoneMeridian = zone >= 1 ? zone * (zone <= 23 ? 6 : 3) - (zone <= 23 ? 3 : 0) : meridian;
        var described = CrsText.Read(crs.Wkt);
        var right = (described with { Projection = described.Projection! with { CentralMeridianDeg = zoneMeridian, FalseEastingM = zone >= 1 ? zone * 1_000_000 + 500_000 : 500_000 } }).Match();
        if (right is null || zoneMeridian != meridian)
            throw Refused(new(string.Create(CultureInfo.InvariantCulture,
                $"东坐标 {box.MinX:0} 带有带号 {zone:0}，与 EPSG:{crs.Epsg}（中央经线 {meridian:0.#}°{(falseEasting >= 1_000_000 ? $"，带号 {Math.Floor(falseEasting / 1_000_000):0}" : "")}）不符，两者必有一误：{(right is null ? "请核对坐标系" : $"若坐标没有错，请指明坐标系 EPSG:{right.Epsg}")}。"),
                string.Create(CultureInfo.InvariantCulture,
                    $"The easting {box.MinX:0} carries the zone number {zone:0}, which contradicts EPSG:{crs.Epsg} (central meridian {meridian:0.#}°{(falseEasting >= 1_000_000 ? $", zone {Math.Floor(falseEasting / 1_000_000):0}" : "")}); one of the two is wrong: {(right is null ? "check the coordinate system" : $"if the coordinates are right, name the system EPSG:{right.Epsg}")}.")));
        warnings.Add(zone >= 1
            ? new(string.Create(CultureInfo.InvariantCulture, $"东坐标带有带号 {zone:0}，而 EPSG:{crs.Epsg} 不带带号，已按 EPSG:{right.Epsg} 读取。"),
                string.Create(CultureInfo.InvariantCulture, $"The eastings carry the zone number {zone:0} and EPSG:{crs.Epsg} has none; read as EPSG:{right.Epsg}."))
            : new($"东坐标不带带号，而 EPSG:{crs.Epsg} 带有带号，已按 EPSG:{right.Epsg} 读取。",
                $"The eastings carry no zone number and EPSG:{crs.Epsg} has one; read as EPSG:{right.Epsg}."));
        return right;
    }

    private static void RefuseOrTell(ReferenceSystem crs, GivenShift? shift, List<Words> warnings, List<Words> notes)
    {
        if (shift is not null)
        {
            if (CoordinateSystems.Relation(crs, CoordinateSystems.Cgcs2000) != DatumRelation.ShiftRequired)
                throw Refused(new($"EPSG:{crs.Epsg}（{crs.NameZh}）不需要基准转换，请去掉基准转换参数，或核对坐标系。",
                    $"EPSG:{crs.Epsg} ({crs.Name}) needs no datum shift: leave the shift away, or check the coordinate system."));
            if (shift.Datum != crs.Datum)
                throw Refused(new($"转换参数属于 {shift.Datum.NameZh}，文件是 {crs.Datum.NameZh}（EPSG:{crs.Epsg}），不能用，请换成对应的参数。",
                    $"The datum shift is for {shift.Datum.GeographicName} and the file is in {crs.Datum.GeographicName} (EPSG:{crs.Epsg}): give the shift that belongs to it."));
            notes.Add(shift.Said);
            if (shift.Doubt is { } doubt)
                warnings.Add(doubt);
            return;
        }
        switch (CoordinateSystems.Relation(crs, CoordinateSystems.Cgcs2000))
        {
            case DatumRelation.ShiftRequired:
                throw Refused(new($"坐标系 {crs.NameZh}（EPSG:{crs.Epsg}）与 CGCS2000 相差约百米，不能直接导入：请先转换为 CGCS2000，或给出基准转换参数。",
                    $"The system {crs.Name} (EPSG:{crs.Epsg}) lies about a hundred metres from CGCS2000 and is not imported as it is: transform the data to CGCS2000, or give a datum shift."));
            case DatumRelation.AssumedIdentical when crs.Datum == Datum.Wgs84:
                notes.Add(new("WGS84 按与 CGCS2000 相同处理。", "WGS 84 is taken as identical with CGCS2000."));
                break;
            case DatumRelation.AssumedIdentical:
                warnings.Add(new($"{crs.Datum.NameZh} 不是我国的大地基准，按与 CGCS2000 相同处理，位置可有分米至米级差别。",
                    $"{crs.Datum.GeographicName} is no Chinese datum; it is taken as identical with CGCS2000, and places may be off by decimetres to metres."));
                break;
        }
    }

    private static void RefuseNonsense(Envelope box, ReferenceSystem crs, GivenShift? shift, Envelope? county, IReadOnlyList<Envelope> shapes)
    {
        if (box.IsNull)
            return;
        var to = new ToRecord(crs, shift?.Shift);
        foreach (var (cornerX, cornerY) in new[] { (box.MinX, box.MinY), (box.MaxX, box.MaxY) })
        {
            var (x, y) = (cornerX, cornerY);
            if (!to.TryPlace(ref x, ref y))
            {
                var instead = CrsProposal.Instead(box, county, crs) ?? InsteadOfPart(shapes, to, county, crs);
                throw Refused(new(string.Create(CultureInfo.InvariantCulture,
                    $"坐标（{cornerX:0.###}，{cornerY:0.###}）不在 EPSG:{crs.Epsg}（{crs.NameZh}）的范围内，坐标系不对{(instead is null ? "，请核对后指明" : $"：{instead.Zh}")}。"),
                    string.Create(CultureInfo.InvariantCulture,
                        $"The coordinates ({cornerX:0.###}, {cornerY:0.###}) lie outside EPSG:{crs.Epsg} ({crs.Name}); the system is wrong: {instead?.En ?? "check it and name the right one"}.")));
            }
        }
    }

    // Those that lie well hide in the common box what the others have in common.
    private static Words? InsteadOfPart(IReadOnlyList<Envelope> shapes, ToRecord to, Envelope? county, ReferenceSystem crs)
    {
        var outside = shapes.Where(shape => !IsIn(shape)).ToList();
        var box = new Envelope();
        foreach (var shape in outside)
            box.ExpandToInclude(shape);
        return CrsProposal.InsteadOfPart(box, outside.Count, shapes.Count, county, crs) is { } part ? new($"开头的 {part.Zh}", $"of the first rows, {part.En}") : null;

        bool IsIn(Envelope shape)
        {
            var (west, south, east, north) = (shape.MinX, shape.MinY, shape.MaxX, shape.MaxY);
            return to.TryPlace(ref west, ref south) && to.TryPlace(ref east, ref north) && county?.Intersects(new Envelope(west, east, south, north)) != false;
        }
    }

    private static UnreadableFileException Refused(Words said) => new(said.Zh, said.En);

    // "the .prj file" begins a sentence here.
    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
