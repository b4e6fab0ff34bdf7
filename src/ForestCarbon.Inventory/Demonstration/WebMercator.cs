namespace ForestCarbon.Inventory.Demonstration;

/// <summary>EPSG:4490 to EPSG:3857 for tiles, point by point as PROJ has it: CGCS2000 and WGS 84 taken as one.</summary>
internal static class WebMercator
{
    private const double RadiusM = 6378137;

    public static double[] Of(double[] ring)
    {
        var projected = new double[ring.Length];
        for (var i = 0; i < ring.Length; i += 2)
        {
            projected[i] = RadiusM * (ring[i] * (Math.PI / 180));
            projected[i + 1] = RadiusM * Math.Asinh(Math.Tan(ring[i + 1] * (Math.PI / 180)));
        }
        return projected;
    }

    public static IReadOnlyList<IReadOnlyList<double[]>> Of(IReadOnlyList<IReadOnlyList<double[]>> polygons) =>
        [.. polygons.Select(rings => (IReadOnlyList<double[]>)[.. rings.Select(Of)])];
}
