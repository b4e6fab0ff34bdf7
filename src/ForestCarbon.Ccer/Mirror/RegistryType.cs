using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Ccer.Mirror;

/// <summary>A list of the national registry's public pages (dataType): whose applications it shows and how far they are.</summary>
/// <param name="Track">project or reduction; unknown for a type the dictionary does not hold.</param>
/// <param name="Rank">Later stages have higher ranks within a track (definitions.md §4); 0 where unknown.</param>
public sealed record RegistryType(string DataType, string Track, int Rank, string NameZh, string NameEn)
{
    public const string Unknown = "unknown";

    private static readonly Lazy<IReadOnlyList<RegistryType>> Known = new(() =>
    {
        using var stream = typeof(RegistryType).Assembly.GetManifestResourceStream("ForestCarbon.Ccer/Mirror/registry-types.csv")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return [.. CsvTable.Parse("registry-types.csv", bytes.ToArray(), "data_type", "track", "rank", "name_zh", "name_en", "source", "confidence").Rows
            .Select(row => new RegistryType(row.RequiredText("data_type"), row.RequiredText("track"), row.Whole("rank"), row.RequiredText("name_zh"), row.RequiredText("name_en")))];
    });

    public static IReadOnlyList<RegistryType> All => Known.Value;

    /// <summary>The type, or one of the track <see cref="Unknown"/>: it is stored and reported, never dropped.</summary>
    public static RegistryType Of(string dataType) => All.FirstOrDefault(t => t.DataType == dataType)
        ?? new RegistryType(dataType, Unknown, 0, $"类型 {dataType}（字典中没有）", $"type {dataType} (not in the dictionary)");
}
