using System.CommandLine;
using System.Globalization;
using ForestCarbon.Cli.Frame;
using ForestCarbon.Finance.Books;
using ForestCarbon.Ledger.Control;
using ForestCarbon.Ledger.Reports;
using ForestCarbon.Ledger.Verification;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Cli.Commands;

/// <summary><c>ledger</c>: the ledger added up again, taken out as a table, and its balances.</summary>
internal static class LedgerCommands
{
    public static Command Create() => new("ledger", "账簿：核验、导出、余额、封存、解除只读") { Verify(), Export(), Balance(), Seal(), Lift() };

    private static Command Verify()
    {
        var command = new Command("verify", "逐笔重新核算：校验链、余额、编号段、库外封存，不符时账簿转为只读；各账簿的分录是否都由经济事项记入");
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            LedgerVerdict verdict;
            using (var line = new ProgressLine(Language.Of("核验", "Verifying")))
                verdict = await new LedgerVerification(db, SealBook.Of(Home.Default)).RunAsync(new Relay(line), ct);
            // The ledger does not know why an entry stands in a book; finance does.
            var past = await new BookVerification(db).RunAsync(ct);
            if (!verdict.IsWhole)
                await new LedgerControl(db).HaltAsync(Actor.Console(), $"核验发现不符：{verdict.Findings[0].Sentence}", $"Verification found: {verdict.Findings[0].English}", ct);
            var halted = await new LedgerControl(db).HaltedBecauseAsync(ct);
            Terminal.Result(asked, new
            {
                read_only_because = halted is null ? null : Language.Of(halted.Sentence, halted.English), verdict.IsWhole, verdict.Postings, verdict.Entries, verdict.Seals, verdict.LastSealedAt, verdict.Sealed, verdict.Unsealed,
                verdict.FindingCount, verdict.Findings, books = past.Select(f => Language.Of(f.Sentence, f.English)).ToList(),
            }, _ =>
            {
                foreach (var finding in verdict.Findings)
                    Terminal.Print(Language.Of(finding.Sentence, finding.English));
                if (verdict.FindingCount > verdict.Findings.Count)
                    Terminal.Print(Language.Of($"……共 {Figures.Count(verdict.FindingCount)} 处。", $"… {Figures.Count(verdict.FindingCount)} in all."));
                foreach (var finding in past)
                    Terminal.Print(Language.Of(finding.Sentence, finding.English));
                if (verdict.Unsealed > 0)
                    Terminal.Print(Language.Of($"最后一次封存之后的 {Figures.Count(verdict.Unsealed)} 笔尚未封存。", $"{Figures.Count(verdict.Unsealed)} postings after the last seal are not sealed yet."));
                else if (verdict.IsWhole)
                    Terminal.Print(Language.Of("全部已封存。", "Everything is sealed."));
                Terminal.Print(verdict.IsWhole
                    ? Language.Of($"账簿完整：{Figures.Count(verdict.Entries)} 份分录，{Figures.Count(verdict.Postings)} 笔，{verdict.Seals} 次封存。",
                        $"The ledger is whole: {Figures.Count(verdict.Entries)} entries, {Figures.Count(verdict.Postings)} postings, {verdict.Seals} seals.")
                    : Language.Of($"账簿不完整：{Figures.Count(verdict.FindingCount)} 处不符，已转为只读。",
                        $"The ledger is not whole: {Figures.Count(verdict.FindingCount)} findings; it is read-only now."));
                if (past.Count > 0)
                    Terminal.Print(Language.Of($"各账簿有 {past.Count} 处与经济事项不符：请核对后冲回，结账会被挡住。",
                        $"{past.Count} findings in the books against their events of money: check them and take them back; they stand in the way of closing."));
                if (verdict.IsWhole && halted is not null)
                    Terminal.Print(Language.Of($"账簿仍处于只读状态（{halted.Sentence}）：由另一人用 ledger lift --because 原因 或在 /finance/halts 解除。",
                        $"The ledger is still read-only ({halted.English}): another person lifts it by ledger lift --because REASON or on /finance/halts."));
            });
            return verdict.IsWhole && past.Count == 0 ? Exit.Done : Exit.Refused;
        });
        return command;
    }

    private static Command Export()
    {
        var file = new Option<FileInfo>("--out") { Required = true, Description = "写入的 CSV 文件（UTF-8）" };
        var from = new Option<DateOnly?>("--from") { Description = "生效日期自" };
        var to = new Option<DateOnly?>("--to") { Description = "生效日期至" };
        var command = new Command("export", "每一笔一行：账簿、资产、双方、数量、编号段、动作、凭据、校验值") { file, from, to };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var path = asked.GetValue(file)!.FullName;
            var rows = await new LedgerExport(db).WriteCsvAsync(path, asked.GetValue(from), asked.GetValue(to), ct);
            Terminal.Result(asked, new { file = path, rows }, r => Terminal.Print(Language.Of($"已导出 {Figures.Count(r.rows)} 笔到 {r.file}。", $"{Figures.Count(r.rows)} postings written to {r.file}.")));
            return Exit.Done;
        });
        return command;
    }

    private static Command Balance()
    {
        var account = new Option<long?>("--account") { Description = "账户编号；不给时列出全部账户" };
        var effective = new Option<DateOnly?>("--as-of") { Description = "只计生效日期不晚于此日的" };
        var recorded = new Option<DateTimeOffset?>("--recorded-by") { Description = "只计在此时刻之前记入的，例如 2026-06-30T24:00+08:00" };
        var command = new Command("balance", "账户余额；可看任意生效日与记入时刻") { account, effective, recorded };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var rows = await new LedgerBalances(db).ListAsync(asked.GetValue(account), asked.GetValue(effective), asked.GetValue(recorded), ct);
            if (rows.Count == 0 && asked.GetValue(account) is { } unknown)
                throw new RefusedException($"没有编号为 {unknown} 的账户。用 ledger balance 查看全部账户。", $"There is no account number {unknown}; ledger balance lists all of them.");
            Terminal.Result(asked, rows, all =>
            {
                if (all.Count == 0)
                    Terminal.Print(Language.Of("还没有开立账户。", "No account has been opened yet."));
                else
                    Terminal.Table(Language.IsEnglish ? ["number", "book", "asset", "account", "state", "balance", "unit"] : ["编号", "账簿", "资产", "账户", "状态", "余额", "单位"], all.Select(r => (string[])
                    [
                        r.AccountId.ToString(CultureInfo.InvariantCulture), r.Book, r.Asset, r.Code == r.Name ? r.Code : $"{r.Code} {r.Name}", Language.Of(r.StateName ?? "", r.StateNameEn ?? ""),
                        Figures.Count(r.Balance), r.AssetKind == "tonnes" ? "tCO2e" : Language.Of("分", "fen"),
                    ]));
            });
            return Exit.Done;
        });
        return command;
    }

    private static Command Seal()
    {
        var command = new Command("seal", "立即封存：把各账户链头的根写到库外");
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var isSealed = await new Sealing(db, SealBook.Of(Home.Default)).SealAsync(ct);
            Terminal.Result(asked, new { is_sealed = isSealed }, s => Terminal.Print(s.is_sealed
                ? Language.Of("已封存。", "Sealed.") : Language.Of("没有新的记录，或另一个程序正在封存。", "Nothing new, or another program is sealing.")));
            return Exit.Done;
        });
        return command;
    }

    private static Command Lift()
    {
        var because = new Option<string>("--because") { Required = true, Description = "查清了什么、为何可以恢复过账" };
        var command = new Command("lift", "解除只读；由使账簿只读之外的另一人办理") { because };
        command.SetAction(async (asked, ct) =>
        {
            await using var db = await CountyDatabase.OpenAsync(ct);
            var control = new LedgerControl(db);
            var open = (await control.HaltsAsync(ct)).FirstOrDefault(h => h.LiftedAt is null) ?? throw new RefusedException("账簿没有处于只读状态。", "The ledger is not read-only.");
            await control.LiftAsync(Actor.Console(), asked.GetValue(because)!.Trim(), open.HaltId, ct);
            Terminal.Result(asked, new { lifted = open.HaltId, open.Reason }, h => Terminal.Print(Language.Of($"已解除只读（{h.Reason}）。", $"The ledger takes postings again (it was read-only: {open.ReasonEn ?? open.Reason}).")));
            return Exit.Done;
        });
        return command;
    }

    private sealed class Relay(ProgressLine line) : IProgress<double>
    {
        public void Report(double value) => line.Report(value);
    }
}
