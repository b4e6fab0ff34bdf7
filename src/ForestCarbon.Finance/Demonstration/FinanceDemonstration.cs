using System.Globalization;
using System.Text;
using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Compensation;
using ForestCarbon.Finance.Contracts;
using ForestCarbon.Finance.Forecasts;
using ForestCarbon.Finance.Green;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Finance.Reconciliation;
using ForestCarbon.Finance.Sharing;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Finance.Demonstration;

/// <summary>
/// A year of money in the demonstration county: books, funds, contracts, lists on their way, a shared revenue, bank lines, prices. Entities, households, account
/// numbers and amounts are invented and say so. It is loaded once; the books keep what was posted.
/// </summary>
public sealed class FinanceDemonstration(Db db, FileStore files)
{
    private const string County = "演示-财政";
    private const string Farm = "演示-林场";
    private const string Company = "演示-青禾";
    private const string Invented = "演示数据（虚构）";
    private const int Year = 2026;

    private static readonly Actor Maker = Actor.Installation;
    private static readonly Actor Checker = Actor.Job("demonstration-checker");

    private readonly MoneyEvents _events = new(db);
    private readonly PayableLists _lists = new(db, files);

    /// <summary>Loads what is not there yet. Does nothing where the county is not the demonstration, or has its books already.</summary>
    public async Task LoadAsync(CancellationToken ct = default)
    {
        if (!await db.QuerySingleOrDefaultAsync<bool>("select coalesce(bool_and(c.is_demonstration), false) from inventory.county_v c", ct: ct)
            || (await new EntityBooks(db).ListAsync(ct)).Count > 0)
            return;
        var villages = await db.QueryAsync<Village>(Sql.Of<FinanceDemonstration>("Demonstration/Sql/villages.sql"), new { townships = (string[]?)null }, ct);
        if (villages.Count < 4)
            return; // a very small county has no ground for it
        await BooksAsync(villages, ct);
        await PricesAsync(ct);
        var parcels = await db.QueryAsync<Parcel>(Sql.Of<FinanceDemonstration>("Demonstration/Sql/parcels.sql"), new { villages = villages.Select(v => v.VillageCode).ToArray(), townships = (string[]?)null }, ct);
        var (central, province) = await FundsAsync(parcels, ct);
        await CompanyYearAsync(ct);
        await CompensationAsync(villages, parcels, central, ct);
        await SharingAsync(ct);
        await SinksAsync(villages, ct);
        await GreenAsync(ct);
        await CountyYearAsync(villages, province, ct);
        await BankAsync(County, new(Year, 10, 31), "两列", ct);
        await BankAsync(Company, new(Year, 11, 20), "一列", ct);
        foreach (var scenario in new[] { "base", "cautious" })
            try
            {
                await new ProjectForecasts(db).KeepAsync(Maker, await new ProjectForecasts(db).OfAsync(null, scenario, "CCER", TownshipScope.WholeCounty, ct), ct);
            }
            catch (Platform.Failures.RefusedException)
            {
                // no project of this county has expected tonnes: the page says so
            }
        // One as it might have been kept at the beginning of the year, so that the year can be laid beside it.
        await db.WriteAsync(Maker, TownshipScope.WholeCounty, "保存演示预测", write => write.ExecuteAsync(Sql.Of<FinanceDemonstration>("Demonstration/Sql/insert_forecast.sql"), new { madeOn = new DateOnly(Year, 1, 5), note = Invented }, ct), ct);
        await CloseAsync(ct);
    }

    private async Task BooksAsync(IReadOnlyList<Village> villages, CancellationToken ct)
    {
        var books = new EntityBooks(db);
        await books.OpenAsync(Maker, new(County, "江永县财政局（演示）", "县财政", "政府会计", "county", null, new(Year, 1, 1), true), ct);
        await books.OpenAsync(Maker, new(Farm, "国有林场（演示）", "国有林场", "政府会计", "state-farm", null, new(Year, 1, 1), true), ct);
        await books.OpenAsync(Maker, new(Company, "江永青禾生态发展有限公司（演示，虚构）", "平台公司", "企业会计准则", "company", null, new(Year, 1, 1), true), ct);
        foreach (var v in villages)
            await books.OpenAsync(Maker, new($"演示-{v.VillageCode}", $"{v.NameZh}集体（演示）", $"{v.NameZh}", "农村集体经济组织会计制度", "collective", v.VillageCode, new(Year, 1, 1), true), ct);
        await DoAsync(Company, "opening", 1, 5, "期初银行存款", 80_000_00, ct);
        await DoAsync(Farm, "opening", 1, 5, "期初银行存款", 12_000_00, ct);
    }

    private async Task<(long Central, long Province)> FundsAsync(IReadOnlyList<Parcel> parcels, CancellationToken ct)
    {
        var funds = new Funds(db, files);
        // Enough for what the contracts ask for, whatever the size of the county: in whole ten thousand yuan.
        var granted = (long)decimal.Ceiling(parcels.Sum(p => p.MappedMu) * 16 * 1.1m / 10_000) * 10_000_00;
        var central = await FundAsync(new(County, "central", "财资环〔演〕2026-18号", Year, "2110501", "森林管护（演示）", "compensation", granted, Note: Invented, IsDemonstration: true), ct);
        var province = await FundAsync(new(County, "province", "湘财资环〔演〕2026-14号", Year, "2130205", "森林资源培育（演示）", "planting", 600_000_00, Note: $"{Invented}；科目未核对 [?]", IsDemonstration: true), ct);
        var subsidy = await FundAsync(new(County, "county", "江财预〔演〕2026-7号", Year, "2130234", "林业贷款贴息（演示）", "interest-subsidy", 50_000_00, Note: Invented, IsDemonstration: true), ct);
        await DoAsync(County, "fund-received", 3, 16, "中央森林生态效益补偿资金下达", granted, ct, fund: central);
        await DoAsync(County, "fund-received", 4, 21, "省级造林补助资金下达", 600_000_00, ct, fund: province);
        await DoAsync(County, "fund-received", 2, 20, "县级贷款贴息资金下达", 50_000_00, ct, fund: subsidy);
        await funds.ConfirmChangeAsync(Checker, await funds.ChangeAsync(Maker, province, "湘财资环〔演〕2026-31号", new(Year, 9, 15), 80_000_00, Invented, ct: ct), ct);
        return (central, province);
    }

    private async Task<long> FundAsync(NewFund draft, CancellationToken ct)
    {
        var fund = await new Funds(db, files).EnterAsync(Maker, draft, ct: ct);
        await new Funds(db, files).ConfirmAsync(Checker, fund, ct);
        return fund;
    }

    // Whoever entered the accounts, another confirms them.
    private async Task AccountsAsync(CancellationToken ct)
    {
        await db.WriteAsync(Maker, TownshipScope.WholeCounty, "登记演示账户", write => write.ExecuteAsync(Sql.Of<FinanceDemonstration>("Demonstration/Sql/insert_accounts.sql"), ct: ct), ct);
        var payees = new Payees(db);
        await payees.ConfirmAsync(Checker, [.. (await payees.WaitingAsync(TownshipScope.WholeCounty, 100_000, ct)).Select(a => a.PayeeAccountId)], TownshipScope.WholeCounty, ct);
    }

    // What was sold follows from the acts of the subsidiary book; contracts, invoices and receipts are laid beside.
    private async Task CompanyYearAsync(CancellationToken ct)
    {
        var (contracts, sales, invoices) = (new ContractBook(db, files), new Sales(db), new Invoices(db, files));
        await sales.NameHolderAsync(Maker, Company, "演示-青禾", ct);
        await sales.NameHolderAsync(Maker, Farm, "演示-林场", ct);
        var tax = new TaxChoice("taxed", 0.06m, $"{Invented}：以主管税务机关的认定为准");
        await sales.EnterTaxRateAsync(Maker, "sink-sale", new(Year, 1, 1), tax, "?", true, ct);
        const string Buyer = "外地买方（演示，虚构）";
        var framework = await ContractAsync(contracts, new(Company, "HT-演-S01", "sale", "碳汇年度销售框架合同", Buyer, new(Year, 1, 20), new(Year, 12, 31), Tonnes: 20_000, DueDays: 30, Note: Invented, IsDemonstration: true), ct);
        await contracts.AddMilestoneAsync(Maker, framework, new("上半年交付 7,000 t", new(Year, 6, 30), Tonnes: 7_000), ct);
        var delivered = await contracts.AddMilestoneAsync(Maker, framework, new("全年交付 16,000 t", new(Year, 12, 31), Tonnes: 9_000), ct);
        var forward = await ContractAsync(contracts, new(Company, "HT-演-F02", "forward", "碳汇远期交割合同", Buyer, new(Year, 10, 8), new(Year + 1, 6, 30), Tonnes: 3_000, PriceFen: 76_00, DueDays: 15, Note: Invented, IsDemonstration: true), ct);
        await contracts.AddMilestoneAsync(Maker, forward, new("预付款", new(Year, 10, 20), 60_000_00), ct);
        await contracts.AddMilestoneAsync(Maker, forward, new("交割 3,000 t", new(Year + 1, 6, 15), Tonnes: 3_000), ct);
        await ContractAsync(contracts, new(Company, "HT-演-M01", "mandate", "国有林场碳汇项目委托开发合同", "国有林场（演示）", new(Year, 3, 2), new(Year + 5, 3, 1), "JY-03", SharePercent: 30, Note: Invented, IsDemonstration: true), ct);
        foreach (var reached in await contracts.MilestonesAsync(framework, ct))
            if (reached.MilestoneId != delivered)
                await contracts.ReachAsync(Maker, reached.MilestoneId, new(Year, 5, 20), "QY-演-0107、QY-演-0342 两笔成交", ct);

        foreach (var act in await sales.OpenActsAsync(Company, ct))
        {
            var sale = await sales.TakeAsync(Maker, new(act.ActId, tax, act.EffectiveOn >= new DateOnly(Year, 1, 20) ? framework : null, act.Tonnes, act.PriceFen, true), ct);
            var row = (await sales.FindAsync(sale, ct))!;
            await _events.PostAsync(Checker, row.EventId, ct);
            if (act.EffectiveOn.Month < 11)
            {
                await invoices.EnterAsync(Maker, new(Company, "issued", $"票-演-{act.EffectiveOn:MMdd}-{act.ActId}", act.EffectiveOn.AddDays(1), Buyer, "碳汇减排量", row.AmountFen - row.TaxFen, row.TaxFen, "taxed", 0.06m, row.DueOn, framework, sale, true), ct: ct);
                // Of the sale of September a part is still outstanding.
                await _events.PostAsync(Checker, await sales.ReceiveAsync(Maker, sale, $"演示:{act.ActId}", act.EffectiveOn.AddDays(2), act.EffectiveOn.Month == 9 ? 100_000_00 : row.AmountFen, ct: ct), ct);
            }
            if (act.FeeFen > 0)
                await _events.PostAsync(Checker, await sales.PayFeeAsync(Maker, sale, act.EffectiveOn.AddDays(2), ct), ct);
        }
        await DoAsync(Company, "advance-received", 10, 19, "远期合同预付款", 60_000_00, ct, evidence: "HT-演-F02", party: Buyer, subject: ("contract", forward));
        foreach (var (month, name, yuan, code, whole) in new[] { (3, "核查费，第 2 期预付", 18_000, "HT-演-31", 36_000), (6, "抚育劳务，松柏 2 标段", 64_320, "HT-演-27", 64_320), (9, "监测样地外业", 26_400, "HT-演-35", 26_400) })
        {
            var party = $"承包单位 {code}（演示）";
            var contract = await ContractAsync(contracts, new(Company, code, "development", name, party, new(Year, month, 1), new(Year, 12, 31), "JY-03", AmountFen: whole * 100L, Note: Invented, IsDemonstration: true), ct);
            await contracts.AddMilestoneAsync(Maker, contract, new(name, new(Year, month, 25), yuan * 100L), ct);
            var cost = tax.InsideFen(yuan * 100L);
            var invoice = await invoices.EnterAsync(Maker, new(Company, "received", $"收票-演-{code[^2..]}", new(Year, month, 8), party, name, yuan * 100L - cost, cost, "taxed", 0.06m, new(Year, month, 28), contract, IsDemonstration: true), ct: ct);
            await _events.PostAsync(Checker, (await invoices.FindAsync(invoice, ct))!.EventId!.Value, ct);
            await _events.PostAsync(Checker, await invoices.PayAsync(Maker, invoice, $"演示:{code}", new(Year, month, 22), yuan * 100L, ct), ct);
            await contracts.ReachAsync(Maker, (await contracts.MilestonesAsync(contract, ct))[0].MilestoneId, new(Year, month, 8), $"收票-演-{code[^2..]}", ct);
        }
        // One that is owed and not paid yet.
        var owed = await invoices.EnterAsync(Maker, new(Company, "received", "收票-演-44", new(Year, 11, 18), "测绘单位（演示，虚构）", "边界测绘，JY-05", 8_000_00, 480_00, "taxed", 0.06m, new(Year, 12, 18), IsDemonstration: true), ct: ct);
        await _events.PostAsync(Checker, (await invoices.FindAsync(owed, ct))!.EventId!.Value, ct);
        for (var month = 1; month <= 10; month++)
            await DoAsync(Company, "other-cost", month, 25, "办公与差旅", (2_100 + month * 37) * 100L, ct, evidence: $"报销-演-{month:00}");
        // One was booked twice and is taken back.
        var twice = await _events.MakeAsync(Maker, Event(Company, "other-cost", new(Year, 9, 26), "办公与差旅，误记第二次", 2_433_00, evidence: "报销-演-09"), ct);
        await _events.PostAsync(Checker, twice, ct);
        await _events.PostAsync(Checker, await _events.ReverseAsync(Maker, twice, new(Year, 9, 28), "与 9 月 25 日的报销重复（演示）", ct), ct);
        await _events.MakeAsync(Maker, Event(Company, "other-cost", new(Year, 11, 24), "碳汇宣传册印制", 3_860_00, evidence: "报销-演-11"), ct);
    }

    // Loans with what was pledged for them, factors that say they are invented, a policy and a subsidy.
    private async Task GreenAsync(CancellationToken ct)
    {
        var (loans, pledges, funds) = (new Loans(db, files), new Pledges(db, files), new Funds(db, files));
        var subsidy = (await funds.ListAsync(County, ct)).Single(f => f.Purpose == "interest-subsidy");
        var risk = await FundAsync(new(County, "county", "江财预〔演〕2026-9号", Year, "2130234", "林权贷风险补偿（演示）", "risk-compensation", 500_000_00, Note: Invented, IsDemonstration: true), ct);
        await DoAsync(County, "fund-received", 3, 20, "县级林权贷风险补偿资金下达", 500_000_00, ct, fund: risk);
        var loan = await PaperAsync("碳汇预期收益权质押借款合同", paper => loans.EnterAsync(Maker, new NewLoan(
            Company, "借-演-2026-04", "sink-revenue", "江永农商行（演示）", 300_000_00, new(Year, 4, 8), new(Year + 3, 4, 8), 4.5m, "按季付息，到期还本", "县融资担保公司（演示，虚构）", 2, subsidy.FundId, 30, risk, Invented, true), paper, ct));
        foreach (var (template, month, day, book, fen, fund) in new[]
                 {
                     ("loan-received", 4, 9, Company, 300_000_00L, (long?)null), ("interest-paid", 7, 9, Company, 3_375_00, null), ("interest-paid", 10, 9, Company, 3_375_00, null),
                     ("interest-subsidy", 7, 20, County, 1_500_00, subsidy.FundId), ("loan-repaid", 10, 30, Company, 50_000_00, null),
                 })
            await _events.PostAsync(Checker, await loans.MoveAsync(Maker, $"演示:{template}:{month}", "loan", loan, book, template, new(Year, month, day), fen, fund, ct: ct), ct);
        foreach (var (factor, value) in new[] { ("price-days", 60m), ("haircut", 0.5m), ("discount", 0.06m), ("survival", 0.85m), ("lag-years", 2m) })
            await pledges.EnterFactorAsync(Maker, factor, value, new(Year, 1, 1), $"{Invented}：不是任何银行的参数", "?", true, ct);
        var acts = await pledges.ActsAsync(ct);
        if (acts.FirstOrDefault(a => a.Kind == "freeze") is { } freeze)
        {
            var frozen = await PaperAsync("动产融资统一登记证明", paper => pledges.EnterAsync(Maker, new(loan, "frozen-tonnes", "动融登-演-0925", freeze.EffectiveOn, new(Year + 3, 9, 24), freeze.ActId, freeze.Tonnes, IsDemonstration: true), paper, ct));
            if (acts.FirstOrDefault(a => a.Kind == "release" && (a.Project, a.Vintage) == (freeze.Project, freeze.Vintage)) is { } release)
                await pledges.ReleaseAsync(Maker, frozen, release.ActId, release.EffectiveOn, "归还 50,000 元，部分解除（演示）", ct: ct);
            await pledges.ValueAsync(Maker, frozen, new(Year, 11, 16), ct);
        }
        // A county of a few hundred parcels has no such project.
        if (await db.QuerySingleOrDefaultAsync<string>("select p.code from ccer.project_v p where p.code = 'JY-03'", ct: ct) is { } pledged)
        {
            var expected = await pledges.EnterAsync(Maker, new(loan, "expected-revenue", "动融登-演-0408", new(Year, 4, 8), new(Year + 3, 4, 8), ProjectCode: pledged, FromYear: Year, LastYear: Year + 4, IsDemonstration: true), ct: ct);
            await pledges.ValueAsync(Maker, expected, new(Year, 11, 16), ct);
        }
        // A loan on forest rights that nobody has valued.
        var second = await loans.EnterAsync(Maker, new NewLoan(Company, "借-演-2026-11", "forest-right", "江永农商行（演示）", 120_000_00, new(Year, 11, 3), new(Year + 1, 11, 3), null, "按月付息", Note: Invented, IsDemonstration: true), ct: ct);
        await pledges.EnterAsync(Maker, new(second, "forest-right", "不动产登-演-311", new(Year, 11, 4), new(Year + 1, 11, 3), What: "林权证 演林证字 311 号，86.40 亩", IsDemonstration: true), ct: ct);

        var policy = await PaperAsync("森林保险单", paper => loans.EnterAsync(Maker, new NewPolicy(
            Company, "保-演-2026-11", "sink-yield", "某财产保险公司（演示，虚构）", "江永青禾生态发展有限公司（演示，虚构）", 480_000_00, new(Year, 7, 1), new(Year + 1, 6, 30), 3_600_00, 3_000_00, 0, 1_800_00, 3_600_00, "JY-03", 1_200, true), paper, ct));
        await _events.PostAsync(Checker, await loans.MoveAsync(Maker, "演示:保费", "policy", policy, Company, "premium-paid", new(Year, 7, 3), 3_600_00, ct: ct), ct);
        var planting = await PaperAsync("造林补助文件", paper => loans.EnterAsync(Maker, new NewSubsidy(Company, "planting", "湘财资环〔演〕2026-14号", new(Year, 10, 20), 32_000_00, "造林补助，松柏 4,812.6 亩", "JY-03", IsDemonstration: true), paper, ct));
        await _events.PostAsync(Checker, await loans.MoveAsync(Maker, "演示:补助", "subsidy", planting, Company, "grant-received", new(Year, 11, 6), 20_000_00, ct: ct), ct);
    }

    // A list of its own beside the compensation of public-welfare forest.
    private async Task SinksAsync(IReadOnlyList<Village> villages, CancellationToken ct)
    {
        var fund = await FundAsync(new(County, "county", "江财资环〔演〕2026-31号", Year, "2110599", "碳汇补偿（演示）", "sink-compensation", 60_000_00, Note: Invented, IsDemonstration: true), ct);
        await DoAsync(County, "fund-received", 10, 12, "碳汇补偿资金下达", 60_000_00, ct, fund: fund);
        var payees = (await new Payees(db).ListAsync(TownshipScope.WholeCounty, villages[0].VillageCode, ct: ct)).Where(p => p.Kind is "household" or "collective").Take(8).ToList();
        if (payees.Count == 0)
            return;
        var text = new StringBuilder(string.Join(',', SinkTable.Heads) + "\n");
        foreach (var (p, i) in payees.Select((p, i) => (p, i)))
            text.Append(CultureInfo.InvariantCulture, $"{p.Code},{p.Name},司法碳汇认购 演-{i + 1:00},{12.5m + i:0.00},36.80,{decimal.Floor((12.5m + i) * 3680) / 100:0.00}\n");
        var list = await WithFileAsync(path => File.WriteAllText(path, text.ToString(), new UTF8Encoding(false)),
            path => new SinkCompensation(db, files).DraftAsync(Maker, fund, villages[0].VillageCode, Year, $"{Year} 年{villages[0].NameZh}碳汇补偿（演示）", path, "碳汇补偿表（演示，虚构）.csv", true, ct), ".csv");
        await _lists.MoveAsync(Maker, list, "publicity", new(Year, 11, 23), ct: ct);
    }

    private static async Task<long> ContractAsync(ContractBook contracts, NewContract draft, CancellationToken ct)
    {
        var id = await contracts.EnterAsync(Maker, draft, ct);
        await WithFileAsync(path => File.WriteAllText(path, $"{draft.Code} {draft.Title}，{Invented}", new UTF8Encoding(false)),
            path => contracts.AddDocumentAsync(Maker, id, "contract", $"{draft.Code} 合同正本（演示，虚构）", draft.SignedOn, path, $"{draft.Code}.txt", ct), ".txt");
        return id;
    }

    private static Task<long> PaperAsync(string name, Func<SentPaper, Task<long>> use) => WithFileAsync(path => File.WriteAllText(path, $"{name}，{Invented}", new UTF8Encoding(false)), path => use(new(path, $"{name}（演示，虚构）.txt")), ".txt");

    private async Task CountyYearAsync(IReadOnlyList<Village> villages, long province, CancellationToken ct)
    {
        foreach (var (v, i) in villages.Select((v, i) => (v, i)))
            await DoAsync(County, "grant-allocated", 6 + i, 18, $"造林补助拨付{v.NameZh}集体", (40_000 + i * 2_500) * 100L, ct, fund: province, other: $"演示-{v.VillageCode}", party: $"{v.NameZh}集体", evidence: $"拨-演-{i + 1:00}");
        await DoAsync(County, "resource-received", 9, 15, "国有林碳汇有偿使用收入", 86_000_00, ct, party: "国有林场（演示）", evidence: "非税-演-0915");
    }

    private async Task CompensationAsync(IReadOnlyList<Village> villages, IReadOnlyList<Parcel> parcels, long fund, CancellationToken ct)
    {
        var compensation = new EcoCompensation(db);
        foreach (var (part, fen) in new[] { ("loss", 1_300), ("ranger", 250), ("public", 50) })
            await compensation.EnterStandardAsync(Maker, new("national", "collective", "", part, 2019, fen, $"{Invented}：16 元/亩的分解", "?", true), ct);
        await db.WriteAsync(Maker, TownshipScope.WholeCounty, "登记演示收款人", write => write.ExecuteAsync(
            "insert into finance.payee (code, kind, name, is_demonstration) values ('演示-林业局', 'public', '县林业局公共管护（演示）', true)", ct: ct), ct);
        var rows = parcels.Select((p, i) => new Dictionary<string, object?>
        {
            ["合同编号"] = $"演管-{p.VillageCode[^6..]}-{i + 1:0000}", ["合同类型"] = "管护合同", ["资金类别"] = "国家级公益林", ["保护等级"] = "", ["权属"] = i % 6 == 0 ? "集体" : "个人", ["村编码"] = p.VillageCode,
            ["权利人编号"] = i % 6 == 0 ? $"演示集体-{p.VillageCode}" : $"演示户-{p.VillageCode[^6..]}-{i % 40:00}", ["权利人"] = i % 6 == 0 ? $"{p.VillageName}集体（演示）" : $"演示户{(char)('甲' + i % 3)}{i % 40:00}",
            ["护林员编号"] = $"演示护林-{p.VillageCode}", ["护林员"] = $"演示护林员{p.VillageCode[^3..]}", ["小班号"] = p.Code,
            // Every ninth contract is off by some mu, for the findings.
            ["合同面积（亩）"] = decimal.Round(p.MappedMu * (i % 9 == 4 ? 1.06m : 1), 2), ["起始年"] = 2021, ["终止年"] = 2030,
        }).ToList();
        await WithFileAsync(path => File.WriteAllBytes(path, Workbook(rows)), path => new ProtectionContracts(db, files).ImportAsync(
            Maker, path, "管护合同（演示，虚构）.xlsx", $"{Invented}：每九份合同有一份多出图面，供核对", true, ct), ".xlsx");
        await AccountsAsync(ct);

        for (var i = 0; i < villages.Count; i++)
        {
            var list = await compensation.DraftAsync(Maker, County, fund, villages[i].VillageCode, "national", Year, ct);
            // Four villages, four places on the way.
            var steps = new[] { ("publicity", 8, 3), ("published", 8, 10), ("township", 8, 14), ("bureau", 8, 20), ("finance", 9, 1), ("approved", 9, 2) };
            foreach (var (to, month, day) in i switch { 0 or 1 => steps, 2 => steps[..3], _ => [("publicity", 11, 24)] })
                await _lists.MoveAsync(to == "approved" ? Checker : Maker, list, to, new DateOnly(Year, month, day).AddDays(i == 2 ? 60 : 0), ct: ct);
            if (i == 2)
            {
                // One line is disputed: it is held, and its right version stands on a list of its own.
                var line = (await _lists.LinesAsync(list, ct)).First(l => l.Part == "loss");
                await _lists.HoldAsync(Maker, list, line.Line, "面积有争议（演示）", ct);
                await _lists.CorrectAsync(Maker, list, line.Line, line.PayeeId, line.AmountFen * 9 / 10, ct);
            }
            // In the second village two accounts were wrong.
            if (i < 2)
                await PaidAsync(list, new(Year, 9, 18), "一卡通发放结果（演示）.csv", serial => i == 1 && serial is 3 or 8 && i == 1, ct);
        }
    }

    private async Task SharingAsync(CancellationToken ct)
    {
        var sharing = new BenefitSharing(db);
        if (await db.QuerySingleOrDefaultAsync<string>("select p.code from ccer.project_v p where p.code = 'JY-03' and p.state = 'registered' and p.is_demonstration", ct: ct) is not { } project)
            return;
        var (developer, care) = (await PayeeAsync("演示-开发", "company", "湘南碳汇服务中心（演示，虚构）", ct), await PayeeAsync("演示-管护", "public", "护林基金（演示）", ct));
        var agreement = await sharing.DraftAsync(Maker, new(project, Company, "project-area",
            [new("委托开发方", "developer", 30, developer), new("护林基金", "care-fund", 5, care), new("村集体", "collective", 20), new("农户", "households", 45)], Invented, true), ct);
        if ((await sharing.TakeLotsAsync(Maker, agreement, ct)).Taken == 0)
            return; // no lot lies under the project
        await sharing.SignAsync(Maker, agreement, new(2025, 6, 30), ct);
        await AccountsAsync(ct);
        if ((await new Sales(db).ListAsync(Company, ct: ct)).FirstOrDefault(x => x.ProjectCode == project) is not { } sale)
            return; // nothing of the project was sold
        var run = await sharing.RunAsync(Maker, new("demonstration", agreement, $"{project} 第 1 期分成", new(Year, 9, 10), sale.AmountFen,
            [new("增值税", sale.TaxFen, sale.TaxSource), new("核查费", Math.Min(3_000_00, sale.AmountFen / 3), "HT-演-31"), new("交易手续费", sale.FeeFen ?? 1, sale.TradeNumber)], sale.TradeNumber, sale.SaleId), ct);
        await sharing.ConfirmAsync(Checker, run, ct);
        foreach (var list in (await _lists.ListAsync(TownshipScope.WholeCounty, runId: run, ct: ct)).OrderBy(l => l.ListId).Select((l, i) => (l.ListId, l.Way, i)))
            foreach (var (to, month, day) in list switch
                     {
                         { Way: "parties" } => new[] { ("bureau", 9, 15), ("finance", 10, 12), ("approved", 10, 13) },
                         { i: 0 } => [("publicity", 9, 14), ("published", 9, 21), ("township", 9, 23), ("bureau", 9, 28), ("finance", 10, 12), ("approved", 10, 13)],
                         _ => [("publicity", 11, 24)],
                     })
                await _lists.MoveAsync(to == "approved" ? Checker : Maker, list.ListId, to, new(Year, month, day), ct: ct);
        // The first list is paid; then some tonnes had to be made good.
        var first = (await _lists.ListAsync(TownshipScope.WholeCounty, runId: run, ct: ct)).MinBy(l => l.ListId)!.ListId;
        await PaidAsync(first, new(Year, 10, 21), "分成发放结果（演示）.csv", _ => false, ct);
        // Of the parties that are no villagers: paid into their bank accounts and done.
        if ((await _lists.ListAsync(TownshipScope.WholeCounty, runId: run, ct: ct)).SingleOrDefault(l => l.Way == "parties") is { } parties)
        {
            await PaidAsync(parties.ListId, new(Year, 10, 22), "银行代发结果（演示）.csv", _ => false, ct, "bank");
            await _lists.MoveAsync(Checker, parties.ListId, "paid", new(Year, 10, 22), ct: ct);
        }
        if (Math.Min(8, sale.Tonnes / 4) is not (> 0 and var lost))
            return;
        var recoveries = new ShareRecoveries(db);
        var recovery = await recoveries.RecoverAsync(Maker, run, lost, null, $"演示：火灾损失，须补足 {lost} 吨", new(Year, 11, 19), ct);
        var asked = (await recoveries.ListAsync(run, ct)).Single(r => r.RecoveryId == recovery);
        await _events.PostAsync(Checker, asked.EventId!.Value, ct);
        if (asked.ToKeepFen > 0)
            await _events.PostAsync(Checker, await recoveries.KeepBackAsync(Maker, recovery, new(Year, 11, 20), ct), ct);
    }

    // A payment file and the bank's answer to it.
    private async Task PaidAsync(long list, DateOnly on, string name, Func<int, bool> comesBack, CancellationToken ct, string template = "yikatong")
    {
        var file = await _lists.PayAsync(Maker, list, template, ct);
        var answer = new StringBuilder($"{file.Layout.SerialHeads[0]},{file.Layout.ResultHeads[0]},{file.Layout.ReasonHeads[0]}\n");
        foreach (var line in file.Lines)
            answer.Append(CultureInfo.InvariantCulture, $"{line.Serial},{(comesBack(line.Serial) ? "失败,账号与户名不符" : "成功,")}\n");
        var paid = await WithFileAsync(path => File.WriteAllText(path, answer.ToString(), new UTF8Encoding(false)), path => _lists.AnswerBatchAsync(Maker, file.BatchId, on, path, name, ct), ".csv");
        if (paid.VoucherId is { } voucher)
            await _events.PostAsync(Checker, voucher, ct);
    }

    // Prices as a market might have made them; no day of it is real.
    private async Task PricesAsync(CancellationToken ct)
    {
        foreach (var series in DemonstrationPrices.Series)
        {
            var text = new StringBuilder("日期,价格（元/吨）,成交量（吨）\n");
            foreach (var day in DemonstrationPrices.Of(series))
                text.Append(CultureInfo.InvariantCulture, $"{day.Date:yyyy-MM-dd},{day.Price:0.00},{day.Volume:0}\n");
            await WithFileAsync(path => File.WriteAllText(path, text.ToString(), new UTF8Encoding(false)),
                path => new PriceBook(db).ImportAsync(Maker, series, Invented, path, "prices.csv", true, ct: ct), ".csv");
        }
    }

    // A statement as the bank might send it: every posted voucher's cash, and two lines nobody has a voucher for.
    private async Task BankAsync(string book, DateOnly through, string kind, CancellationToken ct)
    {
        var free = (await new BankReconciliation(db, files).FreeAsync(book, ct: ct)).Where(v => v.EffectiveOn <= through).ToList();
        var text = new StringBuilder(kind == "两列" ? "交易日期,交易流水号,收入金额,支出金额,对方户名,摘要\n" : "交易时间,流水号,交易金额,对方户名,备注\n");
        foreach (var (v, i) in free.Select((v, i) => (v, i)))
        {
            var (yuan, note) = ((Math.Abs(v.CashFen) / 100m).ToString("0.00", CultureInfo.InvariantCulture), i % 11 == 5 ? "转账" : $"{v.Evidence} {v.Summary}");
            text.Append(kind == "两列"
                ? $"{v.EffectiveOn:yyyy-MM-dd},演流水{book[3..]}{i:0000},{(v.CashFen > 0 ? yuan : "")},{(v.CashFen < 0 ? yuan : "")},{v.Counterparty.Replace('，', ' ').Replace(',', ' ')},{note.Replace(',', ' ')}\n"
                : $"{v.EffectiveOn:yyyy/M/d} 10:0{i % 10}:00,演流水{book[3..]}{i:0000},{(v.CashFen < 0 ? "-" : "")}{yuan},{v.Counterparty.Replace('，', ' ').Replace(',', ' ')},{note.Replace(',', ' ')}\n");
        }
        text.Append(kind == "两列" ? $"{through:yyyy-MM-dd},演流水{book[3..]}8001,312.40,,,结息\n" : $"{through:yyyy/M/d} 21:00:00,演流水{book[3..]}8001,57.18,,结息\n");
        var reconciliation = new BankReconciliation(db, files);
        await WithFileAsync(path => File.WriteAllText(path, text.ToString(), new UTF8Encoding(false)), path => reconciliation.ImportAsync(Maker, book, path, $"{book}银行流水（演示，虚构）.csv", ct), ".csv");
        await reconciliation.MatchCertainAsync(Maker, book, ct);
        foreach (var (line, proposals) in (await reconciliation.ProposeAsync(book, ct)).Where(o => o.Line.Dated.Month < 9))
            if (proposals is [var best, ..])
                await reconciliation.MatchAsync(Maker, line.BankLineId, [.. best.Vouchers.Select(v => v.EventId)], best.Because, ct);
            else
                await reconciliation.ExplainAsync(Maker, line.BankLineId, "银行结息，按季另记", ct);
        if (through > CountyClock.Today)
            return;
        // As if the bank had sent its balance: it knows what the lines say and not what is on its way.
        var sheet = await reconciliation.BalanceSheetAsync(book, through, ct);
        await reconciliation.EnterBalanceAsync(Maker, book, through, sheet.AdjustedBookFen - sheet.Vouchers.Sum(v => v.CashFen), "银行对账单（演示，虚构）", true, ct);
    }

    private async Task CloseAsync(CancellationToken ct)
    {
        var closing = new Closing(db);
        foreach (var book in new[] { County, Company })
        {
            var through = new DateOnly(Year, 8, 31);
            if ((await closing.ObstaclesAsync(book, through, ct)).Count == 0)
                await closing.ConfirmAsync(Checker, book, await closing.AskAsync(Maker, book, through, ct), ct);
        }
    }

    private Task<long> PayeeAsync(string code, string kind, string name, CancellationToken ct) => db.WriteAsync(Maker, TownshipScope.WholeCounty, "登记演示收款人", write => write.ScalarAsync<long>(
        "insert into finance.payee (code, kind, name, is_demonstration) values (@code, @kind, @name, true) returning payee_id", new { code, kind, name }, ct), ct);

    private async Task DoAsync(string book, string template, int month, int day, string summary, long fen, CancellationToken ct, long? fund = null, string? other = null, string evidence = "",
        string party = "", (string Kind, long Id)? subject = null) =>
        await _events.PostAsync(Checker, await _events.MakeAsync(Maker, Event(book, template, new(Year, month, day), summary, fen, fund, other, evidence, party, subject), ct), ct);

    private static NewEvent Event(
        string book, string template, DateOnly on, string summary, long fen, long? fund = null, string? other = null, string evidence = "", string party = "", (string Kind, long Id)? subject = null) =>
        new($"演示:{book}:{template}:{on:yyyyMMdd}:{summary}", book, template, on, summary, fen, OtherBook: other, FundId: fund, SubjectKind: subject?.Kind,
            SubjectId: subject?.Id.ToString(CultureInfo.InvariantCulture), Counterparty: party, Evidence: evidence);

    private static byte[] Workbook(IEnumerable<Dictionary<string, object?>> rows)
    {
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, new() { ["Sheet1"] = rows });
        return stream.ToArray();
    }

    private static async Task<T> WithFileAsync<T>(Action<string> write, Func<string, Task<T>> use, string extension)
    {
        var path = Path.Combine(Path.GetTempPath(), $"fc-{Guid.NewGuid():N}{extension}");
        try
        {
            write(path);
            return await use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed record Village
    {
        public string VillageCode { get; init; } = "";
        public string NameZh { get; init; } = "";
    }

    private sealed record Parcel
    {
        public string Code { get; init; } = "";
        public string VillageCode { get; init; } = "";
        public string VillageName { get; init; } = "";
        public decimal MappedMu { get; init; }
    }
}
