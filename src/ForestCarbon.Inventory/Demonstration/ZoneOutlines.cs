namespace ForestCarbon.Inventory.Demonstration;

/// <summary>Outlines of county, townships and villages, made of the edges of their cells, valley floor included.</summary>
internal sealed class ZoneOutlines
{
    private ZoneOutlines(EdgeDissolve county, EdgeDissolve[] townships, EdgeDissolve[] villages)
    {
        County = county.Polygons();
        Townships = Array.ConvertAll(townships, t => t.Polygons());
        Villages = Array.ConvertAll(villages, v => v.Polygons());
    }

    public IReadOnlyList<IReadOnlyList<double[]>> County { get; }

    /// <summary>By index in <see cref="Places.Townships"/>.</summary>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<double[]>>> Townships { get; }

    /// <summary>By index in <see cref="Places.Villages"/>; empty where a county of few parcels has no cell for it.</summary>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<double[]>>> Villages { get; }

    public static ZoneOutlines Of(CountyPlan plan)
    {
        var county = new EdgeDissolve();
        var townships = Array.ConvertAll(new int[plan.Places.Townships.Count], _ => new EdgeDissolve());
        var villages = Array.ConvertAll(new int[plan.Places.Villages.Count], _ => new EdgeDissolve());
        var outlines = new CellOutlines(plan.Lattice, plan.Ground);
        var zones = new Dictionary<long, Cell>();
        foreach (var site in plan.Cells())
        {
            if (zones.Count > 200_000)
                zones.Clear();
            var cell = ZoneOf(site);
            var neighbours = outlines.NeighboursOf(site);
            if (Array.TrueForAll(neighbours, n => plan.Includes(n) && ZoneOf(n).Village == cell.Village))
                continue;
            var outline = outlines.Of(site);
            for (var m = 0; m < neighbours.Length; m++)
            {
                var isInside = plan.Includes(neighbours[m]);
                var other = isInside ? ZoneOf(neighbours[m]) : default;
                if (isInside && other.Village == cell.Village)
                    continue;
                var edge = outline.Edge(m);
                villages[cell.Village].Add(edge);
                if (!isInside || other.Township != cell.Township)
                    townships[cell.Township].Add(edge);
                if (!isInside)
                    county.Add(edge);
            }
        }
        return new ZoneOutlines(county, townships, villages);

        Cell ZoneOf(Site site)
        {
            if (!zones.TryGetValue(site.Id, out var cell))
                zones.Add(site.Id, cell = plan.CellOf(site));
            return cell;
        }
    }
}
