namespace ForestCarbon.Ccer.Documents;

/// <summary>What a document says, with where it says it.</summary>
/// <param name="Passages">Paragraphs with text and rows that set a figure beside its name, in order.</param>
/// <param name="Notices">What was in the file and was not read: links out of it, pictures too large.</param>
public sealed record StatedDocument(string FileName, IReadOnlyList<Passage> Passages, IReadOnlyList<StatedTable> Tables, IReadOnlyList<string> Notices)
{
    /// <summary>The notices in English.</summary>
    public IReadOnlyList<string> NoticesEn { get; init; } = [];
}

/// <param name="Place">For a person, for instance <c>“B.2 项目边界”第 3 段</c>.</param>
public sealed record Passage(string Place, string Text);

/// <summary>A table; every row has as many cells as the widest.</summary>
/// <param name="Title">Its caption, or the sheet's name; empty where it has none.</param>
public sealed record StatedTable(string Place, string Title, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    private readonly int _headRows = 1;

    /// <summary>Rows of the head: two where the first leaves columns open that the second names.</summary>
    public int HeadRows
    {
        get => _headRows;
        init => (_headRows, Head) = (value, HeadOf(Rows, value));
    }

    /// <summary>What stands over each column; empty where there are no rows.</summary>
    public IReadOnlyList<string> Head { get; private init; } = HeadOf(Rows, 1);

    /// <summary>True where a row sets one figure or text beside its name: two columns, or a third one that gives the unit.</summary>
    public bool IsOfPairs => Head.Count == 2 || (Head.Count is 3 or 4 && Head[2] is "单位" or "计量单位");

    /// <summary>Where a row stands, counted from 1 with the head.</summary>
    public string PlaceOf(int row) => $"{Place}第 {row + 1} 行";

    /// <summary>Rows of data: neither head nor sums.</summary>
    public IEnumerable<(int Row, IReadOnlyList<string> Cells)> Data => Rows.Select((cells, row) => (row, cells)).Skip(HeadRows).Where(r => !IsSum(r.cells) && r.cells.Any(c => c.Length > 0));

    /// <summary>Rows that add up those above.</summary>
    public IEnumerable<(int Row, IReadOnlyList<string> Cells)> Sums => Rows.Select((cells, row) => (row, cells)).Skip(HeadRows).Where(r => IsTotal(r.cells));

    /// <summary>Name and value of each row, the value with its unit where another cell gives it; none where it is no table of pairs.</summary>
    public IEnumerable<(int Row, string Name, string Value)> Pairs => (IsOfPairs ? Rows : []).Select((cells, row) => (Row: row, Name: cells[0], Value: ValueOf(cells))).Where(p => p.Name.Length > 0 && p.Value.Length > 0);

    /// <summary>Every cell of data that holds text, each by the place of its row.</summary>
    public IEnumerable<Passage> Cells => Data.SelectMany(r => r.Cells.Where(c => c.Length > 0).Select(c => new Passage(PlaceOf(r.Row), c)));

    /// <summary>Columns whose head contains one of <paramref name="words"/>.</summary>
    public IEnumerable<int> Columns(params string[] words) => Head.Select((head, i) => (head, i)).Where(c => words.Any(w => c.head.Contains(w, StringComparison.Ordinal))).Select(c => c.i);

    /// <summary>What a row says: a figure beside its name is a statement like any sentence.</summary>
    public Passage Said(int row)
    {
        var cells = Rows[row];
        var said = IsOfPairs && cells[0].Length > 0 && cells[1].Length > 0 ? cells.Skip(3).Prepend(ValueOf(cells)).Prepend(cells[0]) : cells;
        return new Passage(PlaceOf(row), string.Join(' ', said.Where(c => c.Length > 0)));
    }

    /// <summary>The same table with the head it seems to have.</summary>
    public StatedTable WithHead() => this with { HeadRows = HasSecondHead() ? 2 : 1 };

    // A column left open by the first row belongs to the one before it, and is named by the second, where there are no figures yet.
    private bool HasSecondHead() => Rows.Count > 2 && Rows[0].Count > 2 && Rows[0].Zip(Rows[1]).Any(c => c.First.Length == 0 && c.Second.Length > 0)
        && (Rows[1][0].Length == 0 || Rows[0][0] == Rows[1][0]) && !Rows[1].Any(c => c.Length > 0 && char.IsAsciiDigit(c[0])) && Rows[2].Any(c => c.Length > 0 && char.IsAsciiDigit(c[0]));

    private static IReadOnlyList<string> HeadOf(IReadOnlyList<IReadOnlyList<string>> rows, int headRows)
    {
        if (rows.Count < headRows)
            return [];
        if (headRows == 1)
            return rows[0];
        var (heads, over) = (new List<string>(), "");
        foreach (var (first, second) in rows[0].Zip(rows[1]))
        {
            over = first.Length > 0 ? first : second.Length > 0 ? over : "";
            heads.Add(second.Length == 0 || second == over ? over : $"{over} {second}".Trim());
        }
        return heads;
    }

    // "项目面积（公顷）| 22.41", "项目面积 | 22.41" under "数值（公顷）", "项目面积 | 22.41 | 公顷".
    private string ValueOf(IReadOnlyList<string> cells) =>
        cells.Count > 2 && cells[2].Length > 0 && cells[1].Length > 0 ? $"{cells[1]} {cells[2]}"
        : (Quantities.Cell(cells[1], cells[0]) is { Unit.Length: > 0 } named ? named : Quantities.Cell(cells[1], Head[1])) is { Unit.Length: > 0 } figure ? figure.Written
        : cells[1];

    private static bool IsTotal(IReadOnlyList<string> cells) => cells.Take(2).Any(c => c.Replace(" ", "", StringComparison.Ordinal) is "合计" or "总计");

    private static bool IsSum(IReadOnlyList<string> cells) => IsTotal(cells) || cells.Take(2).Any(c => c.Contains("小计", StringComparison.Ordinal) || c.Contains("平均", StringComparison.Ordinal) || c.Contains("年均", StringComparison.Ordinal));
}

/// <summary>Two places that cannot both be right, or one that breaks a rule.</summary>
/// <param name="Rule">Which check: <c>mu-hectares</c>, <c>sum</c>, <c>count</c>, <c>period</c>, <c>date</c>, <c>total</c>, <c>part</c>, <c>carbon-co2</c>, <c>boundary</c>, <c>limit</c>.</param>
/// <param name="Message">One sentence with both figures; what it quotes stays in the document's language.</param>
/// <param name="Other">The other place; for a limit the clause.</param>
public sealed record Contradiction(string Rule, string Message, string MessageEn, Passage At, Passage Other);
