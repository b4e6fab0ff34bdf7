using ForestCarbon.Carbon.Methodologies;

namespace ForestCarbon.Carbon.Tests.Methodologies;

public sealed class VintageSplitTests
{
    [Fact]
    public void Tonnes_follow_the_days_of_each_year() =>
        Assert.Equal([(2023, 365L), (2024, 366)], VintageSplit.Of(new(2023, 1, 1), new(2024, 12, 31), 731));

    [Fact]
    public void The_years_add_up_to_the_tranche_and_the_largest_fraction_gets_what_is_left()
    {
        // 306 + 365 + 366 days: 100 t are 29.508, 35.198, 35.294.
        Assert.Equal([(2022, 30L), (2023, 35), (2024, 35)], VintageSplit.Of(new(2022, 3, 1), new(2024, 12, 31), 100));
        foreach (var tonnes in new[] { 0L, 1, 2, 6_184, 9_999_999_999 })
            Assert.Equal(tonnes, VintageSplit.Of(new(2022, 3, 1), new(2031, 7, 14), tonnes).Sum(y => y.Tonnes));
    }

    [Fact]
    public void Equal_fractions_go_to_the_earlier_year() =>
        Assert.Equal([(2021, 1L), (2022, 0)], VintageSplit.Of(new(2021, 1, 1), new(2022, 12, 31), 1));
}
