using System.CommandLine;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Finance.Books;
using ForestCarbon.Finance.Reconciliation;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>reconcile FILE</c>: a bank statement against the vouchers of a book.</summary>
internal static class ReconcileCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "银行流水：.csv、.xlsx" };
        var book = new Option<string?>("--book") { Description = "账簿代码；只有一本时可不给", HelpName = "CODE" };
        var accept = new Option<bool>("--accept") { Description = "认领有依据且唯一的匹配；其余留给人" };
        var command = new Command("reconcile", "导入银行流水，与凭证逐笔对账；同一笔不对两次") { file, book, accept };
        command.SetAction(async (asked, ct) =>
        {
            var path = asked.GetValue(file)!;
            if (!path.Exists)
                throw new RefusedException($"没有文件 {path.Name}。");
            await using var db = await CountyDatabase.OpenAsync(ct);
            var books = await new EntityBooks(db).ListAsync(ct);
            var code = asked.GetValue(book) ?? (books is [var only] ? only.Code : throw new RefusedException($"请用 --book 写明账簿：{string.Join('、', books.Select(b => b.Code))}。"));
            var reconciliation = new BankReconciliation(db, new FileStore(Home.Default.Files));
            var imported = await reconciliation.ImportAsync(Actor.Console(), code, path.FullName, path.Name, ct);
            var matched = asked.GetValue(accept) ? await reconciliation.MatchCertainAsync(Actor.Console(), code, ct) : 0;
            var open = await reconciliation.ProposeAsync(code, ct);
            Terminal.Result(asked, new
            {
                book = code, imported.Layout, imported.Added, imported.Known, matched,
                open = open.Select(o => new { o.Line.Serial, o.Line.Dated, amount_fen = o.Line.AmountFen, o.Line.Counterparty, o.Line.Note, proposals = o.Proposals.Select(p => new { vouchers = p.Vouchers.Select(v => v.Voucher), p.Because }) }),
            }, _ =>
            {
                Terminal.Print($"{imported.Layout}：新 {imported.Added} 笔，已有 {imported.Known} 笔；对上 {matched} 笔，未对上 {open.Count} 笔。");
                Terminal.Table(["日期", "金额 元", "对方", "摘要", "流水号", "建议"], open.Select(o => (string[])
                [
                    Figures.Date(o.Line.Dated), (o.Line.AmountFen / 100m).ToString("#,##0.00", System.Globalization.CultureInfo.InvariantCulture), o.Line.Counterparty, o.Line.Note, o.Line.Serial,
                    o.Proposals is [var best, ..] ? $"{string.Join('、', best.Vouchers.Select(v => v.Voucher))}：{best.Because}" : "没有金额相同的凭证",
                ]));
            });
            return Exit.Done;
        });
        return command;
    }
}
