using ForestCarbon.Inventory.Editing;

namespace ForestCarbon.Web.Text;

/// <summary>Areas of parents and children as they are shown: the parts of one parcel, rounded by largest remainder, make its own rounded area.</summary>
public static class LineageFigures
{
    /// <summary>100 cm²: the part of a parent is shared out to its last digit, the child's own area is measured.</summary>
    private const decimal SameGroundM2 = 0.01m;

    /// <summary>The ground of every row on the page of one parcel.</summary>
    /// <param name="rows">What the parcel came from and what became of it.</param>
    /// <returns>m² in the order of the rows, so that those of one day add up on either side of the parcel.</returns>
    public static decimal[] OfParcel(IReadOnlyList<LineageRow> rows, long parcelId, bool inMu) =>
        Together([.. rows.Select(r => (r.EllipsoidalAreaM2, r.OnDate, r.ParentId == parcelId))], inMu);

    /// <summary>A child's whole area beside the ground it took: the same figure where it took no other.</summary>
    /// <param name="movedM2">The ground as it is shown.</param>
    public static decimal? OfChild(LineageLine line, decimal? movedM2) =>
        line.ChildAreaM2 is { } whole && Math.Abs(whole - line.EllipsoidalAreaM2) < SameGroundM2 ? movedM2 : line.ChildAreaM2;

    private static decimal[] Together(List<(decimal AreaM2, DateOnly OnDate, bool IsParent)> rows, bool inMu)
    {
        var shown = new decimal[rows.Count];
        foreach (var group in rows.Index().GroupBy(r => (r.Item.OnDate, r.Item.IsParent)))
        {
            var of = group.ToList();
            foreach (var (row, m2) in of.Zip(Quantity.AddingUp(of.Select(r => (decimal?)r.Item.AreaM2), inMu)))
                shown[row.Index] = m2 ?? 0;
        }
        return shown;
    }
}
