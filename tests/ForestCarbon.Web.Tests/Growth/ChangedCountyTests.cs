using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Identity;

namespace ForestCarbon.Web.Tests.Growth;

/// <summary>A county whose data changed after its run.</summary>
public sealed class ChangedSite : AccountedSite
{
    protected override async Task FillAsync()
    {
        await base.FillAsync();
        await Db.WriteAsync(Actor.Installation, TownshipScope.WholeCounty, "another generation", write =>
            write.ExecuteAsync("insert into inventory.data_generation (actor, reason) values ('installation', 'test')"));
    }
}

public sealed class ChangedCountyTests(ChangedSite site) : IClassFixture<ChangedSite>
{
    [Theory, InlineData(Roles.BureauReviewer, true), InlineData(Roles.Finance, false)]
    public async Task The_way_to_account_again_is_shown_to_those_who_may(string role, bool may)
    {
        var browser = await site.SignedInAsync(role);

        foreach (var address in new[] { "/", "/inventory", "/growth/why/stock", $"/growth/runs/{site.RunId}", "/growth/sink-tables" })
            Assert.Equal(may, (await browser.PageAsync(address)).QuerySelector(".note.warn a[href='/growth']") is not null);
    }
}
