using System.Globalization;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ledger.Statements;

/// <summary>One assertion of a statement: tonnes of project, vintage and state, or fen of a money account.</summary>
/// <param name="StateKind">live, frozen or cancelled; null for money.</param>
/// <param name="State">The state itself where the statement names it (质押冻结, 公益注销); null where it gives the kind only.</param>
/// <param name="Book">Code of the book the money account belongs to; null for tonnes.</param>
/// <param name="Account">Code of the money account; null for tonnes.</param>
/// <param name="Amount">Whole tonnes or whole fen.</param>
public sealed record StatementLine(int Line, string? Project, int? Vintage, string? StateKind, string? State, string? Book, string? Account, long Amount);

/// <summary>
/// Reads a statement of the registry or the exchange: CSV (UTF-8 or GB18030) or xlsx, a head in the first row. Columns by name:
/// 项目、年份、状态、数量（吨）; money in rows with 账簿、资金账户、余额（元）. Nothing is guessed: a cell that is not understood refuses the file.
/// </summary>
public static class StatementFile
{
    private static readonly Dictionary<string, string[]> Heads = new(StringComparer.Ordinal)
    {
        ["project"] = ["项目", "项目编号", "项目名称"],
        ["vintage"] = ["年份", "减排量年份", "产生年份"],
        ["state"] = ["状态", "持有状态"],
        ["tonnes"] = ["数量（吨）", "数量(吨)", "数量", "持有量"],
        ["book"] = ["账簿"],
        ["account"] = ["资金账户"],
        ["yuan"] = ["余额（元）", "余额(元)", "资金余额"],
    };

    // The registry's words and ours for the three kinds of state, and for the states of a kind.
    private static readonly Dictionary<string, (string Kind, string? State)> States = new(StringComparer.Ordinal)
    {
        ["可用"] = ("live", null), ["持有"] = ("live", null), ["冻结"] = ("frozen", null), ["锁定"] = ("frozen", null),
        ["交易冻结"] = ("frozen", "frozen-trade"), ["质押冻结"] = ("frozen", "frozen-pledge"), ["司法冻结"] = ("frozen", "frozen-court"),
        ["划转中"] = ("frozen", "in-transfer"), ["注销"] = ("cancelled", null), ["已注销"] = ("cancelled", null),
        ["清缴注销"] = ("cancelled", "cancelled-compliance"), ["活动碳中和注销"] = ("cancelled", "cancelled-event"),
        ["企业自愿注销"] = ("cancelled", "cancelled-corporate"), ["公益注销"] = ("cancelled", "cancelled-public"), ["强制注销"] = ("cancelled", "cancelled-forced"),
    };

    // Rows that are named in one refusal.
    private const int MostNamed = 10;

    /// <exception cref="RefusedException">The file is not understood; the sentence names row and column.</exception>
    public static IReadOnlyList<StatementLine> Read(Stream content, string fileName)
    {
        var rows = TableFile.Rows(content, fileName);
        if (rows.Count < 2)
            throw new RefusedException("对账单是空的：第一行应为列名，以下每行一个余额。");
        var columns = Columns(rows[0]);
        List<StatementLine> lines = [];
        List<string> faults = [];
        for (var i = 1; i < rows.Count; i++)
            if (rows[i].Any(cell => cell.Length > 0))
                try
                {
                    var line = Line(i + 1, rows[i], columns);
                    if (lines.Find(l => l with { Line = 0, Amount = 0 } == line with { Line = 0, Amount = 0 }) is { } same)
                        throw new RefusedException($"第 {line.Line} 行与第 {same.Line} 行是同一项余额：一项只能有一行，不作相加。");
                    lines.Add(line);
                }
                catch (RefusedException fault)
                {
                    faults.Add(fault.Message);
                }
        if (faults.Count > 0)
            throw new RefusedException(string.Concat(faults.Take(MostNamed)) + (faults.Count > MostNamed ? $"……共 {faults.Count} 行不能读。" : ""));
        return lines.Count > 0 ? lines : throw new RefusedException("对账单没有任何余额行。");
    }

    private static Dictionary<string, int> Columns(IReadOnlyList<string> head)
    {
        var columns = Heads.Select(h => (h.Key, At: head.Select((name, at) => (name, at)).Where(c => h.Value.Contains(c.name)).Select(c => c.at).DefaultIfEmpty(-1).First()))
            .Where(c => c.At >= 0).ToDictionary(c => c.Key, c => c.At);
        var hasTonnes = new[] { "project", "vintage", "state", "tonnes" }.All(columns.ContainsKey);
        var hasMoney = new[] { "book", "account", "yuan" }.All(columns.ContainsKey);
        return hasTonnes || hasMoney
            ? columns
            : throw new RefusedException($"第 1 行的列名不全：减排量要有“项目、年份、状态、数量（吨）”，资金要有“账簿、资金账户、余额（元）”；读到的是：{string.Join('、', head)}。");
    }

    private static StatementLine Line(int row, IReadOnlyList<string> cells, Dictionary<string, int> columns)
    {
        string Cell(string column) => columns.TryGetValue(column, out var at) && at < cells.Count ? cells[at] : "";
        if (Cell("account") is { Length: > 0 } account)
            return Cell("book") is not { Length: > 0 } book
                ? throw new RefusedException($"第 {row} 行的资金账户“{account}”没有写明账簿：每个金额都属于一本账。")
                : new(row, null, null, null, null, book, account, Whole(row, "余额（元）", Cell("yuan"), 100, "最多到分"));
        if (Cell("project") is not { Length: > 0 } project)
            throw new RefusedException($"第 {row} 行没有项目，也没有资金账户。");
        if (!int.TryParse(Cell("vintage"), NumberStyles.None, CultureInfo.InvariantCulture, out var vintage))
            throw new RefusedException($"第 {row} 行的年份“{Cell("vintage")}”不是年份。");
        if (!States.TryGetValue(Cell("state"), out var state))
            throw new RefusedException($"第 {row} 行的状态“{Cell("state")}”不认识；可用的是：{string.Join('、', States.Keys)}。");
        return new(row, project, vintage, state.Kind, state.State, null, null, Whole(row, "数量（吨）", Cell("tonnes"), 1, "须为整数吨"));
    }

    private static long Whole(int row, string column, string cell, int perUnit, string rule)
    {
        if (!decimal.TryParse(cell.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || decimal.Truncate(value * perUnit) != value * perUnit || value * perUnit > 1_000_000_000_000_000m)
            throw new RefusedException($"第 {row} 行的{column}“{cell}”不能读：{rule}，不作舍入。");
        return (long)(value * perUnit);
    }
}
