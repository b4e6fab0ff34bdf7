using ForestCarbon.Inventory.Editing;
using ForestCarbon.Web.Text;

namespace ForestCarbon.Web.Tests.Text;

public sealed class LineageFiguresTests
{
    // 20.036 and 15.107 mu: each rounded alone they are 20.04 and 15.11, a hundredth more than the 35.14 they make together.
    private const decimal Larger = 20.036m * 2000 / 3;
    private const decimal Smaller = 15.107m * 2000 / 3;
    private static readonly DateOnly Day = new(2026, 6, 30);

    [Fact]
    public void Parts_of_a_parcel_are_shown_so_that_they_make_its_area()
    {
        var rows = new[] { Row(1, 2, Day, Larger), Row(1, 3, Day, Smaller), Row(9, 1, Day.AddYears(-3), Larger + Smaller) };

        Assert.Equal(["20.03", "15.11", "35.14"], LineageFigures.OfParcel(rows, 1, inMu: true).Select(m2 => Mu(m2)));
        // on the page of the one child its part stands alone
        Assert.Equal(["20.04"], LineageFigures.OfParcel([rows[0]], 2, inMu: true).Select(m2 => Mu(m2)));
    }

    [Fact]
    public void A_child_that_took_no_other_ground_has_the_same_figure_twice()
    {
        var line = new LineageLine { EllipsoidalAreaM2 = Larger, ChildAreaM2 = Larger };

        Assert.Equal(("20.03", "35.14"), (Mu(LineageFigures.OfChild(line, 20.03m * 2000 / 3)), Mu(LineageFigures.OfChild(line with { ChildAreaM2 = Larger + Smaller }, 20.03m * 2000 / 3))));
    }

    private static LineageRow Row(long parent, long child, DateOnly day, decimal m2) => new(day, parent, "p", child, "c", m2);

    private static string Mu(decimal? m2) => Quantity.Area(m2, inMu: true, false, false).Figure;
}
