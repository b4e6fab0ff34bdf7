using System.Text;
using ForestCarbon.Carbon.Biomass;
using ForestCarbon.Carbon.Reductions;
using ForestCarbon.Ccer.Methodologies;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Ccer.Tests.Projects;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using static ForestCarbon.Ccer.Tests.Reductions.PlotTableTests;

namespace ForestCarbon.Ccer.Tests.Reductions;

public sealed class ProjectReductionsTests(AccountedCounty county) : IClassFixture<AccountedCounty>
{
    private static readonly Actor Keeper = AccountedCounty.Keeper;

    private ProjectReductions Reductions => new(county.Db);

    [Fact]
    public async Task Bare_land_grows_along_the_countys_curve_from_the_year_it_is_planted()
    {
        var project = await county.ProjectAsync();
        await county.PlantAsync(project);

        var answer = await Reductions.ExAnteAsync(project);

        var sheet = answer.Sheet!;
        Assert.Equal((null, 0), (answer.Obstacle, answer.Missing.Count));
        var volumes = await StandVolumes.LoadAsync(county.Db);
        var (fir, stocks) = (FactorSet.ArCm001V01.Find("310")!, 0.0);
        foreach (var stratum in await new Strata(county.Db).OfAsync(project.BoundaryId!.Value))
            stocks += StandBiomassOf(stratum.AreaM2, volumes.Planted("310", stratum.SiteClass, 20)!.Value.VolumeByAge[19], fir);
        Assert.Equal(stocks, sheet.Lines.Where(l => l.Key.StartsWith("C.", StringComparison.Ordinal) && l.Key.EndsWith(".2041", StringComparison.Ordinal)).Sum(l => l.Value!.Value), stocks * 1e-12);
        Assert.All(sheet.Lines.Where(l => l.Key.StartsWith("V.", StringComparison.Ordinal) && l.Key.EndsWith(".2022", StringComparison.Ordinal)), l => Assert.Equal(0, l.Value));
        Assert.Equal(Enumerable.Range(2022, 21).Sum(y => sheet.Value(ExAnte.Year(y))!.Value), sheet.Value(ExAnte.Total)!.Value, 1e-6);
        Assert.Contains(answer.DraftReasons, r => r.Contains("AR-CM-001-V01", StringComparison.Ordinal));
        Assert.DoesNotContain(sheet.Lines, l => Testing.English.HoldsChinese(LineNames.English(l.NameZh)));
    }

    [Fact]
    public async Task What_is_not_entered_is_missing_and_said_and_nothing_stands_in_for_it()
    {
        var project = await county.ProjectAsync();

        var answer = await Reductions.ExAnteAsync(project);

        Assert.Null(answer.Sheet!.Value(ExAnte.Total));
        Assert.Contains(answer.Missing, m => m.Contains("请为碳层选定造林模型", StringComparison.Ordinal));
        Assert.Contains(answer.Missing, m => m.Contains("基准线清除量未录入", StringComparison.Ordinal));
        Assert.DoesNotContain(answer.Missing, m => m.Contains("没有树种", StringComparison.Ordinal)); // nothing grows there: its volume says so, and its factors are not asked for beside it
        await Assert.ThrowsAsync<RefusedException>(() => Reductions.ExpectAsync(Keeper, project));

        // What the program itself asks for it asks for in English; only what a source says is quoted.
        Assert.Contains(answer.MissingFigures, m => m.En.EndsWith(" — the baseline is not entered", StringComparison.Ordinal));
        Assert.Contains(answer.MissingFigures, m => m.En.EndsWith(" — project emissions are not entered", StringComparison.Ordinal));
        Assert.Contains(answer.MissingFigures, m => m.En.EndsWith("): choose a planting model for the stratum", StringComparison.Ordinal));
        Assert.All(answer.MissingFigures, m => Assert.False(Testing.English.HoldsChinese(m.WhyEn ?? m.Why), m.En));
        Assert.Contains(answer.DraftReasonsEn, r => r.StartsWith("project emissions are not entered [?]: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_planting_model_without_a_curve_of_its_own_gives_nothing_by_its_own_curve()
    {
        var project = await county.ProjectAsync();
        await county.PlantAsync(project);
        var stratum = (await new Strata(county.Db).OfAsync(project.BoundaryId!.Value))[0];
        await Reductions.PlantAsync(Keeper, project, stratum.StratumId, "fir-pure", 2022, "model");

        var answer = await Reductions.ExAnteAsync(project);

        Assert.Null(answer.Sheet!.Value(ExAnte.Total));
        Assert.Contains(answer.Missing, m => m.Contains("没有曲线", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stands_that_are_there_grow_as_the_account_grows_them()
    {
        var project = await county.ProjectAsync(12, "0111");
        await new ProjectBook(county.Db).ChangeAsync(Keeper, project.ProjectId, new(null, "CCER-14-001-V01", new(2026, 1, 1), new(2027, 1, 1), new(2046, 12, 31), new(2060, 12, 31)));
        project = await county.FindAsync(project.ProjectId);

        var sheet = (await Reductions.ExAnteAsync(project)).Sheet!;

        // kg of the run's parcels, scaled to the ground each gives; whole kilograms there, real numbers here.
        var expected = await county.ScalarAsync<double>(
            $"""
            select sum(p.stock_kg[2030 - p.first_year + 1] / 1000.0 * c.area_m2 / v.ellipsoidal_area_m2)::float8
            from (select parcel_version_id, sum(area_m2) as area_m2 from ccer.project_parcel where boundary_id = {project.BoundaryId} group by 1) c
            join inventory.parcel_version_v v using (parcel_version_id)
            join growth.parcel_result_v p using (parcel_version_id)
            where p.reason = 1
            """);
        Assert.True(expected > 0);
        Assert.Equal(expected, sheet.Lines.Where(l => l.Key.StartsWith("C.", StringComparison.Ordinal) && l.Key.EndsWith(".2030", StringComparison.Ordinal)).Sum(l => l.Value ?? 0), 0.012); // half a kilogram a parcel
    }

    [Fact]
    public async Task The_sheets_total_becomes_the_projects_expectation()
    {
        var project = await county.ProjectAsync();
        await county.PlantAsync(project);

        var tonnes = await Reductions.ExpectAsync(Keeper, project);

        var after = await county.FindAsync(project.ProjectId);
        Assert.Equal((tonnes, (long)Math.Floor((await Reductions.ExAnteAsync(after)).Sheet!.Value(ExAnte.Total)!.Value)), (after.ExpectedT!.Value, tonnes));
    }

    [Fact]
    public async Task A_table_of_plots_gives_the_error_and_without_the_methodologys_rule_no_tonnes()
    {
        var (project, tranche) = await county.TrancheAsync("CCER-14-001-V01");
        await SendAsync(project, tranche, Head + Rows("S01", 5, 8));

        var answer = await Reductions.ExPostAsync(project, tranche);

        Assert.NotNull(answer.Sheet!.Value("u.trees"));
        Assert.Null(answer.Sheet.Value(ExPost.Issuable));
        Assert.DoesNotContain(answer.Sheet.Lines, l => Testing.English.HoldsChinese(LineNames.English(l.NameZh)));
        Assert.Contains(answer.Missing, m => m.Contains("扣减规则未录入", StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Reductions.AdoptAsync(Keeper, project, tranche));
        Assert.Contains("扣减规则未录入", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_methodology_gives_tonnes_once_two_accounts_have_read_every_value_of_its_rule()
    {
        const string methodology = "AR-CM-002-V01";
        var values = new Dictionary<string, decimal>
        {
            ["precision_base"] = 1, ["precision_steps"] = 1, ["precision_step_1_up_to"] = 0.5m, ["precision_step_1_rate"] = 0.2m, ["precision_confidence"] = 0.95m, ["non_permanence_rate"] = 0.1m,
        };
        await county.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "附录", write => write.ExecuteAsync(
            """
            insert into ccer.parameter (methodology_id, param_key, unit, name_zh, name_en, used_by, source, mark, entered_by)
            select @methodology, k, '1', k, k, '试验', '未读到', '?', 'test' from unnest(@keys) k on conflict do nothing
            """, new { methodology, keys = values.Keys.ToArray() }));
        var (project, tranche) = await county.TrancheAsync(methodology);
        await SendAsync(project, tranche, Head + Rows("S01", 5, 8));
        foreach (var input in new[] { "baseline", "emission", "leakage" })
            await new ProjectInputs(county.Db).EnterAsync(Keeper, project.ProjectId, tranche.TrancheId, input, null, 0, "试验");
        foreach (var (key, value) in values.Where(v => v.Key != "precision_step_1_rate"))
            await ReadAsync(methodology, key, value);

        var wanting = await Reductions.ExPostAsync(project, tranche);
        Assert.Null(wanting.Sheet!.Value(ExPost.Issuable));
        Assert.Contains(wanting.Missing, m => m.Contains("precision_step_1_rate", StringComparison.Ordinal));

        await ReadAsync(methodology, "precision_step_1_rate", 0.2m);
        var sheet = (await Reductions.ExPostAsync(project, tranche)).Sheet!;
        Assert.Equal(0.8 * sheet.Value("estimate.trees")!.Value, sheet.Value("dC.trees")!.Value, 1e-9);
        Assert.Equal(0.05, sheet.Value("alpha")!.Value, 1e-12);
        Assert.True(sheet.Value(ExPost.Issuable) > 0);
    }

    [Fact]
    public async Task What_one_account_entered_stands_in_no_submitted_document_before_another_has_verified_it()
    {
        var (project, tranche) = await county.TrancheAsync("AR-CM-001-V01");
        await SendAsync(project, tranche, Head + Rows("S01", 5, 8));
        var (inputs, tables) = (new ProjectInputs(county.Db), new PlotTables(county.Db));
        await inputs.EnterAsync(Keeper, project.ProjectId, tranche.TrancheId, "baseline", null, 0, "试验基准线", "c");
        async Task<IReadOnlyList<string>> OpenAsync() => [.. (await Reductions.ExPostAsync(project, tranche)).DraftReasons.Where(r => r.Contains("没有另一个账号核对", StringComparison.Ordinal))];
        Assert.Contains(await OpenAsync(), r => r.Contains("试验基准线", StringComparison.Ordinal)); // whatever mark the account gave it
        Assert.Contains(await OpenAsync(), r => r.Contains("样地表 样地.csv", StringComparison.Ordinal));
        var (input, table) = ((await inputs.ListAsync(project.ProjectId))[0].InputId, (await tables.ListAsync(project.ProjectId))[0].PlotTableId);

        await Assert.ThrowsAsync<RefusedException>(() => inputs.VerifyAsync(Keeper, project.ProjectId, input));
        await Assert.ThrowsAsync<RefusedException>(() => tables.VerifyAsync(Keeper, project.ProjectId, table));
        await Assert.ThrowsAsync<RefusedException>(() => inputs.VerifyAsync(Actor.Account(Guid.NewGuid()), project.ProjectId + 1, input));
        await inputs.VerifyAsync(Actor.Account(Guid.NewGuid()), project.ProjectId, input);
        await tables.VerifyAsync(Actor.Account(Guid.NewGuid()), project.ProjectId, table);

        Assert.Empty(await OpenAsync());
        await Assert.ThrowsAsync<RefusedException>(() => tables.VerifyAsync(Actor.Account(Guid.NewGuid()), project.ProjectId, table)); // once
        foreach (var sql in new[] { $"update ccer.project_input set value = 9 where input_id = {input}", $"update ccer.plot_table set name = '别的' where plot_table_id = {table}" })
            Assert.Equal("FC012", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => county.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "绕过", write => write.ExecuteAsync(sql)))).SqlState);
    }

    [Fact]
    public async Task Soil_stands_in_the_sheet_of_a_methodology_that_holds_a_reference_stock_and_else_is_named_as_not_counted()
    {
        const string methodology = "AR-CM-005-V01";
        Assert.Contains((await Reductions.ExAnteAsync(await county.ProjectAsync(1))).NotCounted, p => p.Key == "soil");
        var values = new Dictionary<string, decimal> { ["soil_reference"] = 60, ["soil_factor"] = 1, ["soil_initial"] = 48 };
        await county.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "附录", write => write.ExecuteAsync(
            """
            insert into ccer.parameter (methodology_id, param_key, unit, name_zh, name_en, used_by, source, mark, entered_by)
            select @methodology, k, 'tC/ha', k, k, '试验', '未读到', '?', 'test' from unnest(@keys) k on conflict do nothing
            """, new { methodology, keys = values.Keys.ToArray() }));
        var project = await county.ProjectAsync(1, methodology: methodology);
        Assert.Contains((await Reductions.ExAnteAsync(project)).Missing, m => m.StartsWith("土壤有机碳参考储量", StringComparison.Ordinal));

        foreach (var (key, value) in values)
            await ReadAsync(methodology, key, value);

        var sheet = (await Reductions.ExAnteAsync(project)).Sheet!;
        var areaHa = sheet.Value("SOC_A")!.Value;
        Assert.Equal((double)(project.AreaM2!.Value / 10_000m), areaHa, 0.01);
        Assert.Equal(Carbon.Pools.SoilCarbon.Change(areaHa, 60, 1, 48, 9), sheet.Value("dSOC.2030")!.Value, 1e-9);
        Assert.Equal(0, sheet.Value("dSOC.2042"));
    }

    [Fact]
    public async Task A_table_of_plots_with_more_ground_than_the_project_has_is_not_adopted()
    {
        var (project, tranche) = await county.TrancheAsync("AR-CM-001-V01");
        var has = (double)(project.AreaM2!.Value / 10_000m);
        async Task<ProjectSheet> WithAsync(double areaHa)
        {
            await SendAsync(project, tranche, Head + Rows("S01", areaHa, 4));
            return await Reductions.ExPostAsync(project, tranche);
        }

        Assert.Empty((await WithAsync(Math.Round(has, 4))).Excess);
        var more = await WithAsync(Math.Round(has + 0.01, 4));
        Assert.Contains("多于事前边界", Assert.Single(more.Excess).Zh, StringComparison.Ordinal);
        Assert.Contains(more.Excess[0].Zh, more.DraftReasons);
        Assert.Contains("多于事前边界", (await Assert.ThrowsAsync<RefusedException>(() => Reductions.AdoptAsync(Keeper, project, tranche))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publicity_states_the_tonnes_that_were_adopted_and_no_others()
    {
        var (project, tranche) = await county.TrancheAsync("AR-CM-001-V01");
        await SendAsync(project, tranche, Head + Rows("S01", 3, 8) + Rows("S02", 2, 6));
        foreach (var input in new[] { "baseline", "emission", "leakage" })
            await new ProjectInputs(county.Db).EnterAsync(Keeper, project.ProjectId, tranche.TrancheId, input, null, 0, "试验");
        await ReadAsync("AR-CM-001-V01", "non_permanence_rate", 0.1m);
        var sample = new SampleProject(county.Db);
        await sample.LeadAsync(project.ProjectId, tranche.TrancheId, "accounting");
        var before = await Assert.ThrowsAsync<RefusedException>(() => sample.StepAsync(project.ProjectId, tranche.TrancheId, "publicity", 100));
        Assert.Contains("还没有采用", before.Message, StringComparison.Ordinal);
        tranche = (await new ProjectBook(county.Db).TranchesAsync(project.ProjectId, TownshipScope.WholeCounty)).Single();

        var tonnes = await Reductions.AdoptAsync(Keeper, project, tranche);

        var sheet = (await Reductions.ExPostAsync(project, tranche)).Sheet!;
        Assert.True(tonnes > 0);
        Assert.Equal(Math.Floor(sheet.Value(ExPost.Reduction)!.Value), tonnes);
        Assert.Equal(tonnes, Enumerable.Range(2022, 3).Sum(y => (long)sheet.Value($"vintage.{y}")!.Value));
        var other = await Assert.ThrowsAsync<RefusedException>(() => sample.StepAsync(project.ProjectId, tranche.TrancheId, "publicity", tonnes + 1));
        Assert.Contains("不一致", other.Message, StringComparison.Ordinal);
        await sample.StepAsync(project.ProjectId, tranche.TrancheId, "publicity", tonnes);
        Assert.Equal("publicity", await sample.StateAsync(project.ProjectId, tranche.TrancheId));
    }

    [Fact]
    public async Task Two_inventories_of_different_plots_are_kept_as_such_and_their_errors_add_up()
    {
        var (project, tranche) = await county.TrancheAsync("AR-CM-001-V01");
        await SendAsync(project, tranche, "碳层,碳库,面积（公顷）,样地,时点,生物量,含碳率,来源\n" + string.Concat(
            new[] { ("a1", "期初", 20), ("a2", "期初", 22), ("a3", "期初", 21), ("b1", "期末", 60), ("b2", "期末", 63), ("b3", "期末", 66) }.Select(p => $"S01,林木,10,{p.Item1},{p.Item2},{p.Item3},0.47,试验\n")));

        var sheet = (await Reductions.ExPostAsync(project, tranche)).Sheet!;

        Assert.Equal("independent", (await new PlotTables(county.Db).ListAsync(project.ProjectId))[0].Design);
        Assert.Equal(10 * 0.47 * 44 / 12 * (63 - 21), sheet.Value("estimate.trees")!.Value, 1e-9);
        Assert.Equal(Math.Sqrt(Math.Pow(sheet.Value("half1.trees")!.Value, 2) + Math.Pow(sheet.Value("half2.trees")!.Value, 2)), sheet.Value("half.trees")!.Value, 1e-12);
    }

    [Fact]
    public async Task Once_the_design_is_closed_strata_and_what_is_planted_on_them_stay_as_they_are_by_every_way()
    {
        var project = await county.ProjectAsync(1);
        await county.PlantAsync(project);
        var strata = new Strata(county.Db);
        var boundary = project.BoundaryId!.Value;
        var (before, plantings) = (await strata.OfAsync(boundary), await Reductions.PlantingsAsync(boundary));
        await new SampleProject(county.Db).LeadAsync(project.ProjectId, null, "registered");
        project = await county.FindAsync(project.ProjectId);

        foreach (var change in new StratumChange[] { new("propose", null, null, null, null), new("rename", before[0].StratumId, "别的", null, null) })
            Assert.StartsWith("项目现在是“已登记”：碳层", (await Assert.ThrowsAsync<RefusedException>(() => strata.ChangeAsync(Keeper, boundary, change))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => new PriorCovers(county.Db).SetAsync(Keeper, project, before[0].StratumId, 0, 0, 0, "试验"));
        foreach (var sql in new[]
                 {
                     $"delete from ccer.stratum where boundary_id = {boundary}", $"delete from ccer.stratum_parcel where boundary_id = {boundary}",
                     $"update ccer.stratum_planting set planted_year = 2030 where stratum_id = {before[0].StratumId}", $"delete from ccer.stratum_planting where stratum_id = {before[0].StratumId}",
                 })
            Assert.Equal("FC012", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => county.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "绕过", write => write.ExecuteAsync(sql)))).SqlState);

        Assert.Equal(before, await strata.OfAsync(boundary));
        Assert.Equal(plantings.OrderBy(p => p.StratumId), (await Reductions.PlantingsAsync(boundary)).OrderBy(p => p.StratumId));
    }

    [Fact]
    public async Task Proposing_strata_anew_in_design_keeps_what_was_said_of_each_kind()
    {
        var project = await county.ProjectAsync(1);
        await county.PlantAsync(project);
        var (strata, boundary) = (new Strata(county.Db), project.BoundaryId!.Value);
        foreach (var stratum in await strata.OfAsync(boundary))
            await new PriorCovers(county.Db).SetAsync(Keeper, project, stratum.StratumId, 0.02m, 0.1m, 0.1m, "现地调查");
        var before = (await strata.OfAsync(boundary)).Count;

        await strata.ChangeAsync(Keeper, boundary, new("propose", null, null, null, null));

        Assert.Equal(before, (await strata.OfAsync(boundary)).Count);
        Assert.All(await Reductions.PlantingsAsync(boundary), p => Assert.Equal(("fir-pure", (short)2022, "county"), (p.PlantingModelId, p.PlantedYear, p.Curve)));
        Assert.Equal((before, before), ((await Reductions.PlantingsAsync(boundary)).Count, (await new PriorCovers(county.Db).OfAsync(boundary)).Count));
    }

    [Fact]
    public async Task A_boundary_drawn_anew_in_design_keeps_what_is_planted_and_asks_again_what_stood_there()
    {
        var project = await county.ProjectAsync(1);
        await county.PlantAsync(project);
        var (strata, boundaries) = (new Strata(county.Db), new ProjectBoundaries(county.Db));
        foreach (var stratum in await strata.OfAsync(project.BoundaryId!.Value))
            await new PriorCovers(county.Db).SetAsync(Keeper, project, stratum.StratumId, 0, 0, 0, "现地调查");

        await boundaries.FromPlotsAsync(Keeper, project.ProjectId, "ex-ante", "改画", await boundaries.PlotsAsync(project.BoundaryId.Value));
        var anew = (await county.FindAsync(project.ProjectId)).BoundaryId!.Value;
        await strata.ProposeAsync(Keeper, anew);

        Assert.NotEqual(project.BoundaryId, anew);
        Assert.Equal((await strata.OfAsync(anew)).Count, (await Reductions.PlantingsAsync(anew)).Count);
        Assert.Empty(await new PriorCovers(county.Db).OfAsync(anew));
    }

    [Fact]
    public async Task A_methodology_that_takes_its_baseline_from_crown_cover_asks_for_cover_and_names_what_nobody_read()
    {
        var project = await county.ProjectAsync(1, methodology: "AR-TOOL14");
        foreach (var stratum in await new Strata(county.Db).OfAsync(project.BoundaryId!.Value))
            await Reductions.PlantAsync(Keeper, project, stratum.StratumId, "fir-pure", 2022, "county");
        var asked = await Reductions.ExAnteAsync(project);
        Assert.True(asked.NeedsCover);
        Assert.Contains(asked.Missing, m => m.Contains("造林前的覆盖度未录入", StringComparison.Ordinal));

        foreach (var stratum in await new Strata(county.Db).OfAsync(project.BoundaryId!.Value))
            await new PriorCovers(county.Db).SetAsync(Keeper, project, stratum.StratumId, 0.02m, 0, 0, "现地调查");
        var unread = await Reductions.ExAnteAsync(project);
        Assert.Contains(unread.Missing, m => m.Contains("表 3A.1.5 未读到", StringComparison.Ordinal));
        Assert.DoesNotContain(unread.Missing, m => m.Contains("3A.1.4", StringComparison.Ordinal)); // no shrubs, no forest stock needed

        foreach (var stratum in await new Strata(county.Db).OfAsync(project.BoundaryId!.Value))
            await new PriorCovers(county.Db).SetAsync(Keeper, project, stratum.StratumId, 0.04m, 0, 0, "现地调查");
        Assert.Contains((await Reductions.ExAnteAsync(project)).Missing, m => m.Contains("不能按覆盖度估", StringComparison.Ordinal));

        foreach (var stratum in await new Strata(county.Db).OfAsync(project.BoundaryId!.Value))
            await new PriorCovers(county.Db).SetAsync(Keeper, project, stratum.StratumId, 0, 0, 0, "现地调查：裸地");
        Assert.Equal(0, (await Reductions.ExAnteAsync(project)).Sheet!.Value("BSL.2030"));
    }

    [Fact]
    public async Task Without_a_pilot_the_number_of_plots_follows_from_an_assumed_variation_with_its_source()
    {
        var project = await county.ProjectAsync(1);
        await county.PlantAsync(project);
        var sheet = await Reductions.ExAnteAsync(project);

        var plan = await new SamplingPlans(county.Db).OfAsync(project, sheet, 2032);

        var stocks = sheet.Sheet!.Lines.Where(l => l.Key.StartsWith("C.", StringComparison.Ordinal) && l.Key.EndsWith(".2032", StringComparison.Ordinal)).Sum(l => l.Value!.Value);
        Assert.Equal((null, 400), (plan.Obstacle, plan.PlotM2));
        Assert.Equal(stocks, plan.Strata.Sum(s => s.AreaHa * s.MeanTPerHa!.Value), stocks * 1e-12);
        Assert.All(plan.Strata, s => Assert.Equal((0.33, "S17"), (s.Variation!.Value, s.Citation.Mark)));
        Assert.Equal(plan.Size!.Layout, plan.Strata.Sum(s => s.Plots));
        Assert.True(plan.Size.Exact is > 20 and < 35, $"{plan.Size.Exact}"); // (1.645·0.33/0.1)² = 29.5 for one stratum of endless ground
        Assert.Contains("没有 600 m² 样地", (await new SamplingPlans(county.Db).OfAsync(project, sheet, 2032, 600)).Obstacle, StringComparison.Ordinal);
        Assert.Contains("碳储量为 0", (await new SamplingPlans(county.Db).OfAsync(project, sheet, 2022)).Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_a_hundred_strata_have_a_code_each()
    {
        var project = await county.ProjectAsync(2);
        await county.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "很多碳层", write => write.ExecuteAsync(
            """
            insert into ccer.project_parcel (boundary_id, plot, parcel_id, parcel_version_id, area_m2)
            select @BoundaryId, 1, v.parcel_id, v.parcel_version_id, 1
            from (select distinct on (species_code, mean_age_a / 5, site_class) * from inventory.parcel_version_v where upper_inf(valid)) v
            on conflict do nothing
            """, new { project.BoundaryId }));

        var count = await new Strata(county.Db).ProposeAsync(Keeper, project.BoundaryId!.Value);

        Assert.True(count > 100, $"{count} strata");
        Assert.Equal(count, (await new Strata(county.Db).OfAsync(project.BoundaryId.Value)).Select(s => s.Code).Distinct().Count());
    }

    [Fact]
    public async Task Stands_of_a_stratum_without_a_forecast_have_a_row_of_the_workbook_for_each_reason()
    {
        var project = await county.ProjectAsync(1);
        await county.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "各种小班", write => write.ExecuteAsync(
            """
            insert into ccer.project_parcel (boundary_id, plot, parcel_id, parcel_version_id, area_m2)
            select @BoundaryId, 1, v.parcel_id, v.parcel_version_id, 1 from inventory.parcel_version_v v where upper_inf(v.valid) on conflict do nothing
            """, new { project.BoundaryId }));
        await new Strata(county.Db).ProposeAsync(Keeper, project.BoundaryId!.Value);

        var sheet = (await Reductions.ExAnteAsync(project)).Sheet!;

        Assert.Contains(sheet.Lines.Where(l => l.Row?.Contains("没有生长预测", StringComparison.Ordinal) == true).GroupBy(l => l.Row!.Split('　')[0]), stratum => stratum.Select(l => l.Row).Distinct().Count() > 1);
        using var target = new MemoryStream();
        ReductionWorkbook.Write(sheet, "试验", "", target);
        Assert.True(target.Length > 0);
    }

    private static double StandBiomassOf(decimal areaM2, double volume, SpeciesFactors factors) => (double)(areaM2 / 10_000m) * volume * factors.Co2eTPerM3;

    private static string Rows(string stratum, double areaHa, int plots)
    {
        var chance = new Random(stratum[^1]);
        return string.Concat(Enumerable.Range(1, plots).Select(p => FormattableString.Invariant($"{stratum},林木,{areaHa},{p},{2 + chance.NextDouble():0.000},{30 + (2 * chance.NextDouble()):0.000},0.47,试验\n")));
    }

    private Task SendAsync(ProjectRow project, TrancheRow tranche, string table) =>
        new PlotTables(county.Db).SendAsync(Keeper, new FileStore(Folder), project.ProjectId, tranche, Written(table), "样地.csv");

    private async Task ReadAsync(string methodology, string key, decimal value)
    {
        var book = new ParameterBook(county.Db);
        foreach (var account in new[] { Actor.Account(Guid.NewGuid()), Actor.Account(Guid.NewGuid()) })
        {
            var row = (await book.ListAsync(methodology)).Single(p => p.ParamKey == key);
            await county.Db.WriteAsync(account, TownshipScope.WholeCounty, "来源页", write => write.ExecuteAsync(
                "insert into platform.stored_file (sha256, bytes, name, stored_by) values (@page, 1, 'page.pdf', 'test') on conflict do nothing", new { page = new byte[32] }));
            await book.ReadAsync(account, row.ParameterId, value, "试验", new byte[32]);
        }
    }
}
