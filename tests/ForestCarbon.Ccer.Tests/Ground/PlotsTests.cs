using ForestCarbon.Ccer.Screening.Ground;

namespace ForestCarbon.Ccer.Tests.Ground;

public sealed class PlotsTests
{
    private static readonly DateOnly Early = new(2019, 3, 1), Late = new(2027, 1, 1);

    private static PlotPiece Piece(long parcel, Outline outline, DateOnly? start = null, decimal area = 100) => new(parcel, 1, start ?? Late, area, outline);

    private static long[] Numbers(params PlotPiece[] pieces) => [.. Plots.Join(pieces).Select(p => p.Plot)];

    [Fact]
    public void Pieces_with_a_common_edge_are_one_plot_and_its_area_is_their_sum()
    {
        var plots = Plots.Join([Piece(1, CoveringTests.Box(0, 0, 5, 5), area: 250), Piece(2, CoveringTests.Box(5, 0, 5, 5), area: 160.5m)]);

        Assert.Equal([new PlotOf(1, 410.5m), new PlotOf(1, 410.5m)], plots);
    }

    [Fact]
    public void Pieces_that_meet_in_a_point_are_two_plots() =>
        Assert.Equal([1, 2], Numbers(Piece(1, CoveringTests.Box(0, 0, 5, 5)), Piece(2, CoveringTests.Box(5, 5, 5, 5))));

    [Fact]
    public void An_edge_shared_in_part_joins() =>
        Assert.Equal([1, 1], Numbers(Piece(1, CoveringTests.Box(0, 0, 5, 5)), Piece(2, CoveringTests.Box(5, 3, 5, 9))));

    [Fact]
    public void An_edge_that_rounding_bent_by_a_tenth_of_a_millimetre_still_joins() =>
        Assert.Equal([1, 1], Numbers(Piece(1, CoveringTests.Box(0, 0, 5, 5, (2.3, 1e-5))), Piece(2, CoveringTests.Box(0, -5, 5, 5))));

    [Fact]
    public void A_metre_between_them_keeps_pieces_apart() =>
        Assert.Equal([1, 2], Numbers(Piece(1, CoveringTests.Box(0, 0, 5, 5)), Piece(2, CoveringTests.Box(5.1, 0, 5, 5))));

    [Fact]
    public void Pieces_of_different_start_dates_are_never_one_plot() =>
        Assert.Equal([1, 2], Numbers(Piece(1, CoveringTests.Box(0, 0, 5, 5), Early), Piece(2, CoveringTests.Box(5, 0, 5, 5))));

    [Fact]
    public void A_chain_of_pieces_is_one_plot_in_whatever_order_they_come()
    {
        PlotPiece[] chain = [Piece(1, CoveringTests.Box(0, 0, 5, 5)), Piece(2, CoveringTests.Box(10, 0, 5, 5)), Piece(3, CoveringTests.Box(20, 0, 5, 5)), Piece(4, CoveringTests.Box(5, 0, 5, 5)), Piece(5, CoveringTests.Box(15, 0, 5, 5))];

        Assert.All(Plots.Join(chain), p => Assert.Equal(new PlotOf(1, 500), p));
        Assert.All(Plots.Join([.. chain.Reverse()]), p => Assert.Equal(new PlotOf(1, 500), p));
    }
}
