using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Ccer.Projects;

namespace ForestCarbon.Finance.Forecasts;

/// <summary>The first day on which reductions of a project can be registered at all, by the steps that are still before it. Pure.</summary>
public static class EarliestIssuance
{
    /// <remarks>
    /// <code>
    ///   registered project    = today; else the later of  today + months of the stage  and  today + statutory working days that remain (publicity before it began, review of registration)
    ///   tranche               + working days of monitoring, publicity, verification as planned, those that are over left out, + statutory review of its registration
    /// </code>
    /// A statutory period whose length nobody has read counts as no day, and the result as an estimate; so does a year whose calendar is not announced.
    /// </remarks>
    /// <param name="state">State of the project.</param>
    /// <param name="months">From today to its registration, as the scenario says.</param>
    /// <param name="tranche">State of its tranche under way that is farthest; null: none is.</param>
    /// <param name="leadTimes">Planned working days of monitoring, publicity and verification.</param>
    public static EarliestDay Of(string state, int months, string? tranche, IReadOnlyList<LeadTime> leadTimes, PeriodRules periods, DateOnly today)
    {
        var (day, isEstimate) = (today, false);
        if (state != "registered")
        {
            if (state is "reserve" or "design")
                Statutory("project-publicity");
            Statutory("project-registration");
            day = day > today.AddMonths(months) ? day : today.AddMonths(months);
            isEstimate = true; // the months are assumed
        }
        string[] over = (state == "registered" ? tranche : null) switch
        {
            "publicity" => ["monitoring"], "publicity-ended" or "verifying" or "verification-failed" => ["monitoring", "publicity"], "verified" or "applied" or "supplementing" => ["monitoring", "publicity", "verification"], _ => [],
        };
        foreach (var step in leadTimes.Where(l => !over.Contains(l.Step)))
            Pass(step.WorkingDays);
        Statutory("reduction-registration");
        return new(day, isEstimate);

        void Statutory(string kind)
        {
            var due = periods.DueOf(kind, day);
            (day, isEstimate) = (due.Planned ?? day, isEstimate || due.On is null);
        }

        void Pass(int workingDays)
        {
            day = WorkingDays.Estimate(periods.Calendar, day, workingDays, countFirstDay: false);
            isEstimate |= !periods.Calendar.IsAnnounced(day.Year);
        }
    }
}

/// <param name="IsEstimate">A step is assumed, or a year's calendar not announced (预估).</param>
public readonly record struct EarliestDay(DateOnly On, bool IsEstimate);
