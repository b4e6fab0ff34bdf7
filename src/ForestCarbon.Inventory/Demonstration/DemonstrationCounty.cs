namespace ForestCarbon.Inventory.Demonstration;

/// <summary>
/// A synthetic county (演示数据): the same for the same number of parcels and seed, on every machine. Its figures are those of
/// definitions section 7; every tree and every outline in it is invented.
/// </summary>
public sealed class DemonstrationCounty
{
    private DemonstrationCounty(int parcels, int seed) => Plan = new CountyPlan(parcels, seed);

    /// <summary>The day the parcels are as of; year 0 of its accounting is 2025.</summary>
    public static DateOnly AsOf { get; } = new(ParcelMaker.InventoryYear, 12, 31);

    internal CountyPlan Plan { get; }

    /// <summary>Lays the county out; its parcels are made while they are read.</summary>
    /// <param name="parcels">How many parcels (小班), 200 to 20,000,000. From 3,000 to 1,000,000 every figure of section 7 holds; below, single parcels are larger than its tolerances.</param>
    /// <param name="seed">Another seed is another county with the same figures.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of parcels is outside its range.</exception>
    public static DemonstrationCounty Describe(int parcels = 40_000, int seed = 1) => new(parcels, seed);

    /// <summary>The parcels from north to south, one at a time. Up to some 1,100,000 all cells are measured first (about 150 bytes each), beyond that a sample of them.</summary>
    public IEnumerable<DemoParcel> Parcels() => Made().Select(m => m.Parcel);

    internal IEnumerable<(DemoParcel Parcel, CellOutline Outline, Fields Fields, Standing Standing)> Made()
    {
        var allocation = new Allocation(Plan);
        var maker = new ParcelMaker(Plan);
        var outlines = new CellOutlines(Plan.Lattice, Plan.Ground);
        foreach (var site in Plan.Cells())
        {
            var fields = new Fields(Plan, Plan.CellOf(site));
            if (!allocation.NextIsParcel(fields))
                continue;
            var outline = outlines.Of(site);
            var (areaM2, registeredHa) = ParcelMaker.Measure(outline, fields);
            var standing = allocation.Settle(fields, (double)registeredHa * 15);
            yield return (maker.Make(fields, outline, standing, areaM2, registeredHa), outline, fields, standing);
        }
    }
}
