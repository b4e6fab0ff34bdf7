using System.Reflection;
using System.Text;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Layers;

/// <summary>One code a field may hold.</summary>
/// <param name="Means">What the program does with it: species group, kind of land class or township, the class it translates to; may be empty.</param>
/// <param name="Confidence">Mark of the fact sheet: S#, M or ?.</param>
public sealed record CodeRow(string List, string Code, string NameZh, string NameEn, string Means, string Source, string Confidence);

/// <summary>The code lists of <c>gis-data/dictionaries</c>, carried inside the assembly so that where the program lies does not matter.</summary>
public static class Dictionaries
{
    private static readonly string[] Files =
        ["land-class.csv", "species.csv", "origin.csv", "forest-purpose.csv", "forest-category.csv", "tenure.csv", "site.csv", "townships.csv", "villages.csv"];

    /// <summary>Every row of every list, in the order of the files.</summary>
    public static IEnumerable<CodeRow> All() => Files.SelectMany(Rows);

    /// <summary>The rows of one file.</summary>
    /// <exception cref="ArgumentException">No such file travels with the assembly.</exception>
    /// <exception cref="InvalidDataException">A row has not seven columns.</exception>
    public static IReadOnlyList<CodeRow> Rows(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"dictionaries/{file}")
                           ?? throw new ArgumentException($"No dictionary {file} travels with the program.", nameof(file));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var rows = new List<CodeRow>();
        reader.ReadLine();
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            var f = Fields(text);
            if (f.Count != 7)
                throw new InvalidDataException($"{file}, line {line}: {f.Count} columns where 7 belong.");
            rows.Add(new CodeRow(f[0], f[1], f[2], f[3], f[4], f[5], f[6]));
        }
        return rows;
    }

    /// <summary>Brings <c>inventory.code</c> to what the files say: changed rows follow, codes no longer listed stay, because parcels may hold them.</summary>
    public static async Task<int> LoadAsync(Write write, CancellationToken ct = default)
    {
        var rows = All().ToList();
        return await write.ExecuteAsync(Sql.Of(typeof(Dictionaries).Assembly, "Layers/Sql/load_codes.sql"), new
        {
            lists = rows.ConvertAll(r => r.List),
            codes = rows.ConvertAll(r => r.Code),
            namesZh = rows.ConvertAll(r => r.NameZh),
            namesEn = rows.ConvertAll(r => r.NameEn),
            means = rows.ConvertAll(r => r.Means.Length == 0 ? null : r.Means),
            sources = rows.ConvertAll(r => r.Source),
            confidences = rows.ConvertAll(r => r.Confidence),
        }, ct);
    }

    // Quoted fields as RFC 4180 has them, on one line: no dictionary breaks a line inside a field.
    private static List<string> Fields(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[++i]);
            else if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
                field.Append(c);
        }
        fields.Add(field.ToString());
        return fields;
    }
}
