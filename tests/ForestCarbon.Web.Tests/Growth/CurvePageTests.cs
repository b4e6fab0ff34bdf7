using System.Net;
using System.Text.Json;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Growth;

public sealed class CurvePageTests(AccountedSite site) : IClassFixture<AccountedSite>
{
    [Fact]
    public async Task Who_fitted_a_set_cannot_approve_it_whatever_roles_the_account_holds()
    {
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        var address = await FitAsync(reviewer);
        Assert.Null((await reviewer.PageAsync(address)).QuerySelector($"form[action='{address}/approve']"));

        using var own = await reviewer.PostAsync(address + "/approve", [], formOn: address);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, own.StatusCode);
        Assert.Contains("不能批准自己", (await Browser.ReadAsync(own)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("draft", (await new CurveSets(site.Db).FindAsync(IdOf(address)))!.Approval);
    }

    [Fact]
    public async Task Another_account_with_the_role_approves_and_one_without_it_is_not_let_in()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var address = await FitAsync(surveyor);
        Assert.Null((await surveyor.PageAsync(address)).QuerySelector($"form[action='{address}/approve']"));
        using var refused = await surveyor.PostAsync(address + "/approve", [], formOn: "/growth/curves");
        Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
        Assert.Equal("draft", (await new CurveSets(site.Db).FindAsync(IdOf(address)))!.Approval);

        using var approved = await (await site.SignedInAsync(Roles.BureauReviewer)).PostAsync(address + "/approve", [], formOn: address);

        Assert.Equal(address, approved.Headers.Location!.OriginalString);
        Assert.Equal("approved", (await new CurveSets(site.Db).FindAsync(IdOf(address)))!.Approval);
    }

    [Fact]
    public async Task A_set_is_withdrawn_with_a_reason_and_its_page_says_who_did_what()
    {
        var address = await FitAsync(await site.SignedInAsync(Roles.Surveyor));
        var reviewer = await site.SignedInAsync(Roles.BureauReviewer);
        using var without = await reviewer.PostAsync(address + "/withdraw", [], formOn: address);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, without.StatusCode);

        using var withdrawn = await reviewer.PostAsync(address + "/withdraw", new() { ["reason"] = "样本不对" }, formOn: address);

        Assert.Equal(address, withdrawn.Headers.Location!.OriginalString);
        var acts = (await reviewer.PageAsync(address)).QuerySelector("#acts")!.TextContent;
        Assert.Contains("样本不对", acts, StringComparison.Ordinal);
        Assert.DoesNotContain("account:", acts, StringComparison.Ordinal);
        Assert.Contains("系统任务", (await reviewer.PageAsync($"/growth/curves/{await FittedByAJobAsync()}")).QuerySelector("#acts")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plot_that_was_left_out_is_named_by_its_number_and_where_it_has_none_by_its_code()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var address = await FitAsync(surveyor);
        await site.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "未用的样地", write => write.ExecuteAsync(
            $"""
             insert into growth.curve_plot_left_out (curve_set_id, position, code, plot_no, reason_zh, reason_en)
             values ({IdOf(address)}, 1, 'a1b2c3-14', '7-032', '缺起源', 'no origin'), ({IdOf(address)}, 2, 'a1b2c3-15', null, '缺起源', 'no origin')
             """));

        var named = (await surveyor.PageAsync(address)).QuerySelectorAll("#left-out tbody th");

        Assert.Equal(["7-032", "a1b2c3-15"], named.Select(th => th.FirstChild!.TextContent.Trim()));
        Assert.Equal("a1b2c3-14", named[0].QuerySelector(".sub")!.TextContent);
    }

    [Fact]
    public async Task Curves_only_the_other_set_has_are_listed_beside()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var whole = IdOf(await FitAsync(surveyor));
        var empty = await site.Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "没有曲线的一集", write => write.ScalarAsync<int>(
            """
            insert into growth.curve_set (name, as_of, generation, rule, is_synthetic, sha256, made_by)
            select name, as_of, generation, rule, is_synthetic, sha256, made_by from growth.curve_set where curve_set_id = @whole
            returning curve_set_id
            """, new { whole }));

        var only = (await surveyor.PageAsync($"/growth/curves/{empty}?with={whole}")).QuerySelectorAll("#only-there tbody tr");

        Assert.Equal((await new CurveSets(site.Db).CurvesAsync(whole)).Count, only.Length);
        Assert.Null((await surveyor.PageAsync($"/growth/curves/{whole}?with={whole + 1000}")).QuerySelector("#only-there"));
    }

    [Fact]
    public async Task The_families_of_a_set_stand_on_its_page_and_those_that_are_missing_say_why()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var address = await FitAsync(surveyor);
        var sets = new CurveSets(site.Db);
        var families = await sets.FamiliesAsync(IdOf(address));
        var gaps = await sets.FamilyGapsAsync(IdOf(address));

        var card = (await surveyor.PageAsync(address)).QuerySelector("#families")!;

        Assert.NotEmpty(families);
        Assert.NotEmpty(gaps);
        Assert.Equal(families.Count + gaps.Count, card.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("±", card.QuerySelector("tbody tr td.mono")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_families_of_two_sets_stand_side_by_side_in_one_chart()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var (older, newer) = (IdOf(await FitAsync(surveyor)), IdOf(await FitAsync(surveyor)));
        var family = (await new CurveSets(site.Db).FamiliesAsync(newer))[0];

        var alone = Chart(await surveyor.PageAsync($"/growth/curves/{newer}"));
        var beside = Chart(await surveyor.PageAsync($"/growth/curves/{newer}?with={older}"));

        Assert.Equal(family.SiteClasses.Length, alone.GetProperty("lines").GetArrayLength());
        Assert.All(alone.GetProperty("lines").EnumerateArray(), line => Assert.Equal(JsonValueKind.Null, line.GetProperty("other").ValueKind));
        foreach (var (line, i) in beside.GetProperty("lines").EnumerateArray().Select((line, i) => (line, i)))
        {
            // The same county gives the same family, so both members are this one.
            Assert.Equal(family.Family.At(family.SiteX[i], 30), line.GetProperty("values")[30].GetDouble(), 0.005);
            Assert.Equal(line.GetProperty("values")[30].GetDouble(), line.GetProperty("other")[30].GetDouble());
        }

        JsonElement Chart(AngleSharp.Dom.IDocument page) =>
            JsonDocument.Parse(page.QuerySelector($"#family-{family.FamilyId} [data-chart=family]")!.GetAttribute("data-series")!).RootElement;
    }

    [Fact]
    public async Task Two_sets_with_one_hash_are_called_equal_and_a_draft_in_use_says_that_nobody_approved_it()
    {
        var surveyor = await site.SignedInAsync(Roles.Surveyor);
        var (older, newer) = (IdOf(await FitAsync(surveyor)), IdOf(await FitAsync(surveyor)));

        var page = await surveyor.PageAsync($"/growth/curves/{newer}?with={older}");

        Assert.Contains("完全一样", page.QuerySelector("#beside")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotMatch("E\\+0[0-6]", string.Concat(page.QuerySelectorAll("p.mono.cap").Select(p => p.TextContent)));
        Assert.DoesNotMatch("richards|logistic|gompertz|korf|schumacher", string.Concat(page.QuerySelectorAll(".card > header .cap").Select(c => c.TextContent)));
        var inUse = (await new CurveSets(site.Db).NewestAsync())!;
        Assert.Equal(inUse.Approval == "draft", (await surveyor.PageAsync($"/growth/curves/{inUse.CurveSetId}")).QuerySelector("#unapproved") is not null);
        Assert.Equal(inUse.Approval == "draft", (await surveyor.PageAsync("/growth/curves")).QuerySelector("#unapproved") is not null);
    }

    private Task<int> FittedByAJobAsync() => new CurveSets(site.Db).FitAsync(Actor.Job("test"));

    private static async Task<string> FitAsync(Browser browser)
    {
        using var fitted = await browser.PostAsync("/growth/curves/fit", [], formOn: "/growth/curves");
        return fitted.Headers.Location!.OriginalString;
    }

    private static int IdOf(string address) => int.Parse(address[(address.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
}
