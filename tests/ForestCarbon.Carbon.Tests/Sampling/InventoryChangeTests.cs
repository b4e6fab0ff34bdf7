using ForestCarbon.Carbon.Sampling;

namespace ForestCarbon.Carbon.Tests.Sampling;

public sealed class InventoryChangeTests
{
    // The example in AR-TOOL14 v04.2, definition of uncertainty [S10]: mean 45.328 t d.m./ha, 34 plots, s = 12.776, t(0.1, 33) = 1.692: 2.191, 3.707, 8.18 %.
    private static readonly StratifiedEstimate Published = StratifiedEstimate.From([new StratumSample(1, 45.328, 12.776, 34)], _ => 1.692);

    [Fact]
    public void The_published_example_of_an_uncertainty_comes_out()
    {
        Assert.Equal((2.191, 3.707, 0.0818), (Math.Round(Published.StandardError, 3), Math.Round(Published.HalfWidth, 3), Math.Round(Published.RelativeError!.Value, 4)));
    }

    // And its example of a discount (appendix 2) [S10]: 60 ± 9 is 15 %, 25 % of 9 is 2.25: 62.25 in the baseline, 57.75 in the project.
    [Fact]
    public void The_published_example_of_a_discount_comes_out()
    {
        var discounted = UncertaintyDiscount.Apply(DiscountRule.ArTool14, 60, 9.0 / 60)!;

        Assert.Equal((57.75, 62.25), (Math.Round(discounted.ProjectValue, 12), Math.Round(discounted.BaselineValue!.Value, 12)));
    }

    [Fact]
    public void Errors_of_two_inventories_add_up_in_squares_over_the_change() // worked by hand: 40 ± 3 and 100 ± 4: 60 ± 5
    {
        var change = InventoryChange.Between(Of(40, 3), Of(100, 4));

        Assert.Equal((60, 5), (change.Mean, change.HalfWidth));
        Near.Equal(5.0 / 60, change.RelativeError!.Value);
        // The form the text prints, with u·C in place of the half-width.
        Near.Equal(Math.Sqrt(Math.Pow(Of(40, 3).RelativeError!.Value * 40, 2) + Math.Pow(Of(100, 4).RelativeError!.Value * 100, 2)) / 60, change.RelativeError.Value);
    }

    [Fact]
    public void From_bare_ground_the_change_is_the_stock_and_has_its_error() =>
        Assert.Equal(new InventoryChange(45.328, Published.HalfWidth, Published.RelativeError), InventoryChange.Between(Of(0, 0), Published));

    [Fact]
    public void Where_nothing_changed_there_is_no_relative_error() => Assert.Null(InventoryChange.Between(Of(40, 3), Of(40, 4)).RelativeError);

    private static StratifiedEstimate Of(double mean, double half) => new(mean, half, 10, 1, half, mean == 0 ? null : half / mean);
}
