using CsCheck;
using ForestCarbon.Inventory.Crs;
using ForestCarbon.Inventory.Topology;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace ForestCarbon.Inventory.Tests.Topology;

/// <summary>Shapes are drawn on a grid of metres near 111°E 25°N and stand on the 1e-9° grid of record.</summary>
public sealed class CoverageCheckTests
{
    private const double MetresPerDegree = 100_000;

    [Fact]
    public async Task Two_overlapping_parcels_are_one_finding_with_the_shared_ground()
    {
        var finding = Assert.Single(await CheckAsync(
            Parcel("0012", "POLYGON ((0 0, 60 0, 60 40, 0 40, 0 0))"), Parcel("0013", "POLYGON ((50 0, 90 0, 90 40, 50 40, 50 0))")));

        Assert.Equal(CoverageFindingKind.Overlap, finding.Kind);
        Assert.Equal(["0012", "0013"], finding.Parcels.Select(p => p.Key));
        Assert.Equal(EllipsoidalArea.Of(Shape("POLYGON ((50 0, 60 0, 60 40, 50 40, 50 0))")).Value, finding.AreaM2, 1e-6);
        Assert.True(finding.Place.EqualsTopologically(Shape("POLYGON ((50 0, 60 0, 60 40, 50 40, 50 0))")));
    }

    [Theory]
    [InlineData("POLYGON ((60 0, 90 0, 90 40, 60 40, 60 0))")] // shares an edge
    [InlineData("POLYGON ((60 40, 90 40, 90 80, 60 80, 60 40))")] // shares a corner
    [InlineData("POLYGON ((60 0, 90 0, 90 40, 60 40, 60 17, 60 0))")] // has a corner more on the shared edge
    [InlineData("POLYGON ((60 0, 90 0, 90 40, 60 40, 60.0005 17, 60 0))")] // lies half a millimetre apart
    [InlineData("POLYGON ((60 0, 90 0, 90 40, 60 40, 59.9995 17, 60 0))")] // laps over by half a millimetre
    [InlineData("POLYGON ((70 0, 90 0, 90 40, 70 40, 70 0))")] // a lane of ten metres lies between
    public async Task Neighbours_that_meet_or_keep_apart_are_no_finding(string neighbour) =>
        Assert.Empty(await CheckAsync(Parcel("0012", "POLYGON ((0 0, 60 0, 60 40, 0 40, 0 0))"), Parcel("0013", neighbour)));

    [Fact]
    public async Task A_narrow_void_is_a_gap_of_its_two_neighbours()
    {
        var finding = Assert.Single(await CheckAsync(
            Parcel("0012", "POLYGON ((0 0, 60 0, 60 40, 0 40, 0 0))"), Parcel("0013", "POLYGON ((60 0, 90 0, 90 40, 60 40, 61 20, 60 0))")));

        Assert.Equal(CoverageFindingKind.Gap, finding.Kind);
        Assert.Equal(["0012", "0013"], finding.Parcels.Select(p => p.Key));
        Assert.Equal(EllipsoidalArea.Of(Shape("POLYGON ((60 0, 61 20, 60 40, 60 0))")).Value, finding.AreaM2, 0.02);
        Assert.InRange(finding.WidthM, 0.4, 0.6);
    }

    [Fact]
    public async Task Corners_where_two_parcels_lap_over_are_not_gaps() =>
        Assert.Equal([CoverageFindingKind.Overlap], (await CheckAsync(
            Parcel("0012", "POLYGON ((0 0, 60 0, 60 40, 0 40, 0 0))"), Parcel("0013", "POLYGON ((50 10, 90 10, 90 30, 50 30, 50 10))"))).Select(f => f.Kind));

    [Fact]
    public async Task A_bar_across_a_parcel_that_ends_on_other_outlines_is_an_overlap()
    {
        var findings = await CheckAsync(
            Parcel("1", "POLYGON ((0 0, 60 0, 60 40, 0 40, 0 0))"),
            Parcel("2", "POLYGON ((-20 10, 80 10, 80 20, -20 20, -20 10))"),
            Parcel("3", "POLYGON ((80 0, 90 0, 90 40, 80 40, 80 0))"));

        Assert.Equal(["1", "2"], Assert.Single(findings).Parcels.Select(p => p.Key));
    }

    [Fact]
    public async Task A_parcel_inside_another_is_an_overlap_and_one_in_its_hole_is_not()
    {
        var hole = "POLYGON ((0 0, 60 0, 60 40, 0 40, 0 0), (10 10, 20 10, 20 20, 10 20, 10 10))";
        var island = "POLYGON ((10 10, 20 10, 20 20, 10 20, 10 10))";

        Assert.Empty(await CheckAsync(Parcel("1", hole), Parcel("2", island)));
        Assert.Equal(CoverageFindingKind.Overlap, Assert.Single(await CheckAsync(Parcel("1", "POLYGON ((0 0, 60 0, 60 40, 0 40, 0 0))"), Parcel("2", island))).Kind);
    }

    [Fact]
    public async Task A_piece_half_a_metre_wide_is_a_sliver_even_beside_a_good_one()
    {
        var finding = Assert.Single(await CheckAsync(Parcel("7", "MULTIPOLYGON (((0 0, 60 0, 60 40, 0 40, 0 0)), ((100 0, 100.5 0, 100.5 80, 100 80, 100 0)))")));

        Assert.Equal(CoverageFindingKind.Sliver, finding.Kind);
        Assert.Equal(0.5, finding.WidthM, 0.02);
    }

    [Fact]
    public async Task Two_neighbours_that_are_only_compared_with_are_never_a_finding()
    {
        var stored = new[] { Parcel("1", "POLYGON ((0 0, 60 0, 60 40, 0 40, 0 0))"), Parcel("2", "POLYGON ((50 0, 90 0, 90 40, 50 40, 50 0))") };
        var staged = Parcel("3", "POLYGON ((80 0, 95 0, 95 40, 80 40, 80 0))");

        var findings = await CheckAsync([.. stored.Select(p => p with { IsJudged = false }), staged]);

        Assert.Equal(["2", "3"], Assert.Single(findings).Parcels.Select(p => p.Key));
    }

    // Seven thousand squares in columns 60 m high: three strips, and a slit along a column that crosses all of them.
    [Fact]
    public async Task A_gap_across_strips_is_one_finding_and_none_is_found_twice()
    {
        var parcels = new List<CoverageParcel>();
        for (var x = 0; x < 20; x++)
            for (var y = 0; y < 350; y++)
            {
                var west = (x * 50) + (x > 9 ? 0.5 : 0);
                parcels.Add(Parcel($"{x:00}-{y:000}", FormattableString.Invariant(
                    $"POLYGON (({west} {y * 60}, {west + 50} {y * 60}, {west + 50} {(y * 60) + 60}, {west} {(y * 60) + 60}, {west} {y * 60}))")));
            }
        parcels.Add(Parcel("on top", "POLYGON ((25 10000, 75 10000, 75 10090, 25 10090, 25 10000))"));

        var findings = await CheckAsync([.. parcels]);

        var gap = Assert.Single(findings, f => f.Kind == CoverageFindingKind.Gap);
        Assert.Equal(700, gap.Parcels.Count);
        Assert.Equal(EllipsoidalArea.Of(Shape("POLYGON ((500 0, 500.5 0, 500.5 21000, 500 21000, 500 0))")).Value, gap.AreaM2, 1);
        Assert.Equal(findings.Count - 1, findings.Count(f => f.Kind == CoverageFindingKind.Overlap && f.Parcels[1].Key == "on top"));
        Assert.Equal(EllipsoidalArea.Of(parcels[^1].Geometry).Value, findings.Where(f => f.Kind == CoverageFindingKind.Overlap).Sum(f => f.AreaM2), 1e-3);
    }

    // Every edge has its twin in its own layer but for the outer ones: as where a new survey was stored beside the old one.
    [Fact]
    public async Task Ground_covered_twice_by_different_parcels_is_found_in_the_middle_too()
    {
        var squares = new List<CoverageParcel>();
        foreach (var (layer, side) in new[] { ("old", 50), ("new", 60) })
            for (var x = 0; x < 300 / side; x++)
                for (var y = 0; y < 300 / side; y++)
                    squares.Add(Parcel($"{layer}{x}{y}", FormattableString.Invariant(
                        $"POLYGON (({x * side} {y * side}, {(x + 1) * side} {y * side}, {(x + 1) * side} {(y + 1) * side}, {x * side} {(y + 1) * side}, {x * side} {y * side}))")));

        var findings = await CheckAsync([.. squares]);

        Assert.All(findings, f => Assert.Equal(CoverageFindingKind.Overlap, f.Kind));
        Assert.Equal(EllipsoidalArea.Of(Shape("POLYGON ((0 0, 300 0, 300 300, 0 300, 0 0))")).Value, findings.Sum(f => f.AreaM2), 1e-3);
    }

    [Fact]
    public async Task A_parcel_stored_twice_is_an_overlap()
    {
        var square = "POLYGON ((0 0, 60 0, 60 40, 0 40, 0 0))";

        Assert.Equal(["1", "2"], Assert.Single(await CheckAsync(Parcel("1", square), Parcel("2", square), Parcel("3", "POLYGON ((60 0, 90 0, 90 40, 60 40, 60 0))"))).Parcels.Select(p => p.Key));
    }

    [Fact]
    public void Moving_one_corner_of_a_grid_finds_as_much_as_was_moved_over()
    {
        Gen.Select(Gen.Double[-20, 20], Gen.Double[-20, 20]).Sample((dx, dy) =>
        {
            var grid = Grid(3, dx, dy);
            var claimed = grid.Sum(p => EllipsoidalArea.Of(p.Geometry).Value);
            var covered = EllipsoidalArea.Of(NetTopologySuite.Operation.Union.UnaryUnionOp.Union(grid.Select(p => p.Geometry).ToList())).Value;
            var found = CheckAsync([.. grid]).GetAwaiter().GetResult().Where(f => f.Kind == CoverageFindingKind.Overlap).Sum(f => f.AreaM2);
            return Math.Abs(claimed - covered - found) < 0.06;
        }, iter: 200, threads: 1);
    }

    private static List<CoverageParcel> Grid(int n, double dx, double dy)
    {
        var cells = new List<CoverageParcel>();
        for (var x = 0; x < n; x++)
            for (var y = 0; y < n; y++)
            {
                // the upper right corner of the first cell is moved, its neighbours stay
                var (right, upper) = x == 0 && y == 0 ? (50 + dx, 50 + dy) : ((x * 50) + 50, (y * 50) + 50);
                cells.Add(Parcel($"{x}{y}", FormattableString.Invariant(
                    $"POLYGON (({x * 50} {y * 50}, {(x * 50) + 50} {y * 50}, {right} {upper}, {x * 50} {(y * 50) + 50}, {x * 50} {y * 50}))")));
            }
        return cells;
    }

    private static async Task<IReadOnlyList<CoverageFinding>> CheckAsync(params CoverageParcel[] parcels) =>
        await CoverageCheck.RunAsync(parcels, CoverageLimits.Default, TestContext.Current.CancellationToken);

    private static CoverageParcel Parcel(string key, string wkt) => new(key, 0, Shape(wkt));

    private static Geometry Shape(string wkt)
    {
        var shape = new WKTReader(new NetTopologySuite.NtsGeometryServices(new PrecisionModel(), 4490)).Read(wkt);
        shape.Apply(new OnTheGround());
        return shape;
    }

    private sealed class OnTheGround : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence sequence, int i)
        {
            sequence.SetX(i, Math.Round(111 + (sequence.GetX(i) / MetresPerDegree), 9));
            sequence.SetY(i, Math.Round(25 + (sequence.GetY(i) / (1.1 * MetresPerDegree)), 9));
        }
    }
}
