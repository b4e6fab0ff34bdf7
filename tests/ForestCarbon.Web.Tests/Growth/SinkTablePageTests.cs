using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ForestCarbon.Web.Tests.Growth;

public sealed class SinkTablePageTests(AccountedSite site) : IClassFixture<AccountedSite>
{
    private const string Sentence = "县域碳汇量不等于可签发的CCER减排量";

    [Fact]
    public async Task A_table_is_drafted_on_its_page_and_comes_as_a_workbook_and_as_a_print()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        using var made = await surveyor.PostAsync("/growth/sink-tables", new() { ["year"] = "2027" }, formOn: "/growth/sink-tables");
        var address = made.Headers.Location!.OriginalString;

        var page = await surveyor.PageAsync(address);
        Assert.Contains(Sentence, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(7, page.QuerySelectorAll("tbody")[0].QuerySelectorAll("tr").Length);
        var uncertainty = page.QuerySelectorAll("#uncertainty tbody tr").ToDictionary(r => r.QuerySelector("th")!.TextContent, r => r.QuerySelector("td")!.TextContent.Trim());
        Assert.Equal(["缺年龄", "曲线参数", "换算参数", "实测蓄积"], uncertainty.Keys.Select(k => k));
        Assert.Equal(("缺", "缺"), (uncertainty["换算参数"], uncertainty["实测蓄积"]));
        Assert.Matches("^[0-9,]+\\.[0-9]$", uncertainty["曲线参数"]);
        var bamboo = page.QuerySelectorAll("tbody")[0].QuerySelectorAll("tr").Single(r => r.QuerySelector("th")!.TextContent.StartsWith("竹林", StringComparison.Ordinal));
        Assert.All(bamboo.QuerySelectorAll("td").Skip(3), cell => Assert.Equal("未计", cell.TextContent.Trim()));
        // On a phone a row is a card without heads, and each figure shows its own unit.
        var total = page.QuerySelectorAll("tfoot")[0].QuerySelectorAll("td").Select(td => td.QuerySelector(".on-card")?.GetAttribute("data-u")).ToList();
        Assert.Equal(("m³", "tC", "tCO₂e"), (total[2], total[3], total[4]));
        var changed = page.QuerySelectorAll("tbody")[1].QuerySelectorAll("tr").Single(r => r.QuerySelector("th")!.TextContent.StartsWith("竹林", StringComparison.Ordinal));
        Assert.All(changed.QuerySelectorAll("td"), cell => Assert.Equal("–", cell.TextContent.Trim()));

        using var workbook = new ZipArchive(await surveyor.Http.GetStreamAsync(address + ".xlsx"));
        using var sheets = new StreamReader(workbook.GetEntry("xl/workbook.xml")!.Open());
        Assert.Contains("储量的不确定性", await sheets.ReadToEndAsync(), StringComparison.Ordinal);
        using var first = new StreamReader(workbook.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var cells = await first.ReadToEndAsync();
        foreach (var said in new[] { "县域林业碳汇统计表", "2027 年 12 月 31 日", "草稿", "推算数", Sentence, "面积（亩，椭球面积）", "未计", "<cols>", "landscape" })
            Assert.Contains(said, cells, StringComparison.Ordinal);
        var bambooRow = cells[cells.IndexOf("竹林", StringComparison.Ordinal)..];
        bambooRow = bambooRow[..bambooRow.IndexOf("</row>", StringComparison.Ordinal)];
        Assert.Equal((3, 8), (bambooRow.Split("未计</t>").Length - 1, bambooRow.Split(">–</t>").Length - 1));
        Assert.Matches("<c r=\"C5\" s=\"2\"><v>", cells);
        Assert.DoesNotMatch("<c r=\"E[0-9]+\" s=", cells);
        using var styles = new StreamReader(workbook.GetEntry("xl/styles.xml")!.Open());
        Assert.Contains("formatCode=\"#,##0.0000\"", await styles.ReadToEndAsync(), StringComparison.Ordinal);
        using var second = new StreamReader(workbook.GetEntry("xl/worksheets/sheet2.xml")!.Open());
        Assert.Contains("已知部分合成", await second.ReadToEndAsync(), StringComparison.Ordinal);

        using var pdf = await surveyor.GetAsync(address + ".pdf");
        if (PdfPrinter.IsAvailable)
            Assert.StartsWith("%PDF-", await pdf.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        else
            Assert.Equal(HttpStatusCode.ServiceUnavailable, pdf.StatusCode);
    }

    [Fact]
    public async Task A_lines_parcels_area_and_stock_are_doors_to_the_parcels_they_sum()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        using var made = await surveyor.PostAsync("/growth/sink-tables", new() { ["year"] = "2029" }, formOn: "/growth/sink-tables");

        var lines = (await surveyor.PageAsync(made.Headers.Location!.OriginalString)).QuerySelectorAll("tbody")[0].QuerySelectorAll("tr").Where(r => r.QuerySelector("a.why") is not null).ToList();

        Assert.True(lines.Count > 3);
        foreach (var cells in lines.Select(line => line.QuerySelectorAll("td")))
        {
            if (Shown.Figure(cells[0]) == 0)
                continue;
            var sums = (await surveyor.PageAsync(cells[0].QuerySelector("a.why")!.GetAttribute("href")!)).QuerySelector("tfoot")!;
            Assert.StartsWith($"全部 {cells[0].TextContent.Trim()} 个小班", sums.QuerySelector("th")!.TextContent, StringComparison.Ordinal);
            Assert.Equal(Shown.Figure(cells[1].QuerySelector("a.why")!), decimal.Parse(sums.QuerySelectorAll("td")[1].FirstChild!.TextContent, System.Globalization.CultureInfo.InvariantCulture));
            if (cells[4].QuerySelector("a.why") is { } stock)
                Assert.Equal(Shown.Figure(stock), decimal.Parse(sums.QuerySelectorAll("td")[2].FirstChild!.TextContent, System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Carbon_is_twelve_forty_fourths_of_the_stock_and_every_cause_is_a_door_to_the_parcels_it_sums()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        using var made = await surveyor.PostAsync("/growth/sink-tables", new() { ["year"] = "2032" }, formOn: "/growth/sink-tables");
        var page = await surveyor.PageAsync(made.Headers.Location!.OriginalString);

        var stocks = page.QuerySelectorAll("tfoot")[0].QuerySelectorAll("td");
        Assert.Equal(Shown.Figure(stocks[4].QuerySelector("a.why")!) * 12 / 44, Shown.Figure(stocks[3].QuerySelector("a.why")!), 3);
        foreach (var door in page.QuerySelectorAll("tfoot")[1].QuerySelectorAll("a.why"))
        {
            var sums = (await surveyor.PageAsync(door.GetAttribute("href")!)).QuerySelector("tfoot")!.QuerySelectorAll("td");
            Assert.Contains(Shown.Figure(door), new[] { sums[1], sums[6] }.Select(Shown.Figure));
        }
    }

    [Fact]
    public async Task The_stocks_of_two_runs_compared_are_doors_to_their_parcels()
    {
        var auditor = await site.SignedInAsync(Roles.Auditor);

        var row = (await auditor.PageAsync($"/growth/compare?a={site.RunId}&b={site.RunId}&year=2030")).QuerySelector("tbody tr")!;
        var doors = row.QuerySelectorAll("a.why").ToList();

        Assert.Equal(2, doors.Count);
        foreach (var door in doors)
            Assert.Equal(door.TextContent, (await auditor.PageAsync(door.GetAttribute("href")!)).QuerySelectorAll("tfoot td")[2].FirstChild!.TextContent);
    }

    [Fact]
    public async Task One_account_approves_once_and_the_page_says_what_is_still_missing()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        using var made = await surveyor.PostAsync("/growth/sink-tables", new() { ["year"] = "2025" }, formOn: "/growth/sink-tables");
        var address = made.Headers.Location!.OriginalString;
        // Nothing has grown by the inventory's own year: panel, note and workbook say that curves have no part in it.
        var drafted = await surveyor.PageAsync(address);
        var panel = drafted.QuerySelectorAll("#uncertainty tbody tr").Single(r => r.QuerySelector("th")!.TextContent == "曲线参数").QuerySelectorAll("td");
        Assert.Equal("–", panel[0].TextContent.Trim());
        Assert.Contains("没有用曲线推算", panel[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("曲线参数 –（", drafted.QuerySelector(".w7 .body")!.TextContent, StringComparison.Ordinal);
        using (var workbook = new ZipArchive(await surveyor.Http.GetStreamAsync(address + ".xlsx")))
        {
            using var sheet = new StreamReader(workbook.GetEntry("xl/worksheets/sheet2.xml")!.Open());
            Assert.Contains("没有用曲线推算", await sheet.ReadToEndAsync(), StringComparison.Ordinal);
        }
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        // The installation fitted the curves; another account approves them first, and the desk says so.
        var set = await site.ScalarAsync<int>($"select curve_set_id from growth.run where run_id = {site.RunId}");
        AngleSharp.Dom.IElement Waiting(AngleSharp.Dom.IDocument home) => home.QuerySelectorAll("#waiting li").Single(li => li.QuerySelector("a")!.GetAttribute("href") == address);
        Assert.Contains($"曲线集 {set}", Waiting(await reviewer.PageAsync("/")).TextContent, StringComparison.Ordinal);
        using var tooEarly = await reviewer.PostAsync(address + "/approve", [], formOn: address);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooEarly.StatusCode);
        Assert.Contains($"曲线集 {set}", (await Browser.ReadAsync(tooEarly)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        using var curves = await reviewer.PostAsync($"/growth/curves/{set}/approve", [], formOn: $"/growth/curves/{set}");
        Assert.Contains("2025", Waiting(await reviewer.PageAsync("/")).TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(address, (await surveyor.PageAsync("/")).Body!.InnerHtml, StringComparison.Ordinal);

        using var first = await reviewer.PostAsync(address + "/approve", new() { ["note"] = "核对无误" }, formOn: address);
        using var again = await reviewer.PostAsync(address + "/approve", new() { ["note"] = "再批一次" }, formOn: address);

        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Contains("另一个账号", (await Browser.ReadAsync(again)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("林业局审核", (await reviewer.PageAsync(address)).QuerySelector(".thread")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("待第二次批准", (await reviewer.PageAsync(address)).QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        using (var workbook = new ZipArchive(await reviewer.Http.GetStreamAsync(address + ".xlsx")))
        {
            using var sheet = new StreamReader(workbook.GetEntry("xl/worksheets/sheet1.xml")!.Open());
            var cells = await sheet.ReadToEndAsync();
            Assert.Contains("待第二次批准", cells, StringComparison.Ordinal);
            Assert.DoesNotContain("草稿", cells, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(address, (await reviewer.PageAsync("/")).Body!.InnerHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_draft_of_a_year_asks_for_a_reason_and_stands_in_the_place_of_the_first()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        using var made = await surveyor.PostAsync("/growth/sink-tables", new() { ["year"] = "2051" }, formOn: "/growth/sink-tables");
        var address = made.Headers.Location!.OriginalString;

        using var again = await surveyor.PostAsync("/growth/sink-tables", new() { ["year"] = "2051" }, formOn: "/growth/sink-tables");
        Assert.Contains("写明理由", (await Browser.ReadAsync(again)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        using var replaced = await surveyor.PostAsync("/growth/sink-tables", new() { ["year"] = "2051", ["reason"] = "数据更新" }, formOn: "/growth/sink-tables");

        var first = (await surveyor.PageAsync(address)).Body!.TextContent;
        Assert.Contains("数据更新", first, StringComparison.Ordinal);
        Assert.Contains("取代它的是", first, StringComparison.Ordinal);
        using var withdrawn = await surveyor.PostAsync(replaced.Headers.Location!.OriginalString + "/withdraw", new() { ["reason"] = "不要了" }, formOn: replaced.Headers.Location.OriginalString);
        Assert.Contains("不要了", (await surveyor.PageAsync(replaced.Headers.Location.OriginalString)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_year_without_a_table_or_outside_a_run_is_said()
    {
        var auditor = await site.SignedInAsync(Roles.Auditor);

        Assert.Contains("1999 年没有统计表", (await auditor.PageAsync("/growth/sink-tables?year=1999")).QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await auditor.PageAsync("/growth/sink-tables")).QuerySelector("[role=status]"));
        Assert.Contains("没有 1999 年", (await auditor.PageAsync($"/growth/runs/{site.RunId}?year=1999")).QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await auditor.PageAsync($"/growth/runs/{site.RunId}?year=2030")).QuerySelector(".note[role=status]"));
    }

    [Fact]
    public async Task An_English_table_holds_its_note_and_its_uncertainty_in_English()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        using var made = await surveyor.PostAsync("/growth/sink-tables", new() { ["year"] = "2052" }, formOn: "/growth/sink-tables");
        var address = made.Headers.Location!.OriginalString;

        // An account no other test reads Chinese with.
        var finance = await site.SignedInAsync(Roles.Finance);
        Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(finance, address));
        var page = await finance.PageAsync(address);
        Assert.Contains("Demonstration data: volumes are synthetic", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("#uncertainty [lang=zh]"));
    }

    [Theory, InlineData(""), InlineData("99999999999"), InlineData("2027.5")]
    public async Task A_year_that_is_missing_or_cannot_be_read_is_no_year_nought(string year)
    {
        using var answer = await (await site.SignedInAsync(Roles.Surveyor)).PostAsync("/growth/sink-tables", new() { ["year"] = year }, formOn: "/growth/sink-tables");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var said = (await Browser.ReadAsync(answer)).QuerySelector("[role=alert]")!.TextContent;
        Assert.Contains(year, said, StringComparison.Ordinal);
        Assert.DoesNotContain("0 年", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_offers_the_last_year_that_is_over()
    {
        var run = (await new AccountedRuns(site.Db).LatestAsync())!;
        var offered = (await (await site.SignedInAsync(Roles.Surveyor)).PageAsync("/growth/sink-tables")).QuerySelector("#year")!.GetAttribute("value");
        Assert.Equal($"{run.YearOrNearest(CountyClock.Today.Year - 1)}", offered);
    }

    [Fact]
    public void An_account_is_called_by_its_role_in_English_where_its_name_is_one()
    {
        var texts = site.Factory.Services.GetRequiredService<Microsoft.Extensions.Localization.IStringLocalizer<ForestCarbon.Web.Texts>>();
        var reader = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
            Assert.Equal("Bureau reviewer (linye)", ForestCarbon.Web.Text.PeopleWords.Of("林业局审核（linye）", texts));
            Assert.False(ForestCarbon.Web.Text.PeopleWords.IsKnown("唐晓兰（tang）", texts));
        }
        finally
        {
            CultureInfo.CurrentUICulture = reader;
        }
    }

    [Fact]
    public async Task A_year_outside_the_run_is_refused_in_one_sentence()
    {
        using var answer = await (await site.SignedInAsync(Roles.Surveyor)).PostAsync("/growth/sink-tables", new() { ["year"] = "1990" }, formOn: "/growth/sink-tables");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("1990", (await Browser.ReadAsync(answer)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }
}

public sealed class SchedulePageTests(AccountedSite site) : IClassFixture<AccountedSite>
{
    [Fact]
    public async Task A_schedule_is_changed_on_its_page_and_the_queue_follows()
    {
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);

        using var changed = await reviewer.PostAsync("/growth/schedule/integrity", new() { ["cron"] = "15 4 * * *", ["isEnabled"] = "true" }, formOn: "/growth/schedule");
        using var wrong = await reviewer.PostAsync("/growth/schedule/integrity", new() { ["cron"] = "every night", ["isEnabled"] = "true" }, formOn: "/growth/schedule");

        Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var row = (await reviewer.PageAsync("/growth/schedule")).QuerySelector("form[action='/growth/schedule/integrity'] input[name=cron]")!;
        Assert.Equal("15 4 * * *", row.GetAttribute("value"));
        Assert.Equal("15 4 * * *", await site.ScalarAsync<string>("select value from hangfire.hash where key = 'recurring-job:integrity' and field = 'Cron'"));
    }

    [Fact]
    public async Task A_schedule_says_in_words_when_it_comes_and_by_name_who_is_told_and_whether_its_time_was_missed()
    {
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        using var changed = await reviewer.PostAsync("/growth/schedule/curve-refit", new() { ["cron"] = "0 3 10 1 *", ["isEnabled"] = "true" }, formOn: "/growth/schedule");
        async Task<AngleSharp.Dom.IElement> RowAsync() => (await reviewer.PageAsync("/growth/schedule")).QuerySelector("#schedule-curve-refit")!;

        var row = await RowAsync();
        Assert.Contains("每年 1 月 10 日 03:00", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("失败时通知 林业局审核", row.TextContent, StringComparison.Ordinal);
        Assert.Null(row.QuerySelector(".chip.bad"));

        await TamperAsync("update hangfire.hash set value = '2026-01-01T00:00:00.0000000Z' where key = 'recurring-job:curve-refit' and field = 'NextExecution'");
        Assert.Equal("到时没有开始", (await RowAsync()).QuerySelector(".chip.bad")!.TextContent);
    }

    [Theory, InlineData("* * * * * *"), InlineData("@daily"), InlineData("0 3 * *"), InlineData("0 0 31 2 *")]
    public async Task A_calendar_of_other_than_five_fields_or_that_never_comes_is_refused_and_the_queue_keeps_the_one_before(string cron)
    {
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        using var saved = await reviewer.PostAsync("/growth/schedule/yearly-accounting", new() { ["cron"] = "0 2 5 1 *", ["isEnabled"] = "true" }, formOn: "/growth/schedule");
        Assert.Contains("每年 1 月 5 日 02:00", (await reviewer.PageAsync(saved.Headers.Location!.OriginalString)).QuerySelector("#saved")!.TextContent, StringComparison.Ordinal);

        using var refused = await reviewer.PostAsync("/growth/schedule/yearly-accounting", new() { ["cron"] = cron, ["isEnabled"] = "true" }, formOn: "/growth/schedule");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains($"“{cron}”", (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("0 2 5 1 *", await site.ScalarAsync<string>("select value from hangfire.hash where key = 'recurring-job:yearly-accounting' and field = 'Cron'"));
    }

    [Fact]
    public async Task A_schedule_opens_no_second_run_while_its_first_waits()
    {
        using var scope = site.Factory.Services.CreateScope();
        var start = scope.ServiceProvider.GetRequiredService<ForestCarbon.Web.Jobs.ScheduledStart>();
        await TamperAsync("update platform.job_run set state = 'cancelled', ended_at = now() where schedule = 'integrity' and state in ('waiting', 'running')");

        var first = await start.StartAsync("integrity", CancellationToken.None);
        var second = await start.StartAsync("integrity", CancellationToken.None);

        Assert.NotNull(first);
        Assert.Null(second);
        await DriveAsync($"-{first}");
        Assert.Matches($"{System.Text.RegularExpressions.Regex.Escape(Environment.MachineName)}:[0-9]+ 做完 [1-9][0-9]* 块", (await (await site.SignedInAsync(Roles.Auditor)).PageAsync("/growth/schedule")).QuerySelector($"#run-{first} [data-workers]")!.TextContent);
        Assert.NotNull(await start.StartAsync("integrity", CancellationToken.None));
    }

    [Fact]
    public async Task Reminders_started_by_hand_are_said_to_have_been_sent()
    {
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);

        using var started = await reviewer.PostAsync("/growth/schedule/deadline-reminders/start", [], formOn: "/growth/schedule");

        Assert.Equal("/growth/schedule?reminded=true", started.Headers.Location!.OriginalString);
        Assert.NotNull((await reviewer.PageAsync(started.Headers.Location.OriginalString)).QuerySelector(".note[role=status]"));
    }

    [Fact]
    public async Task The_integrity_checks_find_a_changed_figure_and_the_responsible_account_is_told()
    {
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        using var mine = await reviewer.PostAsync("/growth/schedule/integrity", new() { ["cron"] = "0 3 * * *", ["isEnabled"] = "true" }, formOn: "/growth/schedule");
        using var whole = await reviewer.PostAsync("/growth/schedule/integrity/start", [], formOn: "/growth/schedule");
        Assert.Equal("finished", await DriveAsync(whole.Headers.Location!.OriginalString));
        Assert.Equal(0L, await site.ScalarAsync<long>(
            $"select count(*) from platform.job_chunk where run_id = {RunIdOf(whole.Headers.Location!.OriginalString)} and (note_en is null or note_en ~ '[一-龥]')"));

        await TamperAsync(
            $"""
             update growth.parcel_result set stock_kg[1] = stock_kg[1] + 1
             where run_id = {site.RunId} and parcel_id = (select min(parcel_id) from growth.parcel_result where run_id = {site.RunId} and stock_kg is not null)
             """);
        using var started = await reviewer.PostAsync("/growth/schedule/integrity/start", [], formOn: "/growth/schedule");
        Assert.Equal("failed", await DriveAsync(started.Headers.Location!.OriginalString));

        var notice = (await reviewer.PageAsync("/")).QuerySelector("#notices li")!;
        Assert.Contains("不符", notice.TextContent, StringComparison.Ordinal);
        Assert.Contains($"what run {site.RunId} holds is not what its hash says", (await new RunEngine(site.Db).ProgressAsync(RunIdOf(started.Headers.Location!.OriginalString))).FailureEn!, StringComparison.Ordinal);
        Assert.StartsWith("Integrity check: ", await site.ScalarAsync<string>("select concat(n.title_en, ': ', n.detail_en) from platform.notice n where n.kind = 'run-failed' order by n.notice_id desc limit 1"), StringComparison.Ordinal);
        Assert.Contains($"what run {site.RunId} holds", await site.ScalarAsync<string>("select n.detail_en from platform.notice n where n.kind = 'run-failed' order by n.notice_id desc limit 1"), StringComparison.Ordinal);
        using var read = await reviewer.PostAsync(notice.QuerySelector("form")!.GetAttribute("action")!, [], formOn: "/");
        Assert.DoesNotContain((await reviewer.PageAsync("/")).QuerySelectorAll("#notices li"), li => li.QuerySelector("form")!.GetAttribute("action") == notice.QuerySelector("form")!.GetAttribute("action"));
    }

    [Fact]
    public async Task The_nightly_checks_walk_the_ledger_and_name_the_row_that_was_changed()
    {
        var ledger = await SampleLedger.CreateAsync(site.Db, holders: 1, tonnesEach: 500);
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        using var mine = await reviewer.PostAsync("/growth/schedule/integrity", new() { ["cron"] = "0 3 * * *", ["isEnabled"] = "true" }, formOn: "/growth/schedule");
        var entry = await site.ScalarAsync<long>("select max(entry_id) from ledger.entry");

        await TamperAsync($"update ledger.posting set amount = amount + 1 where entry_id = {entry} and line = 1");
        using var started = await reviewer.PostAsync("/growth/schedule/integrity/start", [], formOn: "/growth/schedule");
        Assert.Equal("failed", await DriveAsync(started.Headers.Location!.OriginalString));
        await TamperAsync($"update ledger.posting set amount = amount - 1 where entry_id = {entry} and line = 1");

        Assert.Single(ledger.Issuances);
        var notice = (await reviewer.PageAsync("/")).QuerySelector("#notices li")!;
        Assert.Contains($"分录 {entry} 第 1 行", notice.TextContent, StringComparison.Ordinal);
        Assert.StartsWith("Integrity check: ", await site.ScalarAsync<string>("select concat(n.title_en, ': ', n.detail_en) from platform.notice n where n.kind = 'run-failed' order by n.notice_id desc limit 1"), StringComparison.Ordinal);
        Assert.Contains($"Entry {entry}, line 1", await site.ScalarAsync<string>("select n.detail_en from platform.notice n where n.kind = 'run-failed' order by n.notice_id desc limit 1"), StringComparison.Ordinal);
        using var read = await reviewer.PostAsync(notice.QuerySelector("form")!.GetAttribute("action")!, [], formOn: "/");
    }

    [Fact]
    public async Task What_a_person_starts_on_the_schedules_page_is_that_persons_and_another_approves_it()
    {
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        using var refit = await reviewer.PostAsync("/growth/schedule/curve-refit/start", [], formOn: "/growth/schedule");
        Assert.Equal("finished", await DriveAsync(refit.Headers.Location!.OriginalString));
        using var yearly = await reviewer.PostAsync("/growth/schedule/yearly-accounting/start", [], formOn: "/growth/schedule");
        await DriveAsync(yearly.Headers.Location!.OriginalString);

        var set = await site.ScalarAsync<int>("select max(curve_set_id) from growth.curve_set");
        using var own = await reviewer.PostAsync($"/growth/curves/{set}/approve", [], formOn: $"/growth/curves/{set}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, own.StatusCode);
        var askedBy = await site.ScalarAsync<string>($"select requested_by from platform.job_run where run_id = {RunIdOf(yearly.Headers.Location!.OriginalString)}");
        Assert.StartsWith("account:", askedBy, StringComparison.Ordinal);
        Assert.Equal(askedBy, await site.ScalarAsync<string>($"select made_by from growth.curve_set where curve_set_id = {set}"));
    }

    [Fact]
    public async Task Newer_data_are_accounted_although_somebody_has_asked_another_question_of_them()
    {
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        await site.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "改数据", write => write.ExecuteAsync("insert into inventory.data_generation (actor, reason) values ('test', '改数据')"));
        foreach (var question in new[] { new AccountRequest(To: 2040), new AccountRequest(Projection: GrowthProjection.Difference) })
            await site.DriveAsync((await new Accounting(site.Db).OpenAsync(Actor.Installation, question)).RunId);

        using var started = await reviewer.PostAsync("/growth/schedule/accounting-after-import/start", [], formOn: "/growth/schedule");
        using var again = await reviewer.PostAsync("/growth/schedule/accounting-after-import/start", [], formOn: "/growth/schedule");

        Assert.StartsWith("/growth/schedule#run-", started.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("/growth/schedule?nothing=true", again.Headers.Location!.OriginalString);
        await DriveAsync(started.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_refusal_and_a_runs_failure_are_told_in_the_language_of_the_reader()
    {
        // An account no other test reads Chinese with.
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        await surveyor.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, "/");
        var runId = await new RunEngine(site.Db).OpenAsync(Actor.Installation, new RunRequest("curve-refit", "重新拟合曲线", JsonSerializer.SerializeToElement(new { }), [new ChunkRequest("fit", 1)]));
        var reader = CultureInfo.CurrentUICulture;
        try
        {
            // As a job that somebody who reads English has put into the queue.
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
            await Assert.ThrowsAsync<RunRefusedException>(() => new RunEngine(site.Db).DriveAsync(Actor.Installation, runId, new Refused()));
        }
        finally
        {
            CultureInfo.CurrentUICulture = reader;
        }

        foreach (var (address, field) in new[] { ("/growth/sink-tables", "year"), ("/growth/runs", "From") })
        {
            using var answer = await surveyor.PostAsync(address, new() { [field] = "1990" }, formOn: address == "/growth/runs" ? "/growth" : address);
            var refusal = (await Browser.ReadAsync(answer)).QuerySelector("[role=alert]")!;
            Assert.Matches("^[^\\u4e00-\\u9fff]*1990[^\\u4e00-\\u9fff]*$", refusal.TextContent);
            Assert.Null(refusal.GetAttribute("lang"));
        }
        Assert.Equal(("数据不足。", "Too few data."), ((await new RunEngine(site.Db).ProgressAsync(runId)).Failure, (await new RunEngine(site.Db).ProgressAsync(runId)).FailureEn));
        Assert.Contains("Too few data.", (await surveyor.PageAsync("/growth/schedule")).QuerySelector($"#run-{runId}")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("数据不足。", (await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync("/growth/schedule")).QuerySelector($"#run-{runId}")!.TextContent, StringComparison.Ordinal);
    }

    private sealed class Refused : IRunWork
    {
        public Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct) => throw new RunRefusedException("数据不足。", "Too few data.");

        public Task FinishAsync(Write write, long runId, CancellationToken ct) => Task.CompletedTask;
    }

    // Past the application: as the owner of the database, with the seal lifted.
    private async Task TamperAsync(string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(site.ConnectionString);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand($"set session_replication_role = replica; {sql}", connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string> DriveAsync(string address)
    {
        var runId = RunIdOf(address);
        using var scope = site.Factory.Services.CreateScope();
        await ActivatorUtilities.CreateInstance<ForestCarbon.Web.Jobs.RunJob>(scope.ServiceProvider)
            .RunAsync(runId, CancellationToken.None);
        return (await new RunEngine(site.Db).ProgressAsync(runId)).State;
    }

    private static long RunIdOf(string address) => long.Parse(address[(address.LastIndexOf('-') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
}
