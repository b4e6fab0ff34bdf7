using System.Globalization;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Web.Text;

/// <summary>Moments as they are shown: the county's own clock.</summary>
public static class LocalTime
{
    public static string Of(DateTime? moment) => moment is { } known
        ? CountyClock.At(known).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
        : Figures.None;
}
