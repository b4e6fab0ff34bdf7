using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Counts what would be the same sentence for a thousand rows.</summary>
internal sealed class RowTally
{
    // A field mapped to the wrong column has as many unknown codes as rows: the rest are counted together.
    private const int MostKept = 1_000;
    private static readonly Words Others = new("…其他", "… others");
    private readonly Dictionary<(FindingKind Kind, string Field, Words What), (int Count, int First)> _counts = [];

    public void Note(Words what, int row) => Count(FindingKind.File, "", what, row);

    public void Unknown(string field, string code, int row) =>
        Count(field == "乡镇" ? FindingKind.UnknownTownship : FindingKind.UnknownCode, field, new(code, code), row);

    public IEnumerable<ImportFinding> Findings() =>
        _counts.OrderBy(c => c.Value.First).ThenBy(c => c.Key.Field, StringComparer.Ordinal).ThenBy(c => c.Key.What.Zh, StringComparer.Ordinal)
            .Select(c => new ImportFinding(c.Key.Kind, null, c.Key.Kind == FindingKind.UnknownTownship ? c.Key.What.Zh : c.Key.Field.Length > 0 ? c.Key.Field : null, c.Key.Kind.Name switch
            {
                "unknown-code" => new Words($"字段 {c.Key.Field} 的代码“{Shortened.Of(c.Key.What.Zh)}”不在代码表中，共 {c.Value.Count} 行，首见第 {c.Value.First} 行。",
                    $"The code \"{Shortened.Of(c.Key.What.En)}\" of field {c.Key.Field} stands in no list: {c.Value.Count} rows, first in row {c.Value.First}."),
                "unknown-township" => new($"乡镇代码 {c.Key.What.Zh} 不在本县乡镇之列，共 {c.Value.Count} 行，首见第 {c.Value.First} 行。",
                    $"Township {c.Key.What.En} is none of this county: {c.Value.Count} rows, first in row {c.Value.First}."),
                _ => new($"{c.Key.What.Zh}，共 {c.Value.Count} 行，首见第 {c.Value.First} 行。", $"{c.Key.What.En}: {c.Value.Count} rows, first in row {c.Value.First}."),
            }, c.Value.Count, "rows"));

    private void Count(FindingKind kind, string field, Words what, int row)
    {
        var key = (kind, field, what);
        if (_counts.Count >= MostKept && !_counts.ContainsKey(key))
            key = (kind, field, Others);
        _counts[key] = _counts.TryGetValue(key, out var so) ? (so.Count + 1, so.First) : (1, row);
    }
}
