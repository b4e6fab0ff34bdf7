using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Ccer;

/// <summary>Values that two accounts read in a source: parameters, whole annexes, planting models.</summary>
public sealed class ParameterPageTests(ParameterPageTests.Shipped site) : IClassFixture<ParameterPageTests.Shipped>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_read_a_parameter_sees_who_read_it_and_the_page_it_was_read_on()
    {
        var id = await site.ScalarAsync<long>("select min(parameter_id) from ccer.parameter where param_key = 'last_year_of_667'");
        var browser = await site.SignedInAsync(Roles.Developer);
        var page = await browser.PageAsync($"/ccer/parameters/{id}");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(page.QuerySelector("form[enctype] input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
            { new StringContent("2019"), "Value" }, { new StringContent("第 3 页"), "Source" }, { new ByteArrayContent([.. "%PDF-1.4 page"u8]), "Page", "page.pdf" },
        };
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Http.PostAsync($"/ccer/parameters/{id}/readings", form, Ct)).StatusCode);

        var read = (await browser.PageAsync($"/ccer/parameters/{id}")).QuerySelectorAll("tbody a").Single(a => a.GetAttribute("href")!.EndsWith("/page", StringComparison.Ordinal));
        var who = await site.ScalarAsync<string>($"select a.display_name from ccer.parameter_reading r join platform.account a on r.read_by = 'account:' || replace(a.account_id::text, '-', '') where r.parameter_id = {id}");
        Assert.Contains(who, read.Closest("tr")!.TextContent, StringComparison.Ordinal);
        using var shown = await browser.GetAsync(read.GetAttribute("href")!);
        Assert.Equal(("application/pdf", "%PDF-1.4 page"), (shown.Content.Headers.ContentType!.MediaType, await shown.Content.ReadAsStringAsync(Ct)));
        Assert.Equal(HttpStatusCode.NotFound, (await (await site.SignedInAsync(Roles.BureauReviewer)).GetAsync(read.GetAttribute("href")!)).StatusCode);
    }

    [Fact]
    public async Task Two_accounts_verify_a_parameter_with_its_source_page()
    {
        var id = await site.ScalarAsync<long>("select parameter_id from ccer.parameter where param_key = 'national_key_ecological_function_zone'");
        foreach (var (role, next) in new[] { (Roles.Developer, "一人核对"), (Roles.BureauReviewer, "两个账号核实，来源页：国函〔2016〕161号") })
        {
            var browser = await site.SignedInAsync(role);
            var page = await browser.PageAsync($"/ccer/parameters/{id}");
            using var form = new MultipartFormDataContent
            {
                { new StringContent(page.QuerySelector("form[enctype] input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
                { new StringContent("0"), "Value" }, { new StringContent("国函〔2016〕161号"), "Source" }, { new ByteArrayContent([.. "%PDF-1.4"u8, 1]), "Page", "page.pdf" },
            };
            var answer = await browser.Http.PostAsync($"/ccer/parameters/{id}/readings", form, Ct);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Contains(next, (await browser.PageAsync(answer.Headers.Location!.OriginalString)).Body!.TextContent, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("   ", "%PDF-1.4", "page.pdf", "请写明来源")]
    [InlineData("第 3 页", "a", "a.txt", "“a.txt”不是来源页")]
    [InlineData("第 3 页", "hello", "page.pdf", "“page.pdf”不是来源页")] // its name promises nothing
    public async Task A_reading_without_a_source_or_without_a_page_that_shows_it_is_refused_on_the_page_and_over_the_interface(string source, string content, string name, string says)
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        var id = await site.ScalarAsync<long>("select min(parameter_id) from ccer.parameter where param_key = 'non_forest_years'");
        var token = (await browser.PageAsync($"/ccer/parameters/{id}")).QuerySelector("form[enctype] input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" }, { new StringContent("3"), "Value" }, { new StringContent(source), "Source" }, { new ByteArrayContent(bytes), "Page", name },
        };
        using var page = await browser.Http.PostAsync($"/ccer/parameters/{id}/readings", form, Ct);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/parameters/{id}/readings")
        {
            Content = JsonContent.Create(new { value = 3, source, pageName = name, pageBase64 = Convert.ToBase64String(bytes) }),
        };
        request.Headers.Add("X-Form-Token", token);
        using var sent = await browser.Http.SendAsync(request, Ct);

        foreach (var answer in new[] { page, sent })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(says, System.Net.WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
        Assert.Contains(says, (await sent.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0L, await site.ScalarAsync<long>($"select count(*) from ccer.parameter_reading where parameter_id = {id}"));
    }

    [Fact]
    public async Task What_is_to_be_verified_is_folded_by_methodology()
    {
        var page = await (await site.SignedInAsync(Roles.Developer)).PageAsync("/ccer/methodologies");

        var groups = page.QuerySelectorAll("details.older").ToList();
        Assert.True(groups.Count > 3);
        Assert.All(groups, g => Assert.False(g.HasAttribute("open")));
        var ofOne = groups.Single(g => g.QuerySelector("summary")!.TextContent.StartsWith("AR-CM-002-V01", StringComparison.Ordinal));
        Assert.Contains($"{ofOne.QuerySelectorAll("tbody tr").Length} 项", ofOne.QuerySelector("summary")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_was_superseded_says_so_where_its_readings_differ_from_it_and_why_none_is_withdrawn_there()
    {
        var book = new ParameterBook(site.Db);
        var row = (await book.ListAsync("CCER-14-001-V01")).Single(p => p.ParamKey == "record_gap_months");
        await site.Db.WriteAsync(Platform.Database.Actor.Job("test"), Platform.Database.TownshipScope.WholeCounty, "来源页", write => write.ExecuteAsync(
            "insert into platform.stored_file (sha256, bytes, name, stored_by) values (@page, 1, 'page.pdf', 'test') on conflict do nothing", new { page = new byte[32] }));
        foreach (var account in new[] { Guid.NewGuid(), Guid.NewGuid() })
            await book.ReadAsync(Platform.Database.Actor.Account(account), row.ParameterId, 24, "第 8 页", new byte[32], Ct);

        var page = await (await site.SignedInAsync(Roles.Developer)).PageAsync($"/ccer/parameters/{row.ParameterId}");
        Assert.DoesNotContain("读数不同", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("已取代", page.QuerySelector(".kv")!.TextContent, StringComparison.Ordinal);
        var heir = (await book.FindAsync(row.ParameterId, Ct))!.SupersededBy;
        var verified = await (await site.SignedInAsync(Roles.Developer)).PageAsync($"/ccer/parameters/{heir}");
        Assert.DoesNotContain("第 8 页", verified.QuerySelector(".big")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("第 8 页", verified.QuerySelector(".kv")!.TextContent, StringComparison.Ordinal);
        var why = await Assert.ThrowsAsync<Platform.Failures.RefusedException>(() => book.WithdrawReadingAsync(Platform.Database.Actor.Account(Guid.NewGuid()), row.ParameterId, "看错", Ct));
        Assert.Contains("留作记录", why.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_reads_the_county_only_verifies_nothing()
    {
        var id = await site.ScalarAsync<long>("select min(parameter_id) from ccer.parameter where param_key = 'crediting_most_a'");

        Assert.Null((await (await site.SignedInAsync(Roles.Verifier)).PageAsync($"/ccer/parameters/{id}")).QuerySelector("form[action$='/readings']"));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await site.SignedInAsync(Roles.Verifier)).PostAsync($"/ccer/parameters/{id}/readings/withdraw", new() { ["reason"] = "试" }, formOn: "/")).StatusCode);
    }

    [Fact]
    public async Task A_reader_withdraws_a_reading_on_the_page_and_both_stand()
    {
        var browser = await site.SignedInAsync(Roles.Developer);
        var id = await site.ScalarAsync<long>("select min(parameter_id) from ccer.parameter where param_key = 'crediting_least_a'");
        async Task<HttpResponseMessage> ReadAsync(string value)
        {
            var page = await browser.PageAsync($"/ccer/parameters/{id}");
            using var form = new MultipartFormDataContent
            {
                { new StringContent(page.QuerySelector("form[enctype] input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
                { new StringContent(value), "Value" }, { new StringContent("第 5 页"), "Source" }, { new ByteArrayContent([.. "%PDF-1.4"u8, 9]), "Page", "page.pdf" },
            };
            return await browser.Http.PostAsync($"/ccer/parameters/{id}/readings", form, Ct);
        }
        Assert.Equal(HttpStatusCode.Redirect, (await ReadAsync("2")).StatusCode);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.PostAsync($"/ccer/parameters/{id}/readings/withdraw", [], formOn: $"/ccer/parameters/{id}")).StatusCode);
        var withdrawn = await browser.PostAsync($"/ccer/parameters/{id}/readings/withdraw", new() { ["reason"] = "少读一位" }, formOn: $"/ccer/parameters/{id}");
        Assert.Equal(HttpStatusCode.Redirect, withdrawn.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await ReadAsync("20")).StatusCode);

        var text = (await browser.PageAsync($"/ccer/parameters/{id}")).Body!.TextContent;
        Assert.Contains("少读一位", text, StringComparison.Ordinal);
        Assert.Contains("更正后的读数", text, StringComparison.Ordinal);
        Assert.Contains("一人核对", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("earliest_start", "2012-11-08 年月日", "20121108 yyyymmdd")]
    [InlineData("national_key_ecological_function_zone", "", "boolean")] // its value another test enters
    [InlineData("least_plot_m2", "400 平方米", "400 m2")]
    public async Task A_parameter_is_shown_in_the_unit_of_the_text_and_as_it_is_stored(string key, string inWords, string stored)
    {
        var id = await site.ScalarAsync<long>($"select min(parameter_id) from ccer.parameter where param_key = '{key}' and methodology_id in ('CCER-14-001-V01', 'COUNTY')");

        var page = await (await site.SignedInAsync(Roles.Developer)).PageAsync($"/ccer/parameters/{id}");

        Assert.StartsWith(inWords, page.QuerySelector(".big")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Contains(stored, page.QuerySelector(".kv dd.mono")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_annex_is_read_by_two_accounts_beside_its_document()
    {
        const string Address = "/ccer/methodologies/AR-CM-001-V01/annex";
        string Input(AngleSharp.Dom.IDocument page, string key) => page.QuerySelectorAll("input[name^='Name[']").Single(i => i.GetAttribute("value") == key).GetAttribute("name")![5..^1];
        var developer = await site.SignedInAsync(Roles.Developer);
        var page = await developer.PageAsync(Address);
        Assert.Null(page.QuerySelector("input[name^='Value[']"));
        using (var form = new MultipartFormDataContent
               {
                   { new StringContent(page.QuerySelector("#send input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
                   { new StringContent("附录"), "Title" }, { new ByteArrayContent([.. "%PDF-1.4"u8]), "File", "annex.pdf" },
               })
        {
            using var sent = await developer.Http.PostAsync("/ccer/methodologies/AR-CM-001-V01/documents", form, Ct);
            Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        }

        foreach (var (role, value) in new[] { (Roles.Developer, "20050216"), (Roles.BureauReviewer, "20050217") })
        {
            var browser = await site.SignedInAsync(role);
            page = await browser.PageAsync(Address);
            using var document = await browser.GetAsync(page.QuerySelector("iframe")!.GetAttribute("src")!);
            Assert.Equal("application/pdf", document.Content.Headers.ContentType!.MediaType);
            Assert.DoesNotContain("20050216", page.QuerySelector("#annex tbody")!.TextContent, StringComparison.Ordinal);
            var row = Input(page, "non_forest_since");
            var fields = new Dictionary<string, string>
            {
                ["Document"] = page.QuerySelector("input[name=Document]")!.GetAttribute("value")!, ["EveryPage"] = "第 3 页", [$"Name[{row}]"] = "non_forest_since", [$"Value[{row}]"] = value,
            };
            using var answer = await browser.PostAsync(Address, fields, formOn: Address);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }

        page = await developer.PageAsync(Address);
        Assert.Contains("20050217", page.QuerySelector("#annex tbody")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("#annex tbody .f.fail"));
        Assert.Null((await (await site.SignedInAsync(Roles.Finance)).PageAsync(Address)).QuerySelector("input[name^='Value[']"));
    }

    [Fact]
    public async Task A_planting_model_is_added_and_read_over_the_interface()
    {
        var browser = await site.SignedInAsync(Roles.BureauReviewer);
        async Task<HttpResponseMessage> SendAsync(string address, object body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
            request.Headers.Add("X-Form-Token", (await browser.PageAsync("/growth/planting-models")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value"));
            return await browser.Http.SendAsync(request, Ct);
        }

        using var added = await SendAsync("/api/v1/planting-models", new { id = "api-mix", nameZh = "接口混交", speciesMix = "310:7,480:3", source = "测试", siteClasses = new[] { 1 } });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var reading = new { siteClass = 1, stemsPerHa = 2500, form = "richards", parameters = new[] { 260, 0.09, 2.6 }, source = "第 2 页", pageName = "page.pdf", pageBase64 = "AQID" };
        using var read = await SendAsync("/api/v1/planting-models/api-mix/readings", reading);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);

        var model = await browser.Http.GetFromJsonAsync<JsonElement>("/api/v1/planting-models/api-mix", Ct);
        Assert.Equal((1, JsonValueKind.Null), (model.GetProperty("readings").GetArrayLength(), model.GetProperty("sites")[0].GetProperty("form").ValueKind));
        using var again = await SendAsync("/api/v1/planting-models/api-mix/readings", reading);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
    }

    [Fact]
    public async Task A_parameter_is_given_another_value_from_a_day_on()
    {
        var browser = await site.SignedInAsync(Roles.BureauReviewer);
        var id = await site.ScalarAsync<long>("select parameter_id from ccer.parameter where param_key = 'expected_low_t_mu_a' and superseded_by is null");

        var held = await browser.PostAsync($"/ccer/parameters/{id}/period", new() { ["Value"] = "0.2", ["From"] = "2031-01-01", ["Source"] = "试" }, formOn: $"/ccer/parameters/{id}");
        Assert.Equal(HttpStatusCode.Redirect, held.StatusCode);
        var page = await browser.PageAsync(held.Headers.Location!.OriginalString);

        Assert.Contains("0.2", page.QuerySelector(".big")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("2031-01-01 至 …", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("… 至 2030-12-31", page.Body.TextContent, StringComparison.Ordinal);
        var undated = await browser.PostAsync(held.Headers.Location.OriginalString + "/period", new() { ["Value"] = "0.3", ["Source"] = "试" }, formOn: held.Headers.Location.OriginalString);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, undated.StatusCode);
    }

    [Fact]
    public async Task A_planting_model_is_read_by_the_bureau_only_and_shown_as_missing_until_then()
    {
        var page = await (await site.SignedInAsync(Roles.Developer)).PageAsync("/growth/planting-models/fir-pure");
        Assert.Null(page.QuerySelector("form[action$='/readings']"));
        Assert.Equal(3, page.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("缺", page.Body!.TextContent, StringComparison.Ordinal);

        var browser = await site.SignedInAsync(Roles.BureauReviewer);
        Assert.NotNull((await browser.PageAsync("/growth/planting-models/fir-pure")).QuerySelector("form[action$='/readings']"));
        var unread = await browser.PostAsync("/growth/planting-models/fir-pure/readings", new() { ["Site"] = "1" }, formOn: "/growth/planting-models/fir-pure");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unread.StatusCode);
        var added = await browser.PostAsync("/growth/planting-models", new() { ["Id"] = "test-oak", ["NameZh"] = "栎", ["Mix"] = "410:10", ["Source"] = "试", ["Sites"] = "2" }, formOn: "/growth/planting-models");
        Assert.Equal("/growth/planting-models/test-oak", added.Headers.Location?.OriginalString);
    }

    public sealed class Shipped : WebSite
    {
        protected override async Task FillCountyAsync()
        {
            await base.FillCountyAsync();
            await new ParameterBook(Db).EnsureShippedAsync();
        }
    }
}
