using ForestCarbon.Carbon.Growth;

namespace ForestCarbon.Carbon.Tests.Growth;

public sealed class AgeGroupsTests
{
    // Fact sheet §7, southern rows [M].
    [Theory]
    [InlineData("310", StandOrigin.Planted, 10, AgeGroup.Young)]
    [InlineData("310", StandOrigin.Planted, 11, AgeGroup.Middle)]
    [InlineData("310000", StandOrigin.Planted, 25, AgeGroup.NearMature)]
    [InlineData("310", StandOrigin.Planted, 36, AgeGroup.OverMature)]
    [InlineData("220", StandOrigin.Natural, 20, AgeGroup.Young)]
    [InlineData("220", StandOrigin.Planted, 20, AgeGroup.Middle)]
    [InlineData("410", StandOrigin.Natural, 81, AgeGroup.Mature)]
    [InlineData("550", StandOrigin.Planted, 26, AgeGroup.OverMature)]
    public void A_stand_is_judged_by_species_origin_and_age(string species, StandOrigin origin, int age, AgeGroup group) =>
        Assert.Equal(group, AgeGroups.Current.Judge(species, origin, age));

    [Theory]
    [InlineData("310", StandOrigin.Natural)]   // no row
    [InlineData("660", StandOrigin.Planted)]   // bamboo is judged by 度
    [InlineData("261", StandOrigin.Planted)]   // slash pine: row marked [?]
    public void Without_a_sure_row_nothing_is_judged(string species, StandOrigin origin) =>
        Assert.Null(AgeGroups.Current.Judge(species, origin, 30));

    [Fact]
    public void Over_mature_ends_ten_years_above_its_lower_limit() =>
        Assert.Equal((36, 46), AgeGroups.Current.Find("310", StandOrigin.Planted)!.AgesOf(AgeGroup.OverMature));

    [Fact]
    public void Every_row_carries_its_source_and_mark() =>
        Assert.All(AgeGroups.Current.All, row => Assert.Matches(@"^.+ \[(M|\?)\]$", row.Citation.ToString()));
}
