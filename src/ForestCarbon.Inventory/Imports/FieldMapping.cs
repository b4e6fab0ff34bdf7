using System.Reflection;
using System.Text;
using System.Text.Json;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Inventory.Imports.Reading;
using ForestCarbon.Inventory.Ogc;

namespace ForestCarbon.Inventory.Imports;

/// <summary>Which field of a file goes where: by the names the field uses (<c>gis-data/dictionaries/field-mapping.csv</c>), or as a person says.</summary>
public sealed class FieldMapping
{
    private const string AnyLayer = "*";
    private static readonly Lazy<IReadOnlyList<(string Layer, string Source, string Target, string NameZh)>> Usual = new(ReadUsual);
    // Columns of the inventory that a parcel's code is made of and that go by another name as its parts.
    private static readonly (string Column, string Target)[] ColumnsOfCode = [("county_code", "county"), ("township_code", "township"), ("village_code", "village")];
    private readonly Dictionary<string, int> _fieldOf;
    private readonly ILookup<string, int> _alsoOf;

    private FieldMapping(Dictionary<string, int> fieldOf, IEnumerable<(string Target, int At)> alsoOf, IReadOnlyDictionary<string, string> sourceOf, IReadOnlyList<int> unmapped, IReadOnlyList<Words> notes) =>
        (_fieldOf, _alsoOf, SourceOf, Unmapped, Notes) = (fieldOf, alsoOf.Distinct().ToLookup(a => a.Target, a => a.At), sourceOf, unmapped, notes);

    /// <summary>Target column by target; value: the file's field.</summary>
    public IReadOnlyDictionary<string, string> SourceOf { get; }

    /// <summary>Positions of fields that no target takes; their values are kept beside.</summary>
    public IReadOnlyList<int> Unmapped { get; }

    public IReadOnlyList<Words> Notes { get; }

    public IEnumerable<string> Targets => _fieldOf.Keys;

    public bool Has(string target) => _fieldOf.ContainsKey(target);

    /// <summary>Positions of the fields that mean <paramref name="target"/>: the one that is taken first, then those that are kept beside.</summary>
    public IEnumerable<int> PositionsOf(string target) => _fieldOf.TryGetValue(target, out var at) ? _alsoOf[target].Prepend(at) : [];

    /// <summary>The value of the field that goes to <paramref name="target"/>; null where there is none.</summary>
    public object? Value(SourceFeature feature, string target) => _fieldOf.TryGetValue(target, out var at) ? feature.Values[at] : null;

    /// <param name="given">From <c>--mapping</c>: source → target; it overrides the usual names and takes part of them away with an empty target.</param>
    /// <exception cref="UnreadableFileException"><paramref name="given"/> names a field that is not in the file.</exception>
    public static FieldMapping For(ImportLayer layer, IReadOnlyList<SourceField> fields, IReadOnlyDictionary<string, string>? given)
    {
        var positions = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (at, field) in fields.Index())
            positions.TryAdd(field.Name, at);
        var notes = new List<Words>();
        var fieldOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var taken = new HashSet<int>();
        foreach (var (source, target) in given ?? new Dictionary<string, string>())
        {
            if (!positions.TryGetValue(source, out var at))
                throw new UnreadableFileException($"映射表里的字段“{source}”在文件中不存在，现有：{string.Join("、", fields.Take(40).Select(f => f.Name))}。",
                    $"The mapping names a field \"{source}\" that the file does not have; it has {string.Join(", ", fields.Take(40).Select(f => f.Name))}.");
            taken.Add(at);
            if (target.Length > 0 && !fieldOf.TryAdd(target, at))
                throw new UnreadableFileException($"映射表把两个字段都指到“{target}”，只能留一个。", $"The mapping sends two fields to \"{target}\"; leave one of them.");
        }
        var usual = UsualOf(layer.Name).ToList();
        var alsoOf = new List<(string Target, int At)>();
        // A field that is called what the column is called is that column, whatever else might mean it.
        foreach (var (source, target) in ColumnNames(layer, usual))
            if ((positions.TryGetValue(source, out var at) || CutOff(source, fields, out at)) && !taken.Contains(at) && fieldOf.TryAdd(target, at))
                taken.Add(at);
        foreach (var (_, source, target, _) in usual)
        {
            if (!positions.TryGetValue(source, out var at) && !CutOff(source, usual, fields, out at))
                continue;
            if (taken.Contains(at))
                continue;
            if (fields[at].Name.Length < source.Length)
                notes.Add(new($"字段名 {fields[at].Name} 是被截断的“{source}”，按其含义读取。", $"The field name {fields[at].Name} is {source} cut off, and is read as that."));
            if (fieldOf.TryAdd(target, at))
            {
                taken.Add(at);
                continue;
            }
            alsoOf.Add((target, at));
            if (given is null || !given.Values.Contains(target))
                notes.Add(new($"字段 {source} 与 {fields[fieldOf[target]].Name} 含义相同，用了后者。", $"The fields {source} and {fields[fieldOf[target]].Name} mean the same; the latter is taken."));
        }
        return new FieldMapping(fieldOf, alsoOf, fieldOf.ToDictionary(f => f.Key, f => fields[f.Value].Name, StringComparer.Ordinal),
            [.. Enumerable.Range(0, fields.Count).Where(i => !taken.Contains(i))], notes);
    }

    private static IEnumerable<(string Source, string Target)> ColumnNames(ImportLayer layer, List<(string Layer, string Source, string Target, string NameZh)> usual)
    {
        var targets = usual.Select(u => u.Target).Distinct();
        return layer.IsForestLand
            ? [.. targets.Where(t => ColumnsOfCode.All(c => c.Target != t)).Select(t => (t, t)), .. ColumnsOfCode]
            : targets.Select(t => (t, t));
    }

    // The same for a column: no other of ours begins with the ten letters that a DBF keeps.
    private static bool CutOff(string column, IReadOnlyList<SourceField> fields, out int at)
    {
        const int Kept = 10;
        at = -1;
        if (column.Length > Kept)
            foreach (var (i, field) in fields.Index())
                if (field.Width > 0 && field.Name.Equals(column[..Kept], StringComparison.OrdinalIgnoreCase))
                    at = i;
        return at >= 0;
    }

    // A DBF keeps ten bytes of a name: five characters in GBK, three in UTF-8. Taken only where one usual name alone begins so.
    private static bool CutOff(string source, List<(string Layer, string Source, string Target, string NameZh)> usual, IReadOnlyList<SourceField> fields, out int at)
    {
        at = -1;
        if (source.Length < 4 || source.All(char.IsAscii))
            return false;
        foreach (var (i, field) in fields.Index())
            if (field.Width > 0 && field.Name.Length >= 3 && field.Name.Length < source.Length && source.StartsWith(field.Name, StringComparison.Ordinal)
                && !field.Name.All(char.IsAscii) && IsFull(field.Name)
                && usual.Where(u => u.Source.StartsWith(field.Name, StringComparison.Ordinal)).Select(u => u.Target).Distinct().Count() == 1)
                at = i;
        return at >= 0;
    }

    private static bool IsFull(string name) => TextEncodings.Named("GBK")!.GetByteCount(name) is 9 or 10 || Encoding.UTF8.GetByteCount(name) is 9 or 10;

    /// <summary>What a field can be mapped to, with its Chinese name: columns, and the parts of a code.</summary>
    public static IReadOnlyList<MappingTarget> TargetsOf(string layer) =>
        [.. UsualOf(layer).DistinctBy(u => u.Target).Select(u => new MappingTarget(u.Target, u.NameZh))];

    /// <summary>What a person calls a column; the column's own name where no file has it.</summary>
    public static string NameOf(ImportLayer layer, string column) =>
        Usual.Value.FirstOrDefault(u => u.Target == column && u.Layer == (layer.IsForestLand ? layer.Name : AnyLayer)).NameZh ?? column;

    /// <summary>The same in English, as it stands within a sentence.</summary>
    internal static string NameEn(string column)
    {
        var words = PropertyWords.InEnglish(column);
        return column.Any(char.IsAsciiLetterLower) ? char.ToLowerInvariant(words[0]) + words[1..] : words;
    }

    /// <summary>The name a column goes by in files, the usual one of each, in the order of the dictionary.</summary>
    internal static IEnumerable<(string Name, string Column, string NameZh)> NamesOf(string layer) =>
        Usual.Value.Where(u => u.Layer == layer).DistinctBy(u => u.Target).Select(u => (u.Source, u.Target, u.NameZh));

    /// <summary>Reads a mapping file: CSV with the header <c>source,target</c>, or a JSON object.</summary>
    /// <exception cref="UnreadableFileException">Neither of them.</exception>
    public static IReadOnlyDictionary<string, string> ReadGiven(string path)
    {
        var name = Path.GetFileName(path);
        if (!File.Exists(path))
            throw new UnreadableFileException($"找不到映射文件 {name}，请核对路径。", $"There is no mapping file {name}: check its path.");
        try
        {
            if (Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase))
                return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
            return CsvTable.Parse(name, File.ReadAllBytes(path), "source", "target").Rows.ToDictionary(r => r.Text("source"), r => r.Text("target"), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or ArgumentException)
        {
            throw new UnreadableFileException($"映射文件 {name} 的格式不对：应为首行 source,target 的 CSV，或 JSON 对象。",
                $"The mapping file {name} is malformed: write a CSV whose first line is source,target, or a JSON object.", e);
        }
    }

    // Parcels have names of their own only; every other layer takes those of any layer besides.
    private static IEnumerable<(string Layer, string Source, string Target, string NameZh)> UsualOf(string layer) =>
        Usual.Value.Where(u => u.Layer == layer || (u.Layer == AnyLayer && layer != ImportLayer.ForestLand));

    private static List<(string Layer, string Source, string Target, string NameZh)> ReadUsual()
    {
        const string File = "dictionaries/field-mapping.csv";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(File)
                           ?? throw new InvalidDataException($"{File} is not embedded.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return [.. CsvTable.Parse(File, copy.ToArray(), "layer", "source", "target", "name_zh", "origin", "confidence").Rows
            .Select(r => (r.Text("layer"), r.Text("source"), r.Text("target"), r.Text("name_zh")))];
    }
}

/// <summary>Something a field of a file can be mapped to.</summary>
public sealed record MappingTarget(string Name, string NameZh)
{
    /// <summary>Its English name, by its words and its unit.</summary>
    public string NameEn => PropertyWords.InEnglish(Name);
}
