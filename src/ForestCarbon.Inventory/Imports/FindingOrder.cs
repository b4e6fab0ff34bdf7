namespace ForestCarbon.Inventory.Imports;

/// <summary>The order in which findings are read: what is wrong with the file as a whole first, because a thousand rows may follow from it.</summary>
public static class FindingOrder
{
    /// <summary>Errors of the file; then by severity, of the file before those of rows, kind by kind and in the order of the rows.</summary>
    public static IEnumerable<StoredFinding> Of(IEnumerable<StoredFinding> findings) => findings
        .OrderBy(f => Rank(f.Severity)).ThenBy(f => f.RowNo is not null).ThenBy(f => f.Kind, StringComparer.Ordinal).ThenBy(f => f.RowNo).ThenBy(f => f.Finding);

    /// <summary>How many findings there are of each kind, errors first, then the most frequent.</summary>
    public static IEnumerable<(string Severity, string Kind, int Count)> Kinds(IEnumerable<StoredFinding> findings) => findings
        .GroupBy(f => (f.Severity, f.Kind)).Select(g => (g.Key.Severity, g.Key.Kind, Count: g.Count()))
        .OrderBy(k => Rank(k.Severity)).ThenByDescending(k => k.Count).ThenBy(k => k.Kind, StringComparer.Ordinal);

    public static int Rank(string severity) => severity switch { "error" => 0, "warning" => 1, _ => 2 };
}
