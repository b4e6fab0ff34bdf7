using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Tests.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;
using ForestCarbon.Testing;

namespace ForestCarbon.Web.Tests.Ccer;

/// <summary>Projects over REST: what is told, taken and refused.</summary>
public sealed class ProjectApiTests(WebSite site) : IClassFixture<WebSite>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private SampleProject Sample => new(site.Db);

    private async Task<string> CodeAsync(long id) => (await new ProjectBook(site.Db).FindAsync(id, TownshipScope.WholeCounty, Ct))!.Code;

    [Fact]
    public async Task The_interface_tells_a_project_with_its_next_moves_and_what_is_in_their_way()
    {
        var code = await CodeAsync(await Sample.InStateAsync("validated"));

        var told = await (await site.SignedInAsync(Roles.Auditor)).Http.GetFromJsonAsync<JsonElement>($"/api/v1/projects/{code}", Ct);

        Assert.Equal("validated", told.GetProperty("project").GetProperty("state").GetString());
        Assert.Equal(["applied", "design", "withdrawn"], told.GetProperty("next").EnumerateArray().Select(n => n.GetProperty("toState").GetString()!).Order(StringComparer.Ordinal));
        Assert.Contains("缺少文件：登记申请", string.Concat(told.GetProperty("next").EnumerateArray().SelectMany(n => n.GetProperty("sentences").EnumerateArray()).Select(s => s.GetString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_interface_judges_an_idea_and_takes_mandates_with_their_scan_as_the_pages_do()
    {
        var sender = await Sender.OpenAsync(site);
        var code = await CodeAsync(await Sample.InStateAsync("reserve"));
        var here = $"/api/v1/projects/{code}";

        Assert.Equal(HttpStatusCode.OK, (await sender.PostAsync(here + "/reviews", new { reason = "明年造林" })).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await sender.PostAsync(here + "/reviews", new { reason = " " })).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await sender.PostAsync(here + "/costs", new { name = "审定", basis = "sometimes", yuan = 1, source = "报价" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await sender.PostAsync(here + "/costs", new { name = "审定", basis = "once", yuan = 100_000.5m, source = "报价" })).Status);
        var judged = await sender.GetAsync(here + "/go-no-go?price=40");
        Assert.Equal(10_000_050, judged.GetProperty("costs").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "审定").GetProperty("amountFen").GetInt64());
        // Typed by hand from words nobody has compared: not a source that was read.
        Assert.Equal("?", judged.GetProperty("costs").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "审定").GetProperty("mark").GetString());
        // Who entered it does not compare it with its source; another account does, and then it carries the source's mark until it is entered anew.
        async Task<JsonElement> CostAsync() => (await sender.GetAsync(here + "/go-no-go")).GetProperty("costs").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "审定");
        var cost = $"/costs/{(await CostAsync()).GetProperty("costItemId").GetInt64()}/verify";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await sender.PostAsync(here + cost, new { })).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await sender.PostAsync(here + "/costs", new { name = "审定", basis = "once", yuan = 1, source = "报价", mark = "?" })).Status);
        var (developer, page) = (await site.SignedInAsync(Roles.Developer), $"/ccer/projects/{code}");
        Assert.Equal(HttpStatusCode.Redirect, (await developer.PostAsync(page + cost, [], formOn: page + "/go-no-go")).StatusCode);
        Assert.Equal("M", (await CostAsync()).GetProperty("mark").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await developer.PostAsync(page + cost, [], formOn: page + "/go-no-go")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await sender.PostAsync(here + "/costs", new { name = "审定", basis = "once", yuan = 100_000.5m, source = "报价", mark = "S1" })).Status);
        Assert.Equal(("?", JsonValueKind.Null), ((await CostAsync()).GetProperty("mark").GetString(), (await CostAsync()).GetProperty("verifiedBy").ValueKind));
        Assert.Equal(JsonValueKind.Null, judged.GetProperty("judgement").GetProperty("pays").ValueKind);

        var mandate = new { lotCode = "ZD-1", rightKind = "contract-holder", subject = "碳汇项目开发", givenOn = "2026-01-06", from = "2022-03-01", to = "2042-02-28", fileName = "授权书.pdf", fileBase64 = (string?)null };
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await sender.PostAsync(here + "/mandates", mandate)).Status);
        var (status, given) = await sender.PostAsync(here + "/mandates", mandate with { fileBase64 = Convert.ToBase64String([7, 7]) });
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(HttpStatusCode.OK, (await sender.PostAsync($"{here}/mandates/{given.GetProperty("mandateId").GetInt64()}/revoke", new { on = "2026-01-07" })).Status);
        Assert.Equal("2026-01-07", (await sender.GetAsync(here + "/mandates")).GetProperty("mandates")[0].GetProperty("revokedOn").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await sender.PostAsync("/api/v1/reversals/999999/assign", new { responsible = "林业局", deadline = "2026-12-31" })).Status);
    }

    [Fact]
    public async Task The_interface_changes_the_facts_it_is_told_and_leaves_the_others()
    {
        var sender = await Sender.OpenAsync(site);
        var here = $"/api/v1/projects/{await CodeAsync(await Sample.InStateAsync("reserve"))}/facts";

        var (status, project) = await sender.PostAsync(here, new { creditingTo = "2043-02-28" });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["试验项目", "CCER-14-001-V01", "2022-03-01", "2022-03-01", "2043-02-28", "2060-12-31"],
            new[] { "name", "methodologyId", "startDate", "creditingFrom", "creditingTo", "lifetimeTo" }.Select(f => project.GetProperty(f).GetString()!));
        (_, project) = await sender.PostAsync(here, new { lifetimeTo = (string?)null });
        Assert.Equal((JsonValueKind.Null, "2043-02-28"), (project.GetProperty("lifetimeTo").ValueKind, project.GetProperty("creditingTo").GetString()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await sender.PostAsync(here, new { name = (string?)null })).Status);
    }

    [Fact]
    public async Task A_boundary_is_of_the_kind_that_is_asked_for_and_told_the_reason_nothing_helps_against()
    {
        var sender = await Sender.OpenAsync(site);
        var (open, registered) = (await CodeAsync(await Sample.InStateAsync("reserve")), await CodeAsync(await Sample.InStateAsync("registered")));
        var square = JsonDocument.Parse("""{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[111.21,25.21],[111.211,25.21],[111.211,25.211],[111.21,25.211],[111.21,25.21]]]}}]}""").RootElement;

        foreach (var kind in new[] { "planted", "zzz" })
        {
            var (status, told) = await sender.PostAsync($"/api/v1/projects/{open}/boundary", new { selectionId = 1, kind });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.Contains($"不能定为“{kind}”", told.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
        foreach (var confirmed in new[] { false, true })
            Assert.Equal("事前边界只在储备和设计阶段修改。", (await sender.PostAsync($"/api/v1/projects/{registered}/boundary", new { boundary = square, confirmed })).Answer.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_boundary_is_taken_as_a_bare_outline_and_refused_by_the_name_of_its_field()
    {
        var sender = await Sender.OpenAsync(site);
        var here = $"/api/v1/projects/{await CodeAsync(await Sample.InStateAsync("reserve"))}/boundary";
        static string Square(string north) => $$"""{"type":"Polygon","coordinates":[[[111.21,25.21],[111.211,25.21],[111.211,{{north}}],[111.21,25.211],[111.21,25.21]]]}""";
        static string Body(string boundary) => $$"""{"confirmed":true,"boundary":{{boundary}}}""";

        foreach (var boundary in new[] { Square("25.211"), $$"""{"type":"Feature","properties":{},"geometry":{{Square("25.211")}}}""" })
        {
            var (status, told) = await sender.PostTextAsync(here, Body(boundary));
            Assert.True(status == HttpStatusCode.OK, told.ToString());
        }
        // The third corner below the first side: the outline crosses itself.
        foreach (var (boundary, says) in new[]
                 {
                     (Square("25.2"), "boundary 有 1 处不能用"), ("""{"type":"FeatureCollection","features":[]}""", "boundary 里没有图形要素"), ("""{"type":"Line"}""", "写的 type 是“Line”"),
                 })
        {
            var (status, told) = await sender.PostTextAsync(here, Body(boundary));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.Contains(says, told.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain(".geojson", told.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_project_that_is_over_takes_no_cost_figure_mandate_or_comment_over_the_interface()
    {
        var sender = await Sender.OpenAsync(site);
        var where = $"/api/v1/projects/{await CodeAsync(await Sample.InStateAsync("withdrawn"))}";

        foreach (var (address, body, says) in new (string, object, string)[]
                 {
                     ("/costs", new { name = "审定", basis = "once", yuan = 100, source = "报价" }, "不再录入成本"),
                     ("/reductions/inputs", new { input = "leakage", value = 0, source = "踏勘" }, "不再录入减排量的数"),
                     ("/comments", new { receivedOn = "2026-02-02", channel = "登记系统", summary = "迟到的意见" }, "不再登记公众意见"),
                 })
        {
            var (status, told) = await sender.PostAsync(where + address, body);
            Assert.Equal((address, HttpStatusCode.UnprocessableEntity), (address, status));
            Assert.Contains(says, told.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    // Too large, below nothing, or nothing at all: one sentence, nothing kept, no fault of ours.
    [Theory]
    [InlineData("/parties", """{"role":"developer","kind":"company","name":"某公司","contractFen":-500}""", "合同金额须在 0 到 10,000,000,000,000 元之间")]
    [InlineData("/figures", """{"areaM2":1e12,"source":"踏勘"}""", "面积须大于 0、小于")]
    [InlineData("/figures", """{"costFen":1000000000000001,"source":"踏勘"}""", "成本须在 0 到 10,000,000,000,000 元之间")]
    [InlineData("/figures", """{"revenueFen":-1,"source":"踏勘"}""", "收入须在 0 到")]
    [InlineData("/figures", """{"expectedT":9000000000000000000,"source":"踏勘"}""", "预计减排量须小于 1,000,000,000 吨")]
    [InlineData("/drafts/texts", """{"section":"description"}""", "的文字（body）：请写好再录入")]
    [InlineData("/figures", """{"areaM2":1}""", "请写明数字的依据")]
    [InlineData("/costs", """{"name":"审定","basis":"once","yuan":1e20,"source":"报价"}""", "太大")]
    [InlineData("/costs", """{"name":"造林","basis":"per-mu","yuan":1000000,"source":"报价"}""", "太大")]
    [InlineData("", "{}", "需要 code：项目编号")]
    [InlineData("", """{"code":"XY-1"}""", "需要 name：项目名称")]
    [InlineData("/moves", """{"to":"design","tonnes":12.5}""", "读不懂")]
    [InlineData("/moves", """{"to":"design","on":"2026-01-05","decision":"开始设计","tonnes":1000000000000000000}""", "不要填 1,000,000,000,000,000,000 吨")]
    [InlineData("/figures", """{"expectedT":-7,"source":"踏勘"}""", "预计减排量 -7 吨小于 0")]
    [InlineData("/moves", """{"to": """, "读不懂")]
    [InlineData("/moves", """{"to":"design","tonnes":99999999999999999999}""", "第 1 行的 tonnes 读不懂：须是 -9,223,372,036,854,775,808 至 9,223,372,036,854,775,807 之间的整数。")]
    [InlineData("/figures", """{"priority":40000,"source":"踏勘"}""", "第 1 行的 priority 读不懂：须是 -32,768 至 32,767 之间的整数。")]
    [InlineData("/figures", """{"areaM2":1e30,"source":"踏勘"}""", "第 1 行的 areaM2 读不懂：须是 -79,228,162,514,264,337,593,543,950,335 至 79,228,162,514,264,337,593,543,950,335 之间的数。")]
    [InlineData("/moves", """{"to":"design","on":"2026-13-45"}""", "第 1 行的 on 读不懂：日期写成 2026-06-30 的样子。")]
    [InlineData("/mandates", """{"lotCode":"试-1","rightKind":"owner","subject":"碳汇","givenOn":"2026-01-05","from":"2022-03-01","to":"2042-02-28","fileName":"x.pdf","fileBase64":"JVBERi0xLjcK"}""", "权利只能是 land-owner（土地所有权）、contract-holder")]
    [InlineData("/figures", """{"expectedT":true,"source":"踏勘"}""", "第 1 行的 expectedT 读不懂：须是 JSON")]
    public async Task What_cannot_be_kept_is_refused_with_a_sentence_over_the_interface(string address, string body, string says)
    {
        var sender = await Sender.OpenAsync(site);
        var where = address.Length == 0 ? "/api/v1/projects" : $"/api/v1/projects/{await CodeAsync(await Sample.InStateAsync("reserve"))}{address}";

        var (status, told) = await sender.PostTextAsync(where, body);

        Assert.InRange((int)status, 400, 422);
        Assert.Contains(says, told.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_party_is_found_by_its_name_and_the_writing_of_programs_is_described()
    {
        var sender = await Sender.OpenAsync(site);
        var id = await Sample.InStateAsync("reserve");
        var owner = (await new ProjectParties(site.Db).OfAsync(id, Ct)).Single(p => p.Role == "owner");

        var found = (await sender.GetAsync($"/api/v1/parties?q={owner.Name}")).EnumerateArray().Single();

        Assert.Equal(owner.PartyId, found.GetProperty("partyId").GetInt64());
        Assert.Equal(1, (await sender.GetAsync("/api/v1/parties?limit=1")).GetArrayLength());
        Assert.Contains("X-Form-Token", (await sender.GetAsync("/openapi/v1.json")).GetProperty("info").GetProperty("description").GetString(), StringComparison.Ordinal);
    }
}
