using ForestCarbon.Carbon.Methodologies.Conditions;
using ForestCarbon.Ccer.Demonstration;
using ForestCarbon.Ccer.Screening;
using ForestCarbon.Growth.Curves;
using ForestCarbon.Inventory.Demonstration;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Jobs;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Screening;

public sealed class ScreeningRunTests(ScreenedCounty county) : IClassFixture<ScreenedCounty>
{
    private static readonly TownshipScope All = TownshipScope.WholeCounty;

    private ScreeningResults Results => new(county.Db);

    [Fact]
    public async Task The_pieces_of_every_parcel_add_up_to_it_exactly()
    {
        await ScreeningAudit.PiecesAddUpAsync(county, county.Run);
        Assert.True(await county.ScalarAsync<bool>($"select count(*) > count(distinct parcel_id) from ccer.screening_piece where run_id = {county.Run.RunId}"));
    }

    [Fact]
    public Task The_funnel_re_added_piece_by_piece_agrees_exactly() => ScreeningAudit.FunnelAddsUpAsync(county, county.Run);

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
        Assert.Equal(county.Run.ResultSha256, (await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01"), parcelsPerChunk: 61)).ResultSha256);

        var broken = await new Screenings(county.Db, 100).OpenAsync(ScreenedCounty.Keeper, new ScreeningRequest("CCER-14-001-V01"));
        await Assert.ThrowsAsync<OperationCanceledException>(() => new RunEngine(county.Db).DriveAsync(ScreenedCounty.Keeper, broken, new BrokenOff(new ScreeningWork(county.Db), 3)));
        Assert.Null((await Results.FindAsync(broken))!.FinishedAt);

        await new Screenings(county.Db).DriveAsync(ScreenedCounty.Keeper, broken);

        Assert.Equal(county.Run.ResultSha256, (await Results.FindAsync(broken))!.ResultSha256);
    }

    [Theory, InlineData(""), InlineData("_run")]
    public async Task A_finished_screening_is_sealed_through_its_partition_and_through_the_parent(string partition)
    {
        var table = partition.Length == 0 ? "ccer.screening_piece" : $"ccer.screening_piece_{county.Run.RunId}";
        foreach (var statement in new[] { $"update {table} set verdict = 0 where run_id = {county.Run.RunId}", $"delete from {table} where run_id = {county.Run.RunId}" })
        {
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => county.Db.WriteAsync(ScreenedCounty.Keeper, All, "试改", write => write.ExecuteAsync(statement)));
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
        var first = (await Results.ParcelsAsync(county.Run.RunId, All, new(Verdict.NeedsEvidence), limit: 1))[0];
        var pieces = await Results.PiecesAsync(county.Run.RunId, first.Code, All);
        var answer = PieceAnswer.Of(pieces[0], ScreeningManifest.Parse(county.Run.Manifest).JudgedConditions());

        Assert.Equal(9, answer.Conditions.Count);
        Assert.All(answer.Conditions, c => Assert.NotEmpty(c.Datum));
        Assert.All(answer.Conditions, c => Assert.NotEmpty(c.Clause));
        Assert.All(answer.Conditions.Where(c => c.Verdict != Verdict.Pass), c => Assert.NotEmpty(c.Remedy));
        Assert.Equal(pieces.Select(p => p.Piece), (await Results.PiecesAsync(county.Run.RunId, first.ParcelId.ToString(System.Globalization.CultureInfo.InvariantCulture), All)).Select(p => p.Piece));
        Assert.Empty(await Results.PiecesAsync(county.Run.RunId, first.Code, TownshipScope.Of(["000000000"])));
    }

    [Theory]
    [InlineData("exempt-public-welfare"), InlineData("exclusive"), InlineData("claimed")]
    public async Task Additionality_and_exclusiveness_name_the_layer_and_the_register_they_were_answered_from(string reason)
    {
        var conditions = ScreeningManifest.Parse(county.Run.Manifest).JudgedConditions();
        var first = (await Results.ParcelsAsync(county.Run.RunId, All, new(Reason: Reason.Of(reason).Number), limit: 1))[0];
        var piece = (await Results.PiecesAsync(county.Run.RunId, first.Code, All)).First(p => p.Reasons.Contains(Reason.Of(reason).Number));
        var answers = PieceAnswer.Of(piece, conditions).Conditions;
        var (additionality, exclusive) = (answers.Single(a => a.Condition == conditions.Single(c => c.Check == "additionality").Key), answers.Single(a => a.Condition == "unique"));
        var day = $"{county.Run.ClaimsAsOf:yyyy-MM-dd}";

        Assert.StartsWith($"唯一性登记，截至 {day}: ", exclusive.Datum, StringComparison.Ordinal);
        Assert.StartsWith($"register of claims as of {day}: ", exclusive.DatumEn, StringComparison.Ordinal);
        Assert.Equal(reason != "claimed", exclusive.Datum.EndsWith("此地此期没有主张", StringComparison.Ordinal));
        if (reason == "exempt-public-welfare")
            Assert.True(additionality.Datum.Contains($"图层“公益林”，截至 {county.Run.AsOf:yyyy-MM-dd}", StringComparison.Ordinal)
                || additionality.Datum.Contains("小班记录的森林类别 ", StringComparison.Ordinal), additionality.Datum);
        Assert.DoesNotContain("{", string.Concat(answers.Select(a => a.Datum + a.DatumEn)), StringComparison.Ordinal);
        Assert.DoesNotContain("；", additionality.DatumEn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_datum_of_a_condition_is_told_in_words_with_its_source_and_its_unit()
    {
        var conditions = ScreeningManifest.Parse(county.Run.Manifest).JudgedConditions();
        var first = (await Results.ParcelsAsync(county.Run.RunId, All, new(Verdict.NeedsEvidence), limit: 1))[0];
        var piece = (await Results.PiecesAsync(county.Run.RunId, first.Code, All)).First(p => p.History.Length > 0);

        var answer = PieceAnswer.Of(piece, conditions).Conditions.Single(c => c.Condition == conditions.Single(o => o.Check == "non-forest-years").Key);

        foreach (var (zh, en) in answer.Datum.Split('；').Zip(answer.DatumEn.Split("; ")))
        {
            // 2012-12-31 宜林荒山荒地 0171（来源）
            Assert.Matches(@"^\d{4}-\d{2}-\d{2} \S+ \d{4}\S*（.+）$", zh);
            Assert.Matches(@"^\d{4}-\d{2}-\d{2} .+ \d{4}.* \(.+\)$", en);
        }
        Assert.All(piece.History.Split(';'), r => Assert.Contains(r.Split('=')[0], answer.Datum, StringComparison.Ordinal));
        Assert.DoesNotContain("=", answer.Datum, StringComparison.Ordinal);
        Assert.Contains("小班记录", answer.Datum, StringComparison.Ordinal);

        var known = piece with { PlotAreaM2 = 1000m };
        var declared = piece with { Statement = "{cleared} 5 %{,}{trees stay} {yes}", StatementSources = "村委会{(}2026-01-01{)}" };
        Assert.Equal("shrubs cleared 5 %, scattered trees stay yes (村委会 (2026-01-01))", declared.Datum("shrub-removal", true));
        Assert.Equal("清灌 5 %，保留散生木 是（村委会（2026-01-01））", declared.Datum("shrub-removal", false));
        Assert.Equal(("1,000.0 m²（1.50 亩）", "1,000.0 m² (0.1000 ha)"), (known.Datum("contiguous-plot", false), known.Datum("contiguous-plot", true, inMu: false)));
    }

    [Fact]
    public async Task A_piece_is_answered_in_the_order_its_own_screening_judged_whatever_the_catalogue_lists_today()
    {
        var manifest = ScreeningManifest.Parse(county.Run.Manifest);
        var first = (await Results.ParcelsAsync(county.Run.RunId, All, limit: 1))[0];
        var piece = (await Results.PiecesAsync(county.Run.RunId, first.Code, All))[0];
        var turned = manifest with { Conditions = [.. manifest.Conditions.Reverse(), "withdrawn"] };
        var judgedThen = piece with { Reasons = [.. piece.Reasons.Reverse(), Reason.Of("no-start").Number] };

        var then = PieceAnswer.Of(judgedThen, turned.JudgedConditions()).Conditions;

        Assert.Equal(PieceAnswer.Of(piece, manifest.JudgedConditions()).Conditions.Reverse(), then.SkipLast(1));
        Assert.Equal(("withdrawn", Verdict.NeedsEvidence), (then[^1].TitleZh, then[^1].Verdict));
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
            [IdeaAnswer.No, IdeaAnswer.No, IdeaAnswer.Unknown, IdeaAnswer.Unknown, IdeaAnswer.No], ideas.Where(i => i.Figure is null).Select(i => i.Answer));
        var carbonBase = ideas.Single(i => i.Key == "base");
        Assert.Equal(carbonBase.PlannedM2, carbonBase.PassM2 + carbonBase.NeedM2 + carbonBase.FailM2);
        Assert.True(carbonBase.PassM2 + carbonBase.NeedM2 > 0 && carbonBase.PassM2 + carbonBase.NeedM2 < carbonBase.PlannedM2 / 4);
        Assert.All(ideas.Where(i => i.Figure is not null), i => Assert.Equal(
            i.PassM2 > 0 ? i.Key == "planting" ? IdeaAnswer.Possible : IdeaAnswer.Partly : i.NeedM2 > 0 ? IdeaAnswer.NeedsEvidence : IdeaAnswer.No, i.Answer));
    }

    [Fact]
    public async Task What_passes_is_never_added_to_what_needs_evidence()
    {
        await new PlantingModels(county.Db).AddAsync(ScreenedCounty.Keeper, "apart", "试", "", "310:10", "测试", [1, 2, 3]);
        foreach (var site in new short[] { 1, 2, 3 })
            await county.ReadModelAsync("apart", site, [260, 0.09, 2.6]);
        var run = await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", PlantingModel: "apart"));
        var planting = (await Results.IdeasAsync(run, All))[0];

        foreach (var (verdict, m2, kg) in new[] { (Verdict.Pass, planting.PassM2, planting.PassKg), (Verdict.NeedsEvidence, planting.NeedM2, planting.NeedKg) })
        {
            Assert.Equal(await county.ScalarAsync<decimal>(
                $"select coalesce(sum(area_m2), 0) from ccer.screening_piece where run_id = {run.RunId} and verdict = {(int)verdict} and not is_planted and flags & 256 = 0"), m2);
            Assert.Equal(await county.ScalarAsync<long>(
                $"select coalesce(sum(expected_kg), 0)::bigint from ccer.screening_piece where run_id = {run.RunId} and verdict = {(int)verdict} and not is_planted and flags & 256 = 0"), kg ?? 0);
            var parcels = await Results.ParcelsAsync(run.RunId, All, new(verdict, What: "plantable"), limit: 100_000);
            Assert.Equal(m2, parcels.Sum(p => p.KeptM2));
        }
        Assert.True(planting.NeedM2 > 0 && planting.NeedKg > 0);
        var sums = (await Results.SumsAsync(run.RunId, All)).ToDictionary(s => s.Verdict);
        var all = await Results.ParcelsAsync(run.RunId, All, limit: 100_000);
        Assert.Equal(sums.GetValueOrDefault(Verdict.Pass)?.ExpectedKg ?? 0, all.Sum(p => p.PassKg ?? 0));
        Assert.Equal(sums[Verdict.NeedsEvidence].ExpectedKg, all.Sum(p => p.NeedKg ?? 0));
    }

    [Fact]
    public async Task Each_methodology_answers_the_plan_with_its_own_rule()
    {
        var afforestation = await Results.IdeasAsync(await county.ScreenAsync(new ScreeningRequest("AR-CM-001-V01")), All);
        var management = await Results.IdeasAsync(await county.ScreenAsync(new ScreeningRequest("AR-CM-003-V01")), All);

        Assert.Contains("2005-02-16", afforestation[0].ReasonZh, StringComparison.Ordinal);
        Assert.DoesNotContain("满 3 年", string.Concat(afforestation.Select(i => i.ReasonZh)), StringComparison.Ordinal);
        Assert.Equal((IdeaAnswer.No, IdeaAnswer.Partly), (management[0].Answer, management.Single(i => i.Key == "management").Answer));
        Assert.True(management.Single(i => i.Key == "management").PassM2 > 0);
    }

    [Fact]
    public async Task A_condition_names_the_value_its_screening_used()
    {
        var book = new ForestCarbon.Ccer.Methodologies.ParameterBook(county.Db);
        var limit = (await book.ListAsync("CCER-14-001-V01")).Single(p => p.ParamKey == "least_plot_m2_to_2019");
        // Of the inventory's day alone: from the day after it the value is the old one again.
        var then = await book.HoldAsync(ScreenedCounty.Keeper, limit.ParameterId, 700, county.Run.AsOf, null, "试");
        await book.HoldAsync(ScreenedCounty.Keeper, then.ParameterId, 667, county.Run.AsOf.AddDays(1), null, "试");

        var run = await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", AsOf: county.Run.AsOf));

        string Title(ScreeningRow of) => ScreeningManifest.Parse(of.Manifest).JudgedConditions().Single(c => c.Key == "c").TitleZh;
        Assert.Equal("地块连片 ≥ 400 m²（2019 年及以前开工 ≥ 700 m²）", Title(run));
        Assert.Equal("地块连片 ≥ 400 m²（2019 年及以前开工 ≥ 667 m²）", Title(county.Run));
        var piece = (await Results.PiecesAsync(run.RunId, (await Results.ParcelsAsync(run.RunId, All, limit: 1))[0].Code, All))[0];
        Assert.Contains("700", PieceAnswer.Of(piece, ScreeningManifest.Parse(run.Manifest).JudgedConditions()).Conditions[^1].TitleZh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bare_ground_without_a_planting_model_expects_no_tonnes_and_says_so()
    {
        Assert.Equal(0L, await county.ScalarAsync<long>(
            $"select count(*) from ccer.screening_piece where run_id = {county.Run.RunId} and verdict < 2 and not is_planted and (expected_kg is not null or expected_reason <> 10)"));
        Assert.Equal(0L, await county.ScalarAsync<long>(
            $"select count(*) from ccer.screening_piece where run_id = {county.Run.RunId} and verdict < 2 and is_planted and expected_reason <> 11"));
    }

    [Fact]
    public async Task A_planting_model_two_accounts_have_read_gives_bare_ground_its_tonnes_by_the_formula()
    {
        double[] curve = [260, 0.09, 2.6];
        foreach (var site in new short[] { 1, 2 })
            await county.ReadModelAsync("fir-pure", site, curve);

        var run = await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", CreditingYears: 30, PlantingModel: "fir-pure"));

        // Fact sheet §5, 杉木: D 0.307, BEF 1.634, R 0.246, CF 0.520; 1 t/ha is 0.1 kg/m²; a tenth is deducted.
        var kgPerM2 = 260 * Math.Pow(1 - Math.Exp(-0.09 * 30), 2.6) * 0.307 * 1.634 * 1.246 * 0.52 * 44 / 12 / 10;
        var pieces = await county.Db.QueryAsync<BarePiece>(
            """
            select p.area_m2, v.site_class, p.expected_kg, p.expected_reason, p.flags
            from ccer.screening_piece p join inventory.parcel_version v using (parcel_version_id)
            where p.run_id = @RunId and p.verdict < 2 and not p.is_planted
            """, new { run.RunId });
        Assert.Contains(pieces, p => p.SiteClass == 3);
        Assert.All(pieces.Where(p => p.SiteClass == 3), p => Assert.Equal((null, (short)ExpectedReason.NoModelCurve), (p.ExpectedKg, p.ExpectedReason)));
        Assert.Contains(pieces, p => p.SiteClass < 3);
        Assert.All(pieces.Where(p => p.SiteClass < 3), p =>
        {
            Assert.Equal((short)ExpectedReason.PlantingModel, p.ExpectedReason);
            Assert.InRange(p.ExpectedKg!.Value, Math.Floor((double)p.AreaM2 * kgPerM2 * 0.9 * (1 - 1e-9)), Math.Floor((double)p.AreaM2 * kgPerM2 * 0.9 * (1 + 1e-9)));
        });
        var manifest = ScreeningManifest.Parse(run.Manifest);
        Assert.Equal(["fir-pure", "M"], [manifest.Planting!.Id, manifest.Planting.Mark]);
        Assert.Equal(run.ResultSha256, (await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", CreditingYears: 30, PlantingModel: "fir-pure"))).ResultSha256);
        Assert.Equal(pieces.Sum(p => p.ExpectedKg ?? 0), (await Results.SumsAsync(run.RunId, All)).Sum(s => s.ExpectedKg ?? 0));
    }

    [Theory]
    [InlineData(2, false)] // some 0.05 t/mu·a
    [InlineData(300, true)]
    [InlineData(4000, false)]
    public async Task Expected_tonnes_outside_the_plausible_range_are_flagged_and_kept(double asymptote, bool isPlausible)
    {
        var model = $"flag-{asymptote}";
        await new PlantingModels(county.Db).AddAsync(ScreenedCounty.Keeper, model, "试", "", "310:10", "测试", [1, 2, 3]);
        foreach (var site in new short[] { 1, 2, 3 })
            await county.ReadModelAsync(model, site, [asymptote, 0.09, 2.6]);

        var run = await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", PlantingModel: model));

        var sums = (await Results.SumsAsync(run.RunId, All)).Where(s => s.Verdict != Verdict.Fail).ToList();
        Assert.True(sums.Sum(s => s.ExpectedKg) > 0);
        Assert.Equal(isPlausible ? 0 : sums.Sum(s => s.ExpectedM2), sums.Sum(s => s.ImplausibleM2));
        Assert.Equal(!isPlausible, (await Results.ParcelsAsync(run.RunId, All, new(What: "implausible"))).Count > 0);
    }

    [Fact]
    public async Task A_planting_model_nobody_knows_is_refused_with_those_there_are()
    {
        var refused = (await Assert.ThrowsAsync<RefusedException>(() => county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", PlantingModel: "no-such")))).Message;

        Assert.Contains("fir-pure", refused, StringComparison.Ordinal);
        // Pages and REST say the same sentence: an option of the command line is nothing to them.
        Assert.DoesNotContain("--", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_without_values_gives_no_figure_and_says_why()
    {
        var run = await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", PlantingModel: "broadleaf-mixed"));

        Assert.Equal(0L, await county.ScalarAsync<long>(
            $"select count(*) from ccer.screening_piece where run_id = {run.RunId} and verdict < 2 and not is_planted and (expected_kg is not null or expected_reason <> 15)"));
        var named = ScreeningManifest.Parse(run.Manifest);
        Assert.Equal((named.Planting!.NameZh, named.Planting.NameEn), (named.PlantingName(inEnglish: false), named.PlantingName(inEnglish: true)));
        Assert.NotEqual("broadleaf-mixed", named.PlantingName(inEnglish: false));
    }

    [Theory]
    [InlineData("CCER-99-999-V01", "没有方法学")]
    [InlineData("DRAFT-2026-08-13-REPLANTING", "还没有录入")]
    [InlineData("AR-CM-002-V01", "还没有录入")]
    public async Task What_has_no_rules_is_refused(string methodology, string says)
    {
        TestServer.Required();

        Assert.Contains(says, (await Assert.ThrowsAsync<RefusedException>(() => county.ScreenAsync(new ScreeningRequest(methodology)))).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("1900-01-01"), InlineData("2012-11-08")]
    public async Task A_start_that_no_project_may_have_is_refused_with_the_rule(string start)
    {
        TestServer.Required();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", StartDate: DateOnly.ParseExact(start, "yyyy-MM-dd", null))));

        Assert.Contains($"开工日期 {start} 不晚于 2012-11-08", refused.Message, StringComparison.Ordinal);
        Assert.Contains("第十条(三)", refused.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("0001-01-01"), InlineData("9999-12-31")]
    public async Task A_start_at_the_ends_of_the_calendar_is_refused(string start)
    {
        TestServer.Required();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", StartDate: DateOnly.ParseExact(start, "yyyy-MM-dd", null))));

        Assert.StartsWith($"日期 {start} 不在 1900-01-01 至 2499-12-31 之间", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_to_come_is_refused_and_today_is_not()
    {
        TestServer.Required();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", AsOf: CountyClock.Today.AddDays(1))));

        Assert.Contains("还没有到", refused.Message, StringComparison.Ordinal);
        Assert.Equal(CountyClock.Today, (await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", AsOf: CountyClock.Today))).ClaimsAsOf);
    }

    [Theory, InlineData(19), InlineData(41)]
    public async Task A_crediting_period_outside_twenty_to_forty_years_is_refused(int years)
    {
        TestServer.Required();

        await Assert.ThrowsAsync<RefusedException>(() => county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01", CreditingYears: years)));
    }

    [Fact]
    public async Task The_last_screening_is_the_one_before_it_under_the_same_methodology()
    {
        var first = await county.ScreenAsync(new ScreeningRequest("AR-CM-001-V01"));
        var between = await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01"));
        var second = await county.ScreenAsync(new ScreeningRequest("AR-CM-001-V01"));
        await county.ScreenAsync(new ScreeningRequest("AR-CM-001-V01"));

        Assert.Equal(first.RunId, (await Results.PreviousAsync(second))!.RunId);
        Assert.Null(await Results.PreviousAsync(county.Run));
        Assert.Equal("CCER-14-001-V01", (await Results.PreviousAsync(between))!.MethodologyId);
    }

    [Fact]
    public async Task A_claim_the_matrix_lets_stand_beside_CCER_excludes_no_ground()
    {
        var scheme = await county.ScalarAsync<string>(
            $"select c.scheme from ccer.screening_piece p join ccer.claim c on c.claim_id = any(p.claim_ids) where p.run_id = {county.Run.RunId} and c.scheme in ('VCS', '碳普惠') order by c.scheme limit 1");
        Task AllowAsync(bool excludes) => county.Db.WriteAsync(ScreenedCounty.Keeper, All, "互斥表", write => write.ExecuteAsync(
            "update ccer.exclusion set excludes = @excludes where (scheme_a, scheme_b) in (('CCER', @scheme), (@scheme, 'CCER'))", new { excludes, scheme }));
        Task<long> ClaimedAsync(ScreeningRow run) => county.ScalarAsync<long>(
            $"select count(*) from ccer.screening_piece p join ccer.claim c on c.claim_id = any(p.claim_ids) where p.run_id = {run.RunId} and c.scheme = '{scheme}'");
        Assert.True(await ClaimedAsync(county.Run) > 0);

        await AllowAsync(excludes: false);
        try
        {
            Assert.Equal(0, await ClaimedAsync(await county.ScreenAsync(new ScreeningRequest("CCER-14-001-V01"))));
        }
        finally
        {
            await AllowAsync(excludes: true);
        }
    }

    [Fact]
    public async Task Candidates_go_out_as_a_boundary()
    {
        var document = await new CandidateBoundary(county.Db).OfAsync(county.Run, All);

        var sums = await Results.SumsAsync(county.Run.RunId, All);
        Assert.Equal(sums.Where(s => s.Verdict != Verdict.Fail).Sum(s => s.Pieces), document.Features.Count);
        Assert.True(Ccer.Claims.BoundaryExport.Write(document, "kml").Length > 1000);
    }

    private sealed record BarePiece
    {
        public decimal AreaM2 { get; init; }
        public short? SiteClass { get; init; }
        public long? ExpectedKg { get; init; }
        public short ExpectedReason { get; init; }
        public short Flags { get; init; }
    }

    private sealed class BrokenOff(IRunWork work, int after) : IRunWork
    {
        private int _chunks;

        public Task<string?> RunChunkAsync(Write write, long runId, int chunk, string key, CancellationToken ct) =>
            _chunks++ == after ? throw new OperationCanceledException() : work.RunChunkAsync(write, runId, chunk, key, ct);

        public Task FinishAsync(Write write, long runId, CancellationToken ct) => work.FinishAsync(write, runId, ct);
    }
}
