using System.Globalization;
using ForestCarbon.Finance.Green;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Web.Areas.Finance.Controllers;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Documents;

/// <summary>The sheet a bank reads, as a workbook: facts, factors with source and mark, value by year, holdings, sales.</summary>
public static class PledgeSheets
{
    public static byte[] Of(PledgeSheet sheet, IStringLocalizer<Texts> texts)
    {
        var missing = texts["缺"].Value;
        (string What, object? Value)[] facts =
        [
            (texts["借款合同编号"], sheet.Loan.Number), (texts["贷款类别"], texts[LoansPage.KindOf(sheet.Loan.Kind)].Value), (texts["借款单位"], sheet.Loan.BookName), (texts["贷款银行"], sheet.Loan.Lender), (texts["本金（元）"], sheet.Loan.PrincipalFen / 100m),
            (texts["余额（元）"], sheet.Loan.LeftFen / 100m), (texts["年利率（%）"], sheet.Loan.AnnualPercent), (texts["到期"], Day(sheet.Loan.DueOn)), (texts["担保人"], Or(sheet.Loan.Guarantor)),
            (texts["质押类别"], texts[PledgesPage.KindOf(sheet.Pledge.Kind)].Value), (texts["登记编号"], sheet.Pledge.RegistrationNo), (texts["登记日"], Day(sheet.Pledge.RegisteredOn)), (texts["登记到期日"], Day(sheet.Pledge.UntilOn)),
            (texts["项目"], Or(sheet.Pledge.ProjectCode)), (texts["项目名称"], sheet.Project?.Name), (texts["阶段"], sheet.Project?.StateZh), (texts["登记系统编号"], sheet.Project?.RegistryNumber), (texts["方法学"], sheet.Project?.MethodologyId),
            (texts["冻结（t）"], sheet.Pledge.Tonnes), (texts["已解除（t）"], sheet.Pledge.ReleasedT), (texts["估值（元）"], sheet.Valuation?.Valuation.ValueFen / 100m), (texts["估值日"], Day(sheet.Valuation?.ValuedOn)), (texts["贷款余额占质押估值合计（%）"], sheet.CoverPercent),
        ];
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, new()
        {
            [texts["资料"]] = facts.Select(f => new Dictionary<string, object?> { [texts["项"]] = f.What, [texts["内容"]] = f.Value ?? missing }).ToList(),
            [texts["估值参数"]] = (sheet.Valuation?.Valuation.Factors ?? []).Select(f => new Dictionary<string, object?>
            {
                [texts["参数名称"]] = texts[ValueFactor.NameOf(f.Factor)].Value, [texts["数值"]] = (object?)f.Value ?? missing, [texts["单位"]] = f.Unit, [texts["来源"]] = f.Source, [texts["可信程度"]] = f.Mark,
            }).ToList(),
            [texts["逐年"]] = (sheet.Valuation?.Valuation.Years ?? []).Select(y => new Dictionary<string, object?>
            {
                [texts["年份"]] = y.Year, [texts["数量（tCO₂e）"]] = y.Tonnes, [texts["折现系数"]] = y.Discount, [texts["价值（元）"]] = y.ValueFen / 100m,
            }).ToList(),
            [texts["持有"]] = sheet.Held.Select(h => new Dictionary<string, object?>
            {
                [texts["持有方"]] = h.HolderName, [texts["年份"]] = h.Vintage, [texts["状态"]] = h.StateZh, [texts["编号段"]] = h.Serials, [texts["数量（tCO₂e）"]] = h.Tonnes,
            }).ToList(),
            [texts["成交记录"]] = sheet.Sales.Select(s => new Dictionary<string, object?>
            {
                [texts["成交"]] = Day(s.TradedOn), [texts["成交号"]] = s.TradeNumber, [texts["数量（tCO₂e）"]] = s.Tonnes, [texts["单价（元/t）"]] = s.PriceFen / 100m, [texts["金额（元）"]] = s.AmountFen / 100m, [texts["已到账（元）"]] = s.ReceivedFen / 100m,
            }).ToList(),
            [texts["说明"]] = new[] { MovementsController.Sentence, texts["截至 {0}", Day(sheet.On)!].Value, sheet.Pledge.IsDemonstration ? texts["演示数据"].Value : "" }.Where(l => l.Length > 0)
                .Select(l => new Dictionary<string, object?> { [texts["说明"]] = l }).ToList(),
        });
        return stream.ToArray();

        static object? Or(string? text) => string.IsNullOrEmpty(text) ? null : text;
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
