using ForestCarbon.Finance.Green;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Finance.Tests.Contracts;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using static ForestCarbon.Finance.Tests.SampleBooks;

namespace ForestCarbon.Finance.Tests.Green;

/// <summary>Pledges are tied to the acts that froze and released the tonnes; a value stands on factors with a source or not at all.</summary>
public sealed class PledgeTests(SampleSales sample) : IClassFixture<SampleSales>
{
    private Loans Loans => new(sample.Db, sample.Files);

    private Pledges Pledges => new(sample.Db, sample.Files);

    private Task<long> LoanAsync(string number, long? subsidyFund = null) => Loans.EnterAsync(Maker, new NewLoan("company", number, "sink-revenue", "某银行", 10_000_00, new(2026, 1, 10), new(2029, 1, 10), 4.5m, SubsidyPercent: 2, SubsidyFundId: subsidyFund));

    private async Task MovedAsync(long loan, string template, long fen, string book = "company", long? fund = null) =>
        await sample.Events.PostAsync(Checker, await Loans.MoveAsync(Maker, Guid.NewGuid().ToString("N"), "loan", loan, book, template, Day, fen, fund));

    [Fact]
    public async Task Frozen_tonnes_are_the_act_s_and_are_released_by_acts_of_as_many()
    {
        var loan = await LoanAsync("质-1");
        var freeze = await sample.MovedAsync("freeze", "available", "frozen-pledge", 300, Day);
        Assert.Contains("300", (await Assert.ThrowsAsync<RefusedException>(() => Pledges.EnterAsync(Maker, new(loan, "frozen-tonnes", "登-1", Day, Day.AddYears(3), freeze, 299)))).Message, StringComparison.Ordinal);
        var traded = await sample.MovedAsync("freeze", "available", "frozen-trade", 5, Day);
        await Assert.ThrowsAsync<RefusedException>(() => Pledges.EnterAsync(Maker, new(loan, "frozen-tonnes", "登-1", Day, Day.AddYears(3), traded)));

        var pledge = await Pledges.EnterAsync(Maker, new(loan, "frozen-tonnes", "登-1", Day, Day.AddYears(3), freeze));

        Assert.Equal((300L, SampleSales.Project, "甲"), (await Pledges.FindAsync(pledge)) is { } p ? (p.Tonnes, p.ProjectCode, p.Holder) : default);
        Assert.All(await Pledges.FrozenAsync(), f => Assert.Equal(f.BookT, f.PledgedT));
        await Assert.ThrowsAsync<RefusedException>(() => Pledges.EnterAsync(Maker, new(loan, "frozen-tonnes", "登-2", Day, Day.AddYears(3), freeze)));
        await Assert.ThrowsAsync<RefusedException>(() => Pledges.ReleaseAsync(Maker, pledge, null, Day, "还清"));
        await Assert.ThrowsAsync<RefusedException>(() => Pledges.ReleaseAsync(Maker, pledge, freeze, Day, "还清"));

        var part = await sample.MovedAsync("release", "frozen-pledge", "available", 120, Day);
        Assert.Contains(await Pledges.FrozenAsync(), f => f.BookT == 180 && f.PledgedT == 300);
        await Pledges.ReleaseAsync(Maker, pledge, part, Day, "部分归还");
        Assert.Equal((120L, null), (await Pledges.FindAsync(pledge)) is { } open ? (open.ReleasedT, open.EndedOn) : default);
        await Pledges.ReleaseAsync(Maker, pledge, await sample.MovedAsync("release", "frozen-pledge", "available", 180, Day), Day, "还清");
        Assert.Equal(Day, (await Pledges.FindAsync(pledge))!.EndedOn);
        await Assert.ThrowsAsync<RefusedException>(() => Pledges.ReleaseAsync(Maker, pledge, null, Day, "又一次"));
    }

    [Fact]
    public async Task A_missing_factor_leaves_no_value_and_is_said()
    {
        await using var fresh = new SampleSales();
        await fresh.InitializeAsync();
        var (loans, pledges) = (new Loans(fresh.Db, fresh.Files), new Pledges(fresh.Db, fresh.Files));
        var loan = await loans.EnterAsync(Maker, new NewLoan("company", "估-1", "sink-revenue", "某银行", 10_000_00, new(2026, 1, 10), new(2029, 1, 10)));
        var pledge = await pledges.EnterAsync(Maker, new(loan, "frozen-tonnes", "登-1", Day, Day.AddYears(3), await fresh.MovedAsync("freeze", "available", "frozen-pledge", 300, Day)));
        await pledges.ValueAsync(Maker, pledge, Day);
        var first = Assert.Single(await pledges.ValuationsAsync(pledge));
        Assert.Null(first.Valuation.ValueFen);
        Assert.Contains(first.Valuation.Missing, m => m.Contains("折扣系数", StringComparison.Ordinal));

        var prices = fresh.FileOf("日期,价格（元/吨）,成交量（吨）\n2026-10-09,70.00,100\n2026-10-10,70.01,300\n2026-10-13,99.00,300\n");
        await new PriceBook(fresh.Db).ImportAsync(Maker, "CCER", "示例", prices, "prices.csv");
        foreach (var (factor, value) in new[] { ("price-days", 2m), ("haircut", 0.5m), ("discount", 0.06m) })
            await pledges.EnterFactorAsync(Maker, factor, value, new(2026, 1, 1), "示例文号", "?");
        await pledges.ValueAsync(Maker, pledge, Day);

        var kept = (await pledges.ValuationsAsync(pledge))[0].Valuation;
        // The mean of 70.00 and 70.01 dropped to the fen; 300 t × 70.00 × 0.5. The day after the valuation does not count.
        Assert.Equal(10_500_00, kept.ValueFen);
        Assert.Contains("均价 70.005，不足一分舍去", kept.Factors.Single(f => f.Factor == "price").Source, StringComparison.Ordinal);
        Assert.All(kept.Factors, f => Assert.True(f.Source.Length > 0 && f.Mark.Length > 0 && f.Door.Length > 0));
        await Assert.ThrowsAsync<RefusedException>(() => pledges.EnterFactorAsync(Maker, "haircut", 1.2m, new(2026, 5, 1), "示例", "?"));
        await Assert.ThrowsAsync<RefusedException>(() => pledges.EnterFactorAsync(Maker, "haircut", 0.4m, new(2026, 5, 1), " ", "?"));
    }

    private Task<long> ExpectedAsync(long loan, string number, string project, int first, int last) =>
        Pledges.EnterAsync(Maker, new(loan, "expected-revenue", number, Day, Day.AddYears(3), ProjectCode: project, FromYear: first, LastYear: last));

    private static async Task<string> SentenceOfAsync(Func<Task> refused) => (await Assert.ThrowsAsync<RefusedException>(refused)).Message;

    private Task ProjectAsync(string code, DateOnly? from = null, DateOnly? to = null) => sample.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "项目", write =>
        Ccer.Projects.ProjectBook.CreateAsync(write, new(code, $"{code}项目", CreditingFrom: from, CreditingTo: to), default));

    [Fact]
    public async Task The_same_years_of_a_project_are_pledged_once_at_a_time()
    {
        var loan = await LoanAsync("年-1");
        await ProjectAsync("JY-99");
        var first = await ExpectedAsync(loan, "登-9", "JY-99", 2026, 2030);
        Assert.Contains("已经质押", await SentenceOfAsync(() => ExpectedAsync(loan, "登-10", "JY-99", 2030, 2031)), StringComparison.Ordinal);
        Assert.Null((await Pledges.ValuationOfAsync((await Pledges.FindAsync(first))!, Day)).ValueFen); // no crediting period: said, not assumed
        await Pledges.ReleaseAsync(Maker, first, null, Day, "还清");
        await ExpectedAsync(loan, "登-10", "JY-99", 2030, 2031);
    }

    [Fact]
    public async Task Revenue_is_pledged_of_a_project_there_is_and_within_its_crediting_period()
    {
        var loan = await LoanAsync("年-2");
        await ProjectAsync("JY-98", new(2022, 3, 1), new(2042, 2, 28));

        Assert.Contains("没有编号为 JY-97 的项目", await SentenceOfAsync(() => ExpectedAsync(loan, "登-20", "JY-97", 2026, 2030)), StringComparison.Ordinal);
        Assert.Contains("没有编号为 JY-97 的项目", await SentenceOfAsync(() => Pledges.EnterAsync(Maker, new(loan, "forest-right", "登-20", Day, Day.AddYears(3), ProjectCode: "JY-97", What: "林权证"))), StringComparison.Ordinal);
        foreach (var (from, last) in new[] { (2021, 2025), (2040, 2042) })
            Assert.Contains($"{from}—{last} 超出项目 JY-98 的计入期 2022-03-01 至 2042-02-28（计 2022—2041 年）", await SentenceOfAsync(() => ExpectedAsync(loan, "登-20", "JY-98", from, last)), StringComparison.Ordinal);

        await ExpectedAsync(loan, "登-20", "JY-98", 2022, 2041);
    }

    [Fact]
    public async Task A_registration_number_is_that_of_one_pledge()
    {
        var loan = await LoanAsync("号-1");
        Task<long> EnterAsync(string number) => Pledges.EnterAsync(Maker, new(loan, "forest-right", number, Day, Day.AddYears(3), What: "林权证"));
        var first = await EnterAsync("登-30");

        Assert.Contains("已经登记过一笔质押", await SentenceOfAsync(() => EnterAsync("登-30")), StringComparison.Ordinal);
        Assert.Contains("已经登记过一笔质押", await SentenceOfAsync(() => EnterAsync(" 登-30 ")), StringComparison.Ordinal);
        await Pledges.ReleaseAsync(Maker, first, null, Day, "还清");
        Assert.Contains("已经登记过一笔质押", await SentenceOfAsync(() => EnterAsync("登-30")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loan_moves_within_its_principal_and_its_subsidy_comes_from_a_fund_for_it()
    {
        var fund = await sample.FundAsync("贴-1", 500_00, purpose: "interest-subsidy");
        await sample.PostedAsync("county", "fund-received", 500_00, fund: fund);
        var loan = await LoanAsync("借-1", fund);
        await sample.PostedAsync("company", "opening", 5_000_00); // so that the loan's own limit is what refuses
        await MovedAsync(loan, "loan-received", 9_000_00);
        await MovedAsync(await LoanAsync("借-2"), "loan-received", 100_00);
        await Assert.ThrowsAsync<RefusedException>(() => MovedAsync(loan, "loan-received", 1_000_01));
        await Assert.ThrowsAsync<RefusedException>(() => MovedAsync(loan, "loan-repaid", 9_000_01));
        await MovedAsync(loan, "loan-repaid", 4_000_00);
        await Assert.ThrowsAsync<RefusedException>(async () => await MovedAsync(loan, "interest-subsidy", 10_00, "county", await sample.FundAsync("不是贴息", 100_00)));
        await MovedAsync(loan, "interest-subsidy", 100_00, "county", fund);
        // 10,000.00 × 2 % × 275 days / 360.
        Assert.Contains("× 275 天 ÷ 360 = 152.77 元，已贴 100.00 元，再贴 52.78 元就超过了", await SentenceOfAsync(() => MovedAsync(loan, "interest-subsidy", 52_78, "county", fund)), StringComparison.Ordinal);
        await MovedAsync(loan, "interest-subsidy", 50_00, "county", fund);

        var row = (await Loans.FindAsync(loan))!;
        Assert.Equal((9_000_00L, 5_000_00L, 150_00L), (row.ReceivedFen, row.LeftFen, row.SubsidyFen));
        Assert.Equal(350_00, (await sample.Funds.FindAsync(fund))!.LeftFen);
    }

    [Fact]
    public async Task Risk_compensation_is_no_more_than_its_share_of_what_is_not_repaid()
    {
        var fund = await sample.FundReceivedAsync("风-1", 5_000_00, "risk-compensation");
        var loan = await Loans.EnterAsync(Maker, new NewLoan("company", "风-借", "forest-right", "某银行", 10_000_00, new(2026, 1, 10), new(2029, 1, 10), 4.5m, RiskPercent: 30, RiskFundId: fund));
        await MovedAsync(loan, "loan-received", 10_000_00);
        await MovedAsync(loan, "loan-repaid", 4_000_00);

        Assert.Contains("未还本金 6,000.00 元的 30 % 是 1,800.00 元", await SentenceOfAsync(() => MovedAsync(loan, "risk-compensation", 1_800_01, "county", fund)), StringComparison.Ordinal);
        await MovedAsync(loan, "risk-compensation", 1_800_00, "county", fund);
        Assert.Contains("没有约定贴息", await SentenceOfAsync(async () => await MovedAsync(loan, "interest-subsidy", 1, "county", await sample.FundReceivedAsync("贴-2", 1_00, "interest-subsidy"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_premium_and_a_subsidy_are_never_moved_beyond_what_they_are()
    {
        await sample.PostedAsync("company", "opening", 5_000_00);
        var policy = await Loans.EnterAsync(Maker, new NewPolicy("company", "保-1", "forest", "某保险", "某公司", 9_000_00, Day, Day.AddYears(1), CountyFen: 20_00, OwnFen: 30_00));
        Assert.Equal(50_00, Assert.Single(await Loans.PoliciesAsync(), p => p.Number == "保-1").PremiumFen);
        await sample.Events.PostAsync(Checker, await Loans.MoveAsync(Maker, "保费", "policy", policy, "company", "premium-paid", Day, 30_00));
        await Assert.ThrowsAsync<RefusedException>(() => Loans.MoveAsync(Maker, "多付", "policy", policy, "company", "premium-paid", Day, 20_01));
        var subsidy = await Loans.EnterAsync(Maker, new NewSubsidy("company", "planting", "补-1", Day, 700_00, "造林"));
        await sample.Events.PostAsync(Checker, await Loans.MoveAsync(Maker, "补", "subsidy", subsidy, "company", "grant-received", Day, 700_00));
        await Assert.ThrowsAsync<RefusedException>(() => Loans.MoveAsync(Maker, "多", "subsidy", subsidy, "company", "grant-received", Day, 1));
        Assert.Equal(700_00, Assert.Single(await Loans.SubsidiesAsync(), s => s.DocumentNumber == "补-1").ReceivedFen);
    }

    [Fact]
    public void A_value_is_each_year_s_tonnes_by_price_haircut_and_discount_dropped_to_the_fen()
    {
        var years = PledgeValue.Of(new Dictionary<int, long> { [2026] = 100, [2025] = 50, [2028] = 100 }, 70_01, 0.5m, 0.06m, 2026);

        Assert.Equal([(2026, 150L, 525_075L), (2028, 100, 311_543)], years.Select(y => (y.Year, y.Tonnes, y.ValueFen))); // 100·7001·0.5/1.06² = 311 543.25…
        Assert.Equal(0.88999644m, years[1].Discount);
        Assert.Equal([(2029, 42L)], PledgeValue.Issuable(1_000, 2022, 2041, 2026, 2026, 0.85m, 2).Select(y => (y.Key, y.Value))); // 50 × 0.85 = 42.5
    }

    [Fact]
    public async Task The_project_library_says_missing_where_nothing_was_entered()
    {
        await sample.Db.WriteAsync(Maker, TownshipScope.WholeCounty, "储备", write => Ccer.Projects.ProjectBook.CreateAsync(write, new("库-1", "示例储备"), default));
        var row = Assert.Single(await new ProjectLibrary(sample.Db).RowsAsync(TownshipScope.WholeCounty), r => r.Project.Code == "库-1");
        Assert.Null(row.YuanPerTonne);
        using var workbook = new System.IO.Compression.ZipArchive(new MemoryStream(await new ProjectLibrary(sample.Db).WorkbookAsync(TownshipScope.WholeCounty)));
        using var sheet = new StreamReader(workbook.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        Assert.Contains("缺", await sheet.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
