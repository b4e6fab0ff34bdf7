using System.Globalization;
using ForestCarbon.Web.Text;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Tests.Text;

public sealed class CronWordsTests
{
    [Theory]
    [InlineData("*/5 * * * *", "每 5 分钟"), InlineData("7 * * * *", "每小时第 7 分"), InlineData("30 2 * * *", "每天 02:30"), InlineData("0 8 * * 1-5", "周一到周五 08:00")]
    [InlineData("0 8 * * 7", "每周日 08:00"), InlineData("15 6 1 * *", "每月 1 日 06:15"), InlineData("0 2 5 1 *", "每年 1 月 5 日 02:00")]
    public void A_plain_calendar_is_said_in_words(string cron, string words) => Assert.Equal(words, CronWords.Of(cron, new Chinese()));

    [Theory, InlineData("*/5 2 * * *"), InlineData("0 2,14 * * *"), InlineData("0 2 5 1 1"), InlineData("0 25 * * *"), InlineData("every night"), InlineData("")]
    public void Any_other_stands_as_it_is_written(string cron) => Assert.Null(CronWords.Of(cron, new Chinese()));

    private sealed class Chinese : IStringLocalizer<Texts>
    {
        public LocalizedString this[string name] => new(name, name);

        public LocalizedString this[string name, params object[] arguments] => new(name, string.Format(CultureInfo.InvariantCulture, name, arguments));

        public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];
    }
}
