using System.Globalization;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Reconciliation;

/// <summary>Lines of a bank's statement, by the layout whose heads the file has. Nothing is guessed: a cell that is not understood refuses the file.</summary>
public static class BankFile
{
    private static readonly string[] Days = ["yyyy-MM-dd", "yyyy/M/d", "yyyyMMdd", "yyyy.M.d", "yyyy年M月d日", "yyyy-M-d"];

    /// <summary>Finds the layout and reads. The head may stand below a few lines of title.</summary>
    /// <exception cref="RefusedException">No layout knows the heads, or a row is not understood; the sentence names row and column.</exception>
    public static (BankLayout Layout, IReadOnlyList<BankFileLine> Lines) Read(IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<BankLayout> layouts)
    {
        for (var head = 0; head < Math.Min(rows.Count, 20); head++)
            // The layout that says more of the direction comes first: a sign alone is the least.
            foreach (var layout in layouts.OrderByDescending(l => l.InHeads.Length > 0).ThenByDescending(l => l.SideHeads.Length > 0))
                if (Columns.Of(rows[head], layout) is { } columns)
                    return (layout, Lines(rows, head, layout, columns));
        throw new RefusedException($"认不出这份流水的列名；能读的有：{string.Join('；', layouts.Select(l => $"{l.NameZh}（{string.Join('、', l.DateHeads[0], l.InHeads.Concat(l.AmountHeads).First(), l.SerialHeads[0])}…）"))}。", $"The heads of this statement are not known; known are: {string.Join("; ", layouts.Select(l => $"{l.NameEn} ({l.DateHeads[0]}, {l.InHeads.Concat(l.AmountHeads).First()}, {l.SerialHeads[0]} …)"))}.");
    }

    private static List<BankFileLine> Lines(IReadOnlyList<IReadOnlyList<string>> rows, int head, BankLayout layout, Columns columns)
    {
        List<BankFileLine> lines = [];
        for (var i = head + 1; i < rows.Count; i++)
        {
            var (row, number) = (rows[i], i + 1);
            string Cell(int at) => at >= 0 && at < row.Count ? row[at] : "";
            // Sums and remarks under the table have neither day nor serial.
            var isDay = TryDay(Cell(columns.Date), out var day);
            if (!isDay && Cell(columns.Serial).Length == 0)
                continue;
            if (!isDay)
                throw new RefusedException($"第 {number} 行的日期“{Cell(columns.Date)}”不能读。", $"Row {number}: the day “{Cell(columns.Date)}” is not understood.");
            if (day > CountyClock.Today)
                throw new RefusedException($"第 {number} 行的日期 {day:yyyy-MM-dd} 还没有到：核对原件。", $"Row {number}: the day {day:yyyy-MM-dd} has not come. Check the original.");
            if (Cell(columns.Serial).Length == 0)
                throw new RefusedException($"第 {number} 行没有流水号：没有它就不能保证同一笔不导入两次。", $"Row {number} has no serial: without it a line might be imported twice.");
            if (columns.In >= 0 && Fen(number, Cell(columns.In)) != 0 && Fen(number, Cell(columns.Out)) != 0)
                throw new RefusedException($"第 {number} 行既有收入“{Cell(columns.In)}”又有支出“{Cell(columns.Out)}”：一行只能有一项，请核对原件。", $"Row {number} has income “{Cell(columns.In)}” and expense “{Cell(columns.Out)}”: a row has one of them. Check the original.");
            var fen = columns.In >= 0
                ? Fen(number, Cell(columns.In)) - Fen(number, Cell(columns.Out))
                : Fen(number, Cell(columns.Amount)) * (columns.Side < 0 || layout.InWords.Contains(Cell(columns.Side)) ? 1 : -1);
            if (fen == 0)
                throw new RefusedException($"第 {number} 行没有金额。", $"Row {number} has no amount.");
            lines.Add(new(number, day, fen, Cell(columns.Party), Cell(columns.Note), Cell(columns.Serial)));
        }
        return lines.Count == 0 ? throw new RefusedException("流水里没有一笔。", "The statement has no line.")
            : lines.GroupBy(l => l.Serial).FirstOrDefault(g => g.Count() > 1) is { } twice ? throw new RefusedException($"流水号 {twice.Key} 在文件里出现两次（第 {string.Join('、', twice.Select(l => l.Row))} 行）。", $"Serial {twice.Key} stands twice in the file (rows {string.Join(", ", twice.Select(l => l.Row))}).")
            : lines;
    }

    private static bool TryDay(string cell, out DateOnly day) =>
        DateOnly.TryParseExact(cell.Split(' ', 'T')[0], Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static long Fen(int row, string cell)
    {
        var text = cell.Replace(",", "", StringComparison.Ordinal).Replace("−", "-", StringComparison.Ordinal).TrimStart('+');
        if (text.Length is 0 || text is "-")
            return 0;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var yuan)
               && decimal.Truncate(yuan * 100) == yuan * 100 && Math.Abs(yuan) < 10_000_000_000_000
            ? (long)(yuan * 100)
            : throw new RefusedException($"第 {row} 行的金额“{cell}”不能读：最多到分，不作舍入。", $"Row {row}: the amount “{cell}” is not understood; it goes to the fen and is not rounded.");
    }

    private sealed record Columns(int Date, int In, int Out, int Amount, int Side, int Party, int Note, int Serial)
    {
        public static Columns? Of(IReadOnlyList<string> head, BankLayout layout)
        {
            int At(string[] names) => Enumerable.Range(0, head.Count).FirstOrDefault(i => names.Contains(head[i]), -1);
            var columns = new Columns(At(layout.DateHeads), At(layout.InHeads), At(layout.OutHeads), At(layout.AmountHeads), At(layout.SideHeads), At(layout.PartyHeads), At(layout.NoteHeads), At(layout.SerialHeads));
            var saysDirection = layout.InHeads.Length > 0 ? columns is { In: >= 0, Out: >= 0 } : columns.Amount >= 0 && (layout.SideHeads.Length == 0 || columns.Side >= 0);
            return columns is { Date: >= 0, Serial: >= 0 } && saysDirection ? columns : null;
        }
    }
}

/// <param name="AmountFen">Whole fen; above zero came in.</param>
public sealed record BankFileLine(int Row, DateOnly Dated, long AmountFen, string Counterparty, string Note, string Serial);

public sealed record BankLayout
{
    public string Layout { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public string[] DateHeads { get; init; } = [];
    public string[] InHeads { get; init; } = [];
    public string[] OutHeads { get; init; } = [];
    public string[] AmountHeads { get; init; } = [];
    public string[] SideHeads { get; init; } = [];
    public string[] InWords { get; init; } = [];
    public string[] PartyHeads { get; init; } = [];
    public string[] NoteHeads { get; init; } = [];
    public string[] SerialHeads { get; init; } = [];
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
}
