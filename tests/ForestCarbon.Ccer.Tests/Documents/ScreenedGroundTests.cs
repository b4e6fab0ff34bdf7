using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Documents;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Ccer.Tests.Projects;
using ForestCarbon.Ccer.Tests.Screening;
using ForestCarbon.Platform.Database;
using NetTopologySuite.Geometries;
using Npgsql;

namespace ForestCarbon.Ccer.Tests.Documents;

public sealed class ScreenedGroundTests(ScreenedCounty county) : IClassFixture<ScreenedCounty>
{
    private const string Methodology = "CCER-14-001-V01";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_boundary_is_told_condition_by_condition_as_its_pieces_were_judged()
    {
        var version = await county.ScalarAsync<long>($"select p.parcel_version_id from ccer.screening_piece p where p.run_id = {county.Run.RunId} group by 1 having count(*) > 1 order by 1 limit 1");
        var (plot, pieces) = await county.Db.ReadAsync(async connection =>
        {
            await using var command = new NpgsqlCommand(
                $"select p.reasons, p.area_m2, s.geom from ccer.screening_piece p join inventory.parcel_shape_v s using (parcel_version_id) where p.run_id = {county.Run.RunId} and p.parcel_version_id = {version}", connection);
            await using var reader = await command.ExecuteReaderAsync(Ct);
            var (judged, outline) = (new List<(short[] Reasons, decimal AreaM2)>(), (Geometry?)null);
            while (await reader.ReadAsync(Ct))
            {
                judged.Add((reader.GetFieldValue<short[]>(0), reader.GetDecimal(1)));
                outline = reader.GetFieldValue<Geometry>(2);
            }
            return (BoundaryPlot.Of("甲", outline!), judged);
        }, Ct);
        var id = await new SampleProject(county.Db).NewAsync();
        await new ProjectBoundaries(county.Db).FromPlotsAsync(ScreenedCounty.Keeper, id, "ex-ante", "试验", [plot], null, Ct);
        var project = (await new ProjectBook(county.Db).FindAsync(id, TownshipScope.WholeCounty, Ct))!;

        var ground = (await ScreenedGround.OfAsync(county.Db, MethodologyCatalogue.Find(Methodology)!, project.BoundaryId!.Value, plot.AreaM2, Ct))!;

        Assert.Equal((county.Run.AsOf, county.Run.StartDate), (ground.AsOf, ground.StartDate));
        foreach (var (condition, at) in ScreeningManifest.Parse(county.Run.Manifest).JudgedConditions().Select((condition, at) => (condition, at)))
        {
            var told = ground.Conditions[condition.Key];
            foreach (var (verdict, m2) in new[] { (Verdict.Pass, told.PassM2), (Verdict.NeedsEvidence, told.NeedM2), (Verdict.Fail, told.FailM2) })
                Assert.InRange(m2 - pieces.Where(p => Reason.Of(p.Reasons[at]).Verdict == verdict).Sum(p => p.AreaM2), -1, 1);
            Assert.InRange(told.PassM2 + told.NeedM2 + told.FailM2 + told.UnscreenedM2 - plot.AreaM2, -1, 1);
            Assert.InRange(told.UnscreenedM2, 0, 1);
        }
    }

    [Fact]
    public async Task Ground_off_every_screened_parcel_is_told_as_such_and_a_methodology_nobody_screened_by_has_no_answer()
    {
        var square = BoundaryPlot.Of("海上", new GeometryFactory(new PrecisionModel(), 4490).ToGeometry(new Envelope(115.0, 115.001, 22.0, 22.001)));
        var id = await new SampleProject(county.Db).NewAsync();
        await new ProjectBoundaries(county.Db).FromPlotsAsync(ScreenedCounty.Keeper, id, "ex-ante", "试验", [square], null, Ct);
        var boundary = (await new ProjectBook(county.Db).FindAsync(id, TownshipScope.WholeCounty, Ct))!.BoundaryId!.Value;

        var ground = (await ScreenedGround.OfAsync(county.Db, MethodologyCatalogue.Find(Methodology)!, boundary, square.AreaM2, Ct))!;

        Assert.All(ground.Conditions.Values, c => Assert.Equal(new ConditionGround(0, 0, 0, square.AreaM2), c));
        Assert.Null(await ScreenedGround.OfAsync(county.Db, MethodologyCatalogue.Find("AR-CM-001-V01")!, boundary, square.AreaM2, Ct));
    }
}
