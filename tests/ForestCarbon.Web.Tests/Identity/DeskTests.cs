using System.Net;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Identity;

/// <summary>Each role's desk begins where its work begins, and every door on it opens.</summary>
public sealed class DeskTests(WebSite site) : IClassFixture<WebSite>
{
    [Theory]
    [InlineData(Roles.Developer, "/ccer", "/ccer/claims", "/ccer/methodologies")]
    [InlineData(Roles.Verifier, "/ccer", "/ccer/claims", "/ccer/methodologies")]
    [InlineData(Roles.Finance, "/growth/sink-tables")]
    [InlineData(Roles.Auditor, "/growth/schedule", "/growth", "/growth/sink-tables")]
    [InlineData(Roles.Administrator, "/growth/schedule", "/admin", "/jobs", "/jobs/jobs/processing", "/jobs/jobs/failed")]
    public async Task The_desk_of_a_role_has_its_own_card_with_doors_that_open(string role, params string[] doors)
    {
        var browser = await site.SignedInAsync(role);

        var found = (await browser.PageAsync("/")).QuerySelectorAll("#desk a").Select(a => a.GetAttribute("href")!).ToList();

        Assert.Superset(doors.ToHashSet(), found.ToHashSet());
        foreach (var door in found)
        {
            using var answer = await browser.GetAsync(door);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{door} answered {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task The_desk_of_the_bureau_begins_with_what_waits_for_it()
    {
        var page = await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync("/");

        Assert.Null(page.QuerySelector("#desk"));
        Assert.NotNull(page.QuerySelector(".todo, .state"));
    }

    [Fact]
    public async Task A_page_that_is_not_there_keeps_the_navigation_and_names_the_persons_ground()
    {
        using var answer = await (await site.SignedInAsync(Roles.TownshipStation)).GetAsync("/no/such/page");
        var page = await Browser.ReadAsync(answer);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.NotNull(page.QuerySelector("nav.nav a[href='/inventory/map']"));
        Assert.Contains("您的范围：西镇。", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_rail_no_two_pages_have_the_same_letters()
    {
        var browser = await site.SignedInAsync(Roles.BureauReviewer);
        await browser.PostAsync("/reading", new() { ["language"] = "en" }, formOn: "/");

        var letters = (await browser.PageAsync("/inventory/map")).QuerySelectorAll("nav.nav .one").Select(one => one.TextContent).ToList();

        Assert.Equal(letters.Distinct(), letters);
    }

    [Fact]
    public async Task On_a_phone_four_pages_and_the_way_to_the_rest_stay_in_sight()
    {
        foreach (var role in Roles.All)
        {
            var page = await (await site.SignedInAsync(role.Key)).PageAsync("/");

            Assert.Equal(4, page.QuerySelectorAll("nav a.in-sight").Length);
            Assert.Equal("#nav", page.QuerySelector("nav a.more")!.GetAttribute("href"));
        }
    }
}
