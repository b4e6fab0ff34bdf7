using ForestCarbon.Inventory.Demonstration;

namespace ForestCarbon.Inventory.Tests.Demonstration;

public sealed class CellOutlineTests
{
    /// <summary>From cells of 200 m, as the usual county has them, down to cells of a few millimetres, where rounding swallows many points.</summary>
    [Theory]
    [InlineData(200)]
    [InlineData(0.2)]
    [InlineData(0.004)]
    public void An_edge_is_the_same_points_from_both_its_sides(double metresPerUnit)
    {
        var lattice = new SiteLattice(5, 6);
        var outlines = new CellOutlines(lattice, new Ground(5, lattice.Side, metresPerUnit));
        var inner = Enumerable.Range(2, 2).SelectMany(row => Enumerable.Range(2, 2).SelectMany(column => lattice.Block(column, row))).ToList();
        var cells = inner.ToDictionary(s => s.Id, s => outlines.Of(s));
        var compared = 0;

        foreach (var cell in cells.Values)
            for (var m = 0; m < cell.Neighbours.Length; m++)
                if (cells.TryGetValue(cell.Neighbours[m].Id, out var other))
                {
                    var back = other.Edge(Array.FindIndex(other.Neighbours, n => n.Id == cell.Site.Id)).Chunk(2).Reverse().SelectMany(p => p);
                    Assert.Equal(cell.Edge(m), back);
                    compared++;
                }

        Assert.True(compared > 1_000);
    }
}
