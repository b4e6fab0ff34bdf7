using ForestCarbon.Ccer.Claims;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Ccer.Documents;

/// <summary>A boundary file that a document is compared with.</summary>
/// <param name="AreaM2">Ellipsoidal, m².</param>
public sealed record DocumentBoundary(string Name, decimal AreaM2)
{
    /// <summary>Where it lies, degrees of EPSG:4490; null where only its area is known.</summary>
    public Envelope? Extent { get; init; }

    /// <summary>The counties that are stored, and whether it comes near them.</summary>
    public IReadOnlyList<CountyBeside> Counties { get; init; } = [];

    /// <param name="name">As people call the file.</param>
    /// <exception cref="RefusedException">As of <see cref="BoundaryFile.ReadAsync"/>.</exception>
    public static async Task<DocumentBoundary> ReadAsync(Db db, string path, string name, string? crs, CancellationToken ct)
    {
        var plots = await BoundaryFile.ReadAsync(db, path, crs, ct);
        var extent = new Envelope();
        foreach (var plot in plots)
            extent.ExpandToInclude(plot.Shape.EnvelopeInternal);
        return new DocumentBoundary(name, plots.Sum(p => p.AreaM2))
        {
            Extent = extent,
            Counties = await db.QueryAsync<CountyBeside>(
                "select c.name_zh, st_intersects(c.geom, st_makeenvelope(@MinX, @MinY, @MaxX, @MaxY, 4490)) as is_near from inventory.county_v c", new { extent.MinX, extent.MinY, extent.MaxX, extent.MaxY }, ct),
        };
    }
}

/// <summary>A county beside a boundary file.</summary>
public sealed record CountyBeside
{
    public string NameZh { get; init; } = "";

    /// <summary>The extent of the file and the county share ground.</summary>
    public bool IsNear { get; init; }
}
