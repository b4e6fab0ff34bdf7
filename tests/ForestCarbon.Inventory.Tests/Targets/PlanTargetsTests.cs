using ForestCarbon.Inventory.Targets;
using ForestCarbon.Inventory.Tests.Demonstration;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Tests.Targets;

public sealed class PlanTargetsTests(SmallCounty county) : IClassFixture<SmallCounty>
{
    [Fact]
    public async Task A_programme_target_is_met_by_the_accepted_area_of_its_works_up_to_the_due_date()
    {
        var lines = (await new PlanTargets(county.Db).ListAsync(TownshipScope.WholeCounty)).ToDictionary(l => l.TargetKey);
        var closed = await county.ScalarAsync<decimal>("""
            select sum((attributes ->> 'accepted_mu')::numeric)
            from inventory.layer_feature
            where layer = 'programme-work' and attributes ->> 'kind' = 'closure' and (attributes ->> 'accepted_on')::date <= '2025-12-31'
            """);

        Assert.Equal(("accepted", closed), (lines["closure"].Basis, Math.Round(lines["closure"].StoredM2!.Value * 3 / 2000, 1)));
        Assert.All(["conversion", "improvement", "xiangjiang-planting", "xiangjiang-closure", "xiangjiang-improvement"],
            key => Assert.Equal("accepted", lines[key].Basis));
        Assert.InRange(lines["xiangjiang-closure"].StoredM2!.Value, 1, lines["closure"].StoredM2!.Value);
    }

    [Fact]
    public async Task Forest_cover_of_a_day_without_parcels_is_unknown_and_not_nought()
    {
        var targets = new PlanTargets(county.Db);
        var (now, before) = (await targets.CoverAsync(TownshipScope.WholeCounty), await targets.CoverAsync(TownshipScope.WholeCounty, new DateOnly(1900, 1, 1)));

        Assert.InRange(now!.Percent!.Value, 1, 100);
        Assert.Equal((0L, (decimal?)null), (before!.Parcels, before.Percent));
    }
}
