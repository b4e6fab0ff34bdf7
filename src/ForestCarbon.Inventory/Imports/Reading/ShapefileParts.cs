namespace ForestCarbon.Inventory.Imports.Reading;

/// <summary>The companions of a .shp file, found beside it whatever the case of their endings.</summary>
public sealed record ShapefileParts(string Shp, string? Dbf, string? Shx, string? Prj, string? Cpg, string? FullNames = null)
{
    private const int LongestText = 64 * 1024;

    public static ShapefileParts Beside(string shp)
    {
        var stem = Path.GetFileNameWithoutExtension(shp);
        var beside = Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(shp))!)
            .Where(f => string.Equals(Path.GetFileNameWithoutExtension(f), stem, StringComparison.OrdinalIgnoreCase))
            .OrderBy(f => f, StringComparer.Ordinal)
            .ToLookup(f => Path.GetExtension(f).ToLowerInvariant());
        string? Part(string ending) => beside[ending].FirstOrDefault();
        // What an export writes where names were longer than a DBF keeps.
        var names = Path.ChangeExtension(shp, ".fields.csv");
        return new ShapefileParts(shp, Part(".dbf"), Part(".shx"), Part(".prj"), Part(".cpg"), File.Exists(names) ? names : null);
    }

    /// <summary>True where <paramref name="other"/> is the part of that ending beside <paramref name="part"/>, whatever the case of their names.</summary>
    public static bool IsOf(string part, string other, string ending) =>
        string.Equals(Path.GetExtension(other), ending, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Path.GetFileNameWithoutExtension(other), Path.GetFileNameWithoutExtension(part), StringComparison.OrdinalIgnoreCase);

    /// <summary>Those that exist, the .shp first.</summary>
    public IEnumerable<string> Existing => new[] { Shp, Dbf, Shx, Prj, Cpg, FullNames }.OfType<string>();

    /// <summary>The text of a small part, or null where there is none.</summary>
    public static string? Text(string? part)
    {
        if (part is null || new FileInfo(part).Length > LongestText)
            return null;
        // U+0000 stands in no text of PostgreSQL, and what stands here is shown with the import.
        return File.ReadAllText(part).Replace("\0", "", StringComparison.Ordinal).Trim('\uFEFF', ' ', '\r', '\n', '\t');
    }
}
