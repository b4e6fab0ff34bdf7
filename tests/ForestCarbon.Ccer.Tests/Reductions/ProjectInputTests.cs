using ForestCarbon.Ccer.Projects;
using ForestCarbon.Ccer.Reductions;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ccer.Tests.Reductions;

/// <summary>Figures and vegetation that people enter for a project: what is refused, what is kept with them, and the second look.</summary>
public sealed class ProjectInputTests(AccountedCounty county) : IClassFixture<AccountedCounty>
{
    private static readonly Actor Keeper = AccountedCounty.Keeper;

    private ProjectReductions Reductions => new(county.Db);

    [Fact]
    public async Task A_figure_that_cannot_be_is_not_entered()
    {
        var (project, inputs) = (await county.ProjectAsync(1), new ProjectInputs(county.Db));
        async Task<string> RefusedAsync(string input, decimal value, short? year = null, string source = "试验") =>
            (await Assert.ThrowsAsync<RefusedException>(() => inputs.EnterAsync(Keeper, project.ProjectId, null, input, year, value, source))).Message;

        foreach (var much in new[] { decimal.MaxValue, 999_999_999_999m, 1_000_000_000.5m })
            Assert.Contains("请检查单位", await RefusedAsync("emission", much), StringComparison.Ordinal);
        foreach (var year in new short[] { 2021, 2043, 2150 })
            Assert.Contains("不在计入期 2022 至 2042 年之内", await RefusedAsync("leakage", 1, year), StringComparison.Ordinal);
        Assert.Contains("写 0", await RefusedAsync("baseline", -5), StringComparison.Ordinal);
        Assert.Contains("超过 300 字", await RefusedAsync("baseline", 0, source: new string('字', 301)), StringComparison.Ordinal);
        Assert.Contains("控制字符", await RefusedAsync("baseline", 0, source: "调查\0表"), StringComparison.Ordinal);
        Assert.Contains("不在计入期", (await Assert.ThrowsAsync<RefusedException>(() => inputs.CalculateAsync(
            Keeper, project.ProjectId, null, 2050, "cleared-shrubs", new Dictionary<string, decimal?> { ["area_ha"] = 1, ["agb_t_per_ha"] = 2, ["root_shoot"] = 0.4m, ["carbon_fraction"] = 0.47m }, false, "试验"))).Message, StringComparison.Ordinal);
        Assert.Empty(await inputs.ListAsync(project.ProjectId));

        await inputs.EnterAsync(Keeper, project.ProjectId, null, "emission", 2042, 1_000_000_000, "试验");
    }

    [Fact]
    public async Task An_emission_by_its_equation_keeps_its_inputs_and_stands_in_the_sheet_with_them()
    {
        var (project, inputs) = (await county.ProjectAsync(1), new ProjectInputs(county.Db));
        var shrubs = new Dictionary<string, decimal?> { ["area_ha"] = 1.5m, ["agb_t_per_ha"] = 2, ["root_shoot"] = 0.4m, ["carbon_fraction"] = 0.47m };
        var fire = new Dictionary<string, decimal?> { ["area_ha"] = 10, ["agb_t_per_ha"] = 100, ["combustion_factor"] = 0.5m, ["ef_ch4_g_per_kg"] = 4.7m, ["ef_n2o_g_per_kg"] = 0.26m, ["gwp_ch4"] = 28, ["gwp_n2o"] = 265 };
        Task EnterAsync(string equation, Dictionary<string, decimal?> of, short? year = 2030, bool? adds = null) => inputs.CalculateAsync(Keeper, project.ProjectId, null, year, equation, of, adds, "现地调查");
        async Task<string> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAsync<RefusedException>(act)).Message;

        Assert.Contains("fire-emission", await RefusedAsync(() => EnterAsync("no-such", fire)), StringComparison.Ordinal);
        Assert.Contains("请写年份", await RefusedAsync(() => EnterAsync("fire-emission", fire, null)), StringComparison.Ordinal);
        Assert.Contains("燃烧系数（COMF）：0 与 1 之间的数", await RefusedAsync(() => EnterAsync("fire-emission", new(fire) { ["combustion_factor"] = 1.5m })), StringComparison.Ordinal);
        Assert.Contains("没有可以相加的", await RefusedAsync(() => EnterAsync("fire-emission", fire, adds: true)), StringComparison.Ordinal);
        Assert.Contains("请检查各个数的单位", await RefusedAsync(() => EnterAsync("fire-emission", new(fire) { ["area_ha"] = 1e12m })), StringComparison.Ordinal);
        await EnterAsync("cleared-shrubs", shrubs);
        Assert.Contains("2030 年已录入项目排放 7.238", await RefusedAsync(() => EnterAsync("fire-emission", fire)), StringComparison.Ordinal);
        await EnterAsync("fire-emission", fire, adds: true);

        var row = (await inputs.ListAsync(project.ProjectId))[0];
        Assert.Equal(107.488m, row.Value);
        Assert.Equal(["cleared-shrubs", "fire-emission"], row.ComputedFrom.Select(t => t.Equation));
        var sheet = (await Reductions.ExAnteAsync(project)).Sheet!;
        Assert.Equal(107.488, sheet.Value("GHG.2030")!.Value, 1e-9);
        Assert.Equal((1.5, 28.0), (sheet.Value("GHG1.area_ha.2030")!.Value, sheet.Value("GHG2.gwp_ch4.2030")!.Value));
        Assert.Null(sheet.Value("GHG.2031")); // entered of no year but its own
        await inputs.VerifyAsync(Actor.Account(Guid.NewGuid()), project.ProjectId, row.InputId);
        Assert.All((await Reductions.ExAnteAsync(project)).Sheet!.Lines.Where(l => l.Key.EndsWith(".2030", StringComparison.Ordinal) && l.Key.StartsWith("GHG", StringComparison.Ordinal)), l => Assert.True(l.Citation.MaySubmit));
        foreach (var sql in new[] { "update ccer.project_input set terms = null where input_id = @InputId", "insert into ccer.project_input (project_id, input, value, source, mark, terms, entered_by) values (@ProjectId, 'leakage', 1, '试验', 'M', '[{}]', 'test')" })
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => county.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "绕过", write => write.ExecuteAsync(sql, new { row.InputId, project.ProjectId })));

        // A figure of every year is not left out of one year in silence.
        await inputs.EnterAsync(Keeper, project.ProjectId, null, "emission", null, 12, "施肥估算");
        Assert.Contains("每年已录入项目排放 12 tCO₂e", await RefusedAsync(() => EnterAsync("cleared-shrubs", shrubs, 2031)), StringComparison.Ordinal);
        Assert.Contains("不是按算式算的", await RefusedAsync(() => EnterAsync("cleared-shrubs", shrubs, 2031, adds: true)), StringComparison.Ordinal);
        await EnterAsync("cleared-shrubs", shrubs, 2031, adds: false);
        Assert.Equal((7.238, 12.0), (Math.Round((await Reductions.ExAnteAsync(project)).Sheet!.Value("GHG.2031")!.Value, 9), (await Reductions.ExAnteAsync(project)).Sheet!.Value("GHG.2032")!.Value));
    }

    [Fact]
    public async Task The_vegetation_before_is_verified_by_another_account_and_anew_once_it_is_changed()
    {
        var (project, covers) = (await county.ProjectAsync(1, methodology: "AR-TOOL14"), new PriorCovers(county.Db));
        var stratum = (await new Strata(county.Db).OfAsync(project.BoundaryId!.Value))[0].StratumId;
        async Task<bool> IsOpenAsync() => (await Reductions.ExAnteAsync(project)).DraftReasons.Any(r => r.StartsWith("现地调查表 [c]（录入之后没有另一个账号核对）", StringComparison.Ordinal));
        await Assert.ThrowsAsync<RefusedException>(() => covers.VerifyAsync(Keeper, project, stratum)); // nobody has said anything
        await covers.SetAsync(Keeper, project, stratum, 0, 0, 0, "现地调查表", "c");
        Assert.True(await IsOpenAsync()); // whatever mark the account gave it

        await Assert.ThrowsAsync<RefusedException>(() => covers.VerifyAsync(Keeper, project, stratum));
        await covers.VerifyAsync(Actor.Account(Guid.NewGuid()), project, stratum);
        Assert.False(await IsOpenAsync());
        await Assert.ThrowsAsync<RefusedException>(() => covers.VerifyAsync(Actor.Account(Guid.NewGuid()), project, stratum)); // once

        var bypass = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => county.Db.WriteAsync(Keeper, TownshipScope.WholeCounty, "绕过", write => write.ExecuteAsync($"update ccer.stratum_cover set tree_cover = 0.01 where stratum_id = {stratum}")));
        Assert.Equal("FC012", bypass.SqlState);
        await covers.SetAsync(Keeper, project, stratum, 0, 0, 0, "现地调查表", "c");
        Assert.True(await IsOpenAsync());
    }
}
