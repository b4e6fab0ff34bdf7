using System.Text;
using CsCheck;
using ForestCarbon.Carbon.Calendar;
using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Tests.Calendar;

public sealed class WorkingDaysTests
{
    private static readonly DateOnly FirstDay = new(2020, 1, 1);

    [Fact]
    public void The_announced_years_are_2020_to_2026() =>
        Assert.Equal([2020, 2021, 2022, 2023, 2024, 2025, 2026], WorkingCalendar.Shipped.AnnouncedYears);

    // Working days of a year = days − weekends − weekday holidays + make-up days; counted from the notices by hand.
    [Theory]
    [InlineData(2020, 249)]
    [InlineData(2024, 251)]
    [InlineData(2025, 248)]
    [InlineData(2026, 248)]
    public void A_year_has_the_working_days_of_its_notice(int year, int expected) =>
        Assert.Equal(expected, Enumerable.Range(0, 366)
            .Select(new DateOnly(year, 1, 1).AddDays)
            .Count(d => d.Year == year && WorkingCalendar.Shipped.IsWorkingDay(d) == true));

    [Fact]
    public void A_December_holiday_announced_with_the_next_year_is_known_with_that_year() =>
        Assert.False(WorkingCalendar.Shipped.IsWorkingDay(new DateOnly(2022, 12, 31)));

    [Fact]
    public void A_year_without_a_notice_is_not_guessed()
    {
        Assert.Null(WorkingCalendar.Shipped.IsWorkingDay(new DateOnly(2027, 3, 1)));
        Assert.Equal(2027, WorkingDays.From(WorkingCalendar.Shipped, new DateOnly(2026, 12, 31), 2, true).MissingYear);
    }

    [Fact]
    public void A_term_holds_as_many_working_days_as_were_asked_for() =>
        Gen.Select(Gen.Int[0, 2265], Gen.Int[1, 60], Gen.Bool).Sample((offset, days, countFirst) =>
        {
            var calendar = WorkingCalendar.Shipped;
            var start = FirstDay.AddDays(offset);
            var term = WorkingDays.From(calendar, start, days, countFirst).Term!;
            var passed = Enumerable.Range(0, term.End.DayNumber - start.DayNumber + 1).Select(start.AddDays).ToArray();
            var working = passed.Count(d => calendar.IsWorkingDay(d) == true && (countFirst || d > start));

            return working == days
                && calendar.IsWorkingDay(term.End) == true
                && term.Skipped.SequenceEqual(passed.Where(d => calendar.IsWorkingDay(d) == false));
        });

    [Theory]
    [InlineData("2026-01-05,makeup,x,s,S", "line 2: a make-up day falls on a weekend")]
    [InlineData("2026-1-5,holiday,x,s,S", "line 2: date is not a date")]
    [InlineData("2026-01-05,rest,x,s,S", "line 2: kind is holiday or makeup")]
    [InlineData("2026-01-05,holiday,x,s,S\n2026-01-05,holiday,x,s,S", "line 3: a second row for this date")]
    public void A_wrong_calendar_is_refused_with_file_and_line(string rows, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => new WorkingCalendar(CsvTable.Parse(
            "days.csv", Encoding.UTF8.GetBytes("date,kind,name,source,confidence\n" + rows),
            "date", "kind", "name", "source", "confidence")));

        Assert.Contains("days.csv, " + message, error.Message, StringComparison.Ordinal);
    }
}
