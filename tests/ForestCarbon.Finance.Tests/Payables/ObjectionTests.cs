using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Payables;

/// <summary>Objections to lists: who raises them and when, what becomes of them.</summary>
public sealed class ObjectionTests(SampleGround ground) : IClassFixture<SampleGround>
{
    [Fact]
    public async Task An_objection_says_who_and_when_and_one_of_somebody_left_out_names_no_line()
    {
        await ground.ImportAsync(SampleGround.Row("谁-1", "国家级公益林", "谁甲", 9, 20m, 2051, 2051));
        var list = await ground.Compensation.DraftAsync(Maker, "county", await ground.FundForAsync(2051, "谁", 1_000_000), SampleGround.Village, "national", 2051);
        await ground.LeadAsync(list, new(2026, 9, 1), "publicity", "published");
        async Task<string> RefusedAsync(int? line, DateOnly on, string who) => (await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.ObjectAsync(Maker, list, line, on, who, "漏了我家"))).Message;

        Assert.Contains("谁提出", await RefusedAsync(1, new(2026, 9, 2), " "), StringComparison.Ordinal);
        Assert.Contains("没有第 99 行", await RefusedAsync(99, new(2026, 9, 2), "某户"), StringComparison.Ordinal);
        Assert.Contains("还没有到", await RefusedAsync(null, CountyClock.Today.AddDays(1), "某户"), StringComparison.Ordinal);
        Assert.Contains("2026-08-31 早于公示开始的日期 2026-09-01", await RefusedAsync(null, new(2026, 8, 31), "某户"), StringComparison.Ordinal);
        var said = await ground.Lists.ObjectAsync(Maker, list, null, new(2026, 9, 3), "某户", "漏了我家");

        Assert.Equal((null, "某户", new DateOnly(2026, 9, 3)), Assert.Single(await ground.Lists.ObjectionsAsync(list)) is var o ? (o.Line, o.Objector, o.RaisedOn) : default);
        await ground.Lists.AnswerAsync(Maker, list, said, new(2026, 9, 9), "属实", isUpheld: true);
        Assert.Contains("没有列入名单", (await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.MoveAsync(Maker, list, "township", new(2026, 9, 9)))).Message, StringComparison.Ordinal);
        await ground.Lists.MoveAsync(Maker, list, "draft", new(2026, 9, 9));
        await ground.LeadAsync(list, new(2026, 9, 10), "publicity", "published", "township");
        // What was said of the first publicity and comes in late is still of this list.
        await ground.Lists.ObjectAsync(Maker, list, 1, new(2026, 9, 2), "又一户", "面积少了");
    }

    [Fact]
    public async Task An_objection_to_a_list_that_was_withdrawn_is_not_answered_and_holds_no_line()
    {
        await ground.ImportAsync(SampleGround.Row("撤异-1", "国家级公益林", "撤甲", 9, 20m, 2053, 2053));
        var list = await ground.Compensation.DraftAsync(Maker, "county", await ground.FundForAsync(2053, "撤回异议", 1_000_000), SampleGround.Village, "national", 2053);
        await ground.LeadAsync(list, new(2026, 9, 1), "publicity", "published");
        var said = await ground.Lists.ObjectAsync(Maker, list, 1, new(2026, 9, 2), "撤甲", "面积少了");
        await ground.LeadAsync(list, new(2026, 9, 9), "draft", "withdrawn");

        Assert.Contains("名单已经撤回", (await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.AnswerAsync(Maker, list, said, new(2026, 9, 10), "属实", isUpheld: true))).Message, StringComparison.Ordinal);

        Assert.Null(Assert.Single(await ground.Lists.ObjectionsAsync(list)).AnsweredOn);
        Assert.All(await ground.Lists.LinesAsync(list), l => Assert.Null(l.HeldFor));
    }

    [Fact]
    public async Task A_list_takes_objections_from_its_publicity_on_until_nothing_of_it_can_be_held()
    {
        await ground.ImportAsync(SampleGround.Row("期-1", "国家级公益林", "期甲", 9, 20m, 2058, 2058));
        var list = await ground.Compensation.DraftAsync(Maker, "county", await ground.FundForAsync(2058, "期", 1_000_000), SampleGround.Village, "national", 2058);
        Task<long> ObjectAsync(int? line, DateOnly on) => ground.Lists.ObjectAsync(Maker, list, line, on, "某户", "面积少了");
        async Task<string> RefusedAsync(int? line, DateOnly on) => (await Assert.ThrowsAsync<RefusedException>(() => ObjectAsync(line, on))).Message;
        Assert.Contains("还没有公示过", await RefusedAsync(1, CountyClock.Today), StringComparison.Ordinal);

        await ground.LeadAsync(list, new(2026, 9, 1), "publicity", "published", "township");
        Assert.Contains("2026-09-09 晚于公示结束、名单送审或退回的日期 2026-09-08", await RefusedAsync(1, new(2026, 9, 9)), StringComparison.Ordinal);
        var late = await ObjectAsync(1, new(2026, 9, 7));
        await ground.Lists.AnswerAsync(Maker, list, late, CountyClock.Today, "面积无误", isUpheld: false);
        await ground.LeadAsync(list, new(2026, 9, 8), "bureau", "finance", "approved");
        await ground.Lists.AnswerAsync(Maker, list, await ObjectAsync(null, new(2026, 9, 7)), CountyClock.Today, "另有名单", isUpheld: false);

        await ground.AccountsAsync();
        var file = await ground.Lists.PayAsync(Maker, list, "yikatong");
        Assert.Contains("在支付途中", await RefusedAsync(1, new(2026, 9, 7)), StringComparison.Ordinal);
        await ground.Lists.AnswerBatchAsync(Maker, file.BatchId, new(2026, 9, 20), ground.FileOf("序号,发放结果,失败原因\n" + string.Concat(file.Lines.Select(l => $"{l.Serial},成功,\n"))), "结果.csv");
        await ground.Lists.MoveAsync(Maker, list, "paid", new(2026, 9, 20));
        Assert.Contains("“已付清”，不再登记异议", await RefusedAsync(null, new(2026, 9, 7)), StringComparison.Ordinal);
        Assert.Equal(2, (await ground.Lists.ObjectionsAsync(list)).Count);
    }
}
