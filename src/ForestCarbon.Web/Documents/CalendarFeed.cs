using System.Text;
using ForestCarbon.Ccer.Deadlines;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace ForestCarbon.Web.Documents;

/// <summary>Deadlines as an iCalendar file (RFC 5545): whole days, one event each, the same deadline always under the same UID.</summary>
public static class CalendarFeed
{
    /// <param name="root">Where the program is reached, e.g. <c>https://example.org</c>, for the links.</param>
    /// <param name="inEnglish">What was entered by people stays as they wrote it.</param>
    public static byte[] Of(IEnumerable<Deadline> deadlines, string root, bool inEnglish)
    {
        var calendar = new Ical.Net.Calendar { ProductId = $"-//ForestCarbon//Deadlines//{(inEnglish ? "EN" : "ZH")}" };
        calendar.AddProperty("X-WR-CALNAME", inEnglish ? "CCER deadlines" : "CCER 期限");
        foreach (var deadline in deadlines)
            calendar.Events.Add(new CalendarEvent
            {
                Uid = $"{deadline.Key}@forestcarbon", Summary = $"{(deadline.IsDone ? "✓ " : "")}{(inEnglish ? deadline.TitleEn ?? deadline.Title : deadline.Title)}{(deadline.IsEstimate ? inEnglish ? " (estimate)" : "（预估）" : "")}",
                Start = Day(deadline.DueOn), End = Day(deadline.DueOn.AddDays(1)), Description = root + deadline.Href, Url = new Uri(root + deadline.Href),
                Transparency = "TRANSPARENT",
            });
        return Encoding.UTF8.GetBytes(new CalendarSerializer().SerializeToString(calendar)!);
    }

    private static CalDateTime Day(DateOnly day) => new(day.Year, day.Month, day.Day);
}
