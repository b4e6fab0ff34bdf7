using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Calendar;

/// <summary>The working days (工作日) of the years whose holiday notice of the State Council is loaded.</summary>
/// <remarks>Weekends rest unless they are make-up days (调休上班); weekdays work unless they are holidays.</remarks>
public sealed class WorkingCalendar
{
    private static readonly Lazy<WorkingCalendar> Loaded = new(() => new WorkingCalendar(CsvTable.Embedded(
        "Calendar/working-days.csv", "date", "kind", "name", "source", "confidence")));

    private readonly Dictionary<DateOnly, bool> _works = [];
    private readonly SortedDictionary<int, Citation> _years = [];

    /// <summary>Reads holidays and make-up days; a year is announced when its New Year's Day is among them.</summary>
    public WorkingCalendar(CsvTable table)
    {
        Sha256 = table.Sha256;
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
            if (!_works.TryAdd(date, isMakeUp)) throw row.Wrong("a second row for this date");
            // The notice of a year may reach into the December before it, so that one row does not make a year known.
            if (!isMakeUp && date is { Month: 1, Day: 1 }) _years.Add(date.Year, row.Citation());
        }
    }

    /// <summary>The calendars shipped with this version.</summary>
    public static WorkingCalendar Current => Loaded.Value;

    public string Sha256 { get; }

    public IReadOnlyCollection<int> AnnouncedYears => _years.Keys;

    public bool IsAnnounced(int year) => _years.ContainsKey(year);

    /// <summary>The notice a year was announced in.</summary>
    public Citation SourceOf(int year) => _years[year];

    /// <summary>Whether a date is a working day, or null where the year's calendar is not announced.</summary>
    public bool? IsWorkingDay(DateOnly date) =>
        !IsAnnounced(date.Year) ? null : _works.TryGetValue(date, out var works) ? works : !IsWeekend(date);

    private static bool IsWeekend(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
