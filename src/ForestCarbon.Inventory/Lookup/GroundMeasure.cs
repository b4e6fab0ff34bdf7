using ForestCarbon.Inventory.Crs;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Inventory.Lookup;

/// <summary>Measures what a person draws on the map, on the ellipsoid of CGCS2000 and not on the map's own plane.</summary>
public sealed class GroundMeasure(Db db)
{
    /// <summary>More corners than a person draws by hand.</summary>
    public const int MostPoints = 200;

    /// <summary>
    /// Length along the points (geodesics, m) and, where <paramref name="isClosed"/>, the length around and the area inside (m², the
    /// function of the area of record: edges straight in latitude and longitude). A figure that crosses itself has no area.
    /// </summary>
    /// <param name="points">Longitude and latitude in degrees, EPSG:4490; at least two, at least three where closed.</param>
    public async Task<Measured> OfAsync(IReadOnlyList<(double Longitude, double Latitude)> points, bool isClosed, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points.Count, isClosed ? 3 : 2);
        var corners = isClosed ? [.. points, points[0]] : points;
        var length = await db.QuerySingleOrDefaultAsync<double>(Sql.Of<GroundMeasure>("Lookup/Sql/geodesic_length.sql"),
            new { longitudes = corners.Select(p => p.Longitude).ToArray(), latitudes = corners.Select(p => p.Latitude).ToArray() }, ct);
        if (!isClosed)
            return new(length, null);
        var figure = new Polygon(new LinearRing([.. corners.Select(p => new Coordinate(p.Longitude, p.Latitude))]));
        return new(length, figure.IsValid ? EllipsoidalArea.Of(figure).Value : null);
    }
}

/// <summary>A measured figure: metres, and square metres of a closed figure that does not cross itself.</summary>
public sealed record Measured(double LengthM, double? AreaM2);
