using System.Security.Cryptography;
using ForestCarbon.Ledger.Holdings;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Testing;
using static ForestCarbon.Testing.SampleLedger;

namespace ForestCarbon.Ledger.Tests.Holdings;

/// <summary>What whoever confirms an act must see beside it: other acts on the same paper, and a taking back on its way.</summary>
public sealed class HoldingSourceTests(SampleHoldings book) : IClassFixture<SampleHoldings>
{
    [Fact]
    public async Task Acts_of_two_projects_on_one_report_and_one_file_name_each_other_until_one_is_withdrawn()
    {
        var first = await book.Acts.AskAsync(Maker, book.Issue("同源一", 100) with { VerificationReport = "共用报告" });
        var second = await book.Acts.AskAsync(Maker, book.Issue("同源二", 50) with { VerificationReport = " 共用报告 " });
        Assert.Equal(["report"], Assert.Single(await book.Read.SameSourceAsync(second)).Papers);

        var paper = book.FileOf("一份登记凭据，两个项目");
        await book.Acts.CiteAsync(Maker, first, new CitedRecord("registry", "同源-1", Day, 100, paper, "凭据.pdf"));
        await book.Acts.CiteAsync(Maker, second, new CitedRecord("registry", "同源-2", Day, 50, paper, "凭据.pdf"));

        var other = Assert.Single(await book.Read.SameSourceAsync(second));
        Assert.Equal((first, "同源一", 100L, true, "pending"), (other.ActId, other.Project, other.Tonnes, other.IsOtherProject, other.Outcome));
        Assert.Equal(["record", "report"], other.Papers);
        Assert.Equal(second, Assert.Single(await book.Read.SameSourceAsync(first)).ActId);
        await book.Acts.WithdrawAsync(Maker, first, "试");
        Assert.Empty(await book.Read.SameSourceAsync(second));
    }

    [Fact]
    public async Task A_report_is_the_same_by_its_file_whatever_each_project_calls_it()
    {
        var file = SHA256.HashData("核查报告"u8);
        var first = await book.Acts.AskAsync(Maker, book.Issue("同报告一", 10) with { VerificationReport = "甲 第 1 期 报告", ReportSha256 = file });
        var second = await book.Acts.AskAsync(Maker, book.Issue("同报告二", 10) with { VerificationReport = "乙 第 1 期 报告", ReportSha256 = file });
        await book.Acts.AskAsync(Maker, book.Issue("同报告三", 10));

        Assert.Equal((first, true), (await book.Read.SameSourceAsync(second)) is [var only] ? (only.ActId, only.IsOtherProject) : default);
    }

    [Fact]
    public async Task A_letter_of_acceptance_used_before_is_named_at_the_next_transfer()
    {
        await book.EnterAsync("同函", 100);
        var (first, second) = (await TransferAsync(), await TransferAsync());
        await book.AcceptAsync(first);
        Assert.Empty(await book.Read.SameSourceAsync(second));

        await book.AcceptAsync(second);

        Assert.Equal(["acceptance"], (await book.Read.SameSourceAsync(second)).Single(s => s.ActId == first).Papers);

        Task<long> TransferAsync() => book.Acts.AskAsync(Maker, book.Move("同函", "transfer", "available", null, 10));
    }

    [Fact]
    public async Task Nobody_transfers_to_oneself_and_the_refusal_names_the_holder()
    {
        await book.EnterAsync("自己", 100);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => book.Acts.AskAsync(Maker, book.Move("自己", "transfer", "available", null, 10) with { ToHolder = "A" }));

        Assert.StartsWith("持有方和受让方都是A公司", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("Holder and recipient are both A公司", English.Of(() => refused.Message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_act_says_that_its_taking_back_is_on_its_way_and_who_may_not_confirm_that()
    {
        await book.EnterAsync("冲回途中", 100);
        var act = await book.ScalarAsync<long>("select act_id from ledger.act where project = '冲回途中'");

        var back = await book.Acts.AskReversalAsync(Checker, Guid.NewGuid().ToString("N"), act, Day, "登记系统更正");

        Assert.Equal(back, (await book.Read.ActAsync(act))!.PendingReversal);
        Assert.Equal([Checker.Id], await book.Read.NotTheCheckerAsync((await book.Read.ActAsync(back))!));
        await book.Acts.WithdrawAsync(Checker, back, "不冲回了");
        Assert.Null((await book.Read.ActAsync(act))!.PendingReversal);
    }
}
