using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Tests.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Ccer;

/// <summary>Reductions and documents of a project as people, and programs, meet them.</summary>
public sealed class ReductionsPageTests(Growth.AccountedSite site) : IClassFixture<Growth.AccountedSite>
{
    private static readonly JsonSerializerOptions GeoJson = new() { Converters = { new NetTopologySuite.IO.Converters.GeoJsonConverterFactory() } };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<string> BareLandAsync()
    {
        var sample = new SampleProject(site.Db);
        var id = await sample.NewAsync();
        var shape = await site.Db.QuerySingleOrDefaultAsync<string>(
            "select st_asgeojson(s.geom, 15) from inventory.parcel_current_v v join inventory.parcel_shape_v s using (parcel_version_id) where v.land_class = '0171' order by v.code limit 1", ct: Ct);
        var geometry = JsonSerializer.Deserialize<NetTopologySuite.Geometries.Geometry>(shape!, GeoJson)!;
        geometry.SRID = 4490;
        await new ProjectBoundaries(site.Db).FromPlotsAsync(SampleProject.Keeper, id, "ex-ante", "试验", [ForestCarbon.Ccer.Claims.BoundaryPlot.Of("甲", geometry)], null, Ct);
        var project = (await new ProjectBook(site.Db).FindAsync(id, TownshipScope.WholeCounty, Ct))!;
        await new Strata(site.Db).ProposeAsync(SampleProject.Keeper, project.BoundaryId!.Value, Ct);
        return project.Code;
    }

    [Fact]
    public async Task A_developer_plants_a_stratum_enters_figures_and_takes_the_sheet_and_the_design_document_away()
    {
        var (browser, code) = (await site.SignedInAsync(Roles.Developer), await BareLandAsync());
        var here = $"/ccer/projects/{code}";
        var empty = await browser.PageAsync($"{here}/reductions");
        Assert.Contains("请为碳层选定造林模型", empty.QuerySelector(".note.warn")!.TextContent, StringComparison.Ordinal);
        var stratum = empty.QuerySelector("input[name=stratum]")!.GetAttribute("value")!;

        await browser.SendAsync($"{here}/reductions", $"form[action$='/reductions/planting']:has(input[value='{stratum}'])", new() { ["model"] = "fir-pure", ["year"] = "2022", ["curve"] = "county" });
        foreach (var input in new[] { "baseline", "emission" })
            Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync($"{here}/reductions", "form[action$='/reductions/inputs']", new() { ["Input"] = input, ["Value"] = "0", ["Source"] = "试验", ["Mark"] = "M" })).StatusCode);

        var page = await browser.PageAsync($"{here}/reductions?plan=2032");
        Assert.Contains("33.0%", page.QuerySelector("#sampling tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("ChinaXiv", page.QuerySelector("#sampling tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll(".note.warn"));
        var total = page.QuerySelector("tfoot td:last-child")!.TextContent;
        Assert.DoesNotContain("缺", total, StringComparison.Ordinal);
        var planted = page.QuerySelector("td > .paper-only[data-planted]")!.TextContent; // what stands on paper, where forms do not
        Assert.All(new[] { "杉木", "2022", "本县曲线" }, said => Assert.Contains(said, planted, StringComparison.Ordinal));
        Assert.Contains("CDR = s·(1 − K_RISK)", page.QuerySelector("#lines tbody")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("#lines a[href='#l-K']"));
        using (var workbook = new ZipArchive(new MemoryStream(await (await browser.GetAsync(page.QuerySelector("a[href*='.xlsx']")!.GetAttribute("href")!)).Content.ReadAsByteArrayAsync(Ct))))
            Assert.Contains(workbook.Entries, e => e.FullName == "xl/workbook.xml");

        Assert.Null(page.QuerySelector("#expectation"));
        var project = (await new ProjectBook(site.Db).FindAsync(code, TownshipScope.WholeCounty, Ct))!;
        await new ProjectBook(site.Db).EstimateAsync(SampleProject.Keeper, project.ProjectId, new IdeaFigure(project.AreaM2, 1_000_000, null, null, null, "踏勘"), Ct);
        Assert.Matches(@"项目的预计为 1,000,000 t，事前计算表为 [\d,.]+ t，相差 [\d,.]+ t", (await browser.PageAsync($"{here}/reductions")).QuerySelector("#expectation")!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync($"{here}/reductions", "form[action$='/reductions/adopt']")).StatusCode);
        Assert.Null((await browser.PageAsync($"{here}/reductions")).QuerySelector("#expectation"));

        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync($"{here}/drafts", "form:has(#t-description)", new() { ["body"] = "在荒山上造林。" })).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync($"{here}/drafts", "form[action$='/drafts']")).StatusCode);
        var drafts = await browser.PageAsync($"{here}/drafts");
        Assert.Contains("草稿", drafts.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("在荒山上造林。", drafts.QuerySelector("#t-description")!.TextContent);
        var link = drafts.QuerySelector("tbody a[href$='.docx']")!.GetAttribute("href")!;
        using (var word = new ZipArchive(new MemoryStream(await (await browser.GetAsync(link)).Content.ReadAsByteArrayAsync(Ct))))
            Assert.Contains(word.Entries, e => e.FullName == "word/document.xml");
        Assert.Null(drafts.QuerySelector("#since"));
        var compare = drafts.QuerySelector("a[href*='since=true']")!.GetAttribute("href")!;
        Assert.Contains("与今天的相同", (await browser.PageAsync(compare)).QuerySelector("#since")!.TextContent, StringComparison.Ordinal);
        await browser.SendAsync($"{here}/drafts", "form:has(#t-baseline)", new() { ["body"] = "荒山继续荒着。" });
        Assert.Contains("1 段文字变了", (await browser.PageAsync(compare)).QuerySelector("#since")!.TextContent, StringComparison.Ordinal);
        var submit = await browser.SendAsync($"{here}/drafts", "form[action*='/submit']");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, submit.StatusCode);
        Assert.Contains("还不能提交", (await Browser.ReadAsync(submit)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forms_of_a_tranche_lead_to_that_tranche()
    {
        var (id, _) = await new SampleProject(site.Db).TrancheInStateAsync("monitoring");
        var browser = await site.SignedInAsync(Roles.Developer);
        var here = $"/ccer/projects/{(await new ProjectBook(site.Db).FindAsync(id, TownshipScope.WholeCounty, Ct))!.Code}";
        var (sheet, drafts) = ($"{here}/reductions?tranche=1", $"{here}/drafts?tranche=1");
        async Task StepAsync(Task<HttpResponseMessage> sent, string backTo)
        {
            using var answer = await sent;
            Assert.Equal((HttpStatusCode.Redirect, backTo), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        }

        await StepAsync(browser.SendAsync(sheet, "form[action*='/reductions/plots']", Encoding.UTF8.GetBytes("碳层,碳库,面积（公顷）,样地,期初,期末,含碳率,来源\nS01,林木,0.0001,甲-1,20,30.5,0.47,试验\nS01,林木,0.0001,甲-2,21,33,0.47,试验\n"), "样地.csv"), sheet);
        await StepAsync(browser.SendAsync(sheet, "form[action*='/reductions/inputs?']", new() { ["Input"] = "leakage", ["Value"] = "0", ["Source"] = "试验", ["Mark"] = "M" }), sheet);
        await StepAsync(browser.SendAsync(sheet, "form[aria-labelledby='e-fire-emission']", EmissionEquation.Find("fire-emission")!.Inputs.ToDictionary(i => i.Key, _ => "0.5").Concat([new("EquationSource", "试验")]).ToDictionary()), sheet);
        await StepAsync(browser.SendAsync(drafts, "form:has(#t-deviation)", new() { ["body"] = "没有偏差。" }), drafts);
        await StepAsync(browser.SendAsync(drafts, "form[action*='/drafts?']"), drafts);

        var page = await browser.PageAsync(sheet);
        Assert.Contains("样地.csv", page.Body!.TextContent, StringComparison.Ordinal);
        using (var workbook = new ZipArchive(new MemoryStream(await (await browser.GetAsync(page.QuerySelector("a[href*='.xlsx']")!.GetAttribute("href")!)).Content.ReadAsByteArrayAsync(Ct))))
            Assert.Contains(workbook.Entries, e => e.FullName == "xl/workbook.xml");
        Assert.Equal("没有偏差。", (await browser.PageAsync(drafts)).QuerySelector("#t-deviation")!.TextContent);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.SendAsync(drafts, "form[action*='/submit']")).StatusCode);
    }

    [Fact]
    public async Task A_registered_tranche_takes_no_table_of_plots_and_says_so()
    {
        var (id, _) = await new SampleProject(site.Db).TrancheInStateAsync("registered");
        var browser = await site.SignedInAsync(Roles.Developer);

        var page = await browser.PageAsync($"/ccer/projects/{(await new ProjectBook(site.Db).FindAsync(id, TownshipScope.WholeCounty, Ct))!.Code}/reductions?tranche=1");

        Assert.Null(page.QuerySelector("form[action*='/reductions/plots']"));
        Assert.Contains("样地表只在监测和编制核算报告时录入", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_emission_of_every_year_says_for_which_years_another_holds()
    {
        var (browser, here) = (await site.SignedInAsync(Roles.Developer), $"/ccer/projects/{await BareLandAsync()}/reductions");
        foreach (var (year, value) in new[] { ("2032", "8"), ("", "5"), ("2030", "7") })
            Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync($"{here}/inputs", new() { ["Input"] = "emission", ["Year"] = year, ["Value"] = value, ["Source"] = "试验", ["Mark"] = "M" }, formOn: here)).StatusCode);

        var page = await browser.PageAsync(here);

        var told = Assert.Single(page.QuerySelectorAll("tr"), row => row.TextContent.Contains("另有录入的数", StringComparison.Ordinal)).TextContent;
        Assert.Contains("每年", told, StringComparison.Ordinal);
        Assert.Contains("2030、2032 年另有录入的数，不用这一个", told, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("tr.past"));
    }

    [Fact]
    public async Task What_was_refused_stays_typed_and_a_year_that_is_none_is_not_every_year()
    {
        var (browser, code) = (await site.SignedInAsync(Roles.Developer), await BareLandAsync());
        var here = $"/ccer/projects/{code}";

        var refused = await browser.PostAsync($"{here}/reductions/inputs", new() { ["Input"] = "leakage", ["Year"] = "2030年", ["Value"] = "1.5", ["Source"] = "现地调查", ["Mark"] = "S1" }, formOn: $"{here}/reductions");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var page = await Browser.ReadAsync(refused);
        Assert.Contains("“2030年”不是年份", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(("2030年", "1.5", "现地调查", "S1"), (Typed("#iyear"), Typed("#ivalue"), Typed("#isource"), Typed("#imark")));
        Assert.True(page.QuerySelector("#input option[value=leakage]")!.HasAttribute("selected"));
        var project = (await new ProjectBook(site.Db).FindAsync(code, TownshipScope.WholeCounty, Ct))!;
        Assert.Empty(await new ForestCarbon.Ccer.Reductions.ProjectInputs(site.Db).ListAsync(project.ProjectId, Ct));

        var tooLong = new string('字', 50_001);
        var text = await browser.PostAsync($"{here}/drafts/texts", new() { ["section"] = "description", ["body"] = tooLong }, formOn: $"{here}/drafts");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, text.StatusCode);
        Assert.Equal(tooLong, (await Browser.ReadAsync(text)).QuerySelector("#t-description")!.TextContent);

        foreach (var said in new[] { "在荒山上造林。", "" })
            Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync($"{here}/drafts/texts", new() { ["section"] = "description", ["body"] = said }, formOn: $"{here}/drafts")).StatusCode);
        Assert.Equal("", Assert.Single(await new ForestCarbon.Ccer.Documents.DocumentDrafts(site.Db).TextsAsync(project.ProjectId, null, Ct)).Body);

        string? Typed(string id) => page.QuerySelector(id)!.GetAttribute("value");
    }

    [Fact]
    public async Task An_entered_figure_is_verified_by_another_account_on_the_page()
    {
        var (developer, reviewer, code) = (await site.SignedInAsync(Roles.Developer), await site.SignedInAsync(Roles.BureauReviewer), await BareLandAsync());
        var here = $"/ccer/projects/{code}/reductions";
        foreach (var value in new[] { "7", "0" })
            await developer.PostAsync($"{here}/inputs", new() { ["Input"] = "baseline", ["Value"] = value, ["Source"] = "散生木调查", ["Mark"] = "c" }, formOn: here);
        const string verify = "form[action*='/inputs/']";
        var own = await developer.PageAsync(here);
        Assert.Contains("已被后来录入的取代", Assert.Single(own.QuerySelectorAll("tr.past")).TextContent, StringComparison.Ordinal);
        Assert.Single(own.QuerySelectorAll(verify));
        Assert.True(own.QuerySelector($"{verify} button")!.HasAttribute("disabled"));
        var address = own.QuerySelector(verify)!.GetAttribute("action")!;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await developer.PostAsync(address, [], formOn: here)).StatusCode);

        Assert.Equal(HttpStatusCode.Redirect, (await reviewer.PostAsync(address, [], formOn: here)).StatusCode);

        Assert.Null((await developer.PageAsync(here)).QuerySelector(verify));
    }

    [Fact]
    public async Task An_emission_is_entered_by_its_equation_and_its_inputs_stand_beside_it()
    {
        var (browser, here) = (await site.SignedInAsync(Roles.Developer), $"/ccer/projects/{await BareLandAsync()}/reductions");
        Dictionary<string, string> Shrubs(string area) => new()
        {
            ["Equation"] = "cleared-shrubs", ["area_ha"] = area, ["agb_t_per_ha"] = "2", ["root_shoot"] = "0.4", ["carbon_fraction"] = "0.47", ["EquationYear"] = "2030", ["EquationSource"] = "整地记录", ["EquationMark"] = "M",
        };

        var refused = await browser.PostAsync($"{here}/emissions", Shrubs("1.5 公顷"), formOn: here);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var kept = await Browser.ReadAsync(refused);
        Assert.Contains("“1.5 公顷”不是数", kept.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(("1.5 公顷", "整地记录", ""), (kept.QuerySelector("#cleared-shrubs-area_ha")!.GetAttribute("value"), kept.QuerySelector("#cleared-shrubs-source")!.GetAttribute("value"), kept.QuerySelector("#fire-emission-source")!.GetAttribute("value") ?? ""));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync(here, "form[aria-labelledby='e-cleared-shrubs']", Shrubs("1.5"))).StatusCode);

        var page = (await browser.PageAsync(here)).Body!.TextContent;
        Assert.Contains("7.238 tCO₂e = 44/12·CF·(1+R)·A·b", page, StringComparison.Ordinal);
        Assert.Contains("A 1.5 ha，b 2 t d.m./ha，R 0.4，CF 0.47 tC/t d.m.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_changes_after_its_publicity_is_asked_whether_in_substance_on_its_own_page()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        foreach (var (code, isAsked) in new[] { (await BareLandAsync(), false), ((await new ProjectBook(site.Db).FindAsync(await new SampleProject(site.Db).InStateAsync("publicity"), TownshipScope.WholeCounty, Ct))!.Code, true) })
        {
            var here = $"/ccer/projects/{code}/drafts";
            Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(here, [], formOn: here)).StatusCode);

            Assert.Equal(isAsked, (await browser.PageAsync(here)).QuerySelector("form[action*='/submit'] select[name=substantial]") is not null);
        }
    }

    [Fact]
    public async Task English_pages_of_reductions_and_documents_hold_no_Chinese()
    {
        var here = $"/ccer/projects/{await BareLandAsync()}";
        // An account keeps its language: not one whose Chinese page another test reads.
        var browser = await site.SignedInAsync(Roles.BureauReviewer);
        await browser.PostAsync($"{here}/drafts", [], formOn: $"{here}/drafts");

        foreach (var address in new[] { $"{here}/reductions", $"{here}/reductions?plan=2032", $"{here}/drafts", $"{here}/drafts?since=true", "/ccer/document-check" })
            Assert.Empty(await Text.LanguageTests.ChineseLeftAsync(browser, address));
        var reasons = (await browser.PageAsync($"{here}/drafts")).QuerySelectorAll("tbody details li").Select(r => r.TextContent).ToList();
        Assert.Contains("Party missing: developer", reasons);
        Assert.DoesNotContain(reasons, r => r.StartsWith("没有写", StringComparison.Ordinal));
        foreach (var (address, fields) in new (string, Dictionary<string, string>)[]
                 {
                     ("reductions/inputs", new() { ["Input"] = "baseline", ["Value"] = "x" }), ("reductions/inputs", new() { ["Input"] = "leakage", ["Value"] = "-1", ["Source"] = "field" }), ("reductions/adopt", []), ("drafts/texts", new() { ["section"] = "none" }),
                 })
        {
            var refused = await browser.PostAsync($"{here}/{address}", fields, formOn: $"{here}/{address.Split('/')[0]}");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.False(ForestCarbon.Testing.English.HoldsChinese((await Browser.ReadAsync(refused)).QuerySelector("[role=alert]")!.TextContent), address);
        }
    }

    [Fact]
    public async Task Who_does_not_manage_projects_changes_nothing_and_another_townships_station_sees_none()
    {
        var code = await BareLandAsync();
        var auditor = await site.SignedInAsync(Roles.Auditor);
        Assert.Equal(HttpStatusCode.OK, (await auditor.GetAsync($"/ccer/projects/{code}/reductions")).StatusCode);
        Assert.Null((await auditor.PageAsync($"/ccer/projects/{code}/drafts")).QuerySelector("form[action$='/drafts']"));
        Assert.Equal(HttpStatusCode.NotFound, (await auditor.GetAsync("/ccer/projects/NO-SUCH/reductions")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await auditor.GetAsync($"/ccer/projects/{code}/reductions?tranche=9")).StatusCode);
    }
}
