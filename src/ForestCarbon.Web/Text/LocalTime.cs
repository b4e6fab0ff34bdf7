using System.Globalization;

namespace ForestCarbon.Web.Text;

/// <summary>Moments as they are shown: the county's own clock.</summary>
public static class LocalTime
{
    private static readonly TimeZoneInfo County = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static string Of(DateTime? moment) => moment is { } known
        ? TimeZoneInfo.ConvertTimeFromUtc(known.ToUniversalTime(), County).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
        : Figures.None;
}
