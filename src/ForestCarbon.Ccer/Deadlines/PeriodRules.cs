using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Deadlines;

/// <summary>The statutory periods with the values and the calendar that hold: what is due when.</summary>
/// <remarks>Lengths and counting are parameters of the Measures; a length nobody has read is missing, and its date cannot be said.</remarks>
public sealed class PeriodRules(WorkingCalendar calendar, IReadOnlyList<ParameterRow> parameters)
{
    public WorkingCalendar Calendar => calendar;

    /// <summary>Reads calendar and values; <paramref name="on"/> is the day whose values hold, today where null.</summary>
    public static async Task<PeriodRules> LoadAsync(Db db, DateOnly? on = null, CancellationToken ct = default)
    {
        var day = on ?? CountyClock.Today;
        return new PeriodRules(
            await new WorkingYears(db).CalendarAsync(ct), [.. (await new ParameterBook(db).ListAsync(MethodologyCatalogue.MeasuresId, ct)).Where(p => p.HoldsOn(day))]);
    }

    /// <summary>The same for a change: what the program ships is entered first where the store does not hold it.</summary>
    public static async Task<PeriodRules> EnsuredAsync(Db db, DateOnly? on = null, CancellationToken ct = default)
    {
        await new WorkingYears(db).EnsureShippedAsync(ct);
        await new ParameterBook(db).EnsureShippedAsync(ct);
        return await LoadAsync(db, on, ct);
    }

    /// <summary>Every kind of period with what holds of it.</summary>
    public IReadOnlyList<Period> All => [.. PeriodKind.All.Select(Of)];

    /// <exception cref="RefusedException">No such kind.</exception>
    public Period Of(string kind) => Of(PeriodKind.Find(kind) ?? throw new RefusedException(
        $"没有期限“{kind}”。有：{string.Join("、", PeriodKind.All.Select(k => k.Key))}。", $"There is no period “{kind}”. There are {string.Join(", ", PeriodKind.All.Select(k => k.Key))}."));

    /// <summary>When a period that begins on a day ends. For planning an unannounced year counts weekends only, and says so; from a day outside <see cref="BelievedDays"/> nothing is planned.</summary>
    /// <exception cref="RefusedException">No such kind.</exception>
    public Due DueOf(string kind, DateOnly from)
    {
        var period = Of(kind);
        if (from < period.Kind.InForceFrom || period is not { Days: { } days, CountsFirst: { } countsFirst })
            return new Due(period, from, null, null, null, []);
        var (term, missing) = WorkingDays.From(calendar, from, days, countsFirst);
        return new Due(period, from, term?.End, term is null && BelievedDays.Hold(from) ? WorkingDays.Estimate(calendar, from, days, countsFirst) : null, missing, term?.Skipped ?? []);
    }

    /// <summary>The statutory end of a period.</summary>
    /// <exception cref="RefusedException">Its length is not known, or a year it reaches into has no calendar.</exception>
    public DateOnly RequiredEnd(string kind, DateOnly from)
    {
        var due = DueOf(kind, from);
        return due.On ?? throw new RefusedException(due.ReasonZh, due.ReasonEn);
    }

    private Period Of(PeriodKind kind)
    {
        var (length, counting) = (Find(kind.LengthKey), Find(kind.CountsFirstKey));
        return new Period(
            kind, length?.UsableValue is { } days and >= 1 ? (int)days : null, counting?.UsableValue is { } counts ? counts == 1 : null,
            ConfidenceMark.Weakest(new[] { length?.Mark, counting?.Mark }.OfType<string>().Where(m => m.Length > 0)), length?.ParameterId, counting?.ParameterId,
            length?.Source ?? "", counting?.Source ?? "");
    }

    private ParameterRow? Find(string key) => parameters.FirstOrDefault(p => p.ParamKey == key);
}

/// <summary>A kind of period with what holds of it.</summary>
/// <param name="Days">Working days; null: nobody has read how many.</param>
/// <param name="CountsFirst">Whether the first day counts; null: not known.</param>
/// <param name="Mark">The weaker of the marks of both.</param>
public sealed record Period(
    PeriodKind Kind, int? Days, bool? CountsFirst, string Mark, long? LengthParameter, long? CountingParameter, string LengthSource, string CountingSource);

/// <summary>What is due when.</summary>
/// <param name="On">The statutory date; null where it cannot be said.</param>
/// <param name="Estimate">For planning, where <paramref name="MissingYear"/> has no calendar yet (预估).</param>
/// <param name="Skipped">Non-working dates passed over.</param>
public sealed record Due(Period Period, DateOnly From, DateOnly? On, DateOnly? Estimate, int? MissingYear, IReadOnlyList<DateOnly> Skipped)
{
    /// <summary>The statutory date, else the estimate.</summary>
    public DateOnly? Planned => On ?? Estimate;

    /// <summary>Why there is no statutory date; empty where there is one.</summary>
    public string ReasonZh => On is not null ? ""
        : From < Period.Kind.InForceFrom ? $"{Period.Kind.NameZh}所依据的办法自 {Period.Kind.InForceFrom:yyyy-MM-dd} 起施行，{From:yyyy-MM-dd} 还没有这条规则，日期算不出来。"
        : MissingYear is { } year ? $"{year} 年的放假安排还没有载入，{Period.Kind.NameZh}的法定日期算不出来。请在“工作日历”录入该年的通知。"
        : $"{Period.Kind.NameZh}的天数还没有读到，日期算不出来。请在“方法学与参数”的办法与登记规则中录入。";

    /// <inheritdoc cref="ReasonZh"/>
    public string ReasonEn => On is not null ? ""
        : From < Period.Kind.InForceFrom ? $"The rule of “{Period.Kind.NameEn}” is in force since {Period.Kind.InForceFrom:yyyy-MM-dd}; on {From:yyyy-MM-dd} there was none, so its day cannot be told."
        : MissingYear is { } year ? $"The holiday notice of {year} is not loaded, so the statutory day of “{Period.Kind.NameEn}” cannot be told. Enter that year's notice under “Working days”."
        : $"Nobody has read how many days “{Period.Kind.NameEn}” lasts, so its day cannot be told. Enter it among the parameters of the Measures and the registry's rules.";
}
