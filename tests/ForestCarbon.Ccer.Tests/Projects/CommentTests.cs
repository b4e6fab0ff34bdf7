using ForestCarbon.Ccer.Projects;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;

namespace ForestCarbon.Ccer.Tests.Projects;

/// <summary>Comments of the public on what is published of a project.</summary>
public sealed class CommentTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Actor Keeper = SampleProject.Keeper;

    private Db Db => database.Db;
    private SampleProject Sample => new(database.Db);
    private LifeCycle Life => new(database.Db);

    [Fact]
    public async Task Comments_are_answered_before_the_validator_is_engaged()
    {
        var project = await Sample.InStateAsync("publicity-ended");
        var documents = new ProjectDocuments(Db, new("/nowhere"));
        var comment = await documents.CommentAsync(Keeper, project, null, SampleProject.Opened, "登记系统", "边界与邻村有出入");
        await Sample.PapersAsync(project, null, "validating");

        Assert.Contains("1 条公众意见没有答复", await Sample.RefusedAsync(project, null, "validating"), StringComparison.Ordinal);
        await documents.AnswerAsync(Keeper, project, comment, SampleProject.Opened.AddDays(3), "业主，办公室", "已实地核对，无出入", isAdopted: false);
        await Life.MoveAsync(Keeper, await Sample.RequestAsync(project, null, "validating"));

        await Assert.ThrowsAsync<RefusedException>(() => documents.AnswerAsync(Keeper, project, comment, SampleProject.Opened.AddDays(4), "业主", "改口", true));
    }

    [Fact]
    public async Task A_comment_comes_with_a_publicity_and_counts_as_answered_from_the_day_of_its_answer()
    {
        var documents = new ProjectDocuments(Db, new("/nowhere"));
        Task<long> SayAsync(long of, DateOnly on) => documents.CommentAsync(Keeper, of, null, on, "登记系统", "边界与邻村有出入");
        async Task<string> UnsaidAsync(long of, DateOnly on) => (await Assert.ThrowsAsync<RefusedException>(() => SayAsync(of, on))).Message;
        Assert.Contains("还没有公示过", await UnsaidAsync(await Sample.NewAsync(), SampleProject.Opened), StringComparison.Ordinal);
        var project = await Sample.InStateAsync("publicity-ended");
        Assert.Contains("早于公示首日 2026-01-05", await UnsaidAsync(project, SampleProject.Opened.AddDays(-1)), StringComparison.Ordinal);
        Assert.Contains("还没有到", await UnsaidAsync(project, CountyClock.Today.AddDays(1)), StringComparison.Ordinal);

        var comment = await SayAsync(project, SampleProject.Opened.AddDays(2));
        Task AnswerAsync(DateOnly on) => documents.AnswerAsync(Keeper, project, comment, on, "业主，办公室", "已实地核对，无出入", isAdopted: false);
        Assert.Contains("还没有到", (await Assert.ThrowsAsync<RefusedException>(() => AnswerAsync(CountyClock.Today.AddDays(1)))).Message, StringComparison.Ordinal);
        Assert.Contains("早于收到日期 2026-01-07", (await Assert.ThrowsAsync<RefusedException>(() => AnswerAsync(SampleProject.Opened.AddDays(1)))).Message, StringComparison.Ordinal);

        await Sample.PapersAsync(project, null, "validating");
        var move = await Sample.RequestAsync(project, null, "validating");
        await AnswerAsync(move.On.AddDays(1));
        Assert.Contains("1 条公众意见没有答复", (await Assert.ThrowsAsync<RefusedException>(() => Life.MoveAsync(Keeper, move))).Message, StringComparison.Ordinal);
        await Life.MoveAsync(Keeper, move with { On = move.On.AddDays(1) });
    }

    [Fact]
    public async Task A_comment_entered_wrongly_is_taken_back_with_the_reason_and_stays_readable()
    {
        var project = await Sample.InStateAsync("publicity-ended");
        var documents = new ProjectDocuments(Db, new("/nowhere"));
        var comment = await documents.CommentAsync(Keeper, project, null, SampleProject.Opened, "登记系统", "别的项目的意见");
        await Assert.ThrowsAsync<RefusedException>(() => documents.WithdrawCommentAsync(Keeper, project, comment, " "));

        await documents.WithdrawCommentAsync(Keeper, project, comment, "记错了项目");

        var kept = Assert.Single(await documents.CommentsAsync(project));
        Assert.Equal(("别的项目的意见", "记错了项目", Keeper.Id, false), (kept.Summary, kept.WithdrawalReason!, kept.WithdrawnBy!, kept.IsOpen));
        await Assert.ThrowsAsync<RefusedException>(() => documents.WithdrawCommentAsync(Keeper, project, comment, "再撤"));
        await Assert.ThrowsAsync<RefusedException>(() => documents.AnswerAsync(Keeper, project, comment, CountyClock.Today, "业主", "答复", isAdopted: false));
        await Sample.StepAsync(project, null, "validating");
    }
}
