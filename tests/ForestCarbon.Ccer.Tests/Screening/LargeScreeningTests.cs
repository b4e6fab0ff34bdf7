using ForestCarbon.Ccer.Demonstration;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Platform.Database;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Screening;

/// <summary>A county of 20,000 parcels, whose cuts meet what a small one does not.</summary>
[Trait("Tier", "soak")]
public sealed class LargeScreeningTests(LargeScreeningTests.County county) : IClassFixture<LargeScreeningTests.County>
{
    [Fact]
    public async Task Pieces_and_funnel_add_up_exactly_and_screening_again_gives_the_same()
    {
        var run = await ScreenAsync();
        await ScreeningAudit.PiecesAddUpAsync(county, run);
        await ScreeningAudit.FunnelAddsUpAsync(county, run);

        Assert.Equal(run.ResultSha256, (await ScreenAsync()).ResultSha256);
    }

    private async Task<ScreeningRow> ScreenAsync()
    {
        var (screenings, keeper) = (new Screenings(county.Db), Actor.Job("test"));
        var runId = await screenings.OpenAsync(keeper, new ScreeningRequest("CCER-14-001-V01"));
        await screenings.DriveAsync(keeper, runId);
        return (await new ScreeningResults(county.Db).FindAsync(runId))!;
    }

    public sealed class County : TestDatabase
    {
        protected override async Task FillAsync()
        {
            await new DemonstrationLoader(Db).LoadAsync(20_000);
            await new CcerDemonstration(Db).LoadAsync();
        }
    }
}
