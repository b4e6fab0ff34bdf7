using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Carbon.Methodologies;

namespace ForestCarbon.Ccer.Projects;

/// <summary>What a registered project loses by waiting: its first uncredited day lapses five years later.</summary>
public static class RollingExpiry
{
    /// <summary>The expiry of a registered project, or null where nothing is left to credit or its crediting period is not known.</summary>
    /// <param name="expectedT">Whole tonnes over the crediting period, as expected; null: tonnes lost are not known.</param>
    /// <param name="leadTimes">Working days of monitoring, publicity and verification, in the order they are gone through.</param>
    /// <param name="today">Days that had lapsed before it are lost; between two registered tranches that lapsed altogether nothing is left to be late with.</param>
    /// <remarks>
    /// <code>
    ///   first  = first day of [max(2020-09-23, crediting start), crediting end] under no registered tranche, of the first such stretch that has not lapsed altogether
    ///   lapse  = first + 5 years: an application later than that loses the day (Measures Art. 17 [S1c])
    ///   per month = expected / months of the crediting period
    ///   latest start of a step = lapse less the working days of it and of every later step
    /// </code>
    /// A tranche that is under way credits nothing yet, so it does not move the first uncredited day.
    /// </remarks>
    public static ExpiryDates? Of(DateOnly? creditingFrom, DateOnly? creditingTo, IEnumerable<TrancheRow> tranches, long? expectedT, IReadOnlyList<LeadTime> leadTimes, WorkingCalendar calendar, DateOnly today)
    {
        if (creditingFrom is not { } from || creditingTo is not { } to)
            return null;
        // An application today reaches back this far (ccer.move_obstacles, condition "window").
        var earliest = today.AddYears(-CreditingWindow.LookBackYears);
        var stretches = Uncredited(from > CreditingWindow.FirstDay ? from : CreditingWindow.FirstDay, to, tranches).ToList();
        if (stretches.Where(s => s.To >= earliest).Select(s => (DateOnly?)s.From).FirstOrDefault() is not { } first)
            return null;
        var lapsed = stretches.Where(s => s.From < earliest).Sum(s => (s.To < earliest ? s.To.AddDays(1) : earliest).DayNumber - s.From.DayNumber);
        var lapse = first.AddYears(CreditingWindow.LookBackYears);
        var months = (to.AddDays(1).Year - from.Year) * 12 + to.AddDays(1).Month - from.Month;
        var starts = new List<LatestStart>();
        var (day, isEstimate) = (lapse, false);
        foreach (var step in leadTimes.Reverse())
        {
            (day, var guessed) = Before(calendar, day, step.WorkingDays);
            isEstimate |= guessed;
            starts.Insert(0, new LatestStart(step, day, isEstimate));
        }
        return new ExpiryDates(first, lapse, lapsed, expectedT is { } t && months > 0 ? decimal.Round((decimal)t / months, 1) : null, starts);
    }

    // Days from first to last that no registered tranche covers.
    private static IEnumerable<(DateOnly From, DateOnly To)> Uncredited(DateOnly first, DateOnly last, IEnumerable<TrancheRow> tranches)
    {
        foreach (var credited in tranches.Where(t => t.State == "registered").OrderBy(t => t.PeriodFrom))
        {
            if (credited.PeriodFrom > first && first <= last)
                yield return (first, credited.PeriodFrom.AddDays(-1));
            if (credited.PeriodTo >= first)
                first = credited.PeriodTo.AddDays(1);
        }
        if (first <= last)
            yield return (first, last);
    }

    // That many working days before a day. Where a year's calendar is not announced only weekends rest, and the result is an estimate.
    private static (DateOnly Day, bool IsEstimate) Before(WorkingCalendar calendar, DateOnly day, int workingDays)
    {
        var isEstimate = false;
        for (var left = workingDays; left > 0;)
        {
            day = day.AddDays(-1);
            var works = calendar.IsWorkingDay(day);
            isEstimate |= works is null;
            if (works ?? !WorkingCalendar.IsWeekend(day))
                left--;
        }
        return (day, isEstimate);
    }
}

/// <summary>Working days a step before an application is planned with.</summary>
public sealed record LeadTime
{
    public string Step { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public short WorkingDays { get; init; }
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
}

/// <summary>The day by which a step begins at the latest; an estimate (预估) where a year's calendar is not announced.</summary>
public sealed record LatestStart(LeadTime Step, DateOnly On, bool IsEstimate);

/// <summary>First day not credited yet, the day it lapses, tonnes lost with each month of delay, and when each step has to begin.</summary>
/// <param name="LapsedDays">Uncredited days that lapsed already and cannot be applied for any more.</param>
public sealed record ExpiryDates(DateOnly FirstUncredited, DateOnly Lapses, int LapsedDays, decimal? TonnesPerMonth, IReadOnlyList<LatestStart> LatestStarts);
