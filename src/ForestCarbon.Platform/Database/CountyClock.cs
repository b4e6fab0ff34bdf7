namespace ForestCarbon.Platform.Database;

/// <summary>The county's own clock (Asia/Shanghai): the day it is and the hour a moment is shown at, on every page and in every command, whatever the machine's zone.</summary>
/// <remarks>Sessions of <see cref="Db"/> keep the same zone, so <c>current_date</c> in SQL is the same day.</remarks>
public static class CountyClock
{
    public const string Zone = "Asia/Shanghai";

    /// <summary>The zone, for schedules.</summary>
    public static TimeZoneInfo TimeZone { get; } = TimeZoneInfo.FindSystemTimeZoneById(Zone);

    /// <summary>The day it is in the county.</summary>
    public static DateOnly Today => DateOnly.FromDateTime(Now);

    /// <summary>Day and hour it is in the county.</summary>
    public static DateTime Now => At(DateTime.UtcNow);

    /// <summary>What the county's clock shows at a moment given in any zone that its kind names; one without a kind is taken as UTC.</summary>
    public static DateTime At(DateTime moment) => TimeZoneInfo.ConvertTimeFromUtc(
        moment.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(moment, DateTimeKind.Utc) : moment.ToUniversalTime(), TimeZone);
}
