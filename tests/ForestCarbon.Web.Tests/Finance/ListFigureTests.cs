using ForestCarbon.Finance.Payables;
using ForestCarbon.Web.Areas.Finance.Controllers;

namespace ForestCarbon.Web.Tests.Finance;

/// <summary>Lists of what is due, as their pages show them.</summary>
public sealed class ListFigureTests
{
    [Fact]
    public void No_sum_counts_a_withdrawn_list()
    {
        ListRow[] lists =
        [
            new() { State = "approved", AmountFen = 100_00, HeldFen = 10_00, PaidFen = 40_00, ReturnedFen = 5_00 },
            new() { State = "paid", AmountFen = 20_00, PaidFen = 20_00 },
            new() { State = "withdrawn", AmountFen = 999_00, HeldFen = 99_00, ReturnedFen = 9_00 },
        ];

        var page = new ListsPage(lists, null, null);

        Assert.Equal((120_00L, 60_00L, 10_00L, 5_00L), (page.AmountFen, page.OpenFen, page.HeldFen, page.ReturnedFen));
        Assert.Equal((2, 1), (page.Count, page.Withdrawn));
    }
}
