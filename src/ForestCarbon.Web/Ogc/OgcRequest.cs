using System.Globalization;
using ForestCarbon.Inventory.Ogc;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Web.Ogc;

/// <summary>Reads the parameters of a request; one that is not understood is refused, never ignored.</summary>
internal static class OgcRequest
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    /// <exception cref="OgcRequestException">A parameter cannot be read.</exception>
    public static (OgcQuery Query, OgcCrs Crs) Read(string collection, IQueryCollection asked)
    {
        var crs = CrsOf(asked, "crs");
        var query = new OgcQuery(collection, HitsOnly(asked) ? 0 : (int)Math.Min(Whole(asked, "limit", OgcQuery.UsualLimit, 1), OgcQuery.LargestLimit), Whole(asked, "offset", 0, 0),
            BoxOf(asked, CrsOf(asked, "bbox-crs")));
        var (from, until) = TimeOf(asked["datetime"].ToString());
        var filters = asked.Where(q => q.Key is not ("f" or "limit" or "offset" or "bbox" or "bbox-crs" or "crs" or "datetime" or "resultType"))
            .SelectMany(q => q.Value, (q, value) => (q.Key, value ?? "")).ToList();
        return (query with { From = from, Until = until, Filters = filters }, crs);
    }

    // How many there are, and none of them: what GDAL asks for where a program counts.
    private static bool HitsOnly(IQueryCollection asked) => asked["resultType"].ToString() switch
    {
        "hits" => true,
        "" or "results" => false,
        _ => throw new OgcRequestException("resultType 应是 results 或 hits。"),
    };

    private static long Whole(IQueryCollection asked, string name, long usual, long least) =>
        !asked.TryGetValue(name, out var text) ? usual
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least ? number
        : throw new OgcRequestException($"{name} 应是不小于 {least} 的整数。");

    private static OgcCrs CrsOf(IQueryCollection asked, string name) =>
        !asked.TryGetValue(name, out var uri) ? OgcCrs.Crs84
        : OgcCrs.Find(uri.ToString()) ?? throw new OgcRequestException($"{name} 应是 {string.Join("、", OgcCrs.All.Select(c => c.Uri))} 之一。");

    private static Envelope? BoxOf(IQueryCollection asked, OgcCrs crs)
    {
        if (!asked.TryGetValue("bbox", out var text))
            return null;
        var numbers = text.ToString().Split(',').Select(t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n) ? n : (double?)null).ToArray();
        if (numbers.Length is not (4 or 6) || numbers.Contains(null))
            throw new OgcRequestException("bbox 应是以逗号分开的 4 个（或 6 个）数。");
        var half = numbers.Length / 2;
        return crs.ToStored(numbers[0]!.Value, numbers[1]!.Value, numbers[half]!.Value, numbers[half + 1]!.Value)
               ?? throw new OgcRequestException("bbox 不在坐标系的范围内。");
    }

    // A moment, or two with a slash between them; ".." or nothing is an open end. Days are those of China, as everywhere here.
    private static (DateOnly? From, DateOnly? Until) TimeOf(string text)
    {
        if (text.Length == 0)
            return (null, null);
        var parts = text.Split('/');
        if (parts.Length == 1 && Day(parts[0]) is { } day)
            return (day, day);
        if (parts.Length == 2 && (parts[0] is "" or ".." || Day(parts[0]) is not null) && (parts[1] is "" or ".." || Day(parts[1]) is not null)
            && (Day(parts[0]) ?? Day(parts[1])) is not null && !(Day(parts[0]) > Day(parts[1])))
            return (Day(parts[0]), Day(parts[1]));
        throw new OgcRequestException("datetime 应是日期、时刻，或以斜线分开的起止，如 2025-12-31 或 2020-01-01/..。");
    }

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : text.Length > 10 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            // The last hours of the calendar have no later day to be of.
            ? moment.UtcDateTime > DateTime.MaxValue - China ? DateOnly.MaxValue : DateOnly.FromDateTime(moment.ToOffset(China).DateTime)
            : null;
}
