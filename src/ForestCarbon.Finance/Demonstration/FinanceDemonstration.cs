using System.Globalization;
using System.Text;
using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Compensation;
using ForestCarbon.Finance.Forecasts;
using ForestCarbon.Finance.Payables;
using ForestCarbon.Finance.Prices;
using ForestCarbon.Finance.Reconciliation;
using ForestCarbon.Finance.Sharing;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Files;
using MiniExcelLibs;

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
        var funds = new Funds(db);
        // Enough for what the contracts ask for, whatever the size of the county: in whole ten thousand yuan.
        var granted = (long)decimal.Ceiling(parcels.Sum(p => p.MappedMu) * 16 * 1.1m / 10_000) * 10_000_00;
        var central = await funds.EnterAsync(Maker, new(County, "central", "财资环〔演〕2026-18号", Year, "2110501", "森林管护（演示）", "compensation", granted, Note: Invented, IsDemonstration: true), ct);
        var province = await funds.EnterAsync(Maker, new(County, "province", "湘财资环〔演〕2026-14号", Year, "2130209", "森林生态效益补偿（演示）", "planting", 600_000_00, Note: Invented, IsDemonstration: true), ct);
        var subsidy = await funds.EnterAsync(Maker, new(County, "county", "江财预〔演〕2026-7号", Year, "2130234", "林业贷款贴息（演示）", "interest-subsidy", 50_000_00, Note: Invented, IsDemonstration: true), ct);
        await DoAsync(County, "fund-received", 3, 16, "中央森林生态效益补偿资金下达", granted, ct, fund: central);
        await DoAsync(County, "fund-received", 4, 21, "省级造林补助资金下达", 600_000_00, ct, fund: province);
        await DoAsync(County, "fund-received", 2, 20, "县级贷款贴息资金下达", 50_000_00, ct, fund: subsidy);
        await DoAsync(County, "interest-subsidy", 6, 25, "碳汇收益权质押贷款贴息，上半年", 11_250_00, ct, fund: subsidy, party: "江永农商行（演示）", evidence: "贴息-演-06");
        return (central, province);
    }

    private async Task CompanyYearAsync(CancellationToken ct)
    {
        foreach (var (month, day, tonnes, price, trade) in new[] { (2, 11, 4_000, 71_55, "QY-演-0107"), (5, 19, 3_200, 74_20, "QY-演-0342"), (8, 25, 5_000, 78_80, "QY-演-0611"), (11, 12, 2_200, 71_10, "QY-演-0874") })
        {
            await DoAsync(Company, "sale-agreed", month, day, $"碳汇交易成交，{tonnes:N0} t", (long)tonnes * price, ct, evidence: trade, party: "外地买方（演示，虚构）", act: await SaleActAsync(ct));
            if (month < 11)
                await DoAsync(Company, "sale-received", month, day + 2, $"碳汇交易款到账，{tonnes:N0} t", (long)tonnes * price, ct, evidence: trade, party: "外地买方（演示，虚构）");
            await DoAsync(Company, "fee-paid", month, day + 2, "交易手续费", (long)tonnes * price / 200, ct, evidence: trade, party: "交易机构（演示）");
        }
        foreach (var (month, name, yuan, contract) in new[] { (3, "核查费，第 2 期预付", 18_000, "HT-演-31"), (6, "抚育劳务，松柏 2 标段", 64_320, "HT-演-27"), (9, "监测样地外业", 26_400, "HT-演-35") })
        {
            await DoAsync(Company, "cost-owed", month, 8, name, yuan * 100L, ct, evidence: contract, party: $"承包单位 {contract}（演示）");
            await DoAsync(Company, "cost-paid", month, 22, name, yuan * 100L, ct, evidence: contract, party: $"承包单位 {contract}（演示）");
        }
        for (var month = 1; month <= 10; month++)
            await DoAsync(Company, "other-cost", month, 25, "办公与差旅", (2_100 + month * 37) * 100L, ct, evidence: $"报销-演-{month:00}");
        await DoAsync(Company, "loan-received", 4, 9, "碳汇预期收益权质押贷款", 300_000_00, ct, evidence: "借-演-2026-04", party: "江永农商行（演示）");
        await DoAsync(Company, "interest-paid", 7, 9, "贷款利息，第 2 季", 3_375_00, ct, evidence: "借-演-2026-04", party: "江永农商行（演示）");
        await DoAsync(Company, "grant-received", 11, 6, "造林补助，松柏 4,812.6 亩", 20_000_00, ct, evidence: "湘财资环〔演〕2026-14号", party: "江永县财政局（演示）");
        await _events.MakeAsync(Maker, Event(Company, "other-cost", new(Year, 11, 24), "碳汇宣传册印制", 3_860_00, evidence: "报销-演-11"), ct);
    }

    private async Task CountyYearAsync(IReadOnlyList<Village> villages, long province, CancellationToken ct)
    {
        foreach (var (v, i) in villages.Select((v, i) => (v, i)))
            await DoAsync(County, "allocated", 6 + i, 18, $"造林补助拨付{v.NameZh}集体", (40_000 + i * 2_500) * 100L, ct, fund: province, other: $"演示-{v.VillageCode}", party: $"{v.NameZh}集体", evidence: $"拨-演-{i + 1:00}");
        await DoAsync(County, "resource-received", 9, 15, "国有林碳汇有偿使用收入", 86_000_00, ct, party: "国有林场（演示）", evidence: "非税-演-0915");
    }

    private async Task CompensationAsync(IReadOnlyList<Village> villages, IReadOnlyList<Parcel> parcels, long fund, CancellationToken ct)
    {
        var compensation = new EcoCompensation(db, files);
        foreach (var (part, fen) in new[] { ("loss", 1_300), ("ranger", 250), ("public", 50) })
            await compensation.EnterStandardAsync(Maker, new("national", "collective", "", part, 2019, fen, $"{Invented}：16 元/亩的分解", "?", true), ct);
        await db.WriteAsync(Maker, TownshipScope.WholeCounty, "登记演示收款人", write => write.ExecuteAsync(
            "insert into finance.payee (code, kind, name, is_demonstration) values ('演示-林业局', 'public', '县林业局公共管护（演示）', true)", ct: ct), ct);
        var rows = parcels.Select((p, i) => new Dictionary<string, object>
        {
            ["合同编号"] = $"演管-{p.VillageCode[^6..]}-{i + 1:0000}", ["合同类型"] = "管护合同", ["资金类别"] = "国家级公益林", ["保护等级"] = "", ["权属"] = i % 6 == 0 ? "集体" : "个人", ["村编码"] = p.VillageCode,
            ["权利人编号"] = i % 6 == 0 ? $"演示集体-{p.VillageCode}" : $"演示户-{p.VillageCode[^6..]}-{i % 40:00}", ["权利人"] = i % 6 == 0 ? $"{p.VillageName}集体（演示）" : $"演示户{(char)('甲' + i % 3)}{i % 40:00}",
            ["护林员编号"] = $"演示护林-{p.VillageCode}", ["护林员"] = $"演示护林员{p.VillageCode[^3..]}", ["小班号"] = p.Code,
            // Every ninth contract is off by some mu, for the findings.
            ["合同面积（亩）"] = decimal.Round(p.MappedMu * (i % 9 == 4 ? 1.06m : 1), 2), ["起始年"] = 2021, ["终止年"] = 2030,
        }).ToList();
        await WithFileAsync(path => File.WriteAllBytes(path, Workbook(rows)), path => compensation.ImportAsync(Maker, path, "管护合同（演示，虚构）.xlsx", true, ct), ".xlsx");
        await db.WriteAsync(Maker, TownshipScope.WholeCounty, "登记演示账户", write => write.ExecuteAsync(Sql.Of<FinanceDemonstration>("Demonstration/Sql/insert_accounts.sql"), ct: ct), ct);

        for (var i = 0; i < villages.Count; i++)
        {
            var list = await compensation.DraftAsync(Maker, County, fund, villages[i].VillageCode, "national", Year, ct);
            // Four villages, four places on the way.
            var steps = new[] { ("publicity", 8, 3), ("published", 8, 10), ("township", 8, 14), ("bureau", 8, 20), ("finance", 9, 1), ("approved", 9, 2) };
            foreach (var (to, month, day) in i switch { 0 or 1 => steps, 2 => steps[..3], _ => [("publicity", 11, 24)] })
                await _lists.MoveAsync(to == "approved" ? Checker : Maker, list, to, new DateOnly(Year, month, day).AddDays(i == 2 ? 60 : 0), ct: ct);
            if (i > 1)
                continue;
            var file = await _lists.PayAsync(Maker, list, "yikatong", ct);
            // In the second village two accounts were wrong.
            var answer = new StringBuilder("序号,发放结果,失败原因\n");
            foreach (var line in file.Lines)
                answer.Append(CultureInfo.InvariantCulture, $"{line.Serial},{(i == 1 && line.Serial is 3 or 8 && i == 1 ? "失败,账号与户名不符" : "成功,")}\n");
            var paid = await WithFileAsync(path => File.WriteAllText(path, answer.ToString(), new UTF8Encoding(false)),
                path => _lists.AnswerBatchAsync(Maker, file.BatchId, new(Year, 9, 18), path, "一卡通发放结果（演示）.csv", ct), ".csv");
            if (paid.VoucherId is { } voucher)
                await _events.PostAsync(Checker, voucher, ct);
        }
    }

    private async Task SharingAsync(CancellationToken ct)
    {
        var sharing = new BenefitSharing(db);
        if (await db.QuerySingleOrDefaultAsync<string>("select p.code from ccer.project_v p where p.state = 'registered' and p.is_demonstration order by p.code limit 1", ct: ct) is not { } project)
            return;
        var (developer, care) = (await PayeeAsync("演示-开发", "company", "湘南碳汇服务中心（演示，虚构）", ct), await PayeeAsync("演示-管护", "public", "护林基金（演示）", ct));
        var agreement = await sharing.DraftAsync(Maker, new(project, Company, "project-area",
            [new("委托开发方", "developer", 30, developer), new("护林基金", "care-fund", 5, care), new("村集体", "collective", 20), new("农户", "households", 45)], Invented, true), ct);
        if (await sharing.TakeLotsAsync(Maker, agreement, ct) == 0)
            return; // no lot lies under the project
        await sharing.SignAsync(Maker, agreement, new(2025, 6, 30), ct);
        await db.WriteAsync(Maker, TownshipScope.WholeCounty, "登记演示账户", write => write.ExecuteAsync(Sql.Of<FinanceDemonstration>("Demonstration/Sql/insert_accounts.sql"), ct: ct), ct);
        var run = await sharing.RunAsync(Maker, new("demonstration", agreement, $"{project} 第 1 期分成", new(Year, 9, 10), 286_200_00, [new("核查费", 18_000_00, "HT-演-31"), new("交易手续费", 1_431_00, "QY-演-0107")], "QY-演-0107"), ct);
        await sharing.ConfirmAsync(Checker, run, ct);
        foreach (var list in (await _lists.ListAsync(TownshipScope.WholeCounty, runId: run, ct: ct)).OrderBy(l => l.ListId).Select((l, i) => (l.ListId, i)))
            foreach (var (to, month, day) in list.i == 0
                         ? new[] { ("publicity", 9, 14), ("published", 9, 21), ("township", 9, 23), ("bureau", 9, 28), ("finance", 10, 12), ("approved", 10, 13) }
                         : [("publicity", 11, 24)])
                await _lists.MoveAsync(to == "approved" ? Checker : Maker, list.ListId, to, new(Year, month, day), ct: ct);
    }

    // Prices as a market might have made them; no day of it is real.
    private async Task PricesAsync(CancellationToken ct)
    {
        foreach (var (series, start, seed) in new[] { ("CCER", 71.5, 7), ("CEA", 92.0, 8) })
        {
            var random = new Random(seed);
            var text = new StringBuilder("日期,价格（元/吨）,成交量（吨）\n");
            var price = start;
            for (var day = new DateOnly(Year, 1, 5); day <= new DateOnly(Year, 11, 20); day = day.AddDays(1))
            {
                if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || (day.Month == 10 && day.Day < 9) || (day.Month == 2 && day.Day is > 14 and < 24))
                    continue;
                var shock = (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 0.03;
                price *= 1 + (day == new DateOnly(Year, 7, 13) ? 0.12 : random.NextDouble() < 0.03 ? shock * 4 : shock);
                text.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},{price:0.00},{2_000 + (int)(Math.Exp(random.NextDouble() * 4) * 600)}\n");
            }
            await WithFileAsync(path => File.WriteAllText(path, text.ToString(), new UTF8Encoding(false)),
                path => new PriceBook(db).ImportAsync(Maker, series, Invented, path, "prices.csv", true, ct), ".csv");
        }
    }

    // A statement as the bank might send it: every posted voucher's cash, and two lines nobody has a voucher for.
    private async Task BankAsync(string book, DateOnly through, string kind, CancellationToken ct)
    {
        var free = (await new BankReconciliation(db, files).FreeAsync(book, ct)).Where(v => v.EffectiveOn <= through).ToList();
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

    private async Task<string?> SaleActAsync(CancellationToken ct) =>
        await db.QuerySingleOrDefaultAsync<string>("select a.act_id::text from ledger.act_v a where a.kind = 'sale' and a.outcome = 'confirmed' order by a.act_id limit 1", ct: ct);

    private Task<long> PayeeAsync(string code, string kind, string name, CancellationToken ct) => db.WriteAsync(Maker, TownshipScope.WholeCounty, "登记演示收款人", write => write.ScalarAsync<long>(
        "insert into finance.payee (code, kind, name, is_demonstration) values (@code, @kind, @name, true) returning payee_id", new { code, kind, name }, ct), ct);

    private async Task DoAsync(string book, string template, int month, int day, string summary, long fen, CancellationToken ct, long? fund = null, string? other = null, string evidence = "",
        string party = "", string? act = null) =>
        await _events.PostAsync(Checker, await _events.MakeAsync(Maker, Event(book, template, new(Year, month, day), summary, fen, fund, other, evidence, party, act), ct), ct);

    private static NewEvent Event(string book, string template, DateOnly on, string summary, long fen, long? fund = null, string? other = null, string evidence = "", string party = "", string? act = null) =>
        new($"演示:{book}:{template}:{on:yyyyMMdd}:{summary}", book, template, on, summary, fen, OtherBook: other, FundId: fund, SubjectKind: act is null ? null : "act", SubjectId: act, Counterparty: party, Evidence: evidence);

    private static byte[] Workbook(IEnumerable<Dictionary<string, object>> rows)
    {
        using var stream = new MemoryStream();
        stream.SaveAs(rows);
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
