namespace ForestCarbon.Finance.Reconciliation;

/// <summary>Which vouchers a bank line might be, and why. Pure: a person or a rule takes one.</summary>
public static class Proposals
{
    /// <summary>Days a bank may be apart from the voucher.</summary>
    public const int MostDays = 10;

    /// <summary>Proposals for each line, the best first; each of whole amount, or one voucher's several that add up on one day.</summary>
    /// <param name="free">Posted vouchers of the book that no line has yet, with the cash they move in it.</param>
    public static IReadOnlyList<Proposal> For(OpenLine line, IReadOnlyList<FreeVoucher> free)
    {
        List<Proposal> found =
        [
            .. free.Where(v => v.CashFen == line.AmountFen && Apart(line, v) <= MostDays)
                .Select(v => new Proposal([v], Weight(line, v), $"金额相同{Names(line, v)}，日期相差 {Apart(line, v)} 天")),
            // A bank pays a batch as one sum: all of one day together.
            .. free.Where(v => Math.Sign(v.CashFen) == Math.Sign(line.AmountFen) && Apart(line, v) <= MostDays).GroupBy(v => v.EffectiveOn)
                .Where(g => g.Count() is > 1 and <= 50 && g.Sum(v => v.CashFen) == line.AmountFen)
                .Select(g => new Proposal([.. g], g.Max(v => Weight(line, v)) - 5, $"{g.Key:yyyy-MM-dd} 的 {g.Count()} 张凭证合计相同")),
        ];
        return [.. found.OrderByDescending(p => p.Weight).ThenBy(p => p.Vouchers[0].EventId)];
    }

    /// <summary>Those that can be taken without a person: named by serial, evidence or counterparty, and alone among the line's proposals at that weight, and no other line has the same.</summary>
    public static IReadOnlyList<(OpenLine Line, Proposal Proposal)> Certain(IReadOnlyList<OpenLine> lines, IReadOnlyList<FreeVoucher> free)
    {
        var best = lines.Select(l => (Line: l, Found: For(l, free))).Where(l => l.Found.Count > 0 && l.Found[0].Weight >= NamedWeight && (l.Found.Count == 1 || l.Found[1].Weight < l.Found[0].Weight))
            .Select(l => (l.Line, Proposal: l.Found[0])).ToList();
        var contested = best.SelectMany(b => b.Proposal.Vouchers.Select(v => v.EventId)).GroupBy(id => id).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        return [.. best.Where(b => b.Proposal.Vouchers.All(v => !contested.Contains(v.EventId)))];
    }

    private const int NamedWeight = 50;

    private static int Apart(OpenLine line, FreeVoucher voucher) => Math.Abs(line.Dated.DayNumber - voucher.EffectiveOn.DayNumber);

    private static int Weight(OpenLine line, FreeVoucher voucher) => MostDays - Apart(line, voucher) + (Names(line, voucher).Length > 0 ? NamedWeight : 0);

    private static string Names(OpenLine line, FreeVoucher voucher) =>
        voucher.Evidence.Length >= 4 && (line.Note.Contains(voucher.Evidence, StringComparison.Ordinal) || line.Serial == voucher.Evidence) ? $"，附言写有 {voucher.Evidence}"
        : voucher.Counterparty.Length >= 2 && line.Counterparty.Contains(voucher.Counterparty, StringComparison.Ordinal) ? "，对方户名相同"
        : "";
}

/// <summary>Vouchers whose cash is the line's amount, and why they are proposed.</summary>
public sealed record Proposal(IReadOnlyList<FreeVoucher> Vouchers, int Weight, string Because);

/// <summary>A line that no voucher and no explanation settles.</summary>
public sealed record OpenLine : StatementLine;

public sealed record FreeVoucher
{
    public long EventId { get; init; }
    public string Voucher { get; init; } = "";
    public DateOnly EffectiveOn { get; init; }
    public long CashFen { get; init; }
    public string Summary { get; init; } = "";
    public string Counterparty { get; init; } = "";
    public string Evidence { get; init; } = "";
}
