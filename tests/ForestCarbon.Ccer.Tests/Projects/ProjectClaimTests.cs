using ForestCarbon.Ccer.Claims;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Projects;

/// <summary>The ground a project holds in the claims register as it goes along its life.</summary>
public sealed class ProjectClaimTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TownshipScope All = TownshipScope.WholeCounty;
    private static readonly Actor Keeper = SampleProject.Keeper;

    private Db Db => database.Db;
    private SampleProject Sample => new(database.Db);
    private LifeCycle Life => new(database.Db);

    [Fact]
    public async Task De_registration_closes_open_tranches_and_leaves_registered_tonnes_and_their_ground()
    {
        var (project, first) = await Sample.TrancheInStateAsync("registered");
        var second = await new ProjectBook(Db).OpenTrancheAsync(Keeper, project, new(2025, 1, 1), new(2025, 12, 31), (await Life.MovesAsync(project, All))[^1].MovedOn);

        await Sample.PapersAsync(project, null, "deregistered");
        await Life.MoveAsync(Keeper, new MoveRequest(project, null, "deregistered", (await Life.MovesAsync(project, All)).Max(m => m.MovedOn), "业主申请注销"));

        var tranches = await new ProjectBook(Db).TranchesAsync(project, All);
        Assert.Equal([(first, "registered", (long?)100), (second, "withdrawn", null)], tranches.Select(t => (t.TrancheId, t.State, t.RegisteredT)));
        var claim = await new ClaimRegister(Db).FindAsync((await new ProjectBook(Db).FindAsync(project, All))!.ClaimId!.Value, All);
        Assert.Equal(("firm", new DateOnly(2024, 12, 31)), (claim!.State, claim.PeriodTo));
        Assert.Contains("项目现在是“已注销”", (await Assert.ThrowsAsync<RefusedException>(() => new ProjectBook(Db).OpenTrancheAsync(Keeper, project, new(2026, 1, 1), new(2026, 6, 30)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_de_registration_the_ground_is_claimed_for_the_registered_periods_and_not_for_what_lies_between()
    {
        var (project, book, register) = (await Sample.InStateAsync("registered"), new ProjectBook(Db), new ClaimRegister(Db));
        foreach (var year in new[] { 2023, 2024, 2025 })
        {
            var tranche = await book.OpenTrancheAsync(Keeper, project, new(year, 1, 1), new(year, 12, 31), (await Life.MovesAsync(project, All)).Max(m => m.MovedOn));
            if (year != 2024)
                await Sample.LeadAsync(project, tranche, "registered");
        }
        await Sample.PapersAsync(project, null, "deregistered");
        await Life.MoveAsync(Keeper, new MoveRequest(project, null, "deregistered", (await Life.MovesAsync(project, All)).Max(m => m.MovedOn), "业主申请注销"));

        var row = (await book.FindAsync(project, All))!;
        var later = await Db.QuerySingleOrDefaultAsync<long>("select c.claim_id from ccer.claim c where c.project_id = @project", new { project });
        var claims = new[] { (await register.FindAsync(row.ClaimId!.Value, All))!, (await register.FindAsync(later, All))! };
        Assert.Equal([(row.Code, "firm", new DateOnly(2023, 1, 1), new DateOnly(2023, 12, 31)), ($"{row.Code}-2", "firm", new DateOnly(2025, 1, 1), new DateOnly(2025, 12, 31))], claims.Select(c => (c.Code, c.State, c.PeriodFrom, c.PeriodTo)));
        Assert.Equal(claims[0].AreaM2, claims[1].AreaM2);
        Assert.Contains("属于项目", (await Assert.ThrowsAsync<RefusedException>(() => register.ReleaseAsync(Keeper, later, "试"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_claim_of_a_changed_boundary_has_the_code_of_the_project_with_the_next_number()
    {
        var project = await Sample.InStateAsync("design");
        await new ProjectBoundaries(Db).FromPlotsAsync(Keeper, project, "ex-ante", "改过", [BoundaryPlot.Of("乙", SampleProject.Square())]);
        await Sample.StepAsync(project, null, "publicity");

        var row = (await new ProjectBook(Db).FindAsync(project, All))!;
        Assert.Equal(($"{row.Code}-2", "firm"), ((await new ClaimRegister(Db).FindAsync(row.ClaimId!.Value, All))!.Code, row.ClaimState));
    }

    [Fact]
    public async Task A_design_claims_provisionally_publicity_claims_firmly_and_withdrawing_frees_the_ground()
    {
        var project = await Sample.NewAsync();
        async Task<ClaimRow?> Claim() => (await new ProjectBook(Db).FindAsync(project, All))!.ClaimId is { } id ? await new ClaimRegister(Db).FindAsync(id, All) : null;

        Assert.Null(await Claim());
        await Sample.StepAsync(project, null, "design");
        Assert.Equal("provisional", (await Claim())!.State);
        await Sample.StepAsync(project, null, "publicity");
        Assert.Equal("firm", (await Claim())!.State);
        await Sample.StepAsync(project, null, "withdrawn");
        Assert.Equal("released", (await Claim())!.State);
    }

    [Fact]
    public async Task What_a_project_holds_cannot_be_closed_in_the_register_and_registered_tonnes_keep_their_ground_for_good()
    {
        async Task<string> HeldAsync(long project)
        {
            var row = (await new ProjectBook(Db).FindAsync(project, All))!;
            var refused = await Assert.ThrowsAsync<RefusedException>(() => new ClaimRegister(Db).ReleaseAsync(Keeper, row.ClaimId!.Value, "试"));
            Assert.Equal("firm", (await new ClaimRegister(Db).FindAsync(row.ClaimId!.Value, All))!.State);
            Assert.Contains(row.Code, refused.English!, StringComparison.Ordinal);
            return refused.Message;
        }
        var published = await Sample.InStateAsync("publicity");
        Assert.Contains("属于项目", await HeldAsync(published), StringComparison.Ordinal);
        await Sample.StepAsync(published, null, "withdrawn");
        Assert.Equal("released", (await new ClaimRegister(Db).FindAsync((await new ProjectBook(Db).FindAsync(published, All))!.ClaimId!.Value, All))!.State);

        var (credited, _) = await Sample.TrancheInStateAsync("registered");
        await HeldAsync(credited);
        await Sample.PapersAsync(credited, null, "deregistered");
        await Life.MoveAsync(Keeper, new MoveRequest(credited, null, "deregistered", (await Life.MovesAsync(credited, All)).Max(m => m.MovedOn), "业主申请注销"));
        await HeldAsync(credited);
    }

    [Fact]
    public async Task Publicity_is_refused_on_ground_that_is_claimed_firmly_by_then()
    {
        var project = await Sample.InStateAsync("design");
        var boundary = Assert.Single(await new ProjectBoundaries(Db).ListAsync(project));
        await new ClaimRegister(Db).RegisterAsync(Keeper, new ClaimDraft("VCS", $"V-{project}", "另一项目", new(2022, 1, 1), new(2040, 12, 31), "试验"), await new ProjectBoundaries(Db).PlotsAsync(boundary.BoundaryId));

        await Sample.PapersAsync(project, null, "publicity");

        Assert.Contains("重叠", await Sample.RefusedAsync(project, null, "publicity"), StringComparison.Ordinal);
        Assert.Equal("design", await Sample.StateAsync(project, null));
    }

    [Fact]
    public async Task What_keeps_a_design_from_its_ground_is_named_with_its_plots_and_their_area()
    {
        var project = await Sample.NewAsync();
        async Task<MoveChoice> DesignAsync() => (await Life.ChoicesAsync(project, null, All)).Single(c => c.ToState == "design");
        Assert.Empty((await DesignAsync()).Obstacles);

        var boundary = Assert.Single(await new ProjectBoundaries(Db).ListAsync(project));
        var claim = await new ClaimRegister(Db).RegisterAsync(Keeper, new ClaimDraft("VCS", $"V-{project}", "另一项目", new(2022, 1, 1), new(2040, 12, 31), "试验"), await new ProjectBoundaries(Db).PlotsAsync(boundary.BoundaryId));

        var (sentence, english) = ((await DesignAsync()).Sentences.Single(), (await DesignAsync()).English.Single());
        foreach (var said in new[] { $"权益主张 {claim.ClaimId}", $"VCS V-{project}", "（甲）" })
            Assert.Contains(said, sentence, StringComparison.Ordinal);
        var m2 = decimal.Parse(System.Text.RegularExpressions.Regex.Match(sentence, @"重叠 ([\d.]+) m²").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(m2 - boundary.AreaM2, -1, 1);
        Assert.Contains($"claim {claim.ClaimId}) by {m2.ToString(System.Globalization.CultureInfo.InvariantCulture)} m²", english, StringComparison.Ordinal);

        await new ProjectBook(Db).ChangeAsync(Keeper, project, new(null, "CCER-14-001-V01", new(2022, 3, 1), null, null, null));
        Assert.Equal(["claim-period"], (await DesignAsync()).Obstacles);
    }
}
