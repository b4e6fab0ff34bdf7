using System.Text.RegularExpressions;
using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;
using Npgsql;

namespace ForestCarbon.Ccer.Tests.Projects;

/// <summary>What a project does not do, and how it says so.</summary>
public sealed partial class ProjectRefusalTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TownshipScope All = TownshipScope.WholeCounty;
    private static readonly Actor Keeper = SampleProject.Keeper;

    private Db Db => database.Db;
    private SampleProject Sample => new(database.Db);
    private LifeCycle Life => new(database.Db);

    [Fact]
    public async Task A_move_takes_only_the_figures_it_has()
    {
        var project = await Sample.NewAsync();
        var design = await Sample.RequestAsync(project, null, "design");

        Assert.Contains("“开始设计”这一步没有减排量，不要填 5 吨", (await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, design with { Tonnes = 5 }))).Message, StringComparison.Ordinal);
        Assert.Contains("没有登记编号", (await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, design with { RegistryNumber = "X-1" }))).Message, StringComparison.Ordinal);
        await Life.MoveAsync(Keeper, design);
    }

    [Theory, InlineData("owner", "natural-person"), InlineData("verifier", "validation-body")]
    public async Task A_party_whose_role_is_refused_is_not_registered(string role, string kind)
    {
        var (project, parties, name) = (await Sample.NewAsync(), new ProjectParties(Db), $"新的 {Guid.NewGuid():N}");

        await Assert.ThrowsAsync<RefusedException>(() => parties.AssignAsync(Keeper, project, null, role, new PartyDraft(kind, name), new(2026, 2, 1)));

        Assert.DoesNotContain(await parties.ListAsync(), p => p.Name == name);
    }

    [Fact]
    public async Task What_stands_in_the_way_and_every_refusal_is_said_in_both_languages()
    {
        var functions = await Db.QueryAsync<string>(
            "select p.prosrc from pg_proc p where p.pronamespace = 'ccer'::regnamespace and p.proname = any (@names)", new
            {
                names = new[] { "require_not_retained", "judge_move", "keep_move", "refuse_emptying", "keep_project", "keep_tranche", "keep_document", "judge_party", "keep_party_kind", "keep_comment", "judge_boundary", "keep_strata", "judge_tranche_act", "keep_case", "keep_undertaking", "keep_closed", "refuse_on_closed" },
            });
        Assert.Equal(17, functions.Count);
        Assert.All(functions.SelectMany(f => Refusal().Matches(f).Select(m => m.Value)), refusal => Assert.Contains("hint = ", refusal, StringComparison.Ordinal));

        var design = await Sample.InStateAsync("design");
        var choice = (await Life.ChoicesAsync(design, null, All)).Single(c => c.ToState == "publicity");
        Assert.NotEmpty(choice.InTheWayInEnglish);
        Assert.All(choice.English, sentence => Assert.False(English.HoldsChinese(sentence), sentence));
        Assert.Equal(choice.Sentences.Length, choice.English.Length);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, new MoveRequest(design, null, "registered", SampleProject.Opened.AddDays(1), "试")));
        Assert.Equal("A project does not go from “Design” to “Registered”.", English.Of(() => refused.Message));
    }

    [Fact]
    public async Task Dates_are_held_to_their_rules_when_the_design_is_published()
    {
        var project = await Sample.InStateAsync("design");
        await Sample.PapersAsync(project, null, "publicity");
        var book = new ProjectBook(Db);

        await book.ChangeAsync(Keeper, project, new(null, "CCER-14-001-V01", new(2012, 11, 8), new(2022, 3, 1), new(2041, 2, 27), new(2060, 12, 31)));
        var says = await Sample.RefusedAsync(project, null, "publicity");
        Assert.Contains("不晚于 2012-11-08", says, StringComparison.Ordinal);
        Assert.Contains("不在 20 至 40 年之间", says, StringComparison.Ordinal);
        await book.ChangeAsync(Keeper, project, new(null, "CCER-14-001-V01", new(2012, 11, 9), new(2022, 3, 1), new(2062, 2, 28), new(2060, 12, 31)));
        Assert.Contains("不在项目寿命期限", await Sample.RefusedAsync(project, null, "publicity"), StringComparison.Ordinal);
        await book.ChangeAsync(Keeper, project, new(null, "CCER-14-001-V01", new(2012, 11, 9), new(2022, 3, 1), new(2042, 2, 28), new(2060, 12, 31)));
        await Life.MoveAsync(Keeper, await Sample.RequestAsync(project, null, "publicity"));
        await Assert.ThrowsAsync<RefusedException>(() => book.ChangeAsync(Keeper, project, new(null, "CCER-14-001-V01", new(2013, 1, 1), new(2022, 3, 1), new(2042, 2, 28), new(2060, 12, 31))));
    }

    [Fact]
    public async Task An_account_without_a_role_of_the_move_cannot_make_it()
    {
        var project = await Sample.NewAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(async () => await Life.MoveAsync(Actor.Account(Guid.NewGuid()), await Sample.RequestAsync(project, null, "withdrawn")));

        Assert.Contains("不由这个账号的角色办理", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_to_come_and_a_day_before_the_last_move_are_refused()
    {
        var project = await Sample.NewAsync();

        foreach (var day in new[] { CountyClock.Today.AddDays(1), SampleProject.Opened.AddDays(-1) })
            await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, new MoveRequest(project, null, "withdrawn", day, "不做了")));
        Assert.Contains("请写明", (await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, new MoveRequest(project, null, "withdrawn", SampleProject.Opened, " ")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_is_opened_on_a_day_of_the_calendar_and_expects_no_loss_by_whatever_way()
    {
        var book = new ProjectBook(Db);
        foreach (var day in new DateOnly[] { new(1, 1, 1), new(1899, 12, 31), new(2500, 1, 1) })
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => book.CreateAsync(Keeper, new ProjectDraft($"日-{day:yyyyMMdd}", "早晚", null, OpenedOn: day)));
            Assert.Contains("1900 年至 2499 年", refused.Message, StringComparison.Ordinal);
        }
        var project = await Sample.NewAsync();
        Assert.Contains("-7 吨小于 0", (await Assert.ThrowsAsync<RefusedException>(() => book.EstimateAsync(Keeper, project, new IdeaFigure(null, -7, null, null, null, "踏勘")))).Message, StringComparison.Ordinal);
        var kept = await Assert.ThrowsAsync<PostgresException>(() => Db.WriteAsync(Keeper, All, "试验", write =>
            write.ExecuteAsync("insert into ccer.idea_figure (project_id, expected_t, source, stated_by) values (@project, -7, '踏勘', 'test')", new { project })));
        Assert.Equal("idea_figure_expected", kept.ConstraintName);
    }

    [GeneratedRegex("raise exception using.*?;", RegexOptions.Singleline)]
    private static partial Regex Refusal();
}
