using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace ForestCarbon.Carbon.Tables;

/// <summary>A table of parameters as it was shipped: header, rows with their line numbers, SHA-256 of the bytes.</summary>
/// <remarks>Plain commas, no quoting: a quote in a file is an error, so no value can be read two ways.</remarks>
public sealed class CsvTable
{
    private readonly Dictionary<string, int> _columns;

    private CsvTable(string file, string sha256, string[] columns, IReadOnlyList<CsvRow> rows)
    {
        File = file;
        Sha256 = sha256;
        Rows = rows;
        _columns = columns.Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
    }

    public string File { get; }

    /// <summary>SHA-256 of the file's bytes in lower-case hexadecimal; what a run stores beside the version.</summary>
    public string Sha256 { get; }

    public IReadOnlyList<CsvRow> Rows { get; }

    /// <summary>Reads a table embedded in this assembly, e.g. <c>Biomass/tree_volume.csv</c>.</summary>
    /// <exception cref="InvalidDataException">The table is not there or not well formed; the message has file and line.</exception>
    public static CsvTable Embedded(string path, params string[] columns)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("ForestCarbon.Carbon/" + path)
            ?? throw new InvalidDataException($"{path}: not embedded in ForestCarbon.Carbon.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return Parse(path, copy.ToArray(), columns);
    }

    /// <summary>Reads a table from its bytes (UTF-8); the header must be exactly <paramref name="columns"/>.</summary>
    /// <exception cref="InvalidDataException">Not well formed; the message has file and line.</exception>
    public static CsvTable Parse(string file, byte[] bytes, params string[] columns)
    {
        var lines = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n');
        if (lines[0].TrimEnd('\r') != string.Join(',', columns))
            throw new InvalidDataException($"{file}, line 1: the header must be \"{string.Join(',', columns)}\".");

        var rows = new List<CsvRow>(lines.Length);
        var table = new CsvTable(file, Convert.ToHexStringLower(SHA256.HashData(bytes)), columns, rows);
        for (var i = 1; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (line.Length == 0) continue;
            var cells = line.Split(',');
            if (cells.Length != columns.Length || line.Contains('"', StringComparison.Ordinal))
                throw new InvalidDataException($"{file}, line {i + 1}: {columns.Length} plain cells expected.");
            rows.Add(new CsvRow(table, i + 1, cells));
        }
        return table;
    }

    internal int Column(string name) => _columns.TryGetValue(name, out var index)
        ? index
        : throw new ArgumentException($"{File} has no column {name}.", nameof(name));
}

/// <summary>One row of a <see cref="CsvTable"/> that can say where it stands.</summary>
public sealed class CsvRow(CsvTable table, int line, string[] cells)
{
    public int Line => line;

    public string Text(string column) => cells[table.Column(column)];

    /// <summary>A cell that must hold something.</summary>
    public string RequiredText(string column) =>
        Text(column) is { Length: > 0 } text ? text : throw Wrong($"{column} is empty");

    public double Number(string column) =>
        double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? value
            : throw Wrong($"{column} is not a number: \"{Text(column)}\"");

    public int Whole(string column) =>
        int.TryParse(Text(column), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong($"{column} is not a whole number: \"{Text(column)}\"");

    public DateOnly Date(string column) =>
        DateOnly.TryParseExact(
            Text(column), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value)
            ? value
            : throw Wrong($"{column} is not a date: \"{Text(column)}\"");

    /// <summary>The citation in columns <c>source</c> and <c>confidence</c>.</summary>
    public Citation Citation() => new(RequiredText("source"), RequiredText("confidence").Replace(';', ' '));

    /// <summary>The error to throw for this row: file, line, what is wrong.</summary>
    public InvalidDataException Wrong(string what) => new($"{table.File}, line {line}: {what}.");
}
