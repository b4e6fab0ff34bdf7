namespace ForestCarbon.Ccer.Documents;

/// <summary>What a document says, with where it says it.</summary>
/// <param name="Passages">Paragraphs with text, in order.</param>
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
    /// <summary>The head row; empty where there are no rows.</summary>
    public IReadOnlyList<string> Head => Rows.Count > 0 ? Rows[0] : [];

    /// <summary>Where a row stands, counted from 1 with the head.</summary>
    public string PlaceOf(int row) => $"{Place}第 {row + 1} 行";

    /// <summary>Rows of data: neither head nor sums.</summary>
    public IEnumerable<(int Row, IReadOnlyList<string> Cells)> Data => Rows.Select((cells, row) => (row, cells)).Skip(1).Where(r => !IsSum(r.cells) && r.cells.Any(c => c.Length > 0));

    /// <summary>Rows that add up those above.</summary>
    public IEnumerable<(int Row, IReadOnlyList<string> Cells)> Sums => Rows.Select((cells, row) => (row, cells)).Skip(1).Where(r => IsTotal(r.cells));

    /// <summary>Columns whose head contains one of <paramref name="words"/>.</summary>
    public IEnumerable<int> Columns(params string[] words) => Head.Select((head, i) => (head, i)).Where(c => words.Any(w => c.head.Contains(w, StringComparison.Ordinal))).Select(c => c.i);

    private static bool IsTotal(IReadOnlyList<string> cells) => cells.Take(2).Any(c => c.Replace(" ", "", StringComparison.Ordinal) is "合计" or "总计");

    private static bool IsSum(IReadOnlyList<string> cells) => IsTotal(cells) || cells.Take(2).Any(c => c.Contains("小计", StringComparison.Ordinal) || c.Contains("平均", StringComparison.Ordinal) || c.Contains("年均", StringComparison.Ordinal));
}

/// <summary>Two places that cannot both be right, or one that breaks a rule.</summary>
/// <param name="Rule">Which check: <c>mu-hectares</c>, <c>sum</c>, <c>count</c>, <c>period</c>, <c>total</c>, <c>carbon-co2</c>, <c>boundary</c>, <c>limit</c>.</param>
/// <param name="Message">One sentence with both figures; what it quotes stays in the document's language.</param>
/// <param name="Other">The other place; for a limit the clause.</param>
public sealed record Contradiction(string Rule, string Message, string MessageEn, Passage At, Passage Other);
