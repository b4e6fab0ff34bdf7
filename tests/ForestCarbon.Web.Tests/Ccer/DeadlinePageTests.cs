using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Tests.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Ccer;

public sealed class DeadlinePageTests(WebSite site) : IClassFixture<WebSite>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_stands_in_its_month_and_in_the_feed_until_the_address_is_taken_back()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        var fields = new Dictionary<string, string> { ["Title"] = "送审定机构", ["Owner"] = "role:developer", ["Period"] = "project-publicity", ["From"] = "2026-07-17", ["Month"] = "2026-08" };
        using var added = await browser.PostAsync("/ccer/calendar/tasks", fields, formOn: "/ccer/calendar");
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        Assert.Contains("送审定机构", (await browser.PageAsync("/ccer/calendar?month=2026-08")).QuerySelector("table.month.big")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("送审定机构", (await browser.PageAsync("/ccer/calendar?month=2026-07")).QuerySelector("table.month.big")!.TextContent, StringComparison.Ordinal);

        var soon = CountyClock.Today.AddDays(10);
        await browser.PostAsync("/ccer/calendar/tasks", new() { ["Title"] = "送核查机构", ["Owner"] = "role:developer", ["DueOn"] = $"{soon:yyyy-MM-dd}" }, formOn: "/ccer/calendar");

        var page = await Browser.ReadAsync(await browser.PostAsync("/ccer/calendar/feed", [], formOn: "/ccer/calendar"));
        var address = new Uri(page.QuerySelector("#feed")!.TextContent).PathAndQuery;
        using var feed = await site.Anonymous().GetAsync(address);
        var ics = (await feed.Content.ReadAsStringAsync(Ct)).ReplaceLineEndings("\n").Replace("\n ", "", StringComparison.Ordinal);
        Assert.Equal("text/calendar", feed.Content.Headers.ContentType!.MediaType);
        Assert.Contains($"DTSTART;VALUE=DATE:{soon:yyyyMMdd}", ics, StringComparison.Ordinal);
        Assert.Contains("SUMMARY:送核查机构", ics, StringComparison.Ordinal);
        Assert.Contains("BEGIN:VALARM", ics, StringComparison.Ordinal);
        Assert.Contains("ACTION:DISPLAY", ics, StringComparison.Ordinal);
        Assert.Matches("TRIGGER:-P.*H", ics);

        await browser.PostAsync("/ccer/calendar/feed/revoke", [], formOn: "/ccer/calendar");
        using var gone = await site.Anonymous().GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task The_feed_leads_to_a_page_by_an_address_without_raw_Chinese_and_counts_changes_of_a_day()
    {
        var code = $"粗石-{Guid.NewGuid():N}"[..12];
        await new SampleProject(site.Db).LeadAsync(await new SampleProject(site.Db).NewAsync(code), null, "publicity");
        var browser = await site.SignedInAsync(Roles.Developer);
        await browser.PostAsync("/ccer/calendar/tasks", new() { ["Title"] = "改期的事", ["Owner"] = "role:developer", ["DueOn"] = "2026-05-21" }, formOn: "/ccer/calendar");
        var here = (await browser.PageAsync("/ccer/calendar?month=2026-05")).QuerySelectorAll("a.due").Single(a => a.TextContent.Contains("改期的事", StringComparison.Ordinal)).GetAttribute("href")!;
        await browser.PostAsync(here, new() { ["Title"] = "改期的事", ["Owner"] = "role:developer", ["DueOn"] = "2026-05-22" }, formOn: here);

        var page = await Browser.ReadAsync(await browser.PostAsync("/ccer/calendar/feed", [], formOn: "/ccer/calendar"));
        var ics = (await site.Anonymous().Http.GetStringAsync(new Uri(page.QuerySelector("#feed")!.TextContent).PathAndQuery, Ct)).ReplaceLineEndings("\n").Replace("\n ", "", StringComparison.Ordinal);

        var events = ics.Split("BEGIN:VEVENT");
        // The publicity of January 2026 is open still.
        var publicity = events.Single(e => e.Contains(code, StringComparison.Ordinal) && e.Contains("公示", StringComparison.Ordinal));
        Assert.Contains($"/ccer/projects/{Uri.EscapeDataString(code)}", publicity, StringComparison.Ordinal);
        Assert.DoesNotContain(publicity.Split('\n'), line => line.StartsWith("URL", StringComparison.Ordinal) && line.Any(c => c > 127));
        Assert.Contains("SEQUENCE:1", events.Single(e => e.Contains("改期的事", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory, InlineData("zzz"), InlineData("1900-01"), InlineData("9999-12")]
    public async Task A_month_that_is_none_of_the_calendars_is_said_to_be_none(string month)
    {
        using var answer = await (await site.SignedInAsync(Roles.Developer)).GetAsync($"/ccer/calendar?month={month}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"没有月份“{month}”", (await Browser.ReadAsync(answer)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Theory, InlineData("0001-01-01"), InlineData("9999-12-31")]
    public async Task The_ends_of_the_calendar_are_answered_where_they_are_asked_for_and_refused_where_they_are_entered(string day)
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        foreach (var asked in new[]
                 {
                     $"/ccer/calendar?day={day}", $"/ccer/working-days?kind=project-publicity&from={day}", $"/api/v1/deadlines?from={day}&to={day}", $"/api/v1/periods/project-publicity/due?from={day}",
                 })
        {
            using var answer = await browser.GetAsync(asked);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{asked} answered {(int)answer.StatusCode}");
        }

        using var task = await browser.PostAsync("/ccer/calendar/tasks", new() { ["Title"] = "无尽的事", ["Owner"] = "role:developer", ["DueOn"] = day }, formOn: "/ccer/calendar");
        Assert.Equal(HttpStatusCode.BadRequest, task.StatusCode);
        Assert.Contains($"日期 {day} 不在 1900-01-01 至 2499-12-31 之间，请核对年份。", await task.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var sent = await browser.Http.PostAsJsonAsync("/api/v1/tasks", new { title = "无尽的事", owner = "role:developer", dueOn = day }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains("请核对年份", (await sent.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accounts_of_one_name_that_a_task_can_be_given_to_are_told_apart_by_the_names_they_sign_in_with()
    {
        using var store = new AccountStore(site.Db);
        foreach (var name in new[] { "first-of-two", "second-of-two" })
            Assert.True((await store.CreateAsync(new Account
            {
                AccountId = Guid.NewGuid(), UserName = name, NormalizedName = name.ToUpperInvariant(), DisplayName = "林工", SecurityStamp = name, Roles = [Roles.Developer],
            }, Ct)).Succeeded);

        var offered = (await (await site.SignedInAsync(Roles.Developer)).PageAsync("/ccer/calendar")).QuerySelectorAll("select[name=Owner] optgroup:last-child option").Select(o => o.TextContent).ToList();

        Assert.Equal(["林工（first-of-two）", "林工（second-of-two）"], offered.Where(o => o.StartsWith("林工", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(offered.Distinct(), offered);
    }

    [Fact]
    public async Task One_overdue_thing_is_one_item_in_English()
    {
        // A station sees what is its own or on its ground: this task and nothing else.
        var station = await site.SignedInAsync(Roles.TownshipStation);
        await (await site.SignedInAsync(Roles.Developer)).PostAsync(
            "/ccer/calendar/tasks", new() { ["Title"] = "站里的事", ["Owner"] = "role:township-station", ["DueOn"] = $"{CountyClock.Today.AddDays(-4):yyyy-MM-dd}" }, formOn: "/ccer/calendar");
        await station.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, formOn: "/");

        var header = (await station.PageAsync("/ccer/calendar")).QuerySelector("section:has(#overdue) > header")!;

        Assert.Equal("1 item", header.QuerySelector(".cap")!.TextContent);
        await station.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");
    }

    [Fact]
    public async Task The_feed_speaks_the_language_its_account_reads_in()
    {
        var (sample, parties, soon) = (new SampleProject(site.Db), new ProjectParties(site.Db), CountyClock.Today.AddDays(30));
        var project = (await new ProjectBook(site.Db).FindAsync(await sample.NewAsync(), TownshipScope.WholeCounty, Ct))!;
        await parties.AssignAsync(SampleProject.Keeper, project.ProjectId, null, "developer", await parties.DeclareAsync(SampleProject.Keeper, new PartyDraft("company", $"开发 {project.Code}"), Ct), SampleProject.Opened, new Contract(null, Until: soon), Ct);
        var browser = await site.SignedInAsync(Roles.Auditor);
        async Task<string> FeedAsync()
        {
            var page = await Browser.ReadAsync(await browser.PostAsync("/ccer/calendar/feed", [], formOn: "/ccer/calendar"));
            return (await site.Anonymous().Http.GetStringAsync(new Uri(page.QuerySelector("#feed")!.TextContent).PathAndQuery, Ct)).ReplaceLineEndings("\n").Replace("\n ", "", StringComparison.Ordinal);
        }
        // A comma is escaped in this format.
        Assert.Contains($"SUMMARY:合同到期：{project.Code} 开发机构", await FeedAsync(), StringComparison.Ordinal);

        await browser.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, formOn: "/");

        var english = await FeedAsync();
        Assert.Contains($"SUMMARY:Contract ends: {project.Code}\\, developer", english, StringComparison.Ordinal);
        Assert.Contains("X-WR-CALNAME:CCER deadlines", english, StringComparison.Ordinal);
        await browser.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");
    }

    [Fact]
    public async Task A_task_that_is_overdue_is_closed_where_it_is_listed()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        await browser.PostAsync("/ccer/calendar/tasks", new() { ["Title"] = "拖过的事", ["Owner"] = "role:developer", ["DueOn"] = $"{CountyClock.Today.AddDays(-40):yyyy-MM-dd}" }, formOn: "/ccer/calendar");
        async Task<AngleSharp.Dom.IElement?> OverdueAsync() =>
            (await browser.PageAsync("/ccer/calendar")).QuerySelectorAll("ul.todo li").SingleOrDefault(li => li.TextContent.Contains("拖过的事", StringComparison.Ordinal));

        var form = (await OverdueAsync())!.QuerySelector("form")!;
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(form.GetAttribute("action")!, [], formOn: "/ccer/calendar")).StatusCode);

        Assert.Null(await OverdueAsync());
    }

    [Fact]
    public async Task A_task_is_changed_on_its_page_which_shows_what_it_said_and_who_changed_it()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        await browser.PostAsync("/ccer/calendar/tasks", new() { ["Title"] = "写错的任务", ["Owner"] = "role:developer", ["DueOn"] = "2026-05-11" }, formOn: "/ccer/calendar");
        var here = (await browser.PageAsync("/ccer/calendar?month=2026-05")).QuerySelectorAll("a.due").Single(a => a.TextContent.Contains("写错的任务", StringComparison.Ordinal)).GetAttribute("href")!;

        var refused = await browser.PostAsync(here, new() { ["Title"] = " ", ["Owner"] = "role:developer", ["DueOn"] = "2026-05-12" }, formOn: here);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(here, new() { ["Title"] = "写对的任务", ["Owner"] = "role:finance", ["DueOn"] = "2026-05-12" }, formOn: here)).StatusCode);

        var page = await browser.PageAsync(here);
        Assert.Equal("写对的任务", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("写错的任务", page.QuerySelector("#versions tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("2026-05-11", page.QuerySelector("#versions tbody")!.TextContent, StringComparison.Ordinal);
        // The reminder alone, 5 to 7 working days: a row that says what it was; what is no number of them is refused and not put right unseen.
        Dictionary<string, string> Reminded(string days) => new() { ["Title"] = "写对的任务", ["Owner"] = "role:finance", ["DueOn"] = "2026-05-12", ["RemindDays"] = days };
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(here, Reminded("7"), formOn: here)).StatusCode);
        Assert.Contains("5 个工作日", (await browser.PageAsync(here)).QuerySelector("#versions tbody tr")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("须为 0 至 60 个工作日", (await Browser.ReadAsync(await browser.PostAsync(here, Reminded("99999"), formOn: here))).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("写对的任务", (await browser.PageAsync("/ccer/calendar?month=2026-05")).QuerySelector("table.month.big")!.TextContent, StringComparison.Ordinal);
        var auditor = await site.SignedInAsync(Roles.Auditor);
        Assert.Null((await auditor.PageAsync(here)).QuerySelector("#task"));
        Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(auditor, here));
        await auditor.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");

        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(page.QuerySelector("#done")!.GetAttribute("action")!, new() { ["note"] = "已送达", ["month"] = "2026-05" }, formOn: here)).StatusCode);
        page = await browser.PageAsync(here);
        Assert.Null(page.QuerySelector("#done"));
        Assert.Contains("已送达", page.QuerySelector("dl.kv")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_year_shows_its_notice_day_by_day_and_works_out_a_period()
    {
        var page = await (await site.SignedInAsync(Roles.Auditor)).PageAsync("/ccer/working-days?year=2026&kind=project-publicity&from=2026-07-17");

        Assert.Equal(12, page.QuerySelectorAll(".months table").Length);
        Assert.Equal(33, page.QuerySelectorAll(".months .holiday").Length);
        Assert.Equal(6, page.QuerySelectorAll(".months .make-up").Length);
        Assert.Contains("2026-08-13", page.QuerySelector("#due")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("#propose"));
    }

    [Fact]
    public async Task A_new_year_is_entered_by_one_account_and_approved_by_another()
    {
        var bureau = await site.SignedInAsync(Roles.BureauReviewer);
        var token = (await bureau.PageAsync("/ccer/working-days")).QuerySelector("#propose input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" }, { new StringContent("2088"), "Year" }, { new StringContent("国务院办公厅通知"), "Source" }, { new StringContent("S"), "Mark" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes("date,kind,name\n2088-01-01,holiday,元旦\n")), "File", "2088.csv" },
        };
        using var sent = await bureau.Http.PostAsync("/ccer/working-days", form, Ct);
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        var proposed = (await bureau.Http.GetFromJsonAsync<JsonElement>("/api/v1/working-years", Ct)).EnumerateArray().Single(y => y.GetProperty("year").GetInt32() == 2088);
        var id = proposed.GetProperty("workingYearId").GetInt64();

        using var own = await bureau.PostAsync($"/ccer/working-days/{id}/approve", [], formOn: "/ccer/working-days");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, own.StatusCode);
        using var other = await (await site.SignedInAsync(Roles.Developer)).PostAsync($"/ccer/working-days/{id}/approve", [], formOn: "/ccer/working-days");
        Assert.Equal(HttpStatusCode.Redirect, other.StatusCode);
        Assert.Equal("holds", (await bureau.Http.GetFromJsonAsync<JsonElement>($"/api/v1/working-years/{id}", Ct)).GetProperty("year").GetProperty("state").GetString());
    }
}
