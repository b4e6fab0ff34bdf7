using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Tests.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Testing;
using ForestCarbon.Web.Areas.Ccer.Controllers;
using ForestCarbon.Web.Tests.Text;

namespace ForestCarbon.Web.Tests.Ccer;

public sealed class ProjectPageTests(WebSite site) : IClassFixture<WebSite>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private SampleProject Sample => new(site.Db);

    public static IEnumerable<TheoryDataRow<string, string>> EveryState() =>
        from line in MoveTable.Rows.SelectMany(m => new[] { (m.Machine, State: m.From), (m.Machine, State: m.To) }).Where(s => s.State.Length > 0).Distinct()
        select new TheoryDataRow<string, string>(line.Machine, line.State);

    // Every move there is or is not, by page and by API: what the table lists is made, everything else is refused and changes nothing.
    [Theory, MemberData(nameof(EveryState))]
    public async Task From_a_state_only_the_moves_of_the_table_can_be_made_by_page_and_by_api(string machine, string state)
    {
        var sender = await Sender.OpenAsync(site);
        var (project, tranche, code) = await InStateAsync(machine, state);
        var states = MoveTable.Rows.Where(m => m.Machine == machine).SelectMany(m => new[] { m.From, m.To }).Where(s => s.Length > 0).Distinct().ToList();
        var legal = MoveTable.Rows.Where(m => m.Machine == machine && m.From == state).Select(m => m.To).ToHashSet();

        foreach (var to in states.Where(s => !legal.Contains(s)))
        {
            var request = await Sample.RequestAsync(project, tranche, to);
            Assert.Equal((to, HttpStatusCode.UnprocessableEntity), (to, await sender.ByPageAsync(code, request)));
            Assert.Equal((to, HttpStatusCode.UnprocessableEntity), (to, await sender.ByApiAsync(code, request)));
        }
        Assert.Equal(state, await Sample.StateAsync(project, tranche));

        foreach (var to in legal)
            foreach (var (send, done) in new (Func<string, MoveRequest, Task<HttpStatusCode>>, HttpStatusCode)[] { (sender.ByPageAsync, HttpStatusCode.Redirect), (sender.ByApiAsync, HttpStatusCode.OK) })
            {
                var (id, part, named) = await InStateAsync(machine, state);
                await Sample.PapersAsync(id, part, to);
                Assert.Equal((to, done), (to, await send(named, await Sample.RequestAsync(id, part, to))));
                Assert.Equal(to, await Sample.StateAsync(id, part));
            }
    }

    [Fact]
    public async Task An_idea_becomes_a_project_page_and_says_what_is_missing_for_the_next_step()
    {
        var browser = await site.SignedInAsync(Roles.Developer);

        var made = await browser.PostAsync("/ccer/projects", new() { ["Code"] = "JY-03", ["Name"] = "松柏荒山造林碳汇项目", ["MethodologyId"] = "CCER-14-001-V01" }, formOn: "/ccer/projects");
        Assert.Equal("/ccer/projects/JY-03", made.Headers.Location?.OriginalString);
        var page = await browser.PageAsync("/ccer/projects/JY-03");
        Assert.Equal("松柏荒山造林碳汇项目", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("还没有事前边界", page.QuerySelector("#next")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("储备", page.QuerySelector(".line li.now")!.ChildNodes[0].TextContent.Trim());

        var twice = await browser.PostAsync("/ccer/projects", new() { ["Code"] = "JY-03", ["Name"] = "又一个" }, formOn: "/ccer/projects");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
        Assert.Contains("已经用过", (await Browser.ReadAsync(twice)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("JY-03", (await browser.PageAsync("/ccer/projects?q=JY-03")).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
    }

    [Theory, InlineData("AR-CM-003-V01", "旧法，仅内部估算"), InlineData("AR-TOOL14", "只是估算的工具"), InlineData("CCER-14-001-V01", null)]
    public async Task A_project_by_a_legacy_methodology_says_that_it_serves_internal_estimates_only(string methodology, string? says)
    {
        var (browser, code) = (await site.SignedInAsync(Roles.Developer), $"L-{Guid.NewGuid():N}"[..12]);
        await new ProjectBook(site.Db).CreateAsync(Actor.Job("test"), new ProjectDraft(code, "旧法", methodology), Ct);

        var said = (await browser.PageAsync($"/ccer/projects/{code}")).QuerySelector("#legacy")?.TextContent;

        Assert.Equal(says is null, said is null);
        Assert.Contains(says ?? "", said ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drawn_boundary_a_document_parties_and_comments_are_entered_on_the_page_and_come_out_again()
    {
        var id = await Sample.InStateAsync("publicity");
        var code = await CodeAsync(id);
        var browser = await site.SignedInAsync(Roles.Developer);
        var here = $"/ccer/projects/{code}";

        var page = await browser.PageAsync(here);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(page.QuerySelector("form[enctype] input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
            { new StringContent("pdd"), "Kind" }, { new StringContent("2026-01-20"), "Dated" }, { new StringContent("true"), "Substantial" }, { new ByteArrayContent([.. "%PDF-1.7"u8, 4, 2]), "File", "设计文件.pdf" },
        };
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Http.PostAsync(here + "/documents", form, Ct)).StatusCode);
        page = await browser.PageAsync(here);
        Assert.Contains("实质修改，须重新公示", page.QuerySelector("#documents")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("须重新公示", page.QuerySelector("#next")!.TextContent, StringComparison.Ordinal);
        var file = page.QuerySelector("#documents tbody a")!.GetAttribute("href")!;
        Assert.Equal([.. "%PDF-1.7"u8, 4, 2], await browser.Http.GetByteArrayAsync(file, Ct));

        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(here + "/comments", new() { ["ReceivedOn"] = "2026-01-15", ["Channel"] = "登记系统", ["Summary"] = "边界有出入" }, formOn: here)).StatusCode);
        page = await browser.PageAsync(here);
        Assert.Contains("1 条未答", page.Body!.TextContent, StringComparison.Ordinal);
        var answer = page.QuerySelector("#comments form[action*='/comments/']")!.GetAttribute("action")!;
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(answer, new() { ["Answer"] = "已核对", ["AnsweredBy"] = "业主，办公室", ["AnsweredOn"] = "2026-01-16" }, formOn: here)).StatusCode);
        Assert.DoesNotContain("条未答", (await browser.PageAsync(here)).Body!.TextContent, StringComparison.Ordinal);

        using var party = new MultipartFormDataContent
        {
            { new StringContent(page.QuerySelector("form[enctype] input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
            { new StringContent("developer"), "Role" }, { new StringContent("company"), "Kind" }, { new StringContent($"开发机构 {code}"), "Name" }, { new StringContent("2026-01-10"), "From" },
            { new StringContent("HT-7"), "Contract" }, { new StringContent("项目开发"), "Subject" }, { new StringContent("1200.50"), "AmountYuan" }, { new StringContent("2031-01-09"), "Until" }, { new ByteArrayContent([1, 2]), "File", "合同.pdf" },
        };
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Http.PostAsync(here + "/parties", party, Ct)).StatusCode);
        Assert.Equal(("HT-7", "项目开发", 120_050L, 64), (await new ProjectParties(site.Db).OfAsync(id, Ct)).Where(p => p.Role == "developer").Select(p => (p.Contract, p.ContractSubject, p.ContractFen!.Value, p.FileSha256!.Length)).Single());

        Assert.Contains("到 2031-01-09", (await browser.PageAsync(here)).QuerySelector(".kv")!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"合同到期：{code} 开发机构", (await browser.PageAsync("/ccer/calendar?month=2031-01")).QuerySelector("table.month.big")!.TextContent, StringComparison.Ordinal);

        foreach (var format in new[] { "gpkg", "kml", "zip" })
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"{here}/boundary.{format}")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/ccer/portfolio.{format}")).StatusCode);
        }
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/ccer/projects.xlsx")).StatusCode);
    }

    [Fact]
    public async Task A_project_and_a_tranche_under_way_are_entered_with_their_day_and_none_with_a_day_to_come()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        Task<HttpResponseMessage> MakeAsync(string code, DateOnly on) => browser.PostAsync("/ccer/projects", new() { ["Code"] = code, ["Name"] = "已经在做的", ["On"] = $"{on:yyyy-MM-dd}" }, formOn: "/ccer/projects");

        Assert.Equal(HttpStatusCode.Redirect, (await MakeAsync("OLD-1", new(2024, 3, 11))).StatusCode);
        Assert.Equal(new DateOnly(2024, 3, 11), (await new ProjectBook(site.Db).FindAsync("OLD-1", TownshipScope.WholeCounty, Ct))!.OpenedOn);
        var refused = await MakeAsync("OLD-2", CountyClock.Today.AddDays(1));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("还没有到", (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

        var id = await Sample.InStateAsync("registered");
        var here = $"/ccer/projects/{await CodeAsync(id)}";
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(here + "/tranches", new() { ["from"] = "2022-03-01", ["to"] = "2023-12-31", ["on"] = "2026-05-06" }, formOn: here)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await (await Sender.OpenAsync(site)).PostAsync($"/api/v1/projects/{await CodeAsync(id)}/tranches", new { from = "2024-01-01", to = "2024-12-31", on = "2026-05-07" })).Status);
        Assert.Equal([new DateOnly(2026, 5, 6), new DateOnly(2026, 5, 7)], (await new ProjectBook(site.Db).TranchesAsync(id, TownshipScope.WholeCounty, Ct)).Select(t => t.OpenedOn));
    }

    [Fact]
    public async Task A_project_that_is_over_offers_nothing_to_enter_and_says_that_its_claim_is_released()
    {
        var id = await Sample.InStateAsync("publicity");
        var here = $"/ccer/projects/{await CodeAsync(id)}";
        var browser = await site.SignedInAsync(Roles.Developer);
        string[] forms = ["documents", "comments", "parties", "undertakings", "moves"];
        var page = await browser.PageAsync(here);
        Assert.All(forms, form => Assert.NotNull(page.QuerySelector($"form[action='{here}/{form}']")));
        Assert.DoesNotContain("已释放", page.QuerySelector(".kv")!.TextContent, StringComparison.Ordinal);

        await Sample.StepAsync(id, null, "withdrawn");

        page = await browser.PageAsync(here);
        Assert.All(forms, form => Assert.Null(page.QuerySelector($"form[action='{here}/{form}']")));
        Assert.Contains("已撤回", page.QuerySelector(".line.life .ended")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["审定", "申请登记", "已登记"], page.QuerySelectorAll(".line.life s").Select(s => s.TextContent));
        Assert.Contains("已释放", page.QuerySelector(".kv")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_entered_wrongly_is_taken_back_on_the_page_and_over_the_interface()
    {
        var id = await Sample.InStateAsync("publicity");
        var (here, api) = ($"/ccer/projects/{await CodeAsync(id)}", $"/api/v1/projects/{await CodeAsync(id)}");
        var (browser, sender) = (await site.SignedInAsync(Roles.Developer), await Sender.OpenAsync(site));
        async Task<string> SaidAsync(string summary) => $"/comments/{(await sender.PostAsync(api + "/comments", new { receivedOn = "2026-01-15", channel = "登记系统", summary })).Answer.GetProperty("commentId").GetInt64()}";

        var first = await SaidAsync("错一");
        var page = await browser.PageAsync(here);
        Assert.Equal("2026-01-15", page.QuerySelector($"form[action='{here}{first}'] input[name=AnsweredOn]")!.GetAttribute("min"));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(here + first + "/withdraw", new() { ["reason"] = "记错了项目" }, formOn: here)).StatusCode);
        page = await browser.PageAsync(here);
        Assert.Contains("记错了项目", page.QuerySelector("#comments")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("条未答", page.Body!.TextContent, StringComparison.Ordinal);

        var second = await SaidAsync("错二");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await sender.PostAsync(api + second + "/withdraw", new { reason = " " })).Status);
        Assert.Equal(HttpStatusCode.OK, (await sender.PostAsync(api + second + "/withdraw", new { reason = "重复" })).Status);
    }

    [Fact]
    public async Task The_validator_of_a_project_is_refused_as_its_verifier_and_a_natural_person_as_its_owner()
    {
        var id = await Sample.InStateAsync("reserve");
        var here = $"/ccer/projects/{await CodeAsync(id)}";
        var browser = await site.SignedInAsync(Roles.Developer);
        var validator = (await new ProjectParties(site.Db).OfAsync(id, Ct)).Single(p => p.Role == "validator");

        var refused = await browser.PostAsync(here + "/parties", new() { ["Role"] = "verifier", ["PartyId"] = $"{validator.PartyId}", ["From"] = "2026-01-10" }, formOn: here);
        Assert.Contains("审定过本项目，不能再核查", (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        refused = await browser.PostAsync(here + "/parties", new() { ["Role"] = "owner", ["Kind"] = "natural-person", ["Name"] = "某权利人", ["From"] = "2026-01-10" }, formOn: here);
        Assert.Contains("不能是自然人", (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain((await browser.PageAsync(here)).QuerySelectorAll("select[name=PartyId] option"), o => o.TextContent == "某权利人");
    }

    [Fact]
    public async Task The_one_paper_of_a_move_is_one_document_in_English()
    {
        var here = $"/ccer/projects/{await CodeAsync(await Sample.InStateAsync("publicity"))}";
        var reader = await site.SignedInAsync(Roles.Auditor);
        await reader.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, formOn: "/");

        var moves = (await reader.PageAsync(here)).QuerySelector("#moves")!.TextContent;

        Assert.Contains("1 document\u3000", moves, StringComparison.Ordinal);
        Assert.DoesNotContain("1 documents", moves, StringComparison.Ordinal);
        await reader.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");
    }

    [Fact]
    public async Task A_tranche_is_addressed_by_its_number_and_what_it_came_to_is_told_with_who_did_it()
    {
        var (id, _) = await Sample.TrancheInStateAsync("registered");
        await new ProjectBook(site.Db).OpenTrancheAsync(SampleProject.Keeper, id, new(2025, 1, 1), new(2025, 12, 31), ct: Ct);
        var here = $"/ccer/projects/{await CodeAsync(id)}";
        var finance = await site.SignedInAsync(Roles.Finance);

        // Who enters tonnes is led to the tranche that is to be entered, not to the newest; the desk names it.
        Assert.Contains("第 1 期", (await finance.PageAsync(here)).QuerySelector("#enter")!.TextContent, StringComparison.Ordinal);
        var waiting = (await finance.PageAsync("/")).QuerySelectorAll("#waiting li").Single(li => li.QuerySelector("a")!.GetAttribute("href") == $"{here}?tranche=1");
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", waiting.QuerySelector(".due")!.TextContent);
        Assert.Null((await finance.PageAsync(here + "?tranche=2")).QuerySelector("#enter"));
        Assert.Equal(HttpStatusCode.NotFound, (await finance.GetAsync(here + "?tranche=999999")).StatusCode);
        var history = (await finance.PageAsync(here)).QuerySelector("#moves")!.TextContent;
        Assert.Contains("系统任务", history, StringComparison.Ordinal);
        Assert.DoesNotContain("job:", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_the_list_hold_what_the_list_shows_and_say_what_it_was_narrowed_to()
    {
        var (wanted, other) = (await CodeAsync(await Sample.InStateAsync("design")), await CodeAsync(await Sample.InStateAsync("design")));
        var browser = await site.SignedInAsync(Roles.Developer);
        var page = await browser.PageAsync($"/ccer/projects?state=design&q={wanted}");

        foreach (var link in page.QuerySelectorAll(".head a.btn").Select(a => a.GetAttribute("href")!).Where(h => h.Contains('.', StringComparison.Ordinal)))
        {
            using var file = await browser.GetAsync(link);
            var disposition = file.Content.Headers.ContentDisposition!;
            Assert.Contains($"-design-{wanted}", disposition.FileNameStar ?? disposition.FileName, StringComparison.Ordinal);
            if (!link.Contains(".kml", StringComparison.Ordinal))
                continue;
            var kml = await file.Content.ReadAsStringAsync(Ct);
            Assert.Contains(wanted, kml, StringComparison.Ordinal);
            Assert.DoesNotContain(other, kml, StringComparison.Ordinal);
        }
        using var workbook = new System.IO.Compression.ZipArchive(new MemoryStream(await browser.Http.GetByteArrayAsync($"/ccer/projects.xlsx?state=design&q={wanted}", Ct)));
        var sheets = string.Concat(workbook.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.Ordinal)).Select(e => new StreamReader(e.Open()).ReadToEnd()));
        Assert.Contains("name=\"筛选\"", sheets, StringComparison.Ordinal);
        Assert.Contains(wanted, sheets, StringComparison.Ordinal);
        Assert.DoesNotContain(other, sheets, StringComparison.Ordinal);
    }

    [Theory, InlineData("?q=no-such-project", "没有符合的项目"), InlineData("?page=999", "没有第 999 页"), InlineData("?page=2147483647", "没有第 2147483647 页")]
    public async Task A_list_that_shows_nothing_says_why(string query, string says)
    {
        await Sample.NewAsync();

        Assert.Contains(says, (await (await site.SignedInAsync(Roles.Developer)).PageAsync("/ccer/projects" + query)).QuerySelector(".state")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_desk_of_the_developer_names_what_is_overdue_and_does_not_say_that_nothing_waits()
    {
        await Sample.InStateAsync("publicity");

        var desk = await (await site.SignedInAsync(Roles.Developer)).PageAsync("/");

        // Its publicity ended in January 2026.
        Assert.All(desk.QuerySelectorAll("#deadlines .late"), late => Assert.NotNull(late.ParentElement!.QuerySelector("a[href]")));
        Assert.NotEmpty(desk.QuerySelectorAll("#deadlines .late"));
        Assert.DoesNotContain("没有等您处理的事", desk.QuerySelector(".head p")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void On_the_timeline_a_registered_tranche_ends_registered_and_what_was_de_registered_ends_with_that_day()
    {
        static TimelineMove Move(short? tranche, string to, string on) => new()
        {
            ProjectId = 1, State = "deregistered", Tranche = tranche, ToState = to, MovedOn = DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture), CreditingTo = new(2042, 2, 28),
        };
        var today = new DateOnly(2026, 11, 28);
        var row = Assert.Single(TimelinePage.Of([Move(null, "reserve", "2024-01-01"), Move(null, "registered", "2025-01-01"), Move(1, "monitoring", "2025-02-01"), Move(1, "registered", "2025-06-01"), Move(null, "deregistered", "2026-01-01")], 1, 60, today).Rows);

        var last = Assert.Single(row.Tranches).Stretches[^1];
        Assert.Equal(("registered", "--c-main", new DateOnly(2026, 1, 1)), (last.State, last.Token, last.To));
        Assert.Equal(new DateOnly(2026, 1, 1), row.Project.Single(s => s.State == "registered").To);
        Assert.Null(row.CreditedUntil);
        Assert.Equal(2028, TimelinePage.Of([Move(null, "reserve", "2024-01-01")], 1, 60, today).Last.Year);
    }

    [Fact]
    public async Task A_running_publicity_is_drawn_by_its_working_days()
    {
        var id = await Sample.InStateAsync("publicity");

        var page = await (await site.SignedInAsync(Roles.Verifier)).PageAsync($"/ccer/projects/{await CodeAsync(id)}");

        Assert.Equal(20, page.QuerySelectorAll(".days i").Length);
        Assert.Contains("2026-01-05 至 2026-01-30", page.QuerySelector(".period")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("form[action$='/moves']"));
    }

    [Fact]
    public async Task The_day_a_notice_gives_for_a_supplement_is_entered_with_the_move_or_afterwards()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        async Task<string> AskedAsync(string? due)
        {
            var id = await Sample.InStateAsync("applied");
            await Sample.PapersAsync(id, null, "supplementing");
            var (here, move) = ($"/ccer/projects/{await CodeAsync(id)}", await Sample.RequestAsync(id, null, "supplementing"));
            Assert.NotNull((await browser.PageAsync(here)).QuerySelector("#next input[name=Due]"));
            var answer = await browser.PostAsync(here + "/moves", new() { ["To"] = "supplementing", ["On"] = $"{move.On:yyyy-MM-dd}", ["Decision"] = "补充权属材料", ["Due"] = due ?? "" }, formOn: here);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            return here;
        }
        var due = CountyClock.Today.AddDays(20);

        Assert.Contains($"{due:yyyy-MM-dd}", (await browser.PageAsync(await AskedAsync($"{due:yyyy-MM-dd}"))).QuerySelector(".todo")!.TextContent, StringComparison.Ordinal);

        var open = await AskedAsync(null);
        var form = (await browser.PageAsync(open)).QuerySelector("form[action$='/due']")!;
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(form.GetAttribute("action")!, new() { ["due"] = $"{due:yyyy-MM-dd}" }, formOn: open)).StatusCode);
        var page = await browser.PageAsync(open);
        Assert.Null(page.QuerySelector("form[action$='/due']"));
        Assert.Contains($"{due:yyyy-MM-dd}", page.QuerySelector(".todo")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("补正答复", (await browser.PageAsync($"/ccer/calendar?month={due:yyyy-MM}&day={due:yyyy-MM-dd}")).QuerySelector("#list")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_length_a_step_is_planned_with_is_entered_with_its_source_and_that_of_publicity_is_the_measures_own()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        Task<HttpResponseMessage> PlanAsync(string step, string days, string source) =>
            browser.PostAsync("/ccer/lead-times", new() { ["step"] = step, ["workingDays"] = days, ["source"] = source }, formOn: "/ccer/project-moves");

        Assert.Equal(HttpStatusCode.Redirect, (await PlanAsync("verification", "35", "核查合同 HT-9")).StatusCode);
        var row = (await browser.PageAsync("/ccer/project-moves")).QuerySelectorAll("#lead-times tbody tr").Single(r => r.TextContent.Contains("HT-9", StringComparison.Ordinal));
        Assert.Equal("35", row.QuerySelector("td.num")!.TextContent);
        Assert.Equal(35, (await browser.Http.GetFromJsonAsync<JsonElement>("/api/v1/lead-times", Ct)).EnumerateArray().Single(l => l.GetProperty("step").GetString() == "verification").GetProperty("workingDays").GetInt32());

        foreach (var (step, days, source, says) in new[] { ("publicity", "10", "x", "公示的天数按办法"), ("monitoring", "0", "x", "1 至 150"), ("monitoring", "30", " ", "请写明依据") })
        {
            var refused = await PlanAsync(step, days, source);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains(says, (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_station_sees_projects_of_its_own_ground_only()
    {
        var elsewhere = await CodeAsync(await Sample.InStateAsync("reserve"));
        var station = await site.SignedInAsync(Roles.TownshipStation);

        Assert.Equal(HttpStatusCode.NotFound, (await station.GetAsync($"/ccer/projects/{elsewhere}")).StatusCode);
        Assert.DoesNotContain(elsewhere, (await station.PageAsync("/ccer/projects")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await station.GetAsync($"/api/v1/projects/{elsewhere}")).StatusCode);
    }

    [Fact]
    public async Task An_idea_is_ranked_kept_with_a_reason_and_judged_by_its_costs()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        await browser.PostAsync("/ccer/projects", new() { ["Code"] = "ID-1", ["Name"] = "先做的", ["MethodologyId"] = "CCER-14-001-V01" }, formOn: "/ccer/projects");
        var here = "/ccer/projects/ID-1";
        Assert.All((await browser.PageAsync(here)).QuerySelectorAll("form[action$='/facts'] input[type=date]"), field => Assert.Equal("", field.GetAttribute("value") ?? ""));
        await browser.PostAsync(here + "/figures", new() { ["AreaMu"] = "1000", ["ExpectedT"] = "10000", ["CostYuan"] = "310000", ["RevenueYuan"] = "410000.50", ["Priority"] = "1", ["Source"] = "踏勘" }, formOn: here);
        await browser.PostAsync(here + "/facts", new() { ["MethodologyId"] = "CCER-14-001-V01", ["CreditingFrom"] = "2026-01-01", ["CreditingTo"] = "2045-12-31" }, formOn: here);

        using var beyond = await browser.PostAsync(here + "/facts", new() { ["MethodologyId"] = "CCER-14-001-V01", ["CreditingFrom"] = "2026-01-01", ["CreditingTo"] = "9999-12-31" }, formOn: here);
        Assert.Contains("请核对年份", await beyond.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(here + "/reviews", new() { ["reason"] = "明年造林" }, formOn: "/ccer/ideas")).StatusCode);
        var first = (await browser.PageAsync("/ccer/ideas")).QuerySelector("tbody tr")!.TextContent;
        Assert.Contains("先做的", first, StringComparison.Ordinal);
        Assert.Contains("100.00", first, StringComparison.Ordinal);
        Assert.Contains("明年造林", first, StringComparison.Ordinal);

        Assert.Contains("缺成本", (await browser.PageAsync(here + "/go-no-go")).Body!.TextContent, StringComparison.Ordinal);
        foreach (var (name, basis, yuan) in new[] { ("项目设计与申请", "once", "100000"), ("审定", "once", "0"), ("核查（每期）", "per-year", "5000"), ("监测", "per-mu-year", "0"), ("造林与管护", "per-mu", "100"), ("登记与交易费用", "per-tonne", "1") })
            Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(here + "/costs", new() { ["Name"] = name, ["Basis"] = basis, ["Yuan"] = yuan, ["Source"] = "报价" }, formOn: here + "/go-no-go")).StatusCode);
        var page = (await browser.PageAsync(here + "/go-no-go?price=41")).QuerySelector(".tiles")!.TextContent;
        Assert.Contains("310,000.00", page, StringComparison.Ordinal);
        Assert.Contains("31.00", page, StringComparison.Ordinal);
        Assert.Contains("666.67", page, StringComparison.Ordinal);
        foreach (var (typed, said) in new[] { ("abc", "价格“abc”读不懂"), ("0", "价格须大于 0"), ("1.005", "价格最多到分") })
        {
            using var judged = await browser.GetAsync(here + "/go-no-go?price=" + typed);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, judged.StatusCode);
            Assert.Contains(said, (await Browser.ReadAsync(judged)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        }
        var unread = await browser.PostAsync(here + "/costs", new() { ["Name"] = "审定", ["Basis"] = "once", ["Yuan"] = "abc", ["Source"] = "报价" }, formOn: here + "/go-no-go");
        Assert.Contains("金额“abc”读不懂", (await Browser.ReadAsync(unread)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        var halfFen = await browser.PostAsync(here + "/figures", new() { ["CostYuan"] = "1.005", ["Source"] = "x" }, formOn: here);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, halfFen.StatusCode);
    }

    [Theory, InlineData("withdrawn", "已撤回"), InlineData("deregistered", "已注销")]
    public async Task The_pages_of_a_project_that_is_over_show_no_form_and_say_so(string state, string called)
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        var (over, open) = (await CodeAsync(await Sample.InStateAsync(state)), await CodeAsync(await Sample.InStateAsync("design")));

        foreach (var part in new[] { "drafts", "reductions", "mandates", "go-no-go", "boundary" })
        {
            Assert.NotEmpty((await browser.PageAsync($"/ccer/projects/{open}/{part}")).QuerySelectorAll("main form[method=post]"));
            var page = await browser.PageAsync($"/ccer/projects/{over}/{part}");
            Assert.Empty(page.QuerySelectorAll("main form[method=post]"));
            Assert.Contains($"项目现在是“{called}”", page.QuerySelector("#over")!.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_belongs_to_registered_tonnes_of_a_de_registered_project_keeps_its_forms()
    {
        var (project, _) = await Sample.TrancheInStateAsync("registered");
        await Sample.PapersAsync(project, null, "deregistered");
        var life = new LifeCycle(site.Db);
        await life.MoveAsync(SampleProject.Keeper, new MoveRequest(project, null, "deregistered", (await life.MovesAsync(project, TownshipScope.WholeCounty, Ct)).Max(m => m.MovedOn), "业主申请注销"), Ct);
        var (browser, here) = (await site.SignedInAsync(Roles.Developer), $"/ccer/projects/{await CodeAsync(project)}");

        Assert.NotNull((await browser.PageAsync(here + "/drafts?tranche=1")).QuerySelector("main form[action*='/drafts/texts']"));
        Assert.Null((await browser.PageAsync(here + "/drafts")).QuerySelector("main form[action*='/drafts/texts']"));
    }

    [Theory]
    [InlineData("/parties", "AmountYuan=-5&Role=developer&Kind=company&Name=%E7%94%B2", "合同金额须在 0 到")]
    [InlineData("/figures", "AreaMu=99999999999999999999&Source=x", "面积须大于 0、小于")]
    [InlineData("/figures", "AreaMu=-99999999999999999999&Source=x", "面积须大于 0、小于")]
    [InlineData("/figures", "ExpectedT=99999999999999999999&Source=x", "预计吨数“99999999999999999999”读不懂")]
    [InlineData("/moves", "To=design&Tonnes=99999999999999999999", "吨数“99999999999999999999”读不懂")]
    [InlineData("/figures", "CostYuan=99999999999999999&Source=x", "成本须在 0 到")]
    [InlineData("/figures", "CostYuan=10000000000000.01&Source=x", "成本须在 0 到")]
    [InlineData("/costs", "Name=x&Basis=once&Yuan=99999999999999999&Source=x", "太大")]
    [InlineData("/facts", "Name=", "请填写项目名称")]
    public async Task What_cannot_be_kept_is_refused_with_a_sentence_on_the_page(string address, string fields, string says)
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        var here = $"/ccer/projects/{await CodeAsync(await Sample.InStateAsync("reserve"))}";

        var answer = await browser.PostAsync(here + address, fields.Split('&').Select(f => f.Split('=')).ToDictionary(f => f[0], f => Uri.UnescapeDataString(f[1])), formOn: here);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(says, (await Browser.ReadAsync(answer)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/projects?limit=abc", HttpStatusCode.BadRequest, "参数 limit 的值“abc”读不懂：须是整数。")]
    [InlineData("/api/v1/projects?limit=99999999999", HttpStatusCode.BadRequest, "参数 limit 的值“99999999999”超出范围：须是 -2,147,483,648 至 2,147,483,647 之间的整数。")]
    [InlineData("/api/v1/projects/none/go-no-go?price=1e300", HttpStatusCode.BadRequest, "参数 price 的值“1e300”超出范围：须是 -79,228,162,514,264,337,593,543,950,335 至")]
    [InlineData("/api/v1/screenings/1/parcels?verdict=perhaps", HttpStatusCode.BadRequest, "参数 verdict 的值“perhaps”读不懂：须是 Pass、NeedsEvidence 或 Fail。")]
    [InlineData("/api/v1/projects?limit=-1", HttpStatusCode.UnprocessableEntity, "limit 须为 1 至 1000")]
    [InlineData("/api/v1/timeline?offset=-1", HttpStatusCode.UnprocessableEntity, "offset 不能小于 0")]
    [InlineData("/api/v1/projects?state=zzz", HttpStatusCode.UnprocessableEntity, "没有“zzz”这个状态，有 reserve")]
    public async Task A_list_that_there_is_not_is_refused_with_a_sentence(string address, HttpStatusCode status, string says)
    {
        using var answer = await (await site.SignedInAsync(Roles.Auditor)).GetAsync(address);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(says, (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_with_a_day_that_cannot_be_read_goes_back_to_its_page_with_the_sentence_and_enters_nothing()
    {
        var id = await Sample.InStateAsync("reserve");
        var (browser, here) = (await site.SignedInAsync(Roles.Developer), $"/ccer/projects/{await CodeAsync(id)}");
        using var request = new HttpRequestMessage(HttpMethod.Post, here + "/facts")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = (await browser.PageAsync(here)).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!, ["Name"] = "改名", ["StartDate"] = "去年",
            }),
        };
        request.Headers.Referrer = new Uri(browser.Http.BaseAddress!, here);

        using var answer = await browser.Http.SendAsync(request, Ct);

        Assert.Equal(here, answer.Headers.Location?.OriginalString);
        var said = (await browser.PageAsync(here)).QuerySelector("[role=alert][data-sent-back]")!.TextContent;
        Assert.Contains("日期“去年”读不懂", said, StringComparison.Ordinal);
        Assert.DoesNotContain("空着就是现在", said, StringComparison.Ordinal);
        Assert.Null((await browser.PageAsync(here)).QuerySelector("[data-sent-back]"));
        Assert.Equal("试验项目", (await new ProjectBook(site.Db).FindAsync(id, TownshipScope.WholeCounty, Ct))!.Name);
    }

    [Fact]
    public async Task An_empty_file_is_called_empty_and_the_file_that_is_held_makes_no_new_version()
    {
        var (browser, here) = (await site.SignedInAsync(Roles.Developer), $"/ccer/projects/{await CodeAsync(await Sample.InStateAsync("design"))}");
        var token = (await browser.PageAsync(here)).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        async Task<string?> SentAsync(params byte[] content)
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent(token), "__RequestVerificationToken" }, { new StringContent("pdd"), "Kind" }, { new StringContent("2026-01-06"), "Dated" }, { new ByteArrayContent(content), "File", "设计文件.pdf" },
            };
            using var answer = await browser.Http.PostAsync(here + "/documents", form, Ct);
            return answer.StatusCode == HttpStatusCode.Redirect ? null : (await Browser.ReadAsync(answer)).QuerySelector("[role=alert]")!.TextContent;
        }

        Assert.Contains("“设计文件.pdf”是空的", await SentAsync(), StringComparison.Ordinal);
        Assert.Null(await SentAsync([.. "%PDF-1.7"u8, 1]));
        Assert.Contains("已收存的第 1 版", await SentAsync([.. "%PDF-1.7"u8, 1]), StringComparison.Ordinal);
        Assert.Null(await SentAsync([.. "%PDF-1.7"u8, 2]));
    }

    [Fact]
    public async Task Ranking_an_idea_keeps_what_else_is_known_of_it_on_the_form()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        await browser.PostAsync("/ccer/projects", new() { ["Code"] = "ID-2", ["Name"] = "再排一次" }, formOn: "/ccer/projects");
        await browser.PostAsync("/ccer/projects/ID-2/figures", new() { ["AreaMu"] = "640", ["ExpectedT"] = "5100", ["CostYuan"] = "640000.05", ["Source"] = "踏勘" }, formOn: "/ccer/projects/ID-2");

        var form = (await browser.PageAsync("/ccer/projects/ID-2")).QuerySelector("form[action$='/figures']")!;

        Assert.Equal(["640", "5100", "640000.05", "", "", "踏勘"], new[] { "AreaMu", "ExpectedT", "CostYuan", "RevenueYuan", "Priority", "Source" }.Select(n => form.QuerySelector($"[name={n}]")!.GetAttribute("value") ?? ""));
    }

    [Fact]
    public async Task A_de_registered_project_is_called_so_in_its_line_of_stages()
    {
        var here = $"/ccer/projects/{await CodeAsync(await Sample.InStateAsync("deregistered"))}";
        var browser = await site.SignedInAsync(Roles.Auditor);
        await browser.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, formOn: "/");

        var last = (await browser.PageAsync(here)).QuerySelector(".line.life li:last-child")!.TextContent;
        // An account keeps its language, and other tests read its pages in Chinese.
        await browser.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");
        Assert.StartsWith("De-registered", last.Trim(), StringComparison.Ordinal);
    }

    [Theory, InlineData("reserve"), InlineData("publicity"), InlineData("supplementing"), InlineData("registered")]
    public async Task An_English_page_of_a_project_holds_no_Chinese(string state)
    {
        var id = await Sample.InStateAsync(state);
        if (state == "registered")
            await new ProjectBook(site.Db).OpenTrancheAsync(SampleProject.Keeper, id, new(2022, 3, 1), new(2024, 12, 31), ct: Ct);
        var here = $"/ccer/projects/{await CodeAsync(id)}";
        var browser = await site.SignedInAsync(Roles.BureauReviewer);

        await browser.PostAsync("/reading", new() { ["language"] = "en", ["back"] = "/" }, formOn: "/");
        var projects = await browser.Http.GetByteArrayAsync("/ccer/projects.xlsx", Ct);
        await OgrInfo.FindsFeaturesAsync(projects, "Project");
        using (var workbook = new System.IO.Compression.ZipArchive(new MemoryStream(projects)))
        using (var sheet = new StreamReader(workbook.GetEntry("xl/workbook.xml")!.Open()))
            Assert.Contains("name=\"Reductions\"", await sheet.ReadToEndAsync(Ct), StringComparison.Ordinal);

        foreach (var address in new[] { "/ccer/projects", "/ccer/project-moves", "/ccer/ideas", "/ccer/timeline", here, here + "/boundary", here + "/strata", here + "/mandates", here + "/go-no-go?price=80" })
            Assert.Empty(await LanguageTests.ChineseLeftAsync(browser, address));
        // An account keeps its language, and other tests read its pages in Chinese.
        await browser.PostAsync("/reading", new() { ["language"] = "zh-Hans", ["back"] = "/" }, formOn: "/");
    }

    private async Task<(long Project, long? Tranche, string Code)> InStateAsync(string machine, string state)
    {
        var (project, tranche) = machine == "project" ? (await Sample.InStateAsync(state), (long?)null) : await Sample.TrancheInStateAsync(state) is var (p, t) ? (p, t) : default;
        return (project, tranche, await CodeAsync(project));
    }

    private async Task<string> CodeAsync(long id) => (await new ProjectBook(site.Db).FindAsync(id, TownshipScope.WholeCounty, Ct))!.Code;
}
