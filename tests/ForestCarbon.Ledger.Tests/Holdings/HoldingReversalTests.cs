using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Holdings;

/// <summary>A confirmed act taken back as a whole, against a record of its own, or not at all.</summary>
public sealed class HoldingReversalTests(SampleHoldings book) : IClassFixture<SampleHoldings>
{
    [Theory]
    [InlineData("freeze", "available", "frozen-pledge", "A"), InlineData("transfer", "available", null, "B"), InlineData("sale", "frozen-trade", null, "外")]
    public async Task An_act_is_taken_back_as_a_whole_once_against_a_record_of_its_own(string kind, string from, string? to, string got)
    {
        var project = $"冲回{kind}";
        var issuance = await book.EnterAsync(project, 100);
        if (kind == "sale")
            await book.DoAsync(book.Move(project, "freeze", "available", "frozen-trade", 100), source: "exchange");
        var act = await book.Acts.AskAsync(Maker, book.Move(project, kind, from, to, 40) with
        {
            ToHolder = got == "A" ? null : got, Method = kind == "sale" ? "挂牌协议" : null, PriceFen = kind == "sale" ? 7_000 : null, IssuanceId = issuance, FirstSerial = 11,
        });
        Assert.Equal(LedgerRefusal.NotReversible, (await RefusedAsync(() => AskAsync(act))).Refusal);
        await book.CiteAsync(act, 40);
        if (kind == "transfer")
            await book.AcceptAsync(act);
        await book.Acts.ConfirmAsync(Checker, act);
        Assert.Equal("11–50", (await book.LinesAsync(project, got)).Single(l => l.Serials == "11–50").Serials);

        // Who confirmed the act asks, and who asked for it confirms: never one person for both.
        var back = await AskAsync(act, by: Checker);
        Assert.Equal(LedgerRefusal.AlreadyReversed, (await RefusedAsync(() => AskAsync(act))).Refusal);
        Assert.Equal(LedgerRefusal.RecordMissing, (await RefusedAsync(() => book.Acts.ConfirmAsync(Maker, back))).Refusal);
        Assert.Equal(LedgerRefusal.Malformed, (await RefusedAsync(() => book.CiteAsync(back, 39, by: Checker))).Refusal);
        await book.CiteAsync(back, 40, by: Checker);
        Assert.Equal(LedgerRefusal.MakerIsChecker, (await RefusedAsync(() => book.Acts.ConfirmAsync(Checker, back))).Refusal);
        var posted = await book.Acts.ConfirmAsync(Maker, back);

        Assert.Equal(100, await book.HeldAsync(project, from));
        var movement = (await book.Read.MovementAsync($"{posted.EntryId}.1"))!;
        Assert.Equal(("reversal", 40L, back), (movement.Movement, movement.Tonnes, movement.ActId));
        Assert.EndsWith("11–50", movement.Serials, StringComparison.Ordinal);
        Assert.Equal((back, act), ((await book.Read.ActAsync(act))!.ReversedBy, (await book.Read.ActAsync(back))!.ReversesAct));
        Assert.Equal(LedgerRefusal.AlreadyReversed, (await RefusedAsync(() => AskAsync(act))).Refusal);
        Assert.Equal(LedgerRefusal.NotReversible, (await RefusedAsync(() => AskAsync(back))).Refusal);

        Task<long> AskAsync(long which, Actor? by = null) => book.Acts.AskReversalAsync(by ?? Maker, Guid.NewGuid().ToString("N"), which, Day, "登记系统更正");
    }

    [Fact]
    public async Task An_entered_batch_is_taken_back_and_a_cancellation_never()
    {
        await book.EnterAsync("冲回入账", 100);
        var issue = await book.ScalarAsync<long>("select act_id from ledger.act where project = '冲回入账'");
        await book.EnterAsync("冲回注销", 100);
        await book.DoAsync(book.Move("冲回注销", "cancel", "available", "cancelled-public", 10));
        var cancelled = await book.ScalarAsync<long>("select act_id from ledger.act where project = '冲回注销' and kind = 'cancel'");
        Assert.Equal(LedgerRefusal.MoveNotAllowed, (await RefusedAsync(() => book.Acts.AskReversalAsync(Maker, Guid.NewGuid().ToString("N"), cancelled, Day, "试"))).Refusal);

        var back = await book.Acts.AskReversalAsync(Checker, Guid.NewGuid().ToString("N"), issue, Day, "登记系统撤销");
        Assert.Equal(LedgerRefusal.RecordMissing, (await RefusedAsync(() => book.CiteAsync(back, 100, source: "exchange", by: Checker))).Refusal);
        await book.CiteAsync(back, 100, by: Checker);
        await book.Acts.ConfirmAsync(Maker, back);
        Assert.Equal(0, await book.HeldAsync("冲回入账"));
    }

    [Fact]
    public async Task A_batch_taken_back_is_entered_again_under_its_own_numbers_and_names_what_it_replaces()
    {
        var wrong = await book.EnterAsync("更正", 100);
        var issue = await book.ScalarAsync<long>("select act_id from ledger.act where project = '更正'");
        Assert.Equal(LedgerRefusal.SerialsNotHeld, (await RefusedAsync(() => book.EnterAsync("更正", 100))).Refusal);
        var back = await book.Acts.AskReversalAsync(Checker, Guid.NewGuid().ToString("N"), issue, Day, "登记系统更正");
        await book.CiteAsync(back, 100, by: Checker);
        Assert.Equal(LedgerRefusal.SerialsNotHeld, (await RefusedAsync(() => book.EnterAsync("更正", 100))).Refusal);
        await book.Acts.ConfirmAsync(Maker, back);

        var right = await book.EnterAsync("更正", 100);

        var (before, after) = ((await book.Read.IssuanceAsync(wrong))!, (await book.Read.IssuanceAsync(right))!);
        Assert.Equal((right, wrong), (before.ReplacedBy, after.Replaces));
        Assert.Equal((before.SerialPrefix, before.FirstSerial, before.LastSerial), (after.SerialPrefix, after.FirstSerial, after.LastSerial));
        Assert.NotNull(before.TakenBackBy);
        Assert.Null(after.TakenBackBy);
        Assert.Equal(100, await book.HeldAsync("更正"));
        Assert.Empty(await book.Read.AsOfAsync(Day, issuance: wrong));
        // Once only: it stands again, and its place is taken.
        Assert.Equal(LedgerRefusal.SerialsNotHeld, (await RefusedAsync(() => book.EnterAsync("更正", 100))).Refusal);
    }

    [Fact]
    public async Task Tonnes_that_have_moved_on_are_not_taken_back()
    {
        await book.EnterAsync("已转走", 100);
        var issue = await book.ScalarAsync<long>("select act_id from ledger.act where project = '已转走'");
        var back = await book.Acts.AskReversalAsync(Checker, Guid.NewGuid().ToString("N"), issue, Day, "登记系统撤销");
        await book.CiteAsync(back, 100, by: Checker);
        await book.DoAsync(book.Move("已转走", "freeze", "available", "frozen-pledge", 1));

        Assert.Equal(LedgerRefusal.Insufficient, (await RefusedAsync(() => book.Acts.ConfirmAsync(Maker, back))).Refusal);
        Assert.Equal("pending", (await book.Read.ActAsync(back))!.Outcome);
        Assert.Equal(100, await book.HeldAsync("已转走"));
    }

    private static Task<LedgerRefusedException> RefusedAsync(Func<Task> step) => Assert.ThrowsAsync<LedgerRefusedException>(step);
}
