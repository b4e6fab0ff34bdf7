namespace ForestCarbon.Carbon.Calendar;

/// <summary>The last day of a term in working days, with every non-working date it passed over.</summary>
/// <param name="End">The date of the last working day counted.</param>
/// <param name="Skipped">Non-working dates strictly between start and end, and the start if it is none.</param>
public sealed record WorkingTerm(DateOnly End, IReadOnlyList<DateOnly> Skipped);

/// <summary>Terms in working days over announced calendars.</summary>
public static class WorkingDays
{
    /// <summary>
    /// The term of <paramref name="days"/> working days from <paramref name="start"/>, or the year whose calendar is
    /// missing. Where the first day counts and is a working day it is day 1; otherwise day 1 is the next working day.
    /// </summary>
    /// <remarks>
    /// Counting the first day is what one live publicity of 2026 showed [S7c, ?]; registry periods do not count the day
    /// of receipt [M] (definitions.md §4). Which applies is data of the period, so the caller says it.
    /// </remarks>
    public static (WorkingTerm? Term, int? MissingYear) From(
        WorkingCalendar calendar, DateOnly start, int days, bool countFirstDay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        var skipped = new List<DateOnly>();
        var counted = 0;
        for (var date = start; ; date = date.AddDays(1))
        {
            if (calendar.IsWorkingDay(date) is not { } works) return (null, date.Year);
            if (!works) skipped.Add(date);
            else if (date > start || countFirstDay) counted++;
            if (counted == days) return (new WorkingTerm(date, skipped), null);
        }
    }

    /// <summary>
    /// The end of the same term where years without a calendar are taken as weekends only: for planning (预估), never for a statutory
    /// date (definitions.md §4).
    /// </summary>
    public static DateOnly Estimate(WorkingCalendar calendar, DateOnly start, int days, bool countFirstDay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        var counted = 0;
        for (var date = start; ; date = date.AddDays(1))
        {
            if ((calendar.IsWorkingDay(date) ?? !WorkingCalendar.IsWeekend(date)) && (date > start || countFirstDay)) counted++;
            if (counted == days) return date;
        }
    }

    /// <summary>Working days from the day after <paramref name="from"/> to <paramref name="to"/>, both where later negative; null where a year between has no calendar.</summary>
    public static int? Between(WorkingCalendar calendar, DateOnly from, DateOnly to)
    {
        var (first, last) = from <= to ? (from, to) : (to, from);
        var days = 0;
        for (var date = first.AddDays(1); date <= last; date = date.AddDays(1))
        {
            if (calendar.IsWorkingDay(date) is not { } works) return null;
            if (works) days++;
        }
        return from <= to ? days : -days;
    }
}
