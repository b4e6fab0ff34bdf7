using ForestCarbon.Carbon.Methodologies;
using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Deadlines;
using ForestCarbon.Ccer.Documents;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Ccer.Tests.Screening;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;
using NetTopologySuite.Geometries;

namespace ForestCarbon.Ccer.Tests.Projects;

/// <summary>Boundaries, strata, tenure and change over the demonstration county, screened once.</summary>
public sealed class ProjectGroundTests(ScreenedCounty county) : IClassFixture<ScreenedCounty>
{
    private static readonly TownshipScope All = TownshipScope.WholeCounty;
    private static readonly Actor Keeper = ScreenedCounty.Keeper;
    private static int _selection;

    private Db Db => county.Db;
    private ProjectBook Book => new(Db);
    private ProjectBoundaries Boundaries => new(Db);
    private Staleness Staleness => new(Db);

    [Fact]
    public async Task A_selection_becomes_a_boundary_with_the_parcel_versions_it_was_cut_from()
    {
        var (project, parcels) = await FromSelectionAsync(4);

        Assert.InRange(project.AreaM2!.Value - parcels.Sum(p => p.PassM2 + p.NeedM2), -1, 1);
        Assert.Equal(parcels.Select(p => p.TownshipCode).Distinct().Order(StringComparer.Ordinal), project.TownshipCodes);
        Assert.Equal(4, await county.ScalarAsync<long>($"select count(distinct parcel_id) from ccer.project_parcel where boundary_id = {project.BoundaryId}"));
        Assert.Equal(0, project.ChangedParcels);
        Assert.Empty(await Staleness.OfAsync(All, project.ProjectId));
        Assert.Null(await Book.FindAsync(project.ProjectId, TownshipScope.Of(["431125999"])));
    }

    [Fact]
    public async Task A_project_is_made_from_a_selection_with_its_boundary_or_not_at_all()
    {
        var (taken, _) = await FromSelectionAsync(1);
        var selection = await county.ScalarAsync<long>($"select selection_id from ccer.project_boundary where boundary_id = {taken.BoundaryId}");
        var code = $"S-{Guid.NewGuid():N}"[..12];

        await Assert.ThrowsAsync<RefusedException>(() => Boundaries.CreateFromSelectionAsync(Keeper, new ProjectDraft(taken.Code, "重号"), selection, All));
        await Assert.ThrowsAsync<RefusedException>(() => Boundaries.CreateFromSelectionAsync(Keeper, new ProjectDraft(code, "没有地块"), long.MaxValue, All));
        Assert.Null(await Book.FindAsync(code, All));

        await Boundaries.CreateFromSelectionAsync(Keeper, new ProjectDraft(code, "由候选边界"), selection, All);

        Assert.Equal((taken.AreaM2, taken.Plots), ((await Book.FindAsync(code, All))!.AreaM2, (await Book.FindAsync(code, All))!.Plots));
    }

    [Theory, InlineData("DRAFT-2026-06-26-AFFORESTATION"), InlineData("REGISTRY-LIST-2026-08-22")]
    public async Task No_project_goes_by_a_version_without_rules(string methodology)
    {
        var (project, _) = await FromSelectionAsync(1);
        var draft = new ProjectDraft($"D-{Guid.NewGuid():N}"[..12], "无规则", methodology);

        Assert.Contains("不能据此立项", (await Assert.ThrowsAsync<RefusedException>(() => Book.CreateAsync(Keeper, draft))).Message, StringComparison.Ordinal);
        var changed = await Assert.ThrowsAsync<RefusedException>(() => Book.ChangeAsync(Keeper, project.ProjectId, new ProjectFacts(null, methodology, null, null, null, null)));
        Assert.Contains("不能据此立项", changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_expected_tonnes_of_a_selection_stay_with_its_project_and_so_does_the_ground_without_a_figure()
    {
        var (made, _) = await FromSelectionAsync(6);
        // Of the first plot the screening expects something, of the rest nothing is known.
        await Db.WriteAsync(Keeper, All, "试", async write =>
        {
            await write.ExecuteAsync("update ccer.project_parcel set expected_kg = null where boundary_id = @BoundaryId", new { made.BoundaryId });
            await write.ExecuteAsync("update ccer.project_parcel set expected_kg = 12000 where boundary_id = @BoundaryId and plot = 1", new { made.BoundaryId });
        });
        var known = await county.ScalarAsync<decimal>($"select area_m2 from ccer.project_parcel where boundary_id = {made.BoundaryId} and plot = 1");

        var project = (await Book.FindAsync(made.ProjectId, All))!;
        var answer = await new GoNoGo(Db).OfAsync(project, null, All);

        Assert.Equal((12_000L, project.AreaM2 - known), (project.ScreenedKg, project.WithoutFigureM2));
        // Nobody entered an expectation: the screening's is told with its mark, and that it is of a part of the ground; the rest is not reckoned from it.
        Assert.Equal((12L, 12L, "M", true), (answer.KnownT, answer.Tonnes, answer.Mark, answer.IsPartial));
        Assert.InRange(answer.WithoutFigureM2!.Value - project.WithoutFigureM2!.Value, -1, 1);
    }

    [Fact]
    public async Task An_idea_is_ranked_by_what_its_own_row_says_and_its_boundary_is_the_area_of_all_of_it()
    {
        var (drawn, _) = await FromSelectionAsync(2);
        var entered = drawn.AreaM2!.Value / 4;
        await Book.EstimateAsync(Keeper, drawn.ProjectId, new IdeaFigure(entered, 100, 0, 4_000_000, null, "踏勘"));
        var typed = await Book.CreateAsync(Keeper, new ProjectDraft($"I-{Guid.NewGuid():N}"[..12], "只有录入面积"));
        // More a mu than the boundary gives, less than the area that was entered for the other would.
        await Book.EstimateAsync(Keeper, typed, new IdeaFigure(drawn.AreaM2, 100, 0, 6_000_000, null, "踏勘"));

        var ideas = (await Book.IdeasAsync(All)).ToList();
        var (row, other) = (ideas.Single(i => i.ProjectId == drawn.ProjectId), ideas.Single(i => i.ProjectId == typed));

        Assert.Equal((drawn.AreaM2, true), (row.AreaM2, row.IsOfBoundary));
        Assert.InRange(row.EnteredM2!.Value - entered, -0.001m, 0.001m);
        Assert.Equal(decimal.Round(row.RevenueFen!.Value / (row.AreaM2!.Value * 3 / 2000), 2), decimal.Round(row.NetFenPerMu!.Value, 2));
        Assert.False(other.IsOfBoundary);
        Assert.True(ideas.IndexOf(other) < ideas.IndexOf(row));
    }

    [Fact]
    public async Task Ground_that_awaited_evidence_is_known_of_a_boundary_made_of_a_selection_and_of_no_other()
    {
        var (project, parcels) = await FromSelectionAsync(4);

        Assert.InRange((await Book.AwaitingEvidenceAsync(project.BoundaryId!.Value, All))!.Value - parcels.Sum(p => p.NeedM2), -1, 1);
        var drawn = (await Book.FindAsync(await new SampleProject(Db).NewAsync(), All))!;
        Assert.Null(await Book.AwaitingEvidenceAsync(drawn.BoundaryId!.Value, All));
    }

    [Fact]
    public async Task Ground_beside_a_boundary_of_six_decimals_fails_no_condition_of_it()
    {
        var (exact, _) = await FromSelectionAsync(12);
        var plots = (await Boundaries.PlotsAsync(exact.BoundaryId!.Value)).Select(p => BoundaryPlot.Of(p.Name, BoundaryExport.SixDecimals(p.Shape))).Where(p => p.AreaM2 > 0).ToList();
        var rounded = await Boundaries.FromPlotsAsync(Keeper, (await NewAsync()).ProjectId, "ex-ante", "试验", plots);
        // Strips of ground that fails lie in it, or there would be nothing to leave out.
        Assert.True(await county.ScalarAsync<double>(
            $"""
            select coalesce(sum(inventory.ellipsoidal_area_m2(st_collectionextract(st_intersection(g.geom, coalesce(p.geom, s.geom)), 3))), 0)
            from ccer.project_plot g
            join inventory.parcel_shape s on s.geom && g.geom
            join ccer.screening_piece p on p.run_id = {county.Run.RunId} and p.parcel_version_id = s.parcel_version_id
            where g.boundary_id = {rounded} and p.verdict = 2 and st_relate(coalesce(p.geom, s.geom), g.geom, '2********')
            """) > 1);

        var ground = await ScreenedGround.OfAsync(Db, MethodologyCatalogue.Find("CCER-14-001-V01")!, rounded, plots.Sum(p => p.AreaM2), CancellationToken.None);

        Assert.All(ground!.Conditions, c => Assert.True(c.Value.FailM2 <= 1, $"{c.Key}: {c.Value.FailM2} m²"));
    }

    [Fact]
    public async Task An_outline_freezes_the_parcels_under_it_and_their_ground_adds_up_to_it()
    {
        var run = await new ScreeningResults(Db).ParcelsAsync(county.Run.RunId, All, limit: 1);
        var shape = (await new CandidateBoundary(Db).OfAsync(county.Run, All)).Features[^1].Shape; // far from those other facts change
        var project = await NewAsync();

        var boundary = await Boundaries.FromPlotsAsync(Keeper, project.ProjectId, "ex-ante", "试验", [BoundaryPlot.Of("甲", shape)]);

        Assert.NotEmpty(run);
        Assert.InRange((await Boundaries.ListAsync(project.ProjectId)).Single().AreaM2 - await county.ScalarAsync<decimal>($"select sum(area_m2) from ccer.project_parcel where boundary_id = {boundary}"), -1, 1);
    }

    [Fact]
    public async Task A_parcel_whose_stand_changed_makes_its_project_stale_and_its_tonnes_to_be_reckoned_anew()
    {
        var (project, parcels) = await FromSelectionAsync(3);
        var changed = parcels[1].ParcelId;

        await ReplaceAsync(changed, "species_code", "'999'", "s.geom");

        // One line for each plot of the boundary that the parcel lies in: its pieces need not touch.
        var found = await Staleness.OfAsync(All, project.ProjectId);
        Assert.NotEmpty(found);
        Assert.All(found, f => Assert.Equal((changed, 0m, (long?)null), (f.ParcelId, f.ChangeM2, f.ChangeKg)));
        Assert.All(found, f => Assert.Equal(["species"], f.Differs));
        Assert.Equal(1, (await Book.FindAsync(project.ProjectId, All))!.ChangedParcels);
        Assert.Equal((1, 0m, (long?)null), Staleness.ByProject(found).Select(s => (s.Parcels, s.ChangeM2, s.ChangeKg)).Single());
    }

    // 51.4 → 52.2 m³/ha: the kind of the stand is the same, and yet what was reckoned from it holds no longer.
    [Theory]
    [InlineData("volume_m3_per_ha", "51.4", "52.2", "公顷蓄积（m³/ha） 51.4 → 52.2")]
    [InlineData("volume_m3_per_ha", "51.4", "20", "公顷蓄积（m³/ha） 51.4 → 20")]
    [InlineData("total_volume_m3", "142.7", "145.0", "小班蓄积（m³） 142.7 → 145.0")]
    [InlineData("canopy_density", "0.70", "0.30", "郁闭度 0.70 → 0.30")]
    [InlineData("mean_age_a", "12", "13", "平均年龄（年） 12 → 13")]
    [InlineData("origin", "'20'", "'11'", "起源 20 → 11")]
    [InlineData("stems_per_ha", "null", "1800", "公顷株数 – → 1800")]
    public async Task A_project_says_which_attribute_of_a_stand_changed_from_what_to_what(string column, string was, string now, string said)
    {
        var (project, parcels) = await FromSelectionAsync(1);
        await Db.WriteAsync(Keeper, All, "林分", write => write.ExecuteAsync(
            $"update inventory.parcel_version set {column} = {was} where parcel_id = @ParcelId and upper_inf(valid)", new { parcels[0].ParcelId }));

        await ReplaceAsync(parcels[0].ParcelId, column, now, "s.geom");

        var found = await Staleness.OfAsync(All, project.ProjectId);
        Assert.NotEmpty(found);
        Assert.All(found, f => Assert.Equal((0m, (long?)null, said), (f.ChangeM2, f.ChangeKg, Assert.Single(f.Stand).Said(inEnglish: false))));
    }

    [Fact]
    public async Task Ground_a_parcel_gave_up_is_named_with_its_area_and_the_boundary_stays()
    {
        var (project, parcels) = await FromSelectionAsync(2);
        var before = await Boundaries.PlotsAsync(project.BoundaryId!.Value);

        // The parcel keeps what lies west of the middle of the ground it gave to the project, and nobody takes the rest.
        var middle = $"(select (min(st_xmin(coalesce(p.geom, s.geom))) + max(st_xmax(coalesce(p.geom, s.geom)))) / 2 from ccer.screening_piece p where p.run_id = {county.Run.RunId} and p.parcel_id = {parcels[0].ParcelId} and p.verdict < 2)";
        await ReplaceAsync(parcels[0].ParcelId, "species_code", "v.species_code",
            $"st_multi(st_collectionextract(st_intersection(s.geom, st_makeenvelope(st_xmin(s.geom) - 1, st_ymin(s.geom) - 1, {middle}, st_ymax(s.geom) + 1, 4490)), 3))");

        var found = await Staleness.OfAsync(All, project.ProjectId);
        var lost = found.Sum(f => f.ChangeM2);
        Assert.InRange(lost, -(parcels[0].PassM2 + parcels[0].NeedM2), -1);
        Assert.Equal(before.Sum(p => p.AreaM2), (await Boundaries.PlotsAsync(project.BoundaryId.Value)).Sum(p => p.AreaM2));
    }

    [Fact]
    public async Task What_is_monitored_lies_inside_what_was_registered()
    {
        var sample = new SampleProject(Db);
        var id = await sample.InStateAsync("registered");
        var registered = await Boundaries.PlotsAsync((await Boundaries.ListAsync(id)).Single().BoundaryId);
        var inside = registered[0].Shape.Buffer(-0.00005);

        await Boundaries.FromPlotsAsync(Keeper, id, "monitored", "试验", [BoundaryPlot.Of("甲", inside)]);
        var outside = await Assert.ThrowsAsync<RefusedException>(() => Boundaries.FromPlotsAsync(Keeper, id, "monitored", "试验", [BoundaryPlot.Of("甲", registered[0].Shape.Buffer(0.00005))]));
        Assert.Contains("伸出登记的边界", outside.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => Boundaries.FromPlotsAsync(Keeper, id, "ex-ante", "试验", [BoundaryPlot.Of("甲", inside)]));
    }

    [Fact]
    public async Task Strata_are_proposed_by_kind_cover_the_boundary_and_are_edited()
    {
        var (project, _) = await FromSelectionAsync(30);
        var (strata, boundary) = (new Strata(Db), project.BoundaryId!.Value);

        var count = await strata.ProposeAsync(Keeper, boundary);

        var rows = await strata.OfAsync(boundary);
        Assert.Equal(count, rows.Count);
        Assert.True(count >= 2, $"{count} strata");
        Assert.Equal(await county.ScalarAsync<decimal>($"select sum(area_m2) from ccer.project_parcel where boundary_id = {boundary}"), rows.Sum(r => r.AreaM2));
        Assert.Equal(rows.Count, rows.Select(r => (r.SpeciesCode, r.AgeClassA, r.SiteClass, r.PlantedYear)).Distinct().Count());

        await strata.MergeAsync(Keeper, boundary, rows[1].StratumId, rows[0].StratumId);
        await strata.RenameAsync(Keeper, boundary, rows[0].StratumId, "合并后的碳层");
        var merged = await strata.OfAsync(boundary);
        Assert.Equal((count - 1, rows.Sum(r => r.AreaM2), "合并后的碳层"), (merged.Count, merged.Sum(r => r.AreaM2), merged[0].Name));
        await Assert.ThrowsAsync<RefusedException>(() => strata.MergeAsync(Keeper, boundary, rows[1].StratumId, rows[0].StratumId));
    }

    [Fact]
    public async Task Mandates_and_tenure_must_cover_every_day_of_the_crediting_period()
    {
        var (project, _) = await FromSelectionAsync(10);
        await Book.ChangeAsync(Keeper, project.ProjectId, new(null, "CCER-14-001-V01", new(2026, 1, 1), new(2026, 1, 1), new(2045, 12, 31), new(2060, 12, 31)));
        project = (await Book.FindAsync(project.ProjectId, All))!;
        var mandates = new Mandates(Db);
        var before = await mandates.CoverageAsync(project, All);
        Assert.NotEmpty(before.Lots);
        Assert.Equal((0m, 0), (before.CoveredM2, before.CoveredHouseholds));
        Assert.All(before.Lots, l => Assert.Equal(l.TermFrom <= new DateOnly(2026, 1, 1) && l.TermTo >= new DateOnly(2045, 12, 31), l.HasTenure));
        // As if every lot's term reached far enough: what remains is the mandates.
        await SetTermsAsync(before.Lots.Select(l => l.LotCode));

        foreach (var lot in before.Lots)
        {
            await mandates.GiveAsync(Keeper, new MandateDraft(project.ProjectId, lot.LotCode, "contract-holder", "碳汇开发", new(2025, 12, 1), new(2026, 1, 1), new(2035, 12, 30)));
            await mandates.GiveAsync(Keeper, new MandateDraft(project.ProjectId, lot.LotCode, "contract-holder", "碳汇开发", new(2025, 12, 1), new(2036, 1, 1), new(2046, 12, 31)));
        }
        // One day between the two terms is not covered.
        Assert.Equal(0m, (await mandates.CoverageAsync(project, All)).CoveredM2);
        var first = before.Lots[0].LotCode;
        await mandates.GiveAsync(Keeper, new MandateDraft(project.ProjectId, first, "contract-holder", "补一天", new(2025, 12, 1), new(2035, 12, 31), new(2035, 12, 31)));
        var after = await mandates.CoverageAsync(project, All);
        Assert.Equal([first], after.Lots.Where(l => l.IsCovered).Select(l => l.LotCode));

        var plots = project.Plots!.Value;
        if (after.Gaps.SelectMany(l => l.Plots).Distinct().Count() < plots)
        {
            await Boundaries.WithoutPlotsAsync(Keeper, project.ProjectId, project.BoundaryId!.Value, plot => after.Gaps.Any(g => g.Plots.Contains(plot)), "按有效授权提出");
            Assert.True((await Book.FindAsync(project.ProjectId, All))!.Plots < plots);
        }
        var mandate = (await mandates.OfAsync(project.ProjectId)).First(m => m.LotCode == first);
        await mandates.RevokeAsync(Keeper, project.ProjectId, mandate.MandateId, new(2026, 5, 1));
        Assert.Equal(0m, (await mandates.CoverageAsync(project, All)).CoveredM2);
    }

    [Fact]
    public async Task A_mandate_is_of_a_lot_that_there_is_and_counts_from_the_day_it_was_signed_on()
    {
        var (project, _) = await FromSelectionAsync(10);
        await Book.ChangeAsync(Keeper, project.ProjectId, new(null, "CCER-14-001-V01", new(2026, 1, 1), new(2026, 1, 1), new(2045, 12, 31), new(2060, 12, 31)));
        project = (await Book.FindAsync(project.ProjectId, All))!;
        var mandates = new Mandates(Db);
        var lots = (await mandates.CoverageAsync(project, All)).Lots;
        var lot = lots[0].LotCode;
        MandateDraft Draft(string code, DateOnly givenOn) => new(project.ProjectId, code, "contract-holder", "碳汇开发", givenOn, new(2021, 1, 1), new(2060, 12, 31));

        var future = await Assert.ThrowsAsync<RefusedException>(() => mandates.GiveAsync(Keeper, Draft(lot, CountyClock.Today.AddDays(1))));
        var unknown = await Assert.ThrowsAsync<RefusedException>(() => mandates.GiveAsync(Keeper, Draft("x", new(2025, 12, 1))));

        Assert.Contains("还没有到", future.Message, StringComparison.Ordinal);
        Assert.StartsWith("没有编号为“x”的林权宗地", unknown.Message, StringComparison.Ordinal);
        Assert.StartsWith("There is no tenure lot \"x\"", English.Of(unknown), StringComparison.Ordinal);
        Assert.Empty(await mandates.OfAsync(project.ProjectId));

        await mandates.GiveAsync(Keeper, Draft(lot, CountyClock.Today));
        bool HasMandate(TenureCoverage coverage) => coverage.Lots.Single(l => l.LotCode == lot).HasMandate;
        Assert.True(HasMandate(await mandates.CoverageAsync(project, All)));
        // As one that was stored before its day was asked for: it counts once the day has come.
        await county.ScalarAsync<int>($"set session_replication_role = replica; update ccer.mandate set given_on = current_date + 400 where project_id = {project.ProjectId}; select 1");
        Assert.False(HasMandate(await mandates.CoverageAsync(project, All)));
    }

    [Fact]
    public async Task Ground_under_no_tenure_lot_has_no_mandate_and_is_left_out_of_a_boundary_proposed_again()
    {
        // Far from every lot of the county.
        var outside = new GeometryFactory(new PrecisionModel(), 4490).ToGeometry(new Envelope(120, 120.001, 30, 30.001));
        var id = await new SampleProject(Db).NewAsync();
        await Boundaries.FromPlotsAsync(Keeper, id, "ex-ante", "试验", [BoundaryPlot.Of("外", outside)]);
        var project = (await Book.FindAsync(id, All))!;

        var coverage = await new Mandates(Db).CoverageAsync(project, All);

        Assert.Empty(coverage.Lots);
        Assert.Equal(project.AreaM2, coverage.WithoutLotM2);
        Assert.Equal([1], await new Mandates(Db).PlotsWithGapsAsync(project, All));
        Assert.StartsWith("No plot has a valid mandate", English.Of(await Assert.ThrowsAsync<RefusedException>(() => Boundaries.WithoutPlotsAsync(Keeper, id, project.BoundaryId!.Value, plot => coverage.PlotsWithoutLot.Contains(plot), "按有效授权提出"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disturbance_on_claimed_ground_opens_one_case_and_is_closed_with_evidence()
    {
        var sample = new SampleProject(Db);
        var (id, _) = await sample.TrancheInStateAsync("registered");
        var watch = new ReversalWatch(Db);
        await watch.LookAsync(Keeper, new(2026, 6, 1), 1);
        Assert.Empty(await watch.ListAsync(All, id));
        var plot = (await Boundaries.PlotsAsync((await Boundaries.ListAsync(id)).Single().BoundaryId))[0];
        var half = plot.Shape.EnvelopeInternal;
        await Db.WriteAsync(Keeper, All, "试验火灾", write => write.ExecuteAsync(
            """
            insert into inventory.layer_feature (layer, code, name, valid, attributes, geom, geom_3857)
            select 'disturbance', 'H-1', '试验火灾', daterange('2025-05-01', null), '{"kind": "fire"}', g, st_transform(g, 3857)
            from st_multi(st_makeenvelope(@x1, @y1, @x2, @y2, 4490)) as g
            """, new { x1 = half.MinX, y1 = half.MinY, x2 = half.Centre.X, y2 = half.MaxY }));

        // The sample's ground lies over the border; a claim has some of the county.
        var inside = (await Boundaries.PlotsAsync((await FromSelectionAsync(1)).Project.BoundaryId!.Value))[0];
        await new ClaimRegister(Db).RegisterAsync(Keeper, new ClaimDraft("抵押", "D-1", "林权抵押", new(2024, 1, 1), new(2030, 1, 1), "试验"), [plot, inside]);

        Assert.Equal(1, await watch.LookAsync(Keeper, new(2026, 6, 2), 1));
        Assert.Equal(0, await watch.LookAsync(Keeper, new(2026, 6, 3), 1));

        var found = Assert.Single(await watch.ListAsync(All, id));
        Assert.InRange(found.AreaM2 - plot.AreaM2 / 2, -1, 1);
        Assert.Equal(("disturbance", new DateOnly(2026, 7, 2)), (found.Layer, found.Deadline!.Value));
        Assert.InRange(found.RiskT!.Value, 50, 51);
        Assert.Equal(["D-1"], found.Mortgages);
        Assert.Equal(0, found.PledgedT);
        Assert.Equal(1, await county.ScalarAsync<long>($"select count(*) from platform.notice where title_en like 'Something happened%' and href = '/ccer/reversals/{found.CaseId}' and recipient = 'role:finance'"));

        var due = CountyClock.Today.AddDays(10);
        await watch.AssignAsync(Keeper, found.CaseId, "林业局，碳汇办", due);
        Assert.Single(await new DeadlineBook(Db).BetweenAsync(due, due, All, []), d => d.Key == $"reversal:{found.CaseId}" && !d.IsDone);
        // Due before it was found it could only have been late.
        var early = await Assert.ThrowsAsync<RefusedException>(() => watch.AssignAsync(Keeper, found.CaseId, "林业局，碳汇办", new(2001, 1, 1)));
        Assert.StartsWith("期限 2001-01-01 早于发现这个案件的", early.Message, StringComparison.Ordinal);
        Assert.Equal(due, (await watch.ListAsync(All, caseId: found.CaseId)).Single().Deadline);
        await Assert.ThrowsAsync<RefusedException>(() => watch.CloseAsync(Keeper, found.CaseId, "forgotten", "x", new byte[32], new(2026, 6, 20)));
        await Db.WriteAsync(Keeper, All, "依据", write => write.ExecuteAsync("insert into platform.stored_file (sha256, bytes, name, stored_by) values (@sha, 1, 'x', 'test') on conflict do nothing", new { sha = new byte[32] }));
        await watch.CloseAsync(Keeper, found.CaseId, "next-report", "列入下一期核算报告", new byte[32], new(2026, 6, 20));
        Assert.Equal($"Case {found.CaseId} is closed.", English.Of(await Assert.ThrowsAsync<RefusedException>(() => watch.AssignAsync(Keeper, found.CaseId, "另一处", new(2026, 8, 1)))));
    }

    [Fact]
    public async Task A_case_whose_event_went_with_its_import_is_closed_by_the_watch_and_by_no_person()
    {
        var (id, _) = await new SampleProject(Db).TrancheInStateAsync("registered");
        var watch = new ReversalWatch(Db);
        var ground = (await Boundaries.PlotsAsync((await Boundaries.ListAsync(id)).Single().BoundaryId))[0].Shape.EnvelopeInternal;
        await Db.WriteAsync(Keeper, All, "误报的火灾", write => write.ExecuteAsync(
            """
            insert into inventory.layer_feature (layer, code, name, valid, attributes, geom, geom_3857)
            select 'disturbance', 'H-2', '误报的火灾', daterange('2025-05-01', null), '{"kind": "fire"}', g, st_transform(g, 3857)
            from st_multi(st_makeenvelope(@MinX, @MinY, @MaxX, @MaxY, 4490)) as g
            """, new { ground.MinX, ground.MinY, ground.MaxX, ground.MaxY }));
        async Task<ReversalCase> CaseAsync() => Assert.Single(await watch.ListAsync(All, id), c => c.FeatureCode == "H-2");
        await watch.LookAsync(Keeper, new(2026, 6, 2), 1);
        await watch.LookAsync(Keeper, new(2026, 6, 3), 1);
        var found = await CaseAsync();
        Assert.Null(found.Outcome);
        await Assert.ThrowsAsync<RefusedException>(() => watch.CloseAsync(Keeper, found.CaseId, "import-undone", "撤了", new byte[32], new(2026, 6, 3)));

        // As taking its import back removes it.
        await Db.WriteAsync(Keeper, All, "撤销导入", write => write.ExecuteAsync("delete from inventory.layer_feature where layer = 'disturbance' and code = 'H-2'"));
        Assert.Equal(0, await watch.LookAsync(Keeper, new(2026, 6, 4), 1));

        var closed = await CaseAsync();
        Assert.Equal(("import-undone", new DateOnly(2026, 6, 4)), (closed.Outcome, closed.ClosedOn!.Value));
        Assert.Single(await new DeadlineBook(Db).BetweenAsync(found.Deadline!.Value, found.Deadline!.Value, All, []), d => d.Key == $"reversal:{found.CaseId}" && d.IsDone);
    }

    [Fact]
    public async Task The_watch_looks_again_where_the_data_or_the_day_are_newer_and_not_otherwise()
    {
        var watch = new ReversalWatch(Db);
        var generation = await county.ScalarAsync<long>("select max(generation) from inventory.data_generation");
        var day = new DateOnly(2026, 9, 1);

        await watch.LookAsync(Keeper, day, generation);

        Assert.Null(await watch.FollowAsync(Keeper, day));
        Assert.NotNull(await watch.FollowAsync(Keeper, day.AddDays(1)));
    }

    private async Task<ProjectRow> NewAsync() =>
        (await Book.FindAsync(await Book.CreateAsync(Keeper, new ProjectDraft($"G-{Guid.NewGuid():N}"[..12], "试验", "CCER-14-001-V01")), All))!;

    private async Task<(ProjectRow Project, IReadOnlyList<SelectedParcelRow> Parcels)> FromSelectionAsync(int count)
    {
        var n = Interlocked.Add(ref _selection, count);
        var parcels = (await new ScreeningResults(Db).ParcelsAsync(county.Run.RunId, All, new(Verdict.NeedsEvidence), limit: count, offset: n - count)).Select(p => p.ParcelId).ToList();
        var selections = new Selections(Db);
        var selection = await selections.MakeAsync(Keeper, All, county.Run, $"项目地块 {Guid.NewGuid():N}", null, parcels, onlyPassing: false);
        var project = await NewAsync();
        await Boundaries.FromSelectionAsync(Keeper, project.ProjectId, selection, All);
        return ((await Book.FindAsync(project.ProjectId, All))!, await selections.ParcelsAsync(selection, All));
    }

    // A new version of a parcel from today on, as an accepted import leaves it.
    private Task ReplaceAsync(long parcelId, string column, string value, string shape) => Db.WriteAsync(Keeper, All, "换版", async write =>
    {
        await write.ExecuteAsync("update inventory.parcel_version set valid = daterange(lower(valid), current_date) where parcel_id = @parcelId and upper_inf(valid)", new { parcelId });
        await write.ExecuteAsync(
            $"""
            create temporary table replaced on commit drop as select v.* from inventory.parcel_version v where v.parcel_id = @parcelId order by v.parcel_version_id desc limit 1;
            update replaced v set {column} = {value}, valid = daterange(current_date, null);
            """, new { parcelId });
        var old = await write.ScalarAsync<long>("select parcel_version_id from replaced");
        var fresh = await write.ScalarAsync<long>("select nextval('inventory.parcel_version_parcel_version_id_seq')");
        await write.ExecuteAsync("update replaced set parcel_version_id = @fresh; insert into inventory.parcel_version select * from replaced;", new { fresh });
        await write.ExecuteAsync($"insert into inventory.parcel_shape (parcel_version_id, geom, geom_3857) select @fresh, {shape}, st_transform({shape}, 3857) from inventory.parcel_shape s where s.parcel_version_id = @old", new { fresh, old });
    });

    private Task SetTermsAsync(IEnumerable<string> lots) => Db.WriteAsync(Keeper, All, "权属期限", write => write.ExecuteAsync(
        """
        update inventory.layer_feature set attributes = attributes || '{"term_from": "1990-01-01", "term_to": "2070-12-31", "disputed": false}'
        where layer = 'tenure-lot' and code = any(@lots)
        """, new { lots = lots.ToArray() }));
}
