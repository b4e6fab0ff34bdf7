using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Tests.Claims;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace ForestCarbon.Ccer.Tests.Projects;

/// <summary>Boundaries that went through a file of six decimals, beside the outlines of record they were taken from.</summary>
public sealed class RoundedBoundaryTests(BorderedCounty county) : IClassFixture<BorderedCounty>
{
    private const int Corners = 9; // of a parcel, along the border
    private static readonly TownshipScope All = TownshipScope.WholeCounty;
    private static readonly Actor Keeper = SampleProject.Keeper;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ProjectBook Book => new(county.Db);
    private ProjectBoundaries Boundaries => new(county.Db);

    [Theory, InlineData("gpkg", 0), InlineData("kml", 3), InlineData("zip", 6)]
    public async Task The_programs_own_export_of_what_was_registered_is_taken_as_monitored_and_what_reaches_out_is_refused(string format, int first)
    {
        var sample = new SampleProject(county.Db);
        var id = await sample.NewAsync();
        List<BoundaryPlot> registered = [.. Enumerable.Range(first, 3).Select(i => BoundaryPlot.Of($"甲{i}", BorderedCounty.Parcel(i)))];
        await Boundaries.FromPlotsAsync(Keeper, id, "ex-ante", "试验", registered, ct: Ct);
        await sample.LeadAsync(id, null, "registered");
        var project = (await Book.FindAsync(id, All))!;
        var plots = await ReadBackAsync((await new ProjectExport(county.Db, Book).OfAsync(project, "ex-ante", All, Ct))!, format);
        var ground = registered.Select(r => r.Shape).Aggregate((a, b) => a.Union(b));
        Assert.Contains(plots, p => Area(p.Shape.Difference(ground)) > 1); // or there would be nothing to let pass

        await Boundaries.FromPlotsAsync(Keeper, id, "monitored", "试验", plots, ct: Ct);
        var pushed = BoundaryPlot.Of("推出", BoundaryExport.SixDecimals(BorderedCounty.Parcel(first + 1, eastM: 1)));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Boundaries.FromPlotsAsync(Keeper, id, "monitored", "试验", [plots[0], pushed, plots[2]], ct: Ct));

        Assert.StartsWith("监测边界有 1 个地块伸出登记的边界", refused.Message, StringComparison.Ordinal);
        Assert.Contains("m²：推出。", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await Boundaries.ListAsync(id, Ct)).Single(b => b is { Kind: "monitored", IsNewest: true }).Plots);
    }

    [Fact]
    public async Task A_boundary_of_six_decimals_lies_on_its_own_lots_and_on_no_neighbours()
    {
        var (parcel, beyond) = (BorderedCounty.Parcel(1), Beyond(1));
        await FeatureAsync("tenure-lot", "Z-1", parcel);
        await FeatureAsync("tenure-lot", "Z-2", beyond);
        var rounded = BoundaryExport.SixDecimals(parcel);
        Assert.True(Area(rounded.Intersection(beyond)) > 1 && Area(rounded.Difference(parcel.Union(beyond))) > 1, "nothing to let pass");
        var id = await new SampleProject(county.Db).NewAsync();
        await Boundaries.FromPlotsAsync(Keeper, id, "ex-ante", "试验", [BoundaryPlot.Of("甲", rounded)], ct: Ct);

        var coverage = await new Mandates(county.Db).CoverageAsync((await Book.FindAsync(id, All))!, All, Ct);

        Assert.Equal(["Z-1"], coverage.Lots.Select(l => l.LotCode));
        Assert.Empty(coverage.PlotsWithoutLot);
        Assert.InRange(coverage.WithoutLotM2, 0, 1);
        Assert.InRange(Area(rounded) - coverage.Lots.Sum(l => l.AreaM2) - coverage.RoundedM2 - coverage.WithoutLotM2, -0.1m, 0.1m);

        // Ground under no lot stays what it is.
        await Boundaries.FromPlotsAsync(Keeper, id, "ex-ante", "试验", [BoundaryPlot.Of("甲", rounded), BoundaryPlot.Of("乙", BoundaryExport.SixDecimals(BorderedCounty.Parcel(4)))], ct: Ct);
        var wider = await new Mandates(county.Db).CoverageAsync((await Book.FindAsync(id, All))!, All, Ct);
        Assert.Equal([2], wider.PlotsWithoutLot);
        Assert.InRange(wider.WithoutLotM2 - Area(BoundaryExport.SixDecimals(BorderedCounty.Parcel(4))), -1, 1);
    }

    [Fact]
    public async Task What_happened_along_the_border_of_a_claim_of_six_decimals_is_no_case_and_what_reaches_into_it_is_one()
    {
        var at = Enumerable.Range(0, BorderedCounty.Parcels).First(i => Area(BoundaryExport.SixDecimals(BorderedCounty.Parcel(i)).Intersection(Beyond(i))) > 1);
        // A period of its own: other tests hold the same ground in theirs.
        var claim = await new ClaimRegister(county.Db).RegisterAsync(
            Keeper, SamplePlots.Draft(from: new(2050, 1, 1), to: new(2069, 12, 31)), [BoundaryPlot.Of("甲", BoundaryExport.SixDecimals(BorderedCounty.Parcel(at)))], Ct);
        var watch = new ReversalWatch(county.Db);

        await FeatureAsync("disturbance", "H-1", Beyond(at));
        await watch.LookAsync(Keeper, new(2051, 2, 1), 1, Ct);
        Assert.DoesNotContain(await watch.ListAsync(All, ct: Ct), c => c.ClaimId == claim.ClaimId);

        await FeatureAsync("disturbance", "H-2", Beyond(at, eastM: -1));
        await watch.LookAsync(Keeper, new(2051, 2, 2), 1, Ct);
        Assert.Equal("H-2", Assert.Single(await watch.ListAsync(All, ct: Ct), c => c.ClaimId == claim.ClaimId).FeatureCode);
    }

    private static decimal Area(Geometry shape) => BoundaryPlot.Of(null, shape).AreaM2;

    // What lies east of a parcel, up to its very corners.
    private static Polygon Beyond(int parcel, double eastM = 0)
    {
        var side = BorderedCounty.Parcel(parcel, eastM).Coordinates[1..(Corners + 1)];
        var far = Math.Round(side.Max(c => c.X) + 0.001, 9);
        return SamplePlots.Factory.CreatePolygon([.. side, new Coordinate(far, side[^1].Y), new Coordinate(far, side[0].Y), side[0].Copy()]);
    }

    private async Task<IReadOnlyList<BoundaryPlot>> ReadBackAsync(BoundaryDocument document, string format)
    {
        var path = Path.Combine(Path.GetTempPath(), $"fc-{Guid.NewGuid():N}.{format}");
        try
        {
            await File.WriteAllBytesAsync(path, BoundaryExport.Write(document, format), Ct);
            return await BoundaryFile.ReadAsync(county.Db, path, ct: Ct);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private Task FeatureAsync(string layer, string code, Geometry shape) => county.Db.WriteAsync(Keeper, All, "试验", write => write.ExecuteAsync(
        """
        insert into inventory.layer_feature (layer, code, name, valid, attributes, geom, geom_3857)
        select @layer, @code, @code, daterange('2051-01-01', null), '{}', g, st_transform(g, 3857)
        from st_multi(st_setsrid(st_geomfromwkb(@outline), 4490)) as g
        """, new { layer, code, outline = new WKBWriter().Write(shape) }));
}
