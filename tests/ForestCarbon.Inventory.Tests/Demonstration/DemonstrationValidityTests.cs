using ForestCarbon.Inventory.Demonstration;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;

namespace ForestCarbon.Inventory.Tests.Demonstration;

/// <summary>No layer of the county as it is loaded by default crosses itself.</summary>
public sealed class DemonstrationValidityTests
{
    [Theory]
    [InlineData(40_000, 1)]
    [InlineData(7_000, 5)]
    [InlineData(3_000, 1)]
    public void Every_parcel_and_every_feature_is_a_valid_polygon(int parcels, int seed)
    {
        var county = MadeCounty.Of(parcels, seed);
        var wrong = new List<string>();
        foreach (var parcel in county.Parcels)
            if (new IsValidOp(new Polygon(Ring(parcel.Ring))).ValidationError is { } error)
                wrong.Add($"{parcel.Code}: {error.Message} at {error.Coordinate}");
        foreach (var row in county.Layers)
            if (new IsValidOp(Shape(row.Outline)).ValidationError is { } error)
                wrong.Add($"{row.Layer} {row.Code}: {error.Message} at {error.Coordinate}");
        Assert.Empty(wrong);
    }

    private static MultiPolygon Shape(IReadOnlyList<IReadOnlyList<double[]>> polygons) => new([.. polygons.Select(rings =>
        new Polygon(Ring(rings[0]), [.. rings.Skip(1).Select(Ring)]))]);

    private static LinearRing Ring(double[] ring) => new(FlatRings.Sequence(ring), GeometryFactory.Default);
}
