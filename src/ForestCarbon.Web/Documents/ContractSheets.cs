using System.Globalization;
using ForestCarbon.Finance.Contracts;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Web.Areas.Finance.Controllers;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Documents;

/// <summary>Contracts, sales, invoices and receivables by age as workbooks. Money is yuan with its fen, tonnes are whole.</summary>
public static class ContractSheets
{
    public static byte[] Of(IReadOnlyList<ContractLine> contracts, IStringLocalizer<Texts> texts) => Book(texts["合同"], contracts.Select(c => new Dictionary<string, object?>
    {
        [texts["合同编号"]] = c.Code, [texts["类别"]] = texts[ContractsPageOf.KindOf(c.Kind)].Value, [texts["名称"]] = c.Title, [texts["账簿"]] = c.BookName, [texts["对方单位"]] = c.Counterparty, [texts["项目"]] = c.ProjectCode,
        [texts["签订"]] = Day(c.SignedOn), [texts["到期"]] = Day(c.UntilOn), [texts["约定吨数（t）"]] = c.Tonnes, [texts["约定单价（元/t）"]] = c.PriceFen / 100m, [texts["合同金额（元）"]] = c.AmountFen / 100m,
        [texts["分成（%）"]] = c.SharePercent, [texts["付款期限（天）"]] = c.DueDays, [texts["已成交（t）"]] = c.SoldT, [texts["已成交（元）"]] = c.SoldFen / 100m, [texts["已到账（元）"]] = c.ReceivedFen / 100m,
        [texts["节点"]] = $"{c.Done}/{c.Milestones}", [texts["文件"]] = c.Documents, [texts["终止"]] = Day(c.EndedOn), [texts["演示数据"]] = c.IsDemonstration ? texts["演示数据"].Value : "",
    }));

    public static byte[] Of(IReadOnlyList<SaleRow> sales, IStringLocalizer<Texts> texts) => Book(texts["成交记录"], sales.Select(s => new Dictionary<string, object?>
    {
        [texts["成交"]] = Day(s.TradedOn), [texts["成交号"]] = s.TradeNumber, [texts["账簿"]] = s.BookName, [texts["买方"]] = s.Buyer, [texts["项目"]] = s.ProjectCode, [texts["年份"]] = s.Vintage,
        [texts["数量（tCO₂e）"]] = s.Tonnes, [texts["单价（元/t）"]] = s.PriceFen / 100m, [texts["金额（元）"]] = s.AmountFen / 100m, [texts["其中税额（元）"]] = s.TaxFen / 100m, [texts["手续费（元）"]] = s.FeeFen / 100m,
        [texts["已开票（元）"]] = s.InvoicedFen / 100m, [texts["已到账（元）"]] = s.ReceivedFen / 100m, [texts["未到账（元）"]] = s.LeftFen / 100m, [texts["合同编号"]] = s.Contract, [texts["办理单"]] = s.ActId,
        [texts["演示数据"]] = s.IsDemonstration ? texts["演示数据"].Value : "",
    }));

    /// <summary>Invoices; where there is none, the heads alone.</summary>
    public static byte[] Of(IReadOnlyList<InvoiceRow> invoices, IStringLocalizer<Texts> texts) => Book(
        texts["发票"], invoices.Count > 0 ? invoices.Select(i => Row(i, texts)) : [Row(new InvoiceRow(), texts).ToDictionary(c => c.Key, _ => (object?)null)]);

    private static Dictionary<string, object?> Row(InvoiceRow i, IStringLocalizer<Texts> texts) => new()
    {
        [texts["发票号码"]] = i.Number, [texts["方向"]] = texts[i.Side == "issued" ? "开出" : "收到"].Value, [texts["开票日期"]] = Day(i.InvoicedOn), [texts["到期"]] = Day(i.DueOn), [texts["账簿"]] = i.BookName, [texts["对方单位"]] = i.Counterparty,
        [texts["内容"]] = i.What, [texts["不含税金额（元）"]] = i.NetFen / 100m, [texts["计税方式"]] = texts[SaleForm.TreatmentOf(i.Treatment)].Value, [texts["税率（%）"]] = i.Rate * 100, [texts["税额（元）"]] = i.TaxFen / 100m,
        [texts["价税合计（元）"]] = i.GrossFen / 100m, [texts["已付（元）"]] = i.Side == "received" ? i.PaidFen / 100m : null, [texts["状态"]] = texts[InvoicePage.StateOf(i)].Value, [texts["逾期"]] = InvoicesPage.IsOverdue(i, CountyClock.Today) ? texts["逾期，{0} 到期", Day(i.DueOn)!].Value : null, [texts["合同编号"]] = i.Contract, [texts["红字发票号码"]] = i.RedNumber, [texts["待红冲自"]] = Day(i.RedDueOn),
        [texts["演示数据"]] = i.IsDemonstration ? texts["演示数据"].Value : "",
    };

    public static byte[] Of(AgeingPage page, IStringLocalizer<Texts> texts)
    {
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, new()
        {
            [texts["应收账龄"]] = page.Rows.Select(r => new Dictionary<string, object?>
            {
                [texts["买方"]] = r.Buyer, [texts["成交号"]] = r.TradeNumber, [texts["合同编号"]] = r.Contract, [texts["成交"]] = Day(r.TradedOn), [texts["到期"]] = Day(r.DueOn), [texts["金额（元）"]] = r.AmountFen / 100m,
                [texts["已到账（元）"]] = r.ReceivedFen / 100m, [texts["未到账（元）"]] = r.LeftFen / 100m, [texts["账龄（天）"]] = r.Days, [texts["分段"]] = page.Buckets.Single(b => b.Place == r.Bucket).NameZh,
            }).ToList(),
            [texts["分段"]] = page.Buckets.Select(b => new Dictionary<string, object?>
            {
                [texts["分段"]] = b.NameZh, [texts["笔数"]] = page.Rows.Count(r => r.Bucket == b.Place), [texts["未到账（元）"]] = page.Rows.Where(r => r.Bucket == b.Place).Sum(r => r.LeftFen) / 100m,
            }).ToList(),
            [texts["说明"]] = new[]
            {
                $"{page.Book?.Name}，{Day(page.On)}", texts["明细合计 {0} 元，应收账款科目 {1} 元", (page.LeftFen / 100m).ToString("0.00", CultureInfo.InvariantCulture), (page.AccountFen / 100m).ToString("0.00", CultureInfo.InvariantCulture)].Value,
                texts["没有约定付款期限的，从成交日起算。"].Value, page.Book?.IsDemonstration == true ? texts["演示数据"].Value : "",
            }.Where(l => l.Length > 0).Select(l => new Dictionary<string, object?> { [texts["说明"]] = l }).ToList(),
        });
        return stream.ToArray();
    }

    public static byte[] Of(OwedPage page, IStringLocalizer<Texts> texts)
    {
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, new()
        {
            [texts["应付账龄"]] = page.Rows.Select(r => new Dictionary<string, object?>
            {
                [texts["对方单位"]] = r.Counterparty, [texts["发票号码"]] = r.Number, [texts["内容"]] = r.What, [texts["合同编号"]] = r.Contract, [texts["开票日期"]] = Day(r.InvoicedOn), [texts["到期"]] = Day(r.DueOn),
                [texts["金额（元）"]] = r.AmountFen / 100m, [texts["已付（元）"]] = r.PaidFen / 100m, [texts["未付（元）"]] = r.LeftFen / 100m, [texts["账龄（天）"]] = r.Days,
                [texts["分段"]] = page.Buckets.Single(b => b.Place == r.Bucket).NameZh,
            }).ToList(),
            [texts["分段"]] = page.Buckets.Select(b => new Dictionary<string, object?>
            {
                [texts["分段"]] = b.NameZh, [texts["笔数"]] = page.Rows.Count(r => r.Bucket == b.Place), [texts["未付（元）"]] = page.Rows.Where(r => r.Bucket == b.Place).Sum(r => r.LeftFen) / 100m,
            }).ToList(),
            [texts["说明"]] = new[]
            {
                $"{page.Book?.Name}，{Day(page.On)}", texts["明细合计 {0} 元，应付账款科目 {1} 元", (page.LeftFen / 100m).ToString("0.00", CultureInfo.InvariantCulture), (page.AccountFen / 100m).ToString("0.00", CultureInfo.InvariantCulture)].Value,
                texts["没有约定付款日的，从开票日起算。"].Value, page.Book?.IsDemonstration == true ? texts["演示数据"].Value : "",
            }.Where(l => l.Length > 0).Select(l => new Dictionary<string, object?> { [texts["说明"]] = l }).ToList(),
        });
        return stream.ToArray();
    }

    internal static byte[] Book(string name, IEnumerable<Dictionary<string, object?>> rows)
    {
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, new() { [name] = rows });
        return stream.ToArray();
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
