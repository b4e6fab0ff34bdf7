using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Calendar;

/// <summary>A date a State Council notice names: a holiday, or a weekend day that works (调休上班).</summary>
public readonly record struct NoticeDay(DateOnly Date, bool IsMakeUp, string Name, Citation Citation);

/// <summary>The working days (工作日) of the years whose holiday notice of the State Council is loaded.</summary>
/// <remarks>Weekends rest unless they are make-up days (调休上班); weekdays work unless they are holidays.</remarks>
public sealed class WorkingCalendar
{
    private static readonly string[] Columns = ["date", "kind", "name", "source", "confidence"];
    private static readonly Lazy<WorkingCalendar> Loaded = new(() => new WorkingCalendar(CsvTable.Embedded("Calendar/working-days.csv", Columns)));

    private readonly Dictionary<DateOnly, NoticeDay> _named = [];
    private readonly SortedDictionary<int, Citation> _years = [];

    /// <summary>Reads holidays and make-up days; a year is announced when its New Year's Day is among them.</summary>
    /// <exception cref="InvalidDataException">A row that is no holiday or make-up day, with file and line.</exception>
    public WorkingCalendar(CsvTable table)
    {
        foreach (var row in table.Rows)
        {
            var date = row.Date("date");
            var isMakeUp = row.Text("kind") switch
            {
                "holiday" => false,
                "makeup" => true,
                _ => throw row.Wrong("kind is holiday or makeup"),
            };
            if (isMakeUp && !IsWeekend(date)) throw row.Wrong("a make-up day falls on a weekend");
            if (!Add(new NoticeDay(date, isMakeUp, row.Text("name"), row.Citation()))) throw row.Wrong("a second row for this date");
        }
    }

    /// <summary>The calendar of days that are stored already; of two for one date the later holds.</summary>
    public WorkingCalendar(IEnumerable<NoticeDay> days)
    {
        foreach (var day in days)
        {
            _named.Remove(day.Date);
            Add(day);
        }
    }

    /// <summary>The calendars shipped with this version.</summary>
    public static WorkingCalendar Shipped => Loaded.Value;

    public IReadOnlyCollection<int> AnnouncedYears => _years.Keys;

    /// <summary>Every date a notice names, in order.</summary>
    public IEnumerable<NoticeDay> Named => _named.Values.OrderBy(d => d.Date);

    public bool IsAnnounced(int year) => _years.ContainsKey(year);

    /// <summary>The notice a year was announced in.</summary>
    public Citation SourceOf(int year) => _years[year];

    /// <summary>What a notice says of the date, or null where none names it.</summary>
    public NoticeDay? NoticeOf(DateOnly date) => _named.TryGetValue(date, out var day) ? day : null;

    /// <summary>Whether a date is a working day, or null where the year's calendar is not announced.</summary>
    public bool? IsWorkingDay(DateOnly date) =>
        !IsAnnounced(date.Year) ? null : _named.TryGetValue(date, out var day) ? day.IsMakeUp : !IsWeekend(date);

    public static bool IsWeekend(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private bool Add(NoticeDay day)
    {
        // The notice of a year may reach into the December before it, so that one row does not make a year known.
        if (day is { IsMakeUp: false, Date: { Month: 1, Day: 1 } })
            _years[day.Date.Year] = day.Citation;
        return _named.TryAdd(day.Date, day);
    }
}
