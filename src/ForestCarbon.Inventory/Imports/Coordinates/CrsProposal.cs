using System.Globalization;
using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Imports.Coordinates;

/// <summary>The sentence that asks for a missing system: what the numbers look like, where they would fall, and that the datum must be named.</summary>
/// <remarks>Never a decision: Gauss–Krüger numbers look the same in CGCS2000, Xian 1980 and Beijing 1954.</remarks>
public static class CrsProposal
{
    private const string AskDatum = "大地基准（CGCS2000、西安80、北京54、WGS84）要向成图单位问清，成图年份可作参考";

    public static string For(Envelope box, Envelope? county, string where)
    {
        var missing = $"缺少坐标系（{where}没有写明）。";
        if (box.IsNull)
            return missing + "文件里没有坐标可供判断，请指明坐标系（EPSG:编号）。";
        if (box is { MinX: >= -180, MaxX: <= 180, MinY: >= -90, MaxY: <= 90 })
            return missing + $"坐标像经纬度，落在{Span(box)}{InCounty(box, county)}；{AskDatum}：CGCS2000 是 EPSG:4490，WGS84 是 EPSG:4326。";
        if (box.MinY is < 1_500_000 or > 6_500_000 || box.MaxY > 6_500_000)
            return missing + string.Create(CultureInfo.InvariantCulture, $"坐标（东 {box.MinX:0}，北 {box.MinY:0}）不像我国的经纬度或高斯坐标，请指明坐标系（EPSG:编号）。");
        var zone = (int)Math.Floor(box.MinX / 1_000_000);
        if (zone is >= 13 and <= 45 && (int)Math.Floor(box.MaxX / 1_000_000) == zone)
            return missing + Zoned(box, county, zone);
        if (box is { MinX: > 0, MaxX: < 1_000_000 })
            return missing + Plain(box, county);
        return missing + "坐标不在任何一个投影带内，请指明坐标系（EPSG:编号）。";
    }

    private static string Zoned(Envelope box, Envelope? county, int zone)
    {
        var epsg = zone <= 23 ? 4491 + zone - 13 : 4513 + zone - 25;
        var old = zone <= 23 ? $"西安80 EPSG:{2327 + zone - 13}、北京54 EPSG:{21413 + zone - 13}" : $"西安80 EPSG:{2349 + zone - 25}、北京54 EPSG:{2401 + zone - 25}";
        return $"东坐标带有带号 {zone}（{(zone <= 23 ? 6 : 3)}°带）{Falls(box, epsg, county)}；{AskDatum}：若是 CGCS2000 即 EPSG:{epsg}；{old} 须另给基准转换参数。";
    }

    private static string Plain(Envelope box, Envelope? county)
    {
        if (county is null)
            return $"像不带带号的高斯坐标，中央经线无从判断；{AskDatum}，再指明坐标系，如中央经线 111° 的 CGCS2000 是 EPSG:4546。";
        var meridian = (int)Math.Round(county.Centre.X / 3) * 3;
        var epsg = 4534 + (meridian - 75) / 3;
        return $"像不带带号的高斯坐标，若中央经线是 {meridian}°{Falls(box, epsg, county)}；{AskDatum}：若是 CGCS2000 即 EPSG:{epsg}，若是西安80（EPSG:{2370 + (meridian - 75) / 3}）、北京54（EPSG:{2422 + (meridian - 75) / 3}）须另给基准转换参数。";
    }

    private static string Falls(Envelope box, int epsg, Envelope? county)
    {
        var to = new ToRecord(CoordinateSystems.Find(epsg)!);
        var (west, south, east, north) = (box.MinX, box.MinY, box.MaxX, box.MaxY);
        if (!to.TryPlace(ref west, ref south) || !to.TryPlace(ref east, ref north))
            return "，但超出该带范围";
        var ground = new Envelope(west, east, south, north);
        return $"，落在{Span(ground)}{InCounty(ground, county)}";
    }

    private static string InCounty(Envelope box, Envelope? county) =>
        county is null ? "" : county.Covers(box) ? "，在本县范围内" : county.Intersects(box) ? "，部分在本县范围内" : "，不在本县";

    private static string Span(Envelope box) => string.Create(CultureInfo.InvariantCulture,
        $" {box.MinX:0.###}°–{box.MaxX:0.###}°E、{box.MinY:0.###}°–{box.MaxY:0.###}°N");
}
