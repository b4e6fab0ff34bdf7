using System.Net;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Map;

public sealed class ParcelTests(WebSite site) : IClassFixture<WebSite>
{
    [Theory, InlineData("/inventory/parcels/1"), InlineData("/inventory/parcels/431125101001000100001")]
    public async Task A_parcel_is_found_by_its_id_and_by_its_code(string address)
    {
        var page = await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync(address);

        Assert.Equal("小班 00001", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("杉木", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory, InlineData("/inventory/parcels/101"), InlineData("/inventory/parcels/101/card"), InlineData("/api/v1/parcels/101"),
     InlineData("/inventory/parcels/431125102001000100001")]
    public async Task A_parcel_of_another_township_does_not_exist_for_a_station(string address)
    {
        using var answer = await (await site.SignedInAsync(Roles.TownshipStation)).GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory, InlineData("q=东镇", 12), InlineData("species=fir", 6), InlineData("species=none", 4), InlineData("age=2&township=431125101", 3),
     InlineData("landClass=0171", 4), InlineData("q=%25", 0), InlineData("q=_", 0)]
    public async Task The_list_finds_what_was_asked_for_and_wildcards_are_letters(string query, int parcels)
    {
        var page = await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync($"/inventory/parcels?{query}");

        Assert.Equal(parcels, page.QuerySelectorAll("tbody tr").Length);
    }

    [Fact]
    public async Task A_list_that_finds_nothing_says_what_to_do()
    {
        var page = await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync("/inventory/parcels?q=nowhere");

        Assert.NotNull(page.QuerySelector(".state a.btn"));
    }

    [Fact]
    public async Task A_whole_code_in_the_search_leads_to_its_parcel()
    {
        using var answer = await (await site.SignedInAsync(Roles.BureauReviewer)).GetAsync("/inventory/parcels?q=431125102001000100003");

        Assert.Equal("/inventory/parcels/103", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task What_a_person_typed_is_shown_as_text_never_run()
    {
        var page = await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync("/inventory/parcels?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");

        Assert.Equal("\"><script>alert(1)</script>", page.QuerySelector("#q")!.GetAttribute("value"));
    }
}
