using ForestCarbon.Inventory.Logic;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Fields that a file has and leaves empty in every row: told once for the file, and not again in each of its rows.</summary>
internal static class EmptyFields
{
    /// <summary>Replaces findings of rows that only repeat that a field is empty throughout by one of the file for each kind.</summary>
    /// <param name="empty">Columns whose field is empty in every row.</param>
    /// <param name="rows">Rows of the file; of a file of one row nothing is repeated.</param>
    public static void TellOnce(List<ImportFinding> findings, ImportLayer layer, FieldMapping mapping, IReadOnlySet<string> empty, long rows)
    {
        if (rows < 2 || empty.Count == 0)
            return;
        if (CodeReading.Parts.Where(mapping.Has).ToList() is { Count: > 0 } code && code.TrueForAll(empty.Contains))
            Once(FindingKind.CodeMissing, code, layer.IsForestLand ? new("小班编码", "a parcel code") : new("编号", "a code"));
        if (empty.Contains("land_class"))
            Once(FindingKind.LandClassMissing, ["land_class"], new("地类", "a land class"));
        foreach (var rule in AttributeRules.All)
            if (rule.LeftEmpty is { } column && empty.Contains(column) && findings.RemoveAll(f => f.Row is not null && f.Kind == rule.Kind) is > 0 and var told)
                findings.Add(Forgotten(rule, mapping.SourceOf[column], told));

        void Once(FindingKind kind, IReadOnlyList<string> columns, Words what)
        {
            if (findings.RemoveAll(f => f.Row is not null && f.Kind == kind) == 0)
                return;
            var fields = columns.Select(c => mapping.SourceOf[c]).ToList();
            findings.Add(new ImportFinding(kind, null, string.Join(' ', fields),
                new($"字段 {string.Join("、", fields)} 在全部 {rows} 行都是空的，没有{what.Zh}，都不能入库：请填好后再导入；{what.Zh}在别的字段里时，请在字段对应里指明。",
                    $"{(fields.Count > 1 ? "Fields" : "Field")} {string.Join(", ", fields)} {(fields.Count > 1 ? "are" : "is")} empty in all {rows} rows; without {what.En} none can be stored. Fill them in and import again, or say in the mapping which field it is."),
                rows, "rows"));
        }
    }

    /// <summary>The one finding of a rule that looks for what was left empty, where its field is empty throughout.</summary>
    public static ImportFinding Forgotten(AttributeRule rule, string field, int rows) => new(rule.Kind, null, field,
        new($"字段 {field} 在全部各行都是空的，其中 {rows} 行应当填写（{rule.MistakeZh}）。", $"Field {field} is empty in every row; {rows} of them should have it ({rule.MistakeEn})."), rows, "rows");
}
