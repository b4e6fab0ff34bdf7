using System.Globalization;
using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Reconciliation;
using ForestCarbon.Platform.Documents;
using ForestCarbon.Web.Areas.Finance.Controllers;
using Microsoft.Extensions.Localization;

namespace ForestCarbon.Web.Documents;

/// <summary>Vouchers, trial balance and subsidiary ledgers as workbooks for an accounting system. Money is yuan with its fen.</summary>
public static class BookSheets
{
    /// <summary>One row a posting (分录): what an accounting system imports.</summary>
    public static byte[] Of(BookRow book, IReadOnlyList<VoucherLine> lines, DateOnly from, DateOnly through, IStringLocalizer<Texts> texts) => Book(texts["凭证"], [.. lines.Select(l => new Dictionary<string, object?>
    {
        [texts["日期"]] = Day(l.EffectiveOn), [texts["凭证"]] = l.Voucher, [texts["摘要"]] = l.Summary, [texts["借方科目"]] = l.Debit, [texts["借方科目名称"]] = l.DebitName,
        [texts["贷方科目"]] = l.Credit, [texts["贷方科目名称"]] = l.CreditName, [texts["金额（元）"]] = l.AmountFen / 100m, [texts["对方单位"]] = l.Counterparty,
        [texts["依据"]] = l.Evidence, [texts["指标文号"]] = l.DocumentNumber, [texts["笔"]] = l.PostingId, [texts["校验值"]] = l.Hash,
    })], book, $"{Day(from)} – {Day(through)}", texts);

    public static byte[] Of(TrialPage page, IStringLocalizer<Texts> texts) => page.From is { } from
        ? Book(texts["科目余额表"], [.. page.Period.Select(r => new Dictionary<string, object?>
        {
            [texts["科目"]] = r.Code, [texts["名称"]] = r.NameZh, [texts["期初借方（元）"]] = Debit(r.OpeningFen), [texts["期初贷方（元）"]] = Debit(-r.OpeningFen), [texts["借方发生额（元）"]] = r.DebitsFen / 100m,
            [texts["贷方发生额（元）"]] = r.CreditsFen / 100m, [texts["期末借方（元）"]] = Debit(r.ClosingFen), [texts["期末贷方（元）"]] = Debit(-r.ClosingFen),
        })], page.Book, $"{Day(from)} – {Day(page.Through!.Value)}", texts)
        : Book(texts["科目余额表"], [.. page.Rows.Select(r => new Dictionary<string, object?>
        {
            [texts["科目"]] = r.Code, [texts["名称"]] = r.NameZh, [texts["借方发生额（元）"]] = r.DebitsFen / 100m, [texts["贷方发生额（元）"]] = r.CreditsFen / 100m,
            [texts["借方余额（元）"]] = r.DebitBalanceFen / 100m, [texts["贷方余额（元）"]] = r.CreditBalanceFen / 100m,
        })], page.Book, page.Through is { } day ? Day(day) : "", texts);

    private static decimal Debit(long fen) => Math.Max(0, fen) / 100m;

    /// <summary>银行存款余额调节表: both sides, and what only one of them knows of.</summary>
    public static byte[] Of(BookRow book, BalanceSheet sheet, IStringLocalizer<Texts> texts)
    {
        Dictionary<string, object?> Row(string what, DateOnly? on, string number, string note, decimal? yuan) =>
            new() { [texts["项"]] = what, [texts["日期"]] = on is { } day ? Day(day) : null, [texts["流水号或凭证"]] = number, [texts["摘要"]] = note, [texts["金额（元）"]] = yuan };

        return Book(texts["余额调节表"],
        [
            Row(texts["账面余额"], sheet.On, "", "", sheet.BookFen / 100m),
            .. sheet.Lines.Select(l => Row(texts[l.AmountFen > 0 ? "银行已收，账上未收" : "银行已付，账上未付"], l.Dated, l.Serial, $"{l.Counterparty} {l.Note} {l.Explanation}".Trim(), l.AmountFen / 100m)),
            Row(texts["调节后的账面余额"], sheet.On, "", "", sheet.AdjustedBookFen / 100m),
            Row(texts["银行对账单余额"], sheet.On, "", sheet.Bank?.Source ?? texts["缺"].Value, sheet.Bank?.BalanceFen / 100m),
            .. sheet.Vouchers.Select(v => Row(texts[v.CashFen > 0 ? "账上已收，银行未收" : "账上已付，银行未付"], v.EffectiveOn, v.Voucher, v.Summary, v.CashFen / 100m)),
            Row(texts["调节后的银行余额"], sheet.On, "", "", sheet.AdjustedBankFen / 100m),
            Row(texts["差"], sheet.On, "", "", sheet.DifferenceFen / 100m),
        ], book, Day(sheet.On), texts);
    }

    public static byte[] Of(AccountPage page, IStringLocalizer<Texts> texts) => Book(texts["明细账"], [.. page.Lines.Select(l => new Dictionary<string, object?>
    {
        [texts["日期"]] = Day(l.EffectiveOn), [texts["凭证"]] = l.Voucher, [texts["摘要"]] = l.Summary, [texts["对方科目"]] = $"{l.Against} {l.AgainstName}",
        [texts["借方（元）"]] = l.DebitFen / 100m, [texts["贷方（元）"]] = l.CreditFen / 100m, [texts["余额（元）"]] = l.BalanceFen / 100m, [texts["笔"]] = l.PostingId,
    })], page.Book, $"{page.Account.Code} {page.Account.NameZh}", texts);

    internal static byte[] Book(string name, List<Dictionary<string, object?>> rows, BookRow book, string basis, IStringLocalizer<Texts> texts)
    {
        using var stream = new MemoryStream();
        XlsxBook.Write(stream, new()
        {
            [name] = rows,
            [texts["说明"]] = new[] { $"{book.Name}，{book.AccountingSystem}", basis, book.IsDemonstration ? texts["演示数据"].Value : "" }.Where(l => l.Length > 0)
                .Select(l => new Dictionary<string, object?> { [texts["说明"]] = l }).ToList(),
        });
        return stream.ToArray();
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
