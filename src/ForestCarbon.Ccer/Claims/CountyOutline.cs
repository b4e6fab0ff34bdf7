using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using NetTopologySuite.IO;

namespace ForestCarbon.Ccer.Claims;

/// <summary>The county's outline of record, for boundaries of claims and of projects alike.</summary>
internal static class CountyOutline
{
    private const decimal NothingM2 = 1; // up to here two outlines are the same (definitions §4, claims)

    /// <summary>Ground of each plot outside the county, in the order of the plots, what six decimals put there marked as rounding; nothing where no county is stored.</summary>
    public static async Task<IReadOnlyList<OutsideGround>> OutsideAsync(Db db, IReadOnlyList<BoundaryPlot> plots, CancellationToken ct)
    {
        var writer = new WKBWriter();
        var outside = await db.QueryAsync<Outside>(Sql.Of<ClaimRegister>("Claims/Sql/outside_county.sql"), new { outlines = plots.Select(p => writer.Write(p.Shape)).ToArray() }, ct);
        return [.. outside.Select(o => Of(plots[o.Plot - 1], o)).Where(o => o.AreaM2 > NothingM2)];
    }

    /// <exception cref="RefusedException">No plot has ground in the county. One of another county that reaches into it is let stand.</exception>
    public static void RequireSomeInside(IReadOnlyList<BoundaryPlot> plots, IReadOnlyList<OutsideGround> outside)
    {
        if (outside.Count < plots.Count || !outside.All(o => o.IsWhole))
            return;
        var at = outside[0];
        throw new RefusedException(
            FormattableString.Invariant($"这个范围整个在本县县界之外（如地块 {at.Called}，在东经 {at.Longitude:0.0000}°、北纬 {at.Latitude:0.0000}°）。请核对坐标系和范围。"),
            FormattableString.Invariant($"This outline lies outside the county as a whole (plot {at.Called} at {at.Longitude:0.0000}° E, {at.Latitude:0.0000}° N). Check the coordinate system and the outline."));
    }

    private static OutsideGround Of(BoundaryPlot plot, Outside outside)
    {
        var shape = new WKBReader().Read(outside.Shape);
        var (area, middle) = (BoundaryPlot.Of(null, shape).AreaM2, shape.Centroid);
        var isWhole = area >= plot.AreaM2 - NothingM2;
        return new OutsideGround(outside.Plot, plot.Name, area, isWhole, middle.IsEmpty ? 0 : middle.X, middle.IsEmpty ? 0 : middle.Y) { IsRounding = outside.IsRounding && !isWhole };
    }

    private sealed record Outside
    {
        public int Plot { get; init; }
        public byte[] Shape { get; init; } = [];
        public bool IsRounding { get; init; }
    }
}
