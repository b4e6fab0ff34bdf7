using System.Globalization;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Text;

/// <summary>A schedule's calendar in the reader's words: every so many minutes, every hour, day, week, month or year.</summary>
public static class CronWords
{
    private static readonly string[] Weekdays = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];

    /// <param name="cron">minute hour day month weekday, on the county's clock.</param>
    /// <returns>Null of any other calendar: it stands as it is written.</returns>
    public static string? Of(string cron, IStringLocalizer<Texts> texts)
    {
        if (cron.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var minute, var hour, var day, var month, var weekday])
            return null;
        var isEveryHour = (hour, day, month, weekday) is ("*", "*", "*", "*");
        if (isEveryHour && minute.StartsWith("*/", StringComparison.Ordinal))
            return Whole(minute[2..], 1, 59) is { } step ? texts["每 {0} 分钟", step].Value : null;
        if (Whole(minute, 0, 59) is not { } m)
            return null;
        if (isEveryHour)
            return texts["每小时第 {0} 分", m].Value;
        if (Whole(hour, 0, 23) is not { } h)
            return null;
        var at = string.Create(CultureInfo.InvariantCulture, $"{h:00}:{m:00}");
        return (day, month, weekday) switch
        {
            ("*", "*", "*") => texts["每天 {0}", at].Value,
            ("*", "*", "1-5") => texts["周一到周五 {0}", at].Value,
            ("*", "*", _) when Whole(weekday, 0, 7) is { } which => texts["每{0} {1}", texts[Weekdays[which % 7]].Value, at].Value,
            (_, "*", "*") when Whole(day, 1, 31) is { } which => texts["每月 {0} 日 {1}", which, at].Value,
            (_, _, "*") when Whole(day, 1, 31) is { } which && Whole(month, 1, 12) is { } ofMonth => texts["每年 {0} 月 {1} 日 {2}", ofMonth, which, at].Value,
            _ => null,
        };
    }

    private static int? Whole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
