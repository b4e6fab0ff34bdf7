using ForestCarbon.Inventory.Crs;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Ccer.Screening.Ground;

/// <summary>A piece of a parcel: one polygon, the features that lie over it, its share of the parcel's area.</summary>
/// <param name="Shape">Null where the piece is the whole parcel.</param>
/// <param name="AreaM2">Ellipsoidal m² to 0.0001; the pieces of a parcel add up to it exactly.</param>
public sealed record GroundPiece(Polygon? Shape, IReadOnlyList<GroundFeature> Features, decimal AreaM2);

/// <summary>Cuts a parcel along the features that cover a part of it.</summary>
public static class PieceCut
{
    private const int Quanta = 10_000; // per m²

    /// <param name="parcelM2">The parcel's stored area, which its pieces share.</param>
    public static IReadOnlyList<GroundPiece> Of(Outline parcel, decimal parcelM2, IReadOnlyList<GroundFeature> whole, IReadOnlyList<GroundFeature> part)
    {
        if (part.Count == 0)
            return [new GroundPiece(null, whole, parcelM2)];
        var combinations = new List<(Geometry Shape, List<GroundFeature> Features)> { (parcel.ToGeometry(), [.. whole]) };
        foreach (var feature in part)
        {
            var cutter = feature.Outline.ToGeometry();
            var next = new List<(Geometry, List<GroundFeature>)>(combinations.Count + 1);
            foreach (var (shape, features) in combinations)
            {
                if (!shape.EnvelopeInternal.Intersects(cutter.EnvelopeInternal))
                {
                    next.Add((shape, features));
                    continue;
                }
                var (inside, outside) = GroundCut.Of(shape, cutter);
                Add(next, inside, [.. features, feature]);
                Add(next, outside, features);
            }
            combinations = next;
        }
        var polygons = combinations.SelectMany(c => Polygons(c.Shape).Select(p => (Polygon: p, c.Features, AreaM2: EllipsoidalArea.Of(p).Value)))
            .Where(p => p.AreaM2 > Coverings.NothingM2).ToList();
        if (polygons.Count <= 1)
            return [new GroundPiece(null, polygons.Count == 0 ? whole : polygons[0].Features, parcelM2)];
        polygons.Sort((a, b) => Order(a.Polygon.EnvelopeInternal, b.Polygon.EnvelopeInternal));
        var areas = Share(parcelM2, [.. polygons.Select(p => p.AreaM2)]);
        return [.. polygons.Select((p, i) => new GroundPiece(p.Polygon, p.Features, areas[i]))];
    }

    /// <summary>Divides an area in proportion to measured ones, to 0.0001 m² by largest remainder; ties go to the earlier part.</summary>
    public static decimal[] Share(decimal totalM2, IReadOnlyList<double> measuredM2)
    {
        var total = decimal.ToInt64(decimal.Round(totalM2 * Quanta));
        var sum = measuredM2.Sum();
        var exact = measuredM2.Select(m => m / sum * total).ToArray();
        var parts = Array.ConvertAll(exact, e => (long)Math.Floor(e));
        var left = total - parts.Sum();
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => exact[i] - Math.Floor(exact[i])).ThenBy(i => i).Take((int)Math.Max(0, left)))
            parts[i]++;
        return Array.ConvertAll(parts, p => (decimal)p / Quanta);
    }

    private static void Add(List<(Geometry, List<GroundFeature>)> to, Geometry shape, List<GroundFeature> features)
    {
        if (!shape.IsEmpty)
            to.Add((shape, features));
    }

    private static IEnumerable<Polygon> Polygons(Geometry shape) =>
        Enumerable.Range(0, shape.NumGeometries).Select(shape.GetGeometryN).OfType<Polygon>().Where(p => !p.IsEmpty);

    private static int Order(Envelope a, Envelope b) =>
        a.MinX != b.MinX ? a.MinX.CompareTo(b.MinX) : a.MinY != b.MinY ? a.MinY.CompareTo(b.MinY) : a.MaxX != b.MaxX ? a.MaxX.CompareTo(b.MaxX) : a.MaxY.CompareTo(b.MaxY);
}
