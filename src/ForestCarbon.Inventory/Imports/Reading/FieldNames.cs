namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>Names of a file's fields, each once.</summary>
internal static class FieldNames
{
    /// <summary>The names in their order; an empty one is numbered, a second of the same name gets a number and is told in <paramref name="notes"/>.</summary>
    public static List<string> Unique(IEnumerable<string> names, List<Words> notes)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var unique = new List<string>();
        foreach (var (i, given) in names.Index())
        {
            var name = given.Trim() is { Length: > 0 } trimmed ? trimmed : $"FIELD_{i + 1}";
            var own = name;
            for (var n = 2; !taken.Add(own); n++)
                own = $"{name}_{n}";
            if (own != name)
                notes.Add(new($"字段名 {name} 重复，第 {i + 1} 列改称 {own}。", $"The field name {name} is given twice; column {i + 1} is called {own} here."));
            unique.Add(own);
        }
        return unique;
    }
}
