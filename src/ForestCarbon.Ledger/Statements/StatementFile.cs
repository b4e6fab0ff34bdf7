using System.Globalization;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Ledger.Statements;

/// <summary>One assertion of a statement: tonnes of project, vintage and state, or fen of a money account.</summary>
/// <param name="StateKind">live, frozen or cancelled; null for money.</param>
/// <param name="State">The state itself where the statement names it (质押冻结, 公益注销); null where it gives the kind only.</param>
/// <param name="Book">Code of the book the money account belongs to; null for tonnes, and where the row gives none.</param>
/// <param name="Account">Code of the money account; null for tonnes, and where the row names it by number or holder only.</param>
/// <param name="Amount">Whole tonnes or whole fen.</param>
/// <param name="Number">The bank account's number, without blanks.</param>
/// <param name="Name">The bank account's holder, or the account's name.</param>
public sealed record StatementLine(
    int Line, string? Project, int? Vintage, string? StateKind, string? State, string? Book, string? Account, long Amount, string? Number = null, string? Name = null)
{
    public bool IsMoney => Project is null;
}

/// <summary>
/// Reads a statement of the registry or the exchange: CSV (UTF-8 or GB18030) or xlsx, a head in the first row. Columns by name:
/// 项目、年份、状态、数量（吨）; money in rows with 余额（元） and 账簿、资金账户 or 银行账号 or 户名. Nothing is guessed: a cell that is not
/// understood refuses the file.
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
        ["number"] = ["银行账号", "账号", "资金账号", "结算账号"],
        ["name"] = ["户名", "账户名称", "资金账户名称"],
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

    // Reductions count after 2020-09-22.
    private const int FirstVintage = 2020;

    /// <param name="asOf">The statement's day: no vintage is later.</param>
    /// <exception cref="RefusedException">The file is not understood; the sentence names row, column, value and what is expected there.</exception>
    public static IReadOnlyList<StatementLine> Read(Stream content, string fileName, DateOnly asOf)
    {
        var rows = TableFile.Rows(content, fileName);
        if (rows.Count < 2)
            throw new RefusedException("对账单是空的：第一行应为列名，以下每行一个余额。", "The statement is empty: its first row holds the heads, each row after it one balance.");
        var columns = Columns(rows[0]);
        List<StatementLine> lines = [];
        List<Fault> faults = [];
        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].All(cell => cell.Length == 0))
                continue;
            var read = new Row(i + 1, rows[0], rows[i], columns, asOf);
            if (read.Line() is not { } line)
                faults.Add(read.Fault!);
            else if (lines.Find(l => l with { Line = 0, Amount = 0 } == line with { Line = 0, Amount = 0 }) is { } same)
                faults.Add(new($"第 {line.Line} 行与第 {same.Line} 行是同一项余额：一项只能有一行，不作相加。", $"Row {line.Line} and row {same.Line} are the same balance: one balance is one row, nothing is added up."));
            else
                lines.Add(line);
        }
        if (faults.Count > 0)
            throw new RefusedException(
                string.Concat(faults.Take(MostNamed).Select(f => f.Zh)) + (faults.Count > MostNamed ? $"……共 {faults.Count} 行不能读。" : ""),
                string.Join(' ', faults.Take(MostNamed).Select(f => f.En)) + (faults.Count > MostNamed ? $" … {faults.Count} rows cannot be read in all." : ""));
        return lines.Count > 0 ? lines : throw new RefusedException("对账单没有任何余额行。", "The statement holds no balance.");
    }

    private static Dictionary<string, int> Columns(IReadOnlyList<string> head)
    {
        var columns = Heads.Select(h => (h.Key, At: head.Select((name, at) => (name, at)).Where(c => h.Value.Contains(c.name)).Select(c => c.at).DefaultIfEmpty(-1).First()))
            .Where(c => c.At >= 0).ToDictionary(c => c.Key, c => c.At);
        var hasTonnes = new[] { "project", "vintage", "state", "tonnes" }.All(columns.ContainsKey);
        var namesAccount = new[] { "book", "account" }.All(columns.ContainsKey) || columns.ContainsKey("number") || columns.ContainsKey("name");
        return hasTonnes || (namesAccount && columns.ContainsKey("yuan"))
            ? columns
            : throw new RefusedException(
                $"第 1 行的列名不全：减排量要有“项目、年份、状态、数量（吨）”，资金要有“余额（元）”和“账簿、资金账户”，或“银行账号”，或“户名”；读到的是：{string.Join('、', head)}。",
                $"Row 1 lacks heads: tonnes need 项目, 年份, 状态, 数量（吨）; money needs 余额（元） with 账簿, 资金账户, or with 银行账号, or with 户名. Read: {string.Join(", ", head)}.");
    }

    /// <summary>What cannot be read, in both languages.</summary>
    private sealed record Fault(string Zh, string En);

    /// <summary>One row on its way to a line: the first cell that cannot be read ends it.</summary>
    private sealed class Row(int number, IReadOnlyList<string> head, IReadOnlyList<string> cells, Dictionary<string, int> columns, DateOnly asOf)
    {
        public Fault? Fault { get; private set; }

        public StatementLine? Line()
        {
            var (account, bank, holder, book) = (Given("account"), Given("number"), Given("name"), Given("book"));
            if (account is not null && book is null)
                return Unreadable("book", "账簿代码，每个金额都属于一本账", "the code of the book: every amount belongs to one");
            if ((account ?? bank ?? holder) is not null)
                return Whole("yuan", 100, "不小于 0 的金额，最多到分，不作舍入", "an amount of 0 or more, to the fen, nothing is rounded") is { } fen
                    ? new(number, null, null, null, null, book, account, fen, bank is null ? null : Bare(bank), holder)
                    : null;
            if (Given("project") is not { } project)
                return Unreadable(columns.ContainsKey("project") ? "project" : "account", "项目，或资金账户", "a project, or a money account");
            if (Cell("vintage") is not { Length: 4 } year || !int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var vintage)
                || vintage < FirstVintage || vintage > asOf.Year)
                return Unreadable("vintage", $"四位数的年份，{FirstVintage} 到 {asOf.Year} 之间", $"a year of four digits from {FirstVintage} to {asOf.Year}");
            if (!States.TryGetValue(Cell("state"), out var state))
                return Unreadable("state", $"以下之一：{string.Join('、', States.Keys)}", $"one of {string.Join(", ", States.Keys)}");
            return Whole("tonnes", 1, "不小于 0 的整数吨，不作舍入", "whole tonnes of 0 or more, nothing is rounded") is { } tonnes
                ? new(number, project, vintage, state.Kind, state.State, null, null, tonnes)
                : null;
        }

        private string Cell(string column) => columns.TryGetValue(column, out var at) && at < cells.Count ? cells[at] : "";

        private string? Given(string column) => Cell(column) is { Length: > 0 } cell ? cell : null;

        private long? Whole(string column, int perUnit, string expected, string english)
        {
            if (decimal.TryParse(Cell(column).Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
                && decimal.Truncate(value * perUnit) == value * perUnit && value * perUnit <= 1_000_000_000_000_000m)
                return (long)(value * perUnit);
            Unreadable(column, expected, english);
            return null;
        }

        private StatementLine? Unreadable(string column, string expected, string english)
        {
            var name = columns.TryGetValue(column, out var at) ? head[at] : Heads[column][0];
            var cell = Cell(column);
            Fault = cell.Length == 0
                ? new($"第 {number} 行的“{name}”是空的：应为{expected}。", $"Row {number}, column {name} is empty: expected is {english}.")
                : new($"第 {number} 行“{name}”一列的“{cell}”不能读：应为{expected}。", $"Row {number}, column {name}: “{cell}” cannot be read; expected is {english}.");
            return null;
        }
    }

    /// <summary>A bank account's number as it is compared: without blanks and hyphens, letters in capitals.</summary>
    internal static string Bare(string number) => string.Concat(number.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
