using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Compensation;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;
using Npgsql;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Payables;

public sealed class PayableListTests(SampleGround ground) : IClassFixture<SampleGround>
{
    [Fact]
    public async Task Carbon_sink_compensation_has_a_list_of_its_own_from_a_fund_for_it()
    {
        var (sinks, payees) = (new SinkCompensation(ground.Db, ground.Files), new Payees(ground.Db));
        var id = await payees.EnterAsync(Maker, new("汇-1", "household", "某户", SampleGround.Village, new("一卡通", "某行", "90000001", "某户")), TownshipScope.WholeCounty);
        await Assert.ThrowsAsync<RefusedException>(() => payees.EnterAsync(Maker, new("汇-1", "household", "又一户", SampleGround.Village), TownshipScope.WholeCounty));
        await Assert.ThrowsAsync<RefusedException>(() => payees.EnterAsync(Maker, new("汇-2", "household", "外乡户", SampleGround.Village), TownshipScope.Of(["431125999"])));
        await Assert.ThrowsAsync<RefusedException>(() => payees.AddAccountAsync(Maker, id, new("一卡通", "某行", "短", "某户")));
        await ground.ConfirmAccountsAsync();
        await payees.AddAccountAsync(Maker, id, new("一卡通", "某行", "90000002", "某户"));
        await ground.ConfirmAccountsAsync();
        Assert.Equal("90000002", (await payees.FindAsync(TownshipScope.WholeCounty, "汇-1"))!.CardNo);
        Assert.Null(await payees.FindAsync(TownshipScope.Of(["431125999"]), "汇-1"));

        var fund = await ground.FundAsync("汇〔示〕1号", 1_000_00, purpose: "sink-compensation");
        await ground.PostedAsync("county", "fund-received", 1_000_00, fund: fund);
        Task<long> DraftAsync(string rows, long? of = null) => sinks.DraftAsync(Maker, of ?? fund, SampleGround.Village, 2026, "碳汇补偿", ground.FileOf($"{string.Join(',', SinkTable.Heads)}\n{rows}"), "补偿.csv");
        Assert.Contains("36.80", (await Assert.ThrowsAsync<RefusedException>(() => DraftAsync("汇-1,某户,判决 1 号,10.55,36.80,388.25\n"))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => DraftAsync("汇-9,某户,判决 1 号,,,10\n"));
        Assert.Contains("用途为碳汇补偿", (await Assert.ThrowsAsync<RefusedException>(() => DraftAsync("汇-1,某户,判决 1 号,,,10\n", ground.Fund))).Message, StringComparison.Ordinal);

        var list = await DraftAsync("汇-1,某户,判决 1 号,10.55,36.80,388.24\n汇-1,某户,判决 2 号,,,11.76\n");

        await ground.LeadAsync(list, new(2026, 9, 1), "publicity", "published", "township", "bureau", "finance", "approved");
        var file = await ground.Lists.PayAsync(Maker, list, "yikatong");
        Assert.Equal(400_00, file.Lines.Sum(l => l.AmountFen));
        var paid = await ground.Lists.AnswerBatchAsync(Maker, file.BatchId, new(2026, 9, 20), ground.FileOf("序号,发放结果\n1,成功\n2,成功\n"), "结果.csv");
        await ground.Events.PostAsync(Checker, paid.VoucherId!.Value);
        Assert.Equal(600_00, (await ground.Funds.FindAsync(fund))!.LeftFen);
    }

    [Fact]
    public async Task Contracts_become_a_list_that_is_published_agreed_paid_and_followed()
    {
        Assert.Equal(new TakenContracts(3, 3, 117.26m), await ground.ImportAsync(
            SampleGround.Row("名-1", "国家级公益林", "甲", 1, 100.25m), SampleGround.Row("名-2", "国家级公益林", "乙", 2, 10.01m), SampleGround.Row("名-3", "national", "甲", 3, 7m)));
        var before = await ground.BalanceAsync("county", "230701");
        var list = await ground.Compensation.DraftAsync(Maker, "county", ground.Fund, SampleGround.Village, "national", 2026);
        await Assert.ThrowsAsync<PostgresException>(() => ground.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "第二份", write => write.ExecuteAsync(
            "insert into finance.payable_list (kind, book_id, year, title, village_code, fund_group) select 'compensation', book_id, 2026, '二', village_code, 'national' from finance.payable_list where list_id = @list", new { list })));

        var lines = await ground.Lists.LinesAsync(list);
        Assert.Equal(9, lines.Count);
        Assert.Equal(160_400, lines.Where(l => l.Basis == "合同 名-1").Sum(l => l.AmountFen));
        Assert.Equal("公示到 2026-09-07 期满，现在还不满 7 天。", (await Assert.ThrowsAsync<RefusedException>(async () =>
        {
            await ground.Lists.MoveAsync(Maker, list, "publicity", new(2026, 9, 1), proof: ground.Proof());
            await ground.Lists.MoveAsync(Maker, list, "published", new(2026, 9, 7));
        })).Message);
        Assert.Equal("The publicity lasts through 2026-09-07: seven days are not over.",
            (await ground.Lists.ChoicesAsync(list, new(2026, 9, 7))).Single(c => c.ToState == "published").ObstaclesEn);
        await ground.Lists.MoveAsync(Maker, list, "published", new(2026, 9, 8));
        await Assert.ThrowsAsync<RefusedException>(() => ground.Db.ChangeLineAsync(list));
        foreach (var to in new[] { "township", "bureau", "finance" })
            await ground.Lists.MoveAsync(Maker, list, to, new(2026, 9, 9));
        Assert.Contains("两个账号", (await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.MoveAsync(Maker, list, "approved", new(2026, 9, 9)))).Message, StringComparison.Ordinal);
        await ground.Lists.MoveAsync(Checker, list, "approved", new(2026, 9, 9));
        var due = (await ground.Lists.FindAsync(list, TownshipScope.WholeCounty))!.AmountFen;
        Assert.Equal(before + due, await ground.BalanceAsync("county", "230701"));

        await ground.AccountsAsync();
        var file = await ground.Lists.PayAsync(Maker, list, "yikatong");
        Assert.Equal(file.Bytes(), (await ground.Lists.FileAsync(file.BatchId))!.Bytes());
        await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.PayAsync(Maker, list, "yikatong"));
        var answer = "序号,发放结果,失败原因\n" + string.Concat(file.Lines.Select(l => $"{l.Serial},{(l.Serial == 2 ? "失败,账号有误" : "成功,")}\n"));
        await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.AnswerBatchAsync(Maker, file.BatchId, new(2026, 9, 20), ground.FileOf("序号,发放结果\n1,成功\n"), "少.csv"));
        // Neither paid nor returned: what is on its way is not let go a second time.
        Assert.Contains("处理中", (await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.AnswerBatchAsync(
            Maker, file.BatchId, new(2026, 9, 20), ground.FileOf(answer.Replace("1,成功", "1,处理中", StringComparison.Ordinal)), "途中.csv"))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.PayAsync(Maker, list, "yikatong"));
        var paid = await ground.Lists.AnswerBatchAsync(Maker, file.BatchId, new(2026, 9, 20), ground.FileOf(answer), "结果.csv");
        Assert.Equal((8, 1), (paid.Paid, paid.Returned));
        await ground.Events.PostAsync(Checker, paid.VoucherId!.Value);

        var row = (await ground.Lists.FindAsync(list, TownshipScope.WholeCounty))!;
        Assert.Equal((paid.PaidFen, due - paid.PaidFen), (row.PaidFen, row.ReturnedFen));
        Assert.Equal(before + due - paid.PaidFen, await ground.BalanceAsync("county", "230701"));
        Assert.Equal(5_000_000 - paid.PaidFen, (await ground.Funds.FindAsync(ground.Fund))!.LeftFen);
        // What came back goes out again, alone.
        Assert.Single((await ground.Lists.PayAsync(Maker, list, "yikatong")).Lines);
        Assert.Contains("还没有付", (await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.MoveAsync(Maker, list, "paid", new(2026, 9, 21)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_states_that_can_be_asked_for_are_those_a_list_can_stand_in() =>
        Assert.Equal(string.Join(',', PayableLists.States.Order(StringComparer.Ordinal)), await ground.ScalarAsync<string>("select string_agg(s.state, ',' order by s.state collate \"C\") from finance.list_state s"));

    private async Task<ListRow> ListAsync(long list) => (await ground.Lists.FindAsync(list, TownshipScope.WholeCounty))!;

    [Fact]
    public async Task A_publicity_begins_on_the_day_it_is_entered_unless_a_paper_proves_an_earlier_one()
    {
        await ground.ImportAsync(SampleGround.Row("公示-1", "国家级公益林", "公示甲", 12, 10m, 2042, 2042));
        var list = await ground.Compensation.DraftAsync(Maker, "county", await ground.FundForAsync(2042, "公示", 1_000_000), SampleGround.Village, "national", 2042);
        var (today, before) = (CountyClock.Today, CountyClock.Today.AddDays(-18));
        Task MoveAsync(string to, DateOnly on, SentPaper? proof = null) => ground.Lists.MoveAsync(Maker, list, to, on, proof: proof);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => MoveAsync("publicity", before));
        Assert.Contains($"登记之日（{today:yyyy-MM-dd}）", refused.Message, StringComparison.Ordinal);
        Assert.Equal("draft", (await ListAsync(list)).State);
        await MoveAsync("publicity", today);
        Assert.Contains("还不满 7 天", (await Assert.ThrowsAsync<RefusedException>(() => MoveAsync("published", today))).Message, StringComparison.Ordinal);
        Assert.Contains("还没有到", (await Assert.ThrowsAsync<RefusedException>(() => MoveAsync("published", today.AddDays(7)))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => MoveAsync("draft", today, ground.Proof()));

        // A list is never moved before its last step, so the proven days are those of a second list.
        await ground.ImportAsync(SampleGround.Row("公示-2", "国家级公益林", "公示乙", 12, 10m, 2043, 2043));
        list = await ground.Compensation.DraftAsync(Maker, "county", await ground.FundForAsync(2043, "公示二", 1_000_000), SampleGround.Village, "national", 2043);
        await MoveAsync("publicity", before, ground.Proof());
        await MoveAsync("published", today);

        var moves = await ground.Lists.MovesAsync(list);
        Assert.Equal((64, before, before.AddDays(6)), (moves[0].FileSha256!.Length, moves[0].MovedOn, moves[0].DueOn!.Value));
        Assert.Equal(today, DateOnly.FromDateTime(CountyClock.At(moves[0].MovedAt).Date));
    }

    [Fact]
    public async Task Days_that_are_over_are_entered_without_a_paper_by_the_installation_for_the_demonstration_alone()
    {
        await ground.ImportAsync(SampleGround.Row("演示-1", "国家级公益林", "演示甲", 12, 10m, 2044, 2044));
        var list = await ground.Compensation.DraftAsync(Maker, "county", await ground.FundForAsync(2044, "演示公示", 1_000_000), SampleGround.Village, "national", 2044);
        await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.MoveAsync(Actor.Installation, list, "publicity", new(2026, 8, 3)));
        await ground.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "演示", write => write.ExecuteAsync("update finance.payable_list set is_demonstration = true where list_id = @list", new { list }));

        await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.MoveAsync(Maker, list, "publicity", new(2026, 8, 3)));
        await ground.Lists.MoveAsync(Actor.Installation, list, "publicity", new(2026, 8, 3));
    }

    [Fact]
    public async Task A_fund_that_nobody_confirmed_carries_no_list_into_publicity_and_goes_once_its_lists_are_withdrawn()
    {
        await ground.ImportAsync(SampleGround.Row("待资-1", "国家级公益林", "待资甲", 11, 10m, 2058, 2058));
        var fund = await ground.Funds.EnterAsync(Maker, new("county", "province", "待资〔演〕1号", 2058, "2110501", "示例科目", "compensation", 1_000_000, IsDemonstration: true));
        var list = await ground.Compensation.DraftAsync(Maker, "county", fund, SampleGround.Village, "national", 2058);

        Assert.Contains("资金 待资〔演〕1号 还没有由另一个账号确认", (await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.MoveAsync(Maker, list, "publicity", CountyClock.Today))).Message, StringComparison.Ordinal);
        Assert.False((await ground.Funds.FindAsync(fund))!.IsFree);
        Assert.Contains("未撤回的名单", (await Assert.ThrowsAsync<RefusedException>(() => ground.Funds.WithdrawAsync(Maker, fund))).Message, StringComparison.Ordinal);
        await ground.Lists.MoveAsync(Maker, list, "withdrawn", CountyClock.Today);
        Assert.True((await ground.Funds.FindAsync(fund))!.IsFree);
        await ground.Funds.WithdrawAsync(Maker, fund);

        Assert.Null(await ground.Funds.FindAsync(fund));
        Assert.Equal(((long?)null, (string?)"待资〔演〕1号", (string?)"待资〔演〕1号"), await ListAsync(list) is var row ? (row.FundId, row.DocumentNumber, row.FundWas) : default);
    }

    [Fact]
    public async Task A_list_is_paid_from_a_fund_of_its_year_or_one_that_is_carried_on()
    {
        await ground.ImportAsync(SampleGround.Row("年-1", "国家级公益林", "年甲", 11, 10m, 2060, 2060));
        Task<long> DraftAsync(long fund) => ground.Compensation.DraftAsync(Maker, "county", fund, SampleGround.Village, "national", 2060);
        var (before, after) = (await ground.FundAsync("年前", 1_000_000, 2059), await ground.FundAsync("年后", 1_000_000, 2061));

        foreach (var (fund, sentence) in new[] { (before, "名单是 2060 年度的，资金 年前 是 2059 年度的指标"), (after, "名单是 2060 年度的，资金 年后 是 2061 年度的指标") })
            Assert.Contains(sentence, (await Assert.ThrowsAsync<RefusedException>(() => DraftAsync(fund))).Message, StringComparison.Ordinal);
        var carried = await ground.FundAsync("年转", 1_000_000, 2061, await ground.FundAsync("年当", 1_000_000, 2060));

        Assert.Equal("2061、2060", string.Join('、', (await ground.Funds.FindAsync(carried))!.Years));
        Assert.Equal((short)2061, (await ListAsync(await DraftAsync(carried))).CarriedToYear);
    }

    [Fact]
    public async Task An_addition_to_its_fund_carries_a_list_once_a_second_account_confirmed_it()
    {
        await ground.ImportAsync(SampleGround.Row("追-1", "国家级公益林", "追甲", 9, 10m, 2057, 2057));
        var fund = await ground.FundForAsync(2057, "追加", 10_000);
        var list = await ground.Compensation.DraftAsync(Maker, "county", fund, SampleGround.Village, "national", 2057);
        async Task<string> ObstacleAsync() => (await ground.Lists.ChoicesAsync(list, CountyClock.Today)).Single(c => c.ToState == "publicity").Obstacles;
        Assert.Contains("还差 60.00 元", await ObstacleAsync(), StringComparison.Ordinal);

        var added = await ground.Funds.ChangeAsync(Maker, fund, "追〔示〕1号", Day, 6_000);

        Assert.Contains("还差 60.00 元", await ObstacleAsync(), StringComparison.Ordinal);
        Assert.Contains("还差 60.00 元", (await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.MoveAsync(Maker, list, "publicity", CountyClock.Today))).Message, StringComparison.Ordinal);
        await ground.Funds.ConfirmChangeAsync(Checker, added);
        Assert.Equal("", await ObstacleAsync());
        await ground.Lists.MoveAsync(Maker, list, "publicity", CountyClock.Today);
    }

    [Fact]
    public async Task What_a_list_owes_is_neither_posted_nor_voided_without_it_and_goes_when_it_is_sent_back()
    {
        await ground.ImportAsync(SampleGround.Row("计提-1", "国家级公益林", "计甲", 3, 10m, 2038, 2038));
        var list = await ground.Compensation.DraftAsync(Maker, "county", await ground.FundForAsync(2038, "计提", 1_000_000), SampleGround.Village, "national", 2038);
        var before = await ground.BalanceAsync("county", "230701");
        await ground.LeadAsync(list, new(2026, 9, 1), "publicity", "published", "township", "bureau", "finance");
        Task<IReadOnlyList<EventRow>> OwedAsync() => ground.Events.OfSubjectAsync("list", list.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var owed = Assert.Single(await OwedAsync());

        Assert.Contains("退回修改", (await Assert.ThrowsAsync<RefusedException>(() => ground.Events.VoidAsync(Checker, owed.EventId))).Message, StringComparison.Ordinal);
        Assert.Contains("名单页", (await Assert.ThrowsAsync<RefusedException>(() => ground.Events.PostAsync(Checker, owed.EventId))).Message, StringComparison.Ordinal);
        await ground.Lists.MoveAsync(Checker, list, "draft", new(2026, 9, 9));

        Assert.Equal(["voided"], (await OwedAsync()).Select(e => e.Outcome));
        await ground.LeadAsync(list, new(2026, 9, 10), "publicity", "published", "township", "bureau", "finance", "approved");
        Assert.Equal(["posted", "voided"], (await OwedAsync()).Select(e => e.Outcome).Order());
        Assert.Equal(before + 160_00, await ground.BalanceAsync("county", "230701"));
    }

    [Fact]
    public async Task A_standard_of_the_contracts_own_grade_goes_before_the_one_of_every_grade_also_where_it_is_lower()
    {
        foreach (var (part, fen) in new[] { ("total", 1_100L), ("loss", 900), ("ranger", 150), ("public", 50) })
            await ground.Compensation.EnterStandardAsync(Maker, new("national", "collective", "二级", part, 2033, fen, "示例文号", "?"));
        var graded = SampleGround.Row("级-1", "国家级公益林", "戊", 4, 10m, 2033, 2034);
        graded[3] = "二级";
        await ground.ImportAsync(graded, SampleGround.Row("级-2", "国家级公益林", "己", 5, 10m, 2033, 2034));

        var list = await ground.Compensation.DraftAsync(Maker, "county", await ground.FundForAsync(2033, "等级", 1_000_000), SampleGround.Village, "national", 2033);

        Assert.Equal([("合同 级-1", 900L), ("合同 级-2", 1_300L)], (await ground.Lists.LinesAsync(list)).Where(l => l.Part == "loss").Select(l => (l.Basis, l.RateFen!.Value)).Order());
    }

    [Fact]
    public async Task A_dispute_holds_its_line_and_the_right_one_is_published_on_its_own()
    {
        await ground.ImportAsync(SampleGround.Row("异-1", "国家级公益林", "丙", 4, 30m, 2031, 2032), SampleGround.Row("异-2", "国家级公益林", "丁", 5, 40m, 2031, 2032));
        var fund = await ground.FundForAsync(2031, "异议", 1_000_000);
        var list = await ground.Compensation.DraftAsync(Maker, "county", fund, SampleGround.Village, "national", 2031);
        await ground.LeadAsync(list, new(2026, 9, 1), "publicity", "published");
        var said = await ground.Lists.ObjectAsync(Maker, list, 1, new(2026, 9, 2), "丙户", "面积少了");
        Assert.Contains("异议没有答复", (await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.MoveAsync(Maker, list, "township", new(2026, 9, 9)))).Message, StringComparison.Ordinal);

        await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.AnswerAsync(Maker, list + 1, said, new(2026, 9, 9), "别的名单", isUpheld: false));
        await ground.Lists.AnswerAsync(Maker, list, said, new(2026, 9, 9), "复核属实", isUpheld: true);
        await ground.LeadAsync(list, new(2026, 9, 10), "township", "bureau", "finance", "approved");
        var line = (await ground.Lists.LinesAsync(list)).Single(l => l.HeldFor is not null);
        var corrected = await ground.Lists.CorrectAsync(Maker, list, line.Line, line.PayeeId, line.AmountFen + 1_300);
        Assert.Equal((line.AmountFen, 0L), ((await ListAsync(list)).CorrectedFen, (await ListAsync(corrected)).CorrectedFen));

        await ground.AccountsAsync();
        Assert.DoesNotContain((await ground.Lists.PayAsync(Maker, list, "yikatong")).Lines, l => l.Line == line.Line);
        Assert.Equal("draft", (await ground.Lists.FindAsync(corrected, TownshipScope.WholeCounty))!.State);
        var right = Assert.Single(await ground.Lists.LinesAsync(corrected));
        Assert.Equal((line.AmountFen + 1_300, line.AmountFen, line.PayeeName, line.HeldFor), (right.AmountFen, right.WasFen, right.WasPayeeName, right.CorrectedBecause));
        Assert.Equal((line.ContractNo, (long?)null), (right.ContractNo, right.OwedEventId)); // its own list is not approved yet
        Assert.All(await ground.Lists.LinesAsync(list), l =>
        {
            Assert.NotNull(l.OwedEventId);
            Assert.Equal($"合同 {l.ContractNo}", l.Basis);
            Assert.Null(l.WasFen);
        });
        var owing = await ground.Compensation.DueAsync(line.ContractId!.Value);
        Assert.Contains(owing, d => (d.ListId, d.Line, d.IsHeld) == (list, line.Line, true));
        Assert.Contains(owing, d => (d.ListId, d.AmountFen) == (corrected, line.AmountFen + 1_300));
    }

    [Fact]
    public async Task One_piece_of_ground_is_paid_by_one_fund_group_in_a_year()
    {
        await ground.ImportAsync(SampleGround.Row("地-1", "国家级公益林", "戊", 6, 30m, 2021, 2025), SampleGround.Row("地-2", "国家级公益林", "己", 6, 20m, 2021, 2025));

        Assert.Contains("同一小班同一年度", (await Assert.ThrowsAsync<RefusedException>(() => ground.ImportAsync(SampleGround.Row("地-3", "省级公益林", "戊", 6, 10m, 2025, 2026)))).Message, StringComparison.Ordinal);
        await ground.ImportAsync(SampleGround.Row("地-4", "天然商品林停伐管护", "戊", 6, 10m, 2026, 2027));

        var found = (await ground.Compensation.DifferencesAsync(TownshipScope.WholeCounty, 2025)).Single(d => d.ParcelCode.EndsWith("00006", StringComparison.Ordinal));
        Assert.Equal((50m, 2), (found.ContractMu, found.Contracts));
        Assert.Equal(1515, found.MappedMu, 0);
    }

    [Fact]
    public async Task A_missing_standard_is_said_and_nothing_is_assumed()
    {
        await ground.ImportAsync(SampleGround.Row("缺-1", "省级公益林", "庚", 7, 10m, 2040, 2041));

        Assert.Contains("缺“损失性补偿”", (await Assert.ThrowsAsync<RefusedException>(() => ground.Compensation.DraftAsync(Maker, "county", ground.Fund, SampleGround.Village, "provincial", 2040))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_row_refuses_the_whole_file_and_names_itself()
    {
        var before = await ground.ScalarAsync<long>("select count(*) from finance.protection_contract");
        foreach (var (row, sentence) in new[]
                 {
                     (SampleGround.Row("坏-2", "没有的", "辛", 8, 1m), "第 3 行，合同 坏-2，小班 431125101001000100008：资金类别“没有的”"), (SampleGround.Row("坏-2", "国家级公益林", "辛", 8, 1.005m), "0.01 亩"),
                     (SampleGround.Row("坏-2", "国家级公益林", "辛", 99, 1m), "不在小班台账里"), (SampleGround.Row("坏-2", "国家级公益林", "辛", 8, 1m, village: "999999999999"), "不在行政区划里"),
                 })
            Assert.Contains(sentence, (await Assert.ThrowsAsync<RefusedException>(() => ground.ImportAsync(SampleGround.Row("坏-1", "国家级公益林", "辛", 8, 5m), row))).Message, StringComparison.Ordinal);
        Assert.Equal(before, await ground.ScalarAsync<long>("select count(*) from finance.protection_contract"));
    }

    [Theory, InlineData("100.25", 1300, 130_325), InlineData("0.01", 1300, 13), InlineData("10.01", 250, 2_502), InlineData("0.01", 50, 0)]
    public void What_is_under_a_fen_is_dropped(string mu, long rate, long fen) =>
        Assert.Equal(fen, EcoCompensation.PayFen(decimal.Parse(mu, System.Globalization.CultureInfo.InvariantCulture), rate));
}

internal static class ListChanges
{
    /// <summary>Tries to change an amount past the list's own methods.</summary>
    public static async Task ChangeLineAsync(this Db db, long list)
    {
        try
        {
            await db.WriteAsync(Maker, TownshipScope.WholeCounty, "改", write => write.ExecuteAsync("update finance.payable_line set amount_fen = 1 where list_id = @list and line = 1", new { list }));
        }
        catch (PostgresException refused) when (refused.ConstraintName == "payable_line_published")
        {
            throw new RefusedException(refused.MessageText, refused);
        }
    }
}
