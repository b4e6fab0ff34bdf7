using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Web.Tests.Ccer;

public sealed class ScreeningPageTests(ScreeningPageTests.Screened site) : IClassFixture<ScreeningPageTests.Screened>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_shows_every_condition_the_funnel_and_the_plans_ideas()
    {
        var page = await (await site.SignedInAsync(Roles.Developer)).PageAsync("/ccer");

        Assert.Equal(4, page.QuerySelectorAll(".tiles .tile").Length);
        Assert.Equal(7, page.QuerySelectorAll(".todo li").Length);
        Assert.NotNull(page.QuerySelector("svg.chart"));
        // A step that takes nothing off takes off no minus nought.
        Assert.All(page.QuerySelectorAll("svg.chart text"), t => Assert.DoesNotMatch(@"−0(\.0*)?(?![\d.])", t.TextContent));
        Assert.Contains("县域碳汇量不等于可签发的CCER减排量", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("form[action='/ccer/screenings']"));
    }

    [Fact]
    public async Task The_page_says_the_day_of_the_claims_and_keeps_what_passes_apart_from_what_needs_evidence()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        var day = await site.ScalarAsync<DateTime>($"select claims_as_of::timestamp from ccer.screening where run_id = {site.RunId}");

        var page = await browser.PageAsync($"/ccer/screenings/{site.RunId}");

        Assert.Contains($"权益主张截至{day:yyyy-MM-dd}", string.Concat(page.QuerySelectorAll(".pick.still").Select(p => p.TextContent)), StringComparison.Ordinal);
        Assert.Contains("若补齐证据另加", page.QuerySelectorAll(".tiles .tile")[3].TextContent, StringComparison.Ordinal);
        var doors = page.QuerySelectorAll(".todo a.why, .tiles a.why").Select(a => a.GetAttribute("href")!).Where(h => h.Contains("what=plantable", StringComparison.Ordinal) || h.Contains("what=base", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(doors);
        Assert.All(doors.Where(d => !d.EndsWith("what=base", StringComparison.Ordinal) || d.Contains("verdict=", StringComparison.Ordinal)), d => Assert.Contains("verdict=", d, StringComparison.Ordinal));
        // An account no other test reads Chinese with.
        Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(await site.SignedInAsync(Roles.Auditor), $"/ccer/screenings/{site.RunId}"));
    }

    [Fact]
    public async Task An_idea_of_the_plan_keeps_its_figures_apart_and_no_green_dot_stands_beside_nothing()
    {
        var ideas = (await (await site.SignedInAsync(Roles.Developer)).PageAsync($"/ccer/screenings/{site.RunId}")).QuerySelectorAll(".todo li").ToList();

        Assert.Contains(ideas, i => i.TextContent.Contains("；若补齐证据另加", StringComparison.Ordinal));
        Assert.All(ideas.SelectMany(i => i.QuerySelectorAll(".f.pass")), dot => Assert.DoesNotMatch(@"(?<![\d.,])0\.0+(?!\d)", dot.TextContent));
    }

    [Fact]
    public async Task The_answer_to_an_idea_tells_what_awaits_evidence_and_what_fails_as_the_figures_below_it_do()
    {
        // The squared county has no carbon base: all its ground is one here, some of it plantable and the rest forest.
        Assert.True(await site.ScalarAsync<long>(
            $"""
            alter table ccer.screening_piece_{site.RunId} disable trigger user;
            with told as (update ccer.screening_piece_{site.RunId} p set flags = p.flags | 16 returning p.parcel_id)
            select count(*) from told t;
            alter table ccer.screening_piece_{site.RunId} enable trigger user
            """) > 0);
        var carbonBase = (await (await site.SignedInAsync(Roles.Developer)).PageAsync($"/ccer/screenings/{site.RunId}")).QuerySelectorAll(".todo li")[4];
        var answer = carbonBase.QuerySelector(".f")!.TextContent;

        foreach (var verdict in new[] { "NeedsEvidence", "Fail" })
        {
            var below = carbonBase.QuerySelectorAll(".across a.why").First(a => a.GetAttribute("href")!.Contains($"verdict={verdict}", StringComparison.Ordinal)).TextContent;
            if (below != "0.00")
                Assert.Contains(below, answer, StringComparison.Ordinal);
        }
        Assert.Contains("不符合", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("其余", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idea_without_an_area_of_the_plan_says_so_and_the_map_has_borders()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        var planting = (await browser.PageAsync($"/ccer/screenings/{site.RunId}")).QuerySelectorAll(".todo li")[0];

        Assert.Contains("规划面积缺", planting.TextContent, StringComparison.Ordinal);
        Assert.Contains(PlanIdea.NoPlannedZh, planting.TextContent, StringComparison.Ordinal);
        Assert.Equal("/tiles/township/{z}/{x}/{y}.mvt", (await browser.PageAsync($"/ccer/screenings/{site.RunId}/map")).QuerySelector("#ground")!.GetAttribute("data-borders"));
    }

    [Fact]
    public async Task The_difference_of_two_screenings_of_one_day_tells_them_apart()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        var page = await browser.PageAsync($"/ccer/screenings/{site.RunId}/diff/{site.RunId}");
        var head = page.QuerySelector(".head p")!.TextContent;

        Assert.Matches(@"第 \d+ 代数据　\d{4}-\d{2}-\d{2} \d{2}:\d{2}", head);
        Assert.Contains("碳计量", page.QuerySelector("#accounts")!.TextContent, StringComparison.Ordinal);
        // On a phone, where columns do not fit, every figure of a row has its head beside it.
        Assert.All(page.QuerySelectorAll(".tw tbody td"), cell => Assert.False(string.IsNullOrEmpty(cell.GetAttribute("data-l"))));
        Assert.All(page.QuerySelectorAll(".tw"), table => Assert.Contains("cards", table.ClassList));
        // All that differ are listed: none of them is said to be left out.
        Assert.DoesNotContain("列出变化最大的", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_screen_sees_no_button()
    {
        var page = await (await site.SignedInAsync(Roles.Finance)).PageAsync("/ccer");

        Assert.Null(page.QuerySelector("form[action='/ccer/screenings']"));
    }

    [Fact]
    public async Task A_township_station_sees_its_own_parcels_only()
    {
        var browser = await site.SignedInAsync(Roles.TownshipStation);
        var rows = await browser.Http.GetFromJsonAsync<JsonElement>($"/api/v1/screenings/{site.RunId}/parcels?limit=1000", Ct);

        Assert.NotEqual(0, rows.GetArrayLength());
        Assert.All(rows.EnumerateArray(), row => Assert.Equal(SmallCounty.West, row.GetProperty("townshipCode").GetString()));
        var own = await site.ScalarAsync<long>($"select count(*) from ccer.screening_piece where run_id = {site.RunId} and township_code = '{SmallCounty.West}'");
        var listed = (await browser.Http.GetFromJsonAsync<JsonElement>("/api/v1/screenings", Ct)).EnumerateArray().Single(r => r.GetProperty("runId").GetInt64() == site.RunId);
        Assert.Equal((own, (long)rows.GetArrayLength()), (listed.GetProperty("pieces").GetInt64(), listed.GetProperty("parcels").GetInt64()));
        Assert.Contains($"{rows.GetArrayLength()} 个小班的 {own} 个地块", (await browser.PageAsync($"/ccer/screenings/{site.RunId}")).QuerySelector(".head p")!.TextContent, StringComparison.Ordinal);
        var elsewhere = await site.ScalarAsync<long>($"select min(parcel_id) from inventory.parcel_current_v where township_code <> '{SmallCounty.West}'");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/ccer/screenings/{site.RunId}/parcels/{elsewhere}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/api/v1/screenings/{site.RunId}/parcels/{elsewhere}")).StatusCode);
    }

    [Fact]
    public async Task Every_area_is_a_door_to_parcels_whose_pieces_add_up_to_it()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        // What is too little for the chart's unit says its own behind the figure.
        var doors = (await browser.PageAsync($"/ccer/screenings/{site.RunId}")).QuerySelectorAll("a.why").Select(a => (Figure: a.TextContent.Trim().TrimStart('−').Split(' ')[0], Address: a.GetAttribute("href")!))
            .Where(d => d.Address.Contains("/parcels?", StringComparison.Ordinal) && !d.Address.Contains("expected", StringComparison.Ordinal) && !d.Address.Contains("township", StringComparison.Ordinal)).Distinct().ToList();

        Assert.True(doors.Count > 30);
        foreach (var (figure, address) in doors)
            Assert.Equal((address, figure), (address, (await browser.PageAsync(address)).QuerySelector(".head b")?.FirstChild?.TextContent ?? "0.00"));
    }

    [Fact]
    public async Task A_parcel_says_why_not()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        var parcel = await site.ScalarAsync<long>("select min(parcel_id) from inventory.parcel_current_v");

        var page = await browser.PageAsync($"/ccer/screenings/{site.RunId}/parcels/{parcel}");

        Assert.Equal(9, page.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("不符合", page.Body!.TextContent, StringComparison.Ordinal);
        var head = page.QuerySelector(".head p")!.TextContent;
        Assert.Contains($"筛查 {site.RunId}", head, StringComparison.Ordinal);
        Assert.Matches(@"CCER-14-001-V01　小班数据截至 \d{4}-\d{2}-\d{2}　权益主张截至 \d{4}-\d{2}-\d{2}", head);
    }

    [Theory]
    [InlineData("table.xlsx"), InlineData("diff/{0}/table.xlsx"), InlineData("boundary.kml"), InlineData("boundary.gpkg"), InlineData("boundary.zip"), InlineData("map"), InlineData("parcels")]
    public async Task A_screening_goes_out_in_every_form(string form)
    {
        var answer = await (await site.SignedInAsync(Roles.Developer)).GetAsync($"/ccer/screenings/{site.RunId}/{form.Replace("{0}", $"{site.RunId}", StringComparison.Ordinal)}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_an_account_may_not_do_over_the_interface_is_said_in_a_sentence()
    {
        var browser = await site.SignedInAsync(Roles.Verifier);

        using var refused = await browser.Http.PostAsJsonAsync("/api/v1/claims", new { }, Ct);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.StartsWith("这个账号的岗位不能做这件事", (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_filled_in_stands_after_a_check_and_after_a_refusal()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        const string Drawn = """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[111.26,25.22],[111.261,25.22],[111.261,25.221],[111.26,25.221],[111.26,25.22]]]}}]}""";
        var filled = new Dictionary<string, string> { ["Scheme"] = "VCS", ["Code"] = "K-1", ["Name"] = "试填", ["Holder"] = "某公司", ["From"] = "2031-02-03", ["To"] = "2051-02-02", ["Drawn"] = Drawn };

        foreach (var address in new[] { "/ccer/claims/check", "/ccer/claims" }) // without a source nothing is registered
        {
            var answer = await browser.PostAsync(address, filled, formOn: "/ccer/claims");
            Assert.Equal(address == "/ccer/claims" ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.OK, answer.StatusCode);
            var form = (await Browser.ReadAsync(answer)).QuerySelector("#claim-form")!;
            foreach (var (name, value) in filled.Where(f => f.Key is not "Scheme" && !f.Key.StartsWith("__", StringComparison.Ordinal)))
                Assert.Equal((name, value), (name, form.QuerySelector($"input[name={name}]")!.GetAttribute("value")));
            Assert.Equal("VCS", form.QuerySelector("select[name=Scheme] option[selected]")!.GetAttribute("value"));
        }
        var screening = await Browser.ReadAsync(await browser.PostAsync("/ccer/screenings", new() { ["Methodology"] = "AR-CM-001-V01", ["StartDate"] = "2033-03-03", ["Years"] = "19" }, formOn: "/ccer"));
        Assert.Equal(("AR-CM-001-V01", "2033-03-03", "19"), (screening.QuerySelector("#methodology option[selected]")!.GetAttribute("value"),
            screening.QuerySelector("#start")!.GetAttribute("value"), screening.QuerySelector("#years")!.GetAttribute("value")));
        var statement = await Browser.ReadAsync(await (await site.SignedInAsync(Roles.BureauReviewer)).PostAsync("/ccer/statements", new() { ["Codes"] = "000", ["ShrubPercent"] = "15", ["KeepsTrees"] = "false", ["Source"] = "村组" }, formOn: "/ccer/statements"));
        Assert.Equal(("000", "15", "false", "村组"), (statement.QuerySelector("#codes")!.TextContent, statement.QuerySelector("#shrub")!.GetAttribute("value"),
            statement.QuerySelector("#keeps option[selected]")!.GetAttribute("value"), statement.QuerySelector("#source")!.GetAttribute("value")));
    }

    [Fact]
    public async Task A_station_states_for_parcels_of_its_own_township_only()
    {
        var browser = await site.SignedInAsync(Roles.TownshipStation);
        var own = await site.ScalarAsync<string>($"select min(code) from inventory.parcel_current_v where township_code = '{SmallCounty.West}'");
        var foreign = await site.ScalarAsync<string>($"select min(code) from inventory.parcel_current_v where township_code <> '{SmallCounty.West}'");
        Dictionary<string, string> Form(string code) => new() { ["Codes"] = code, ["ShrubPercent"] = "15", ["KeepsTrees"] = "true", ["Source"] = "村组申报" };

        var refused = await browser.PostAsync("/ccer/statements", Form(foreign), formOn: "/ccer/statements");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(foreign, (await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync("/ccer/statements", Form(own), formOn: "/ccer/statements")).StatusCode);

        var stated = await browser.Http.GetFromJsonAsync<JsonElement>("/api/v1/statements", Ct);
        Assert.Equal((own, 0.15m), (stated[0].GetProperty("code").GetString(), stated[0].GetProperty("shrubShare").GetDecimal()));
        Assert.Null((await (await site.SignedInAsync(Roles.Finance)).PageAsync("/ccer/statements")).QuerySelector("form[action='/ccer/statements']"));
    }

    [Fact]
    public async Task Ground_that_fails_makes_no_candidate_boundary()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        var failing = await site.ScalarAsync<long>(
            $"select parcel_id from ccer.screening_piece where run_id = {site.RunId} group by parcel_id having min(verdict) = 2 limit 1");

        var refused = await browser.Http.PostAsJsonAsync($"/api/v1/screenings/{site.RunId}/selections", new { name = "试选", parcels = new[] { failing } }, Ct);

        var whole = await browser.PostAsync(
            $"/ccer/screenings/{site.RunId}/selections", new() { ["Name"] = "试选", ["Whole"] = "true", ["Of.what"] = "forest" }, formOn: $"/ccer/screenings/{site.RunId}/parcels?verdict=NeedsEvidence");

        Assert.EndsWith("/parcels?what=forest", whole.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.Created, refused.StatusCode);
        Assert.Equal(0, (await browser.Http.GetFromJsonAsync<JsonElement>("/api/v1/selections", Ct)).GetArrayLength());
    }

    [Fact]
    public async Task The_interface_tells_townships_and_limits_and_takes_a_candidate_boundary_back()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        async Task<HttpResponseMessage> SendAsync(string address, object body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
            request.Headers.Add("X-Form-Token", (await browser.PageAsync("/ccer/claims")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value"));
            return await browser.Http.SendAsync(request, Ct);
        }

        var townships = await browser.Http.GetFromJsonAsync<JsonElement>($"/api/v1/screenings/{site.RunId}/townships", Ct);
        var sums = (await browser.Http.GetFromJsonAsync<JsonElement>($"/api/v1/screenings/{site.RunId}", Ct)).GetProperty("sums");
        Assert.Equal(sums.EnumerateArray().Sum(s => s.GetProperty("areaM2").GetDecimal()), townships.EnumerateArray().Sum(t => t.GetProperty("areaM2").GetDecimal()));
        var own = await (await site.SignedInAsync(Roles.TownshipStation)).Http.GetFromJsonAsync<JsonElement>($"/api/v1/screenings/{site.RunId}/townships", Ct);
        Assert.Equal([SmallCounty.West], own.EnumerateArray().Select(t => t.GetProperty("townshipCode").GetString()));
        var rule = await browser.Http.GetFromJsonAsync<JsonElement>("/api/v1/claims/rule", Ct);
        Assert.Equal((1m, 10m, 0.001m), (rule.GetProperty("nothingM2").GetDecimal(), rule.GetProperty("warningM2").GetDecimal(), rule.GetProperty("warningShare").GetDecimal()));

        using var none = await SendAsync("/api/v1/selections/999999/withdraw", new { });
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        var id = await SelectedAsync("接口撤下");
        using var withdrawn = await SendAsync($"/api/v1/selections/{id}/withdraw", new { });
        Assert.Equal(HttpStatusCode.OK, withdrawn.StatusCode);
        using var again = await SendAsync($"/api/v1/selections/{id}/withdraw", new { });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
    }

    [Fact]
    public async Task A_project_is_made_on_the_page_of_a_candidate_boundary_until_that_is_withdrawn()
    {
        var id = await SelectedAsync("页面立项");
        var here = $"/ccer/selections/{id}";
        var browser = await site.SignedInAsync(Roles.Developer);

        var offered = (await browser.PageAsync(here)).QuerySelectorAll("#methodology option").Select(o => o.TextContent.Trim()).ToList();
        Assert.Contains("CCER-14-001-V01", offered);
        Assert.Contains("AR-CM-003-V01　旧法，仅内部估算", offered);
        Assert.DoesNotContain(offered, o => o.StartsWith("DRAFT-", StringComparison.Ordinal) || o.StartsWith("REGISTRY-LIST-", StringComparison.Ordinal) || o.StartsWith("AR-TOOL14", StringComparison.Ordinal));
        var draft = await browser.PostAsync(here + "/project", new() { ["Code"] = "XZ-0", ["Name"] = "征求意见稿", ["MethodologyId"] = "DRAFT-2026-06-26-AFFORESTATION" }, formOn: here);
        Assert.Contains("不能据此立项", (await Browser.ReadAsync(draft)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

        var made = await browser.PostAsync(here + "/project", new() { ["Code"] = "XZ-1", ["Name"] = "由候选边界", ["MethodologyId"] = "CCER-14-001-V01" }, formOn: here);
        var again = await browser.PostAsync(here + "/project", new() { ["Code"] = "XZ-1", ["Name"] = "重号" }, formOn: here);

        Assert.Equal("/ccer/projects/XZ-1", made.Headers.Location?.OriginalString);
        Assert.Contains("已经用过", (await Browser.ReadAsync(again)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        var project = await new ProjectBook(site.Db).FindAsync("XZ-1", TownshipScope.WholeCounty, Ct);
        Assert.Equal(("CCER-14-001-V01", 1), (project!.MethodologyId, project.Plots));
        Assert.Null((await (await site.SignedInAsync(Roles.Finance)).PageAsync(here)).QuerySelector("#project"));

        await new Selections(site.Db).WithdrawAsync(Actor.Job("test"), id, Ct);
        Assert.Null((await browser.PageAsync(here)).QuerySelector("#project"));
    }

    [Fact]
    public async Task A_boundary_without_eligible_ground_is_told_before_it_is_kept_and_its_strata_say_why_there_are_none()
    {
        // A square in the middle of a parcel that fails as a whole.
        var drawn = Collection(await site.ScalarAsync<string>(
            $"""
            select st_asgeojson(st_expand(st_pointonsurface(s.geom), 0.0005), 9, 0) from inventory.parcel_shape s
            where s.parcel_version_id = (select min(p.parcel_version_id) from ccer.screening_piece p where p.run_id = {site.RunId} group by p.parcel_id having min(p.verdict) = 2 order by 1 limit 1)
            """));
        var browser = await site.SignedInAsync(Roles.Developer);
        await browser.PostAsync("/ccer/projects", new() { ["Code"] = "WD-1", ["Name"] = "画在地外", ["MethodologyId"] = "CCER-14-001-V01" }, formOn: "/ccer/projects");
        const string Here = "/ccer/projects/WD-1";
        Assert.Contains("先定事前边界", (await browser.PageAsync(Here + "/strata")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Dictionary<string, string> fields = new() { ["Kind"] = "ex-ante", ["Drawn"] = drawn };

        var told = await browser.PostAsync(Here + "/boundary", fields, formOn: Here + "/boundary");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, told.StatusCode);
        var page = await Browser.ReadAsync(told);
        Assert.Contains("没有符合或待举证的地", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(drawn, page.QuerySelector("#drawn")!.GetAttribute("value"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/projects/WD-1/boundary") { Content = JsonContent.Create(new { boundary = JsonDocument.Parse(drawn).RootElement }) };
        request.Headers.Add("X-Form-Token", page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value"));
        using var api = await browser.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, api.StatusCode);
        Assert.EndsWith("里没有符合或待举证的地。请改边界；确实要用，写上 confirmed: true 再提交。", (await api.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Null((await new ProjectBook(site.Db).FindAsync("WD-1", TownshipScope.WholeCounty, Ct))!.BoundaryId);

        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(Here + "/boundary", new(fields) { ["Confirmed"] = "true" }, formOn: Here + "/boundary")).StatusCode);
        await new ProjectBoundaries(site.Db).FromPlotsAsync(
            Actor.Job("test"), (await new ProjectBook(site.Db).FindAsync("WD-1", TownshipScope.WholeCounty, Ct))!.ProjectId, "ex-ante", "没有小班的地",
            [BoundaryPlot.Of("外", new GeometryFactory(new PrecisionModel(), 4490).ToGeometry(new Envelope(111.97, 111.971, 25.9, 25.901)))], null, Ct);
        var strata = (await browser.PageAsync(Here + "/strata")).QuerySelector("main")!.TextContent;
        Assert.Contains("事前边界下没有小班", strata, StringComparison.Ordinal);
        Assert.DoesNotContain("先定事前边界", strata, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_boundary_outside_the_county_is_told_with_its_mu_and_one_that_lies_there_as_a_whole_is_refused()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        await browser.PostAsync("/ccer/projects", new() { ["Code"] = "WD-2", ["Name"] = "画到县外", ["MethodologyId"] = "CCER-14-001-V01" }, formOn: "/ccer/projects");
        const string Here = "/ccer/projects/WD-2";
        async Task<string> ToldAsync(string ring, bool confirmed)
        {
            var answer = await browser.PostAsync(Here + "/boundary", new()
            {
                ["Kind"] = "ex-ante", ["Drawn"] = Collection($$"""{"type":"Polygon","coordinates":[[{{ring}}]]}"""), ["Confirmed"] = confirmed ? "true" : "false",
            }, formOn: Here + "/boundary");
            return answer.StatusCode == HttpStatusCode.Redirect ? "kept" : (await Browser.ReadAsync(answer)).QuerySelector("[role=alert]")!.TextContent;
        }
        // Over the eastern border of the county (111.28 E), half inside.
        const string Across = "[111.279,25.205],[111.281,25.205],[111.281,25.207],[111.279,25.207],[111.279,25.205]";
        const string Beijing = "[116.39,39.9],[116.391,39.9],[116.391,39.901],[116.39,39.901],[116.39,39.9]";

        // What the map draws of the register is said under it.
        Assert.NotNull((await browser.PageAsync(Here + "/boundary")).QuerySelector(".key-claim.far"));
        Assert.Matches(@"有 3[0-9]\.[0-9]{2} 亩在本县县界之外", await ToldAsync(Across, false));
        Assert.Contains("整个在本县县界之外", await ToldAsync(Beijing, false), StringComparison.Ordinal);
        Assert.Contains("整个在本县县界之外", await ToldAsync(Beijing, true), StringComparison.Ordinal);
        Assert.Equal("kept", await ToldAsync(Across, true));
    }

    [Fact]
    public async Task Errors_of_the_interface_are_problem_details()
    {
        var browser = await site.SignedInAsync(Roles.Developer);

        var answer = await browser.GetAsync("/api/v1/screenings/999999");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_planting_model_without_values_is_named_with_the_site_classes_it_lacks_and_a_new_run_begins_with_it()
    {
        var (screenings, keeper) = (new Screenings(site.Db), Actor.Job("test"));
        await new PlantingModels(site.Db).AddAsync(keeper, "bare", "空模型", "bare model", "310:10", "测试", [1, 2], Ct);
        var run = await screenings.OpenAsync(keeper, new ScreeningRequest("CCER-14-001-V01", PlantingModel: "bare"), Ct);
        await screenings.DriveAsync(keeper, run, ct: Ct);
        var browser = await site.SignedInAsync(Roles.Developer);

        var page = await browser.PageAsync($"/ccer/screenings/{run}");

        Assert.Contains("造林模型空模型", string.Concat(page.QuerySelectorAll(".pick.still").Select(p => p.TextContent)), StringComparison.Ordinal);
        Assert.Contains("（造林模型“空模型”在立地等级 1、2 缺参数，或未计）", page.QuerySelectorAll(".tiles .tile")[3].TextContent, StringComparison.Ordinal);
        Assert.Equal("bare", (await browser.PageAsync($"/ccer/screenings/{site.RunId}")).QuerySelector("#model option[selected]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_planting_model_nobody_knows_is_refused_over_REST_with_the_name_of_its_field()
    {
        using var asked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/screenings") { Content = JsonContent.Create(new { methodology = "CCER-14-001-V01", plantingModel = "no-such" }) };
        asked.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        var browser = await site.SignedInAsync(Roles.Developer);
        asked.Headers.Add("X-Form-Token", (await browser.PageAsync("/ccer/claims")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value"));

        using var answer = await browser.Http.SendAsync(asked, Ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var sentence = (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString()!;
        Assert.StartsWith("plantingModel: ", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("--", sentence, StringComparison.Ordinal);
    }

    private static string Collection(string geometry) => $$"""{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{{geometry}}}]}""";

    // A candidate boundary of one piece.
    private async Task<long> SelectedAsync(string name)
    {
        await site.Db.WriteAsync(Actor.Job("test"), TownshipScope.WholeCounty, "试", write => write.ExecuteAsync(
            """
            with made as (insert into ccer.selection (run_id, name, made_by) values (@RunId, @name, 'test') returning selection_id)
            insert into ccer.selection_piece (selection_id, parcel_id, piece, parcel_version_id, township_code)
            select m.selection_id, p.parcel_id, p.piece, p.parcel_version_id, p.township_code from made m cross join ccer.screening_piece p
            where p.run_id = @RunId order by p.parcel_id, p.piece limit 1
            """, new { site.RunId, name }));
        return await site.ScalarAsync<long>($"select selection_id from ccer.selection where name = '{name}'");
    }

    public sealed class Screened : WebSite
    {
        public long RunId { get; private set; }

        protected override async Task FillCountyAsync()
        {
            await base.FillCountyAsync();
            var (screenings, keeper) = (new Screenings(Db), Actor.Job("test"));
            RunId = await screenings.OpenAsync(keeper, new ScreeningRequest("CCER-14-001-V01"));
            await screenings.DriveAsync(keeper, RunId);
        }
    }
}
