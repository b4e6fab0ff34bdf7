using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Ccer.Deadlines;

namespace ForestCarbon.Ccer.Projects;

/// <summary>A life-cycle laid flat: six stages, each of one or more states, with what is known of it; a de-registered project has a seventh, and so has what was withdrawn, after the stage it had come to.</summary>
public static class LifeLine
{
    private static readonly (string Key, string[] States)[] Project =
    [
        ("reserve", ["reserve"]), ("design", ["design"]), ("publicity", ["publicity", "publicity-ended"]), ("validation", ["validating", "validated", "validation-failed"]),
        ("application", ["applied", "supplementing", "refused"]), ("registered", ["registered"]),
    ];

    private static readonly (string Key, string[] States)[] Tranche =
    [
        ("monitoring", ["monitoring"]), ("accounting", ["accounting"]), ("publicity", ["publicity", "publicity-ended"]), ("verification", ["verifying", "verified", "verification-failed"]),
        ("application", ["applied", "supplementing", "refused"]), ("registered", ["registered"]),
    ];

    private static readonly (string Key, string[] States) Deregistered = ("deregistered", ["deregistered"]);

    /// <summary>The stages of a project (<paramref name="isTranche"/> false) or tranche, from its moves, oldest first.</summary>
    public static IReadOnlyList<LifeStage> Of(bool isTranche, IReadOnlyList<MoveRow> moves)
    {
        var stages = isTranche ? Tranche : moves.Any(m => m.ToState == "deregistered") ? [.. Project, Deregistered] : Project;
        int At(string state) => Array.FindIndex(stages, s => s.States.Contains(state));
        var last = moves.LastOrDefault(m => At(m.ToState) >= 0);
        var present = last is null ? 0 : At(last.ToState);
        var withdrawal = moves.Count > 0 && moves[^1].ToState == "withdrawn" ? moves[^1] : null;
        var isOver = withdrawal is not null || (moves.Count > 0 && moves[^1].ToState is "registered" or "deregistered");
        List<LifeStage> line = [.. stages.Select((s, i) => new LifeStage(
            s.Key, i < present || (i == present && isOver) ? StageStatus.Done : i == present ? StageStatus.Now : withdrawal is null ? StageStatus.Next : StageStatus.Barred,
            i <= present ? moves.LastOrDefault(m => s.States.Contains(m.ToState)) : null))];
        if (withdrawal is not null)
            line.Insert(present + 1, new LifeStage("withdrawn", StageStatus.Ended, withdrawal));
        return line;
    }

    /// <summary>How far a statutory period has run on a day, in working days, or null where its length or a calendar is not known.</summary>
    public static RunningPeriod? Running(MoveRow move, Period? period, WorkingCalendar calendar, DateOnly today)
    {
        if (period is not { Days: { } days, CountsFirst: { } countsFirst } || move.DueOn is not { } due)
            return null;
        var passed = 0;
        for (var date = move.MovedOn; date <= today && passed < days; date = date.AddDays(1))
            if ((date > move.MovedOn || countsFirst) && calendar.IsWorkingDay(date) == true)
                passed++;
        return new RunningPeriod(move.MovedOn, due, passed, days, period);
    }
}

public enum StageStatus
{
    Done,
    Now,
    Next,

    /// <summary>It ended here, withdrawn.</summary>
    Ended,

    /// <summary>Not reached, and out of reach since it was withdrawn.</summary>
    Barred,
}

/// <summary>A stage of a life-cycle; <paramref name="Move"/> is the newest move into it, null where it was not reached.</summary>
public sealed record LifeStage(string Key, StageStatus Status, MoveRow? Move);

/// <summary>A statutory period under way: working days passed, today included, of those it lasts.</summary>
public sealed record RunningPeriod(DateOnly From, DateOnly Due, int Passed, int Days, Period Period);
