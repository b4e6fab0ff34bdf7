namespace ForestCarbon.Platform.Failures;

/// <summary>The days that forms and commands take: a day outside is a slip of the hand, and periods reckoned from one beside the ends of the calendar leave it.</summary>
public static class BelievedDays
{
    /// <summary>The first of them; the tables of projects hold theirs to the same (<c>project_days_believed</c>).</summary>
    public static DateOnly First { get; } = new(1900, 1, 1);

    /// <summary>The last of them.</summary>
    public static DateOnly Last { get; } = new(2499, 12, 31);

    public static bool Hold(DateOnly day) => day >= First && day <= Last;

    /// <param name="day">Null: none was given, which is not asked here.</param>
    /// <exception cref="RefusedException">The day lies outside.</exception>
    public static void Require(DateOnly? day)
    {
        if (day is { } given && !Hold(given))
            throw new RefusedException(
                $"日期 {given:yyyy-MM-dd} 不在 {First:yyyy-MM-dd} 至 {Last:yyyy-MM-dd} 之间，请核对年份。",
                $"The day {given:yyyy-MM-dd} is not between {First:yyyy-MM-dd} and {Last:yyyy-MM-dd}: check the year.");
    }

    /// <summary>The first day outside among values, and among the days that a form or a body of a request is made of; null where none is.</summary>
    public static DateOnly? Beyond(IEnumerable<object?> values) => values.OfType<object>().SelectMany(DaysOf).Where(d => !Hold(d)).Select(d => (DateOnly?)d).FirstOrDefault();

    private static IEnumerable<DateOnly> DaysOf(object value) => value is DateOnly day
        ? [day]
        : value.GetType().GetProperties().Where(p => p.CanWrite && p.GetIndexParameters().Length == 0 && (Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType) == typeof(DateOnly))
            .Select(p => p.GetValue(value)).OfType<DateOnly>();
}
