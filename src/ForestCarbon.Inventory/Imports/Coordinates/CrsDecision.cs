using System.Globalization;
using ForestCarbon.Inventory.Crs;
using ForestCarbon.Inventory.Imports.Reading;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Coordinates;

/// <summary>Which system the coordinates of a file are in, why, and what a person must be told about it.</summary>
/// <param name="Warnings">Sentences that stand as findings: a datum taken as another, a number corrected by the coordinates.</param>
public sealed record CrsDecision(ReferenceSystem Crs, string Reason, IReadOnlyList<string> Warnings, IReadOnlyList<string> Notes,
    GivenShift? Shift = null)
{
    /// <summary>Decides, or refuses in one sentence with a proposal.</summary>
    /// <param name="said">What the file says.</param>
    /// <param name="asked">From <c>--crs</c>.</param>
    /// <param name="box">Box of a sample of the coordinates.</param>
    /// <param name="county">Box of the county in EPSG:4490; null where none is stored.</param>
    /// <exception cref="UnreadableFileException">No system, or one that cannot be brought to CGCS2000 without more.</exception>
    /// <param name="shift">From <c>--datum-shift</c>.</param>
    public static CrsDecision Make(SourceCrsNote said, string? asked, Envelope box, Envelope? county, GivenShift? shift = null)
    {
        var notes = new List<string>();
        var warnings = new List<string>();
        var (crs, reason) = asked is null ? (Stated(said), $"{said.Where}写明") : (Asked(asked), "由 --crs 指定");
        if (crs is null)
            throw new UnreadableFileException(CrsProposal.For(box, county, said.Where));
        if (asked is not null && Label(said) is { } label && label != $"EPSG:{crs.Epsg}")
            notes.Add($"{said.Where}写的是 {label}，按 --crs 用 EPSG:{crs.Epsg}。");
        crs = WithZonePrefixOf(box, crs, warnings);
        RefuseOrTell(crs, shift, warnings, notes);
        RefuseNonsense(box, crs, shift);
        return new CrsDecision(crs, reason, warnings, notes, shift);
    }

    private static ReferenceSystem Asked(string asked)
    {
        var text = asked.Trim();
        if (new[] { "GCJ", "BD-09", "BD09" }.Any(web => text.Contains(web, StringComparison.OrdinalIgnoreCase)))
            throw new UnreadableFileException("GCJ-02、BD-09 是加密偏移的网络地图坐标，不能作为面积依据，请取得 CGCS2000 原始数据。");
        return CoordinateSystems.Find(text.All(char.IsAsciiDigit) ? $"EPSG:{text}" : text)
               ?? throw new UnreadableFileException($"不认识坐标系“{asked}”，请用 EPSG:编号，如 EPSG:4490、EPSG:4525、EPSG:4546。");
    }

    private static ReferenceSystem? Stated(SourceCrsNote said)
    {
        if (said.Epsg is { } epsg && CoordinateSystems.Find(epsg) is { } known)
            return known;
        if (said.Wkt is { } wkt)
        {
            var description = CrsText.Read(wkt, said.Where);
            return description.Match() ?? throw new UnreadableFileException(description.Datum is null
                ? $"{said.Where}写的大地基准“{description.DatumName}”与 CGCS2000 的关系未知，请先转换为 CGCS2000 再导入。"
                : $"{said.Where}写的坐标系“{description.Name}”这里不能换算，请先转换为 CGCS2000 再导入。");
        }
        return said.Epsg is { } unknown
            ? throw new UnreadableFileException($"{said.Where}写的 EPSG:{unknown} 这里不能换算，请先转换为 CGCS2000 再导入。")
            : null;
    }

    // Only for telling that --crs overrules it: what cannot be read is shown by its name or not at all.
    private static string? Label(SourceCrsNote said)
    {
        if (said.Epsg is { } epsg)
            return $"EPSG:{epsg}";
        try
        {
            return said.Wkt is { } wkt && CrsText.Read(wkt, said.Where) is var text ? text.Match() is { } crs ? $"EPSG:{crs.Epsg}" : text.Name : null;
        }
        catch (UnreadableFileException)
        {
            return "读不懂的坐标系";
        }
    }

    // An easting of eight digits carries its zone, one of six does not; which the text says is often the other.
    private static ReferenceSystem WithZonePrefixOf(Envelope box, ReferenceSystem crs, List<string> warnings)
    {
        if (crs is not { CentralMeridian: { } meridian, FalseEasting: { } falseEasting } || box.IsNull || crs.Epsg is > 32600 and < 32800)
            return crs;
        var zone = Math.Floor(box.MinX / 1_000_000);
        if (zone >= 1 == falseEasting >= 1_000_000)
            return crs;
        var wanted = zone >= 1 ? zone * 1_000_000 + 500_000 : 500_000;
        var described = CrsText.Read(crs.Wkt, "");
        var right = zone >= 1 && zone * 3 != meridian && zone * 6 - 3 != meridian
            ? null
            : (described with { Projection = described.Projection! with { FalseEastingM = wanted } }).Match();
        if (right is null)
            throw new UnreadableFileException(string.Create(CultureInfo.InvariantCulture,
                $"东坐标 {box.MinX:0} 带有带号 {zone:0}，与 EPSG:{crs.Epsg}（中央经线 {meridian:0.#}°）不符，请核对坐标系。"));
        warnings.Add(zone >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"东坐标带有带号 {zone:0}，而 EPSG:{crs.Epsg} 不带带号，已按 EPSG:{right.Epsg} 读取。")
            : $"东坐标不带带号，而 EPSG:{crs.Epsg} 带有带号，已按 EPSG:{right.Epsg} 读取。");
        return right;
    }

    private static void RefuseOrTell(ReferenceSystem crs, GivenShift? shift, List<string> warnings, List<string> notes)
    {
        if (shift is not null)
        {
            if (CoordinateSystems.Relation(crs, CoordinateSystems.Cgcs2000) != DatumRelation.ShiftRequired)
                throw new UnreadableFileException($"EPSG:{crs.Epsg}（{crs.Name}）不需要基准转换，请去掉 --datum-shift，或核对坐标系。");
            if (shift.Datum != crs.Datum)
                throw new UnreadableFileException($"转换参数属于 {shift.Datum.GeographicName}，文件是 {crs.Datum.GeographicName}（EPSG:{crs.Epsg}），不能用。");
            notes.Add(shift.Said);
            if (shift.Doubt is { } doubt)
                warnings.Add(doubt);
            return;
        }
        switch (CoordinateSystems.Relation(crs, CoordinateSystems.Cgcs2000))
        {
            case DatumRelation.ShiftRequired:
                throw new UnreadableFileException(
                    $"坐标系 {crs.Name}（EPSG:{crs.Epsg}）与 CGCS2000 相差约百米，不能直接导入：请先转换为 CGCS2000，或用 --datum-shift 给出转换参数。");
            case DatumRelation.AssumedIdentical when crs.Datum == Datum.Wgs84:
                notes.Add("WGS84 按与 CGCS2000 相同处理。");
                break;
            case DatumRelation.AssumedIdentical:
                warnings.Add($"{crs.Datum.GeographicName} 不是我国的大地基准，按与 CGCS2000 相同处理，位置可有分米至米级差别。");
                break;
        }
    }

    private static void RefuseNonsense(Envelope box, ReferenceSystem crs, GivenShift? shift)
    {
        if (box.IsNull)
            return;
        var to = new ToRecord(crs, shift?.Shift);
        foreach (var (cornerX, cornerY) in new[] { (box.MinX, box.MinY), (box.MaxX, box.MaxY) })
        {
            var (x, y) = (cornerX, cornerY);
            if (!to.TryPlace(ref x, ref y))
                throw new UnreadableFileException(string.Create(CultureInfo.InvariantCulture,
                    $"坐标（{cornerX:0.###}，{cornerY:0.###}）不在 EPSG:{crs.Epsg}（{crs.Name}）的范围内，坐标系不对，请核对后用 --crs 指明。"));
        }
    }
}
