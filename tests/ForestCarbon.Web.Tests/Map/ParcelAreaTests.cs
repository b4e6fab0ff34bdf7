using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Map;

public sealed class ParcelAreaTests(WebSite site) : IClassFixture<WebSite>
{
    [Fact]
    public async Task The_areas_of_a_parcel_lead_to_the_outline_they_come_from()
    {
        var page = await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync("/inventory/parcels/1");

        Assert.Equal(2, page.QuerySelectorAll("dl a.why[href='#area']").Length);
        var origin = page.QuerySelector("#area .thread")!;
        // A square of four corners; what this county stores is 1 % more than its outline, and the page says that they differ.
        Assert.Equal("4", origin.QuerySelector("li .val")!.TextContent);
        Assert.Contains("重算与所存不一致", origin.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parcel_without_a_diameter_shows_a_dash_and_no_unit()
    {
        var page = await (await site.SignedInAsync(Roles.BureauReviewer)).PageAsync("/inventory/parcels/4");

        var diameter = page.QuerySelectorAll("dl.kv dt").Single(dt => dt.TextContent == "平均胸径").NextElementSibling!;
        Assert.Equal("–", diameter.TextContent.Trim());
    }

    [Theory, InlineData("8杉2马", "8 Chinese fir, 2 Masson pine"), InlineData("10竹", "10 bamboo"), InlineData("7某3阔", "7 某, 3 broadleaf")]
    public void A_species_mix_is_told_in_English_and_an_unknown_name_stays(string mix, string english) =>
        Assert.Equal(english, Web.Text.SpeciesMixWords.InEnglish(mix));
}
