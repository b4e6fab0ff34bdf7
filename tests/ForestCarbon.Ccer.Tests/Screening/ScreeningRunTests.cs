using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Demonstration;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Testing;
using MiniExcelLibs;

namespace ForestCarbon.Ccer.Tests.Screening;

public sealed class ScreeningRunTests(ScreeningRunTests.County county) : IClassFixture<ScreeningRunTests.County>
{
    private static readonly TownshipScope All = TownshipScope.WholeCounty;

    private ScreeningResults Results => new(county.Db);

    [Fact]
    public async Task The_pieces_of_every_parcel_add_up_to_it_exactly()
    {
        Assert.Equal(0L, await county.ScalarAsync<long>(
            $"""
             select count(*) from inventory.parcel_version v
             left join (select parcel_version_id, sum(area_m2) as area_m2 from ccer.screening_piece where run_id = {county.Run.RunId} group by 1) p using (parcel_version_id)
             where upper_inf(v.valid) and p.area_m2 is distinct from v.ellipsoidal_area_m2
             """));
        Assert.True(await county.ScalarAsync<bool>($"select count(*) > count(distinct parcel_id) from ccer.screening_piece where run_id = {county.Run.RunId}"));
    }

    [Fact]
    public async Task The_funnel_re_added_piece_by_piece_agrees_exactly()
    {
        var verdicts = string.Join(", ", Reason.All.Select(r => $"({r.Number}::smallint, {(int)r.Verdict})"));
        foreach (var step in (await Results.FunnelAsync(county.Run.RunId, All)).Where(f => f.Position > 0))
        {
            // Each piece is judged anew from its own reasons; nothing of the funnel's tables or columns is read.
            var readded = await county.ScalarAsync<string>(
                $"""
                 with meaning (reason, verdict) as (values {verdicts}), judged as (
                     select p.area_m2, (select m.verdict from meaning m where m.reason = p.reasons[{step.Position}]) as own,
                            (select coalesce(max(m.verdict), 0) from meaning m where m.reason = any(p.reasons[1:{step.Position - 1}])) as before
                     from ccer.screening_piece p where p.run_id = {county.Run.RunId}
                 )
                 select concat_ws(' ', coalesce(sum(area_m2) filter (where own = 0), 0)::numeric(18,4), coalesce(sum(area_m2) filter (where own = 1), 0)::numeric(18,4),
                                  coalesce(sum(area_m2) filter (where own = 2), 0)::numeric(18,4),
                                  coalesce(sum(area_m2) filter (where greatest(own, before) = 0), 0)::numeric(18,4),
                                  coalesce(sum(area_m2) filter (where greatest(own, before) = 1), 0)::numeric(18,4))
                 from judged where before < 2
                 """);

            Assert.Equal(readded, FormattableString.Invariant($"{step.PassM2:0.0000} {step.NeedM2:0.0000} {step.FailM2:0.0000} {step.LeftPassM2:0.0000} {step.LeftNeedM2:0.0000}"));
        }
    }

    [Fact]
    public async Task No_ground_is_lost_between_the_steps_of_the_funnel()
    {
        var steps = await Results.FunnelAsync(county.Run.RunId, All);
        var left = steps[0].LeftPassM2;
        Assert.Equal(await county.ScalarAsync<decimal>("select sum(ellipsoidal_area_m2) from inventory.parcel_version where upper_inf(valid)"), left);

        foreach (var step in steps.Skip(1))
        {
            Assert.Equal(left, step.PassM2 + step.NeedM2 + step.FailM2);
            left = step.LeftPassM2 + step.LeftNeedM2;
            Assert.Equal(step.PassM2 + step.NeedM2, left);
        }

        var sums = await Results.SumsAsync(county.Run.RunId, All);
        Assert.Equal(left, sums.Where(s => s.Verdict != Verdict.Fail).Sum(s => s.AreaM2));
        Assert.Equal(steps[0].LeftPassM2, sums.Sum(s => s.AreaM2));
        Assert.Equal(3, sums.Count);
    }

    [Fact]
    public async Task Townships_add_up_to_the_county()
    {
        var townships = (await county.Db.QueryAsync<string>("select distinct township_code from inventory.parcel_current_v")).ToList();
        var whole = (await Results.FunnelAsync(county.Run.RunId, All))[^1];
        var parts = 0m;
        foreach (var township in townships)
            parts += (await Results.FunnelAsync(county.Run.RunId, TownshipScope.Of([township])))[^1].LeftNeedM2;

        Assert.True(townships.Count > 3);
        Assert.Equal(whole.LeftNeedM2, parts);
    }

    [Fact]
    public async Task Screening_again_gives_the_same_and_so_does_another_cut_into_chunks_and_one_that_was_broken_off()
    {
        Assert.Equal(county.Run.ResultSha256, (await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01"))).ResultSha256);
        Assert.Equal(county.Run.ResultSha256, (await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01"), parcelsPerChunk: 37)).ResultSha256);

        var broken = await new Screenings(county.Db, 100).OpenAsync(County.Keeper, new ScreeningRequest("CCER-14-001-V01"));
        await Assert.ThrowsAsync<OperationCanceledException>(() => new RunEngine(county.Db).DriveAsync(County.Keeper, broken, new BrokenOff(new ScreeningWork(county.Db), 3)));
        Assert.Null((await Results.FindAsync(broken))!.FinishedAt);

        await new Screenings(county.Db).DriveAsync(County.Keeper, broken);

        Assert.Equal(county.Run.ResultSha256, (await Results.FindAsync(broken))!.ResultSha256);
    }

    [Theory, InlineData(""), InlineData("_run")]
    public async Task A_finished_screening_is_sealed_through_its_partition_and_through_the_parent(string partition)
    {
        var table = partition.Length == 0 ? "ccer.screening_piece" : $"ccer.screening_piece_{county.Run.RunId}";
        foreach (var statement in new[] { $"update {table} set verdict = 0 where run_id = {county.Run.RunId}", $"delete from {table} where run_id = {county.Run.RunId}" })
        {
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => county.Db.WriteAsync(County.Keeper, All, "试改", write => write.ExecuteAsync(statement)));
            Assert.Equal("FC002", refused.SqlState);
        }
    }

    [Fact]
    public async Task What_lies_in_a_claim_is_what_PostGIS_says_lies_in_it()
    {
        var screened = await county.ScalarAsync<decimal>(
            $"select coalesce(sum(area_m2) filter (where cardinality(claim_ids) > 0), 0) from ccer.screening_piece where run_id = {county.Run.RunId} and start_date = '{county.Run.StartDate:yyyy-MM-dd}'");
        var overlaid = await county.ScalarAsync<double>(
            $"""
             select sum(inventory.ellipsoidal_area_m2(st_intersection(s.geom, c.geom)))
             from inventory.parcel_version v join inventory.parcel_shape s using (parcel_version_id)
             join ccer.claim_plot c on c.geom && s.geom
             where upper_inf(v.valid) and v.planted_on is null
             """);

        Assert.True(screened > 0);
        Assert.Equal(overlaid, (double)screened, overlaid * 1e-6);
    }

    [Fact]
    public async Task Planted_ground_is_judged_by_its_own_date()
    {
        Assert.Equal(0L, await county.ScalarAsync<long>(
            $"""
             select count(*) from ccer.screening_piece p join inventory.parcel_version v using (parcel_version_id)
             where p.run_id = {county.Run.RunId} and p.start_date <> coalesce(v.planted_on, '{county.Run.StartDate:yyyy-MM-dd}')
             """));
    }

    [Fact]
    public async Task A_parcel_says_why_not_with_datum_clause_and_remedy()
    {
        var first = (await Results.ParcelsAsync(county.Run.RunId, All, Verdict.NeedsEvidence, limit: 1))[0];
        var pieces = await Results.PiecesAsync(county.Run.RunId, first.Code, All);
        var answer = PieceAnswer.Of(pieces[0], Carbon.Methodologies.MethodologyCatalogue.Find("CCER-14-001-V01")!);

        Assert.Equal(9, answer.Conditions.Count);
        Assert.All(answer.Conditions, c => Assert.NotEmpty(c.Datum));
        Assert.All(answer.Conditions, c => Assert.NotEmpty(c.Clause));
        Assert.All(answer.Conditions.Where(c => c.Verdict != Verdict.Pass), c => Assert.NotEmpty(c.Remedy));
        Assert.Equal(pieces.Select(p => p.Piece), (await Results.PiecesAsync(county.Run.RunId, first.ParcelId.ToString(System.Globalization.CultureInfo.InvariantCulture), All)).Select(p => p.Piece));
        Assert.Empty(await Results.PiecesAsync(county.Run.RunId, first.Code, TownshipScope.Of(["000000000"])));
    }

    [Fact]
    public async Task Two_methodologies_and_two_dates_differ_in_named_parcels_whose_areas_balance()
    {
        var later = await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", StartDate: new DateOnly(2029, 6, 1)));
        var changes = await Results.DiffAsync(county.Run.RunId, later.RunId, All);

        Assert.NotEmpty(changes);
        Assert.Equal(changes[0].Total, changes.Count);
        Assert.All(changes, c => Assert.Equal(c.PassAM2 + c.NeedAM2 + c.FailAM2, c.PassBM2 + c.NeedBM2 + c.FailBM2));
        Assert.Empty(await Results.DiffAsync(county.Run.RunId, county.Run.RunId, All));

        var legacy = await county.ScreenAsync(new ScreeningRequest("AR-CM-003-V01"));
        Assert.NotEmpty(await Results.DiffAsync(county.Run.RunId, legacy.RunId, All));
    }

    [Fact]
    public async Task The_plan_is_answered_idea_by_idea()
    {
        var ideas = await Results.IdeasAsync(county.Run, All);

        Assert.Equal(["planting", "closure", "improvement", "conversion", "base", "management", "as-they-stand"], ideas.Select(i => i.Key));
        Assert.Equal(
            [IdeaAnswer.Possible, IdeaAnswer.No, IdeaAnswer.No, IdeaAnswer.Unknown, IdeaAnswer.Partly, IdeaAnswer.Unknown, IdeaAnswer.No], ideas.Select(i => i.Answer));
        var carbonBase = ideas.Single(i => i.Key == "base");
        Assert.True(carbonBase.UsableM2 > 0 && carbonBase.UsableM2 < carbonBase.PlannedM2 / 4);
    }

    [Fact]
    public async Task Bare_ground_without_a_planting_model_expects_no_tonnes_and_says_so()
    {
        Assert.Equal(0L, await county.ScalarAsync<long>(
            $"select count(*) from ccer.screening_piece where run_id = {county.Run.RunId} and verdict < 2 and not is_planted and (expected_kg is not null or expected_reason <> 10)"));
        Assert.Equal(0L, await county.ScalarAsync<long>(
            $"select count(*) from ccer.screening_piece where run_id = {county.Run.RunId} and verdict < 2 and is_planted and expected_reason <> 11"));
    }

    [Theory]
    [InlineData("CCER-99-999-V01", "没有方法学")]
    [InlineData("DRAFT-2026-08-13-REPLANTING", "还没有录入")]
    [InlineData("AR-CM-002-V01", "还没有录入")]
    public async Task What_has_no_rules_is_refused(string methodology, string says) =>
        Assert.Contains(says, (await Assert.ThrowsAsync<RefusedException>(() => county.ScreenAsync(new ScreeningRequest(methodology)))).Message, StringComparison.Ordinal);

    [Theory, InlineData(19), InlineData(41)]
    public async Task A_crediting_period_outside_twenty_to_forty_years_is_refused(int years) =>
        await Assert.ThrowsAsync<RefusedException>(() => county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", CreditingYears: years)));

    [Fact]
    public async Task The_workbook_holds_the_same_sums()
    {
        using var stream = new MemoryStream();
        await new ScreeningSheet(Results).WriteAsync(county.Run, All, stream);
        stream.Position = 0;

        var rows = stream.Query(useHeaderRow: true, sheetName: "结论").Cast<IDictionary<string, object>>().ToList();

        var total = (await Results.FunnelAsync(county.Run.RunId, All))[0].LeftPassM2;
        Assert.Equal((double)total * 3 / 2000, rows.Sum(r => Convert.ToDouble(r["面积(亩)"], System.Globalization.CultureInfo.InvariantCulture)), 0.01);
    }

    [Fact]
    public async Task Candidates_go_out_as_a_boundary()
    {
        var document = await new CandidateBoundary(county.Db).OfAsync(county.Run, All);

        var sums = await Results.SumsAsync(county.Run.RunId, All);
        Assert.Equal(sums.Where(s => s.Verdict != Verdict.Fail).Sum(s => s.Pieces), document.Features.Count);
        Assert.True(Ccer.Claims.BoundaryExport.Write(document, "kml").Length > 1000);
    }

    private sealed class BrokenOff(IRunWork work, int after) : IRunWork
    {
        private int _chunks;

        public Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct) =>
            _chunks++ == after ? throw new OperationCanceledException() : work.RunChunkAsync(write, runId, chunk, key, ct);

        public Task FinishAsync(Write write, long runId, CancellationToken ct) => work.FinishAsync(write, runId, ct);
    }

    /// <summary>A small demonstration county, screened once.</summary>
    public sealed class County : TestDatabase
    {
        public static readonly Actor Keeper = Actor.Job("test");

        public ScreeningRow Run { get; private set; } = null!;

        protected override async Task FillAsync()
        {
            await new DemonstrationLoader(Db).LoadAsync(3000);
            await new CcerDemonstration(Db).LoadAsync();
            Run = await ScreenAsync(new ScreeningRequest("CCER-14-001-V01"));
        }

        public async Task<ScreeningRow> ScreenAsync(ScreeningRequest request, int parcelsPerChunk = Screenings.ParcelsPerChunk)
        {
            var screenings = new Screenings(Db, parcelsPerChunk);
            var runId = await screenings.OpenAsync(Keeper, request);
            await screenings.DriveAsync(Keeper, runId);
            return (await new ScreeningResults(Db).FindAsync(runId))!;
        }
    }
}
