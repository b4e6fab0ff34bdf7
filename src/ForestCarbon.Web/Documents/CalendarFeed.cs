using System.Text;
using ForestCarbon.Ccer.Deadlines;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace ForestCarbon.Web.Documents;

/// <summary>
/// Deadlines as an iCalendar file (RFC 5545): whole days, one event each, the same deadline always under the same UID, a later version under a higher SEQUENCE; its
/// alarm is in the morning of the day on which the owner is reminded first.
/// </summary>
public static class CalendarFeed
{
    // Hours before midnight that a day's morning is away from the midnight it begins with: eight o'clock.
    private const int Morning = 8;

    /// <param name="root">Where the program is reached, e.g. <c>https://example.org</c>, for the links.</param>
    /// <param name="inEnglish">What was entered by people stays as they wrote it.</param>
    public static byte[] Of(IEnumerable<FeedEntry> entries, string root, bool inEnglish)
    {
        var calendar = new Ical.Net.Calendar { ProductId = $"-//ForestCarbon//Deadlines//{(inEnglish ? "EN" : "ZH")}" };
        calendar.AddProperty("X-WR-CALNAME", inEnglish ? "CCER deadlines" : "CCER 期限");
        foreach (var entry in entries)
        {
            var deadline = entry.Of;
            // Percent-encoded as RFC 3986 has it: a code of a project may hold any character.
            var address = new Uri(new Uri(root + deadline.Href).AbsoluteUri);
            var said = $"{(deadline.IsDone ? "✓ " : "")}{(inEnglish ? deadline.TitleEn ?? deadline.Title : deadline.Title)}{(deadline.IsEstimate ? inEnglish ? " (estimate)" : "（预估）" : "")}";
            var due = new CalendarEvent
            {
                Uid = $"{deadline.Key}@forestcarbon", Sequence = entry.Sequence, Summary = said, Start = Day(deadline.DueOn), End = Day(deadline.DueOn.AddDays(1)), Description = address.AbsoluteUri, Url = address,
                Transparency = "TRANSPARENT",
            };
            if (entry.DaysAhead is { } days)
                due.Alarms.Add(new Alarm { Action = AlarmAction.Display, Description = said, Trigger = new Trigger(Duration.FromHours(Morning - (days * 24))) });
            calendar.Events.Add(due);
        }
        return Encoding.UTF8.GetBytes(new CalendarSerializer().SerializeToString(calendar)!);
    }

    private static CalDateTime Day(DateOnly day) => new(day.Year, day.Month, day.Day);
}
