using ForestCarbon.Ccer.Claims;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Ccer.Tests.Claims;

/// <summary>Plots drawn in metres on a plane where each test has a row to itself, and claims to them.</summary>
internal static class SamplePlots
{
    public static readonly Actor Keeper = Actor.Job("test");
    public static readonly DateOnly From = new(2027, 1, 1), To = new(2046, 12, 31);
    private static int _row;

    // Metres to degrees near 25.2°N; areas asked for are then measured on the ellipsoid, so the scale need not be exact.
    public const double LongitudeM = 100_750, LatitudeM = 110_780;
    public static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);

    /// <summary>A rectangle in metres east and north of a corner; each test has a row of the plane to itself.</summary>
    public static Polygon Rectangle(int row, double east, double north, double width, double height)
    {
        double X(double m) => Math.Round(111 + (m / LongitudeM), 9);
        double Y(double m) => Math.Round(25 + (row * 0.01) + (m / LatitudeM), 9);
        return Factory.CreatePolygon([new(X(east), Y(north)), new(X(east + width), Y(north)), new(X(east + width), Y(north + height)), new(X(east), Y(north + height)), new(X(east), Y(north))]);
    }

    public static int NewRow() => Interlocked.Increment(ref _row);

    public static ClaimDraft Draft(string scheme = "CCER", DateOnly? from = null, DateOnly? to = null, bool provisional = false) =>
        new(scheme, Guid.NewGuid().ToString("N"), "测试", from ?? From, to ?? To, "测试") { IsProvisional = provisional };
}
