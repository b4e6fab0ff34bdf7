using ForestCarbon.Growth.Curves;
using ForestCarbon.Growth.Runs;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using Npgsql;

namespace ForestCarbon.Growth.Tests.Curves;

/// <summary>Which set runs use depends on all sets, so each test has a county of its own.</summary>
public sealed class CurveSetApprovalTests : IAsyncLifetime
{
    private static readonly Actor Reviewer = Actor.Account(Guid.NewGuid());
    private readonly SmallCounty _county = new();
    private CurveSets _sets = null!;

    public async ValueTask InitializeAsync()
    {
        await _county.InitializeAsync();
        _sets = new CurveSets(_county.Db);
    }

    public ValueTask DisposeAsync() => _county.DisposeAsync();

    [Fact]
    public async Task A_set_is_approved_once_and_by_another_than_its_maker()
    {
        var id = await _sets.FitAsync(SmallCounty.Keeper);

        await Assert.ThrowsAsync<RefusedException>(() => _sets.ApproveAsync(SmallCounty.Keeper, id));
        Assert.Equal(("draft", null), ((await _sets.FindAsync(id))!.Approval, (await _sets.FindAsync(id))!.ApprovedBy));

        await _sets.ApproveAsync(Reviewer, id);
        Assert.Equal(("approved", Reviewer.Id), ((await _sets.FindAsync(id))!.Approval, (await _sets.FindAsync(id))!.ApprovedBy));
        await Assert.ThrowsAsync<RefusedException>(() => _sets.ApproveAsync(Reviewer, id));
        await Assert.ThrowsAsync<RefusedException>(() => _sets.ApproveAsync(Reviewer, 9999));
    }

    [Fact]
    public async Task The_database_itself_refuses_an_approval_by_the_maker()
    {
        var id = await _sets.FitAsync(SmallCounty.Keeper);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => _county.Db.WriteAsync(
            SmallCounty.Keeper, TownshipScope.WholeCounty, "绕过页面", write => write.ExecuteAsync(
                "update growth.curve_set set approval = 'approved', approved_by = made_by, approved_at = now() where curve_set_id = @id", new { id })));

        Assert.Equal("curve_set_approved_by_another", refused.ConstraintName);
    }

    [Fact]
    public async Task Runs_take_the_newest_approved_set_and_a_newer_draft_changes_nothing_until_it_is_approved()
    {
        var first = await _sets.FitAsync(SmallCounty.Keeper);
        await _sets.ApproveAsync(Reviewer, first);
        var draft = await _sets.FitAsync(SmallCounty.Keeper);
        Assert.Equal(first, await PinnedAsync());

        await _sets.ApproveAsync(Reviewer, draft);
        Assert.Equal(draft, await PinnedAsync());

        await Assert.ThrowsAsync<RefusedException>(() => _sets.WithdrawAsync(Reviewer, draft, " "));
        Assert.Equal(draft, await PinnedAsync());
        await _sets.WithdrawAsync(Reviewer, draft, "立地等级录错");
        Assert.Equal(first, await PinnedAsync());
        Assert.Equal((Reviewer.Id, "立地等级录错"), ((await _sets.FindAsync(draft))!.WithdrawnBy, (await _sets.FindAsync(draft))!.WithdrawalReason));
        await Assert.ThrowsAsync<RefusedException>(() => _sets.ApproveAsync(Reviewer, draft));
    }

    private async Task<int> PinnedAsync() => (await new Accounting(_county.Db).OpenAsync(SmallCounty.Keeper, new AccountRequest())).CurveSetId;
}
