using ForestCarbon.Finance.Compensation;
using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Failures;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Payables;

public sealed class ProtectionContractTests(SampleGround ground) : IClassFixture<SampleGround>
{
    private static string Parcel(int number) => $"{SampleGround.Village}0001{number:00000}";

    private async Task<string> RefusedAsync(params object[][] rows) => (await Assert.ThrowsAsync<RefusedException>(() => ground.ImportAsync(rows))).Message;

    private async Task<ContractRow> ContractAsync(string number) =>
        (await ground.Compensation.ContractsAsync(TownshipScope.WholeCounty)).Single(c => c.ContractNo == number);

    private Task<long> DraftAsync(long fund, int year) => ground.Compensation.DraftAsync(Maker, "county", fund, SampleGround.Village, "national", year);

    [Fact]
    public async Task A_parcel_twice_in_one_contract_is_refused_with_its_rows_contract_and_parcel()
    {
        foreach (var second in new[] { 10m, 12m })
            Assert.Contains($"第 2、3 行，合同 重-1，小班 {Parcel(1)}：同一小班列了 2 次（10.00、{second:0.00} 亩）",
                await RefusedAsync(SampleGround.Row("重-1", "国家级公益林", "甲", 1, 10m), SampleGround.Row("重-1", "国家级公益林", "甲", 1, second)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_and_names_row_contract_and_parcel()
    {
        await ground.ImportAsync(SampleGround.Row("齐-1", "国家级公益林", "甲", 2, 10m, 2050, 2051));

        var said = (await RefusedAsync(
            SampleGround.Row("齐-1", "国家级公益林", "甲", 2, 10m, 2052, 2053), SampleGround.Row("齐-2", "省级公益林", "乙", 2, 5m, 2051, 2052), SampleGround.Row("齐-3", "没有的", "丙", 99, 1.005m),
            SampleGround.Row("齐-4", "没有的", "丁", 99, 1m))).Split('\n');

        Assert.Contains(said, s => s.StartsWith($"第 2 行，合同 齐-1，小班 {Parcel(2)}：这份合同已经登记过", StringComparison.Ordinal));
        Assert.Contains(said, s => s.StartsWith($"第 3 行，合同 齐-2，小班 {Parcel(2)}：同一小班同一年度只能由一类资金补偿，2051 至 2051 年已有国家级公益林的合同 齐-1", StringComparison.Ordinal));
        Assert.Contains(said, s => s.StartsWith($"第 4 行，合同 齐-3，小班 {Parcel(99)}：合同面积“1.005”", StringComparison.Ordinal));
        Assert.Equal(2, said.Count(s => s.StartsWith($"第 5 行，合同 齐-4，小班 {Parcel(99)}：", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_area_beyond_the_mapped_parcel_or_a_parcel_of_another_village_is_entered_only_with_a_reason()
    {
        object[][] rows = [SampleGround.Row("超-1", "国家级公益林", "甲", 3, 99_999m, 2050, 2050), SampleGround.Row("超-2", "国家级公益林", "乙", 4, 10m, 2050, 2050, village: "431125102001")];
        var said = await RefusedAsync(rows);
        Assert.Contains($"合同 超-1，小班 {Parcel(3)}：合同面积 99999.00 亩", said, StringComparison.Ordinal);
        Assert.Contains($"合同 超-2，小班 {Parcel(4)}：合同的村是 431125102001，小班在村 {SampleGround.Village}", said, StringComparison.Ordinal);

        await ground.Contracts.ImportAsync(Maker, ground.Workbook([.. rows, SampleGround.Row("超-3", "国家级公益林", "丙", 5, 10m, 2050, 2050)]), "合同.xlsx", "与权利人核对过");

        Assert.Equal("与权利人核对过", (await ContractAsync("超-1")).AcceptedBecause);
        Assert.Null((await ContractAsync("超-3")).AcceptedBecause);
    }

    [Fact]
    public async Task Within_a_hundredth_or_half_a_mu_of_the_mapped_parcel_nothing_is_asked()
    {
        var mapped = (await ground.Db.QueryAsync<decimal>(
            "select round(p.ellipsoidal_area_m2::numeric * 3 / 2000, 2) from inventory.parcel_current_v p where p.code = @code and (@townships::text[] is null or p.township_code = any (@townships))",
            new { code = Parcel(6), townships = (string[]?)null })).Single();

        Assert.Contains("图面只有", await RefusedAsync(SampleGround.Row("容-1", "国家级公益林", "甲", 6, mapped + 0.52m, 2050, 2050)), StringComparison.Ordinal);
        await ground.ImportAsync(SampleGround.Row("容-1", "国家级公益林", "甲", 6, mapped + 0.48m, 2050, 2050));
        // What several holders have of one parcel counts together.
        Assert.Contains("图面只有", await RefusedAsync(SampleGround.Row("容-2", "国家级公益林", "乙", 6, 1m, 2050, 2050)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_register_is_read_again_as_it_was_written_and_corrects_a_contract_by_a_version_of_its_own()
    {
        await ground.ImportAsync(SampleGround.Row("改-1", "国家级公益林", "甲", 7, 20.05m, 2051, 2052), SampleGround.Row("改-1", "国家级公益林", "甲", 8, 5m, 2051, 2052));
        var wrong = await ContractAsync("改-1");
        var list = await DraftAsync(await ground.FundAsync("改", 1_000_000, 2051), 2051);
        var rows = (await ground.Contracts.RegisterAsync(TownshipScope.WholeCounty, contractId: wrong.ContractId)).Select(ContractFile.Row).ToList();
        rows[0]["合同面积（亩）"] = 18.05m;
        var path = ground.FileOf("", ".xlsx");
        await using (var stream = File.Create(path))
            XlsxBook.Write(stream, new() { ["Sheet1"] = rows });
        await using (var written = File.OpenRead(path))
            Assert.Equal(ContractFile.Heads, TableFile.Rows(written, "台账.xlsx")[0]);
        await Assert.ThrowsAsync<RefusedException>(() => ground.Contracts.CorrectAsync(Maker, wrong.ContractId, " ", path, "台账.xlsx"));

        Assert.Equal(new TakenContracts(1, 2, 23.05m), await ground.Contracts.CorrectAsync(Maker, wrong.ContractId, "复测", path, "台账.xlsx"));

        var right = await ContractAsync("改-1");
        Assert.Equal(23.05m, right.ContractMu);
        var versions = await ground.Compensation.VersionsAsync(right.ContractId);
        Assert.Equal([(right.ContractId, null, null), (wrong.ContractId, "superseded", "复测")], versions.Select(v => (v.ContractId, v.EndKind, v.Because)));
        Assert.Equal(25.05m, versions[1].ContractMu);
        // The year's list holds it already, whatever its version: it is not paid twice.
        Assert.Contains("都已列入名单", (await Assert.ThrowsAsync<RefusedException>(() => DraftAsync(ground.Fund, 2051))).Message, StringComparison.Ordinal);
        Assert.All(await ground.Compensation.DueAsync(right.ContractId), d => Assert.Equal(list, d.ListId));
        Assert.NotEmpty(await ground.Compensation.DueAsync(right.ContractId));
        await Assert.ThrowsAsync<RefusedException>(() => ground.Contracts.CorrectAsync(Maker, wrong.ContractId, "再改", path, "台账.xlsx"));
    }

    [Fact]
    public async Task A_contract_ends_on_a_day_is_paid_through_the_year_named_and_leaves_its_ground()
    {
        await ground.ImportAsync(SampleGround.Row("终-1", "国家级公益林", "甲", 9, 20m, 2053, 2060));
        var id = (await ContractAsync("终-1")).ContractId;
        await Assert.ThrowsAsync<RefusedException>(() => ground.Contracts.EndAsync(Maker, id, new(2055, 6, 30), 2055, ""));
        await Assert.ThrowsAsync<RefusedException>(() => ground.Contracts.EndAsync(Maker, id, new(2055, 6, 30), 2056, "征占用"));

        await ground.Contracts.EndAsync(Maker, id, new(2055, 6, 30), 2055, "征占用");

        var ended = await ContractAsync("终-1");
        Assert.Equal(("ended", new DateOnly(2055, 6, 30), 2055, 2060), (ended.EndKind, ended.EndedOn!.Value, ended.EndYear, ended.LastYear));
        await Assert.ThrowsAsync<RefusedException>(() => ground.Contracts.EndAsync(Maker, id, new(2055, 6, 30), 2055, "再终止"));
        Assert.Contains("没有这类资金的合同", (await Assert.ThrowsAsync<RefusedException>(() => DraftAsync(ground.Fund, 2056))).Message, StringComparison.Ordinal);
        await DraftAsync(await ground.FundAsync("终", 1_000_000, 2055), 2055);
        await ground.ImportAsync(SampleGround.Row("终-2", "省级公益林", "甲", 9, 20m, 2056, 2060));
    }

    [Fact]
    public async Task A_contract_is_taken_back_while_no_list_holds_it()
    {
        await ground.ImportAsync(SampleGround.Row("撤-1", "国家级公益林", "甲", 10, 20m, 2061, 2061));
        var id = (await ContractAsync("撤-1")).ContractId;
        var list = await DraftAsync(await ground.FundAsync("撤", 1_000_000, 2061), 2061);
        Assert.Contains($"合同 撤-1 已列入名单 {list}", (await Assert.ThrowsAsync<RefusedException>(() => ground.Contracts.WithdrawAsync(Maker, id, "录错"))).Message, StringComparison.Ordinal);
        await ground.Lists.MoveAsync(Maker, list, "withdrawn", CountyClock.Today);

        await ground.Contracts.WithdrawAsync(Maker, id, "录错");

        Assert.DoesNotContain(await ground.Compensation.ContractsAsync(TownshipScope.WholeCounty), c => c.ContractNo == "撤-1");
        Assert.Equal("录错", Assert.Single(await ground.Compensation.VersionsAsync(id)).Because);
        await ground.ImportAsync(SampleGround.Row("撤-1", "省级公益林", "甲", 10, 20m, 2061, 2061));
    }

    [Fact]
    public async Task What_came_in_after_the_list_of_the_year_is_paid_by_a_list_beside_it()
    {
        await ground.ImportAsync(SampleGround.Row("补-1", "国家级公益林", "甲", 11, 20m, 2063, 2063));
        var fund = await ground.FundAsync("补", 1_000_000, 2063);
        var first = await DraftAsync(fund, 2063);
        await ground.ImportAsync(SampleGround.Row("补-2", "国家级公益林", "乙", 12, 30.5m, 2063, 2063));
        async Task<VillageDueRow> VillageAsync() => Assert.Single(await ground.Compensation.VillagesAsync(TownshipScope.WholeCounty, 2063));
        Assert.Equal((first, 2, 1, 30.5m), (await VillageAsync()) is var open ? (open.ListId!.Value, open.Contracts, open.Unlisted, open.UnlistedMu) : default);

        var beside = await DraftAsync(fund, 2063);

        Assert.Equal(first, (await ground.Lists.FindAsync(beside, TownshipScope.WholeCounty))!.Supplements);
        Assert.Equal(["合同 补-2"], (await ground.Lists.LinesAsync(beside)).Select(l => l.Basis).Distinct());
        var listed = await VillageAsync();
        Assert.Equal((first, 0, 488_00L), (listed.ListId!.Value, listed.Unlisted, listed.SupplementFen));
        Assert.Equal([beside], listed.Supplements);
        Assert.Contains("都已列入名单", (await Assert.ThrowsAsync<RefusedException>(() => DraftAsync(fund, 2063))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_its_fund_cannot_pay_is_not_published_and_says_what_is_lacking()
    {
        await ground.ImportAsync(SampleGround.Row("缺款-1", "国家级公益林", "甲", 1, 100m, 2065, 2065));
        var list = await DraftAsync(await ground.FundAsync("缺款", 90_000, 2065), 2065);

        Assert.Equal("资金结余 900.00 元，名单 1,600.00 元，还差 700.00 元，不足支付这份名单。", (await ground.Lists.ChoicesAsync(list, CountyClock.Today)).Single(c => c.ToState == "publicity").Obstacles);
        Assert.Contains("还差 700.00 元", (await Assert.ThrowsAsync<RefusedException>(() => ground.Lists.MoveAsync(Maker, list, "publicity", CountyClock.Today))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_parts_of_a_standard_make_area_times_the_whole_of_it_to_the_fen()
    {
        Assert.Equal([378_95, 72_87, 14_58], EcoCompensation.PartsFen(29.15m, [("loss", 1_300), ("ranger", 250), ("public", 50)]));
        Assert.Equal(EcoCompensation.PayFen(0.01m, 1_600), EcoCompensation.PartsFen(0.01m, [("loss", 1_300), ("ranger", 250), ("public", 50)]).Sum());
    }
}
