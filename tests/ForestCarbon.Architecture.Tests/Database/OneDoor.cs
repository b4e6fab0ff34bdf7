using System.Text.RegularExpressions;

namespace ForestCarbon.Architecture.Tests.Database;

/// <summary>The database is written through one door: connections and transactions are made in a few named places only.</summary>
internal static partial class OneDoor
{
    // Where connections are made, and why not through the door.
    private static readonly (string Path, string Why)[] Doors =
    [
        ("src/ForestCarbon.Platform/Database/", "the door itself"),
        ("src/ForestCarbon.Platform/Migrations/", "changes the schema, as the owner, before there is a door"),
        ("src/ForestCarbon.Platform/Embedded/", "asks whether the server answers and makes the empty database"),
        ("src/ForestCarbon.Web/Hosting/Preparation.cs", "installs the job queue's tables, as the owner"),
        ("src/ForestCarbon.Inventory/Demonstration/SampleGeoPackage.cs", "writes a GeoPackage: an SQLite file, not this database"),
        ("src/ForestCarbon.Inventory/Exports/GeoPackageExport.cs", "writes a GeoPackage: an SQLite file, not this database"),
        ("src/ForestCarbon.Ccer/Claims/BoundaryExport.cs", "writes a GeoPackage: an SQLite file, not this database"),
    ];

    [GeneratedRegex("""\bnew\s+(?:Npgsql\.)?Npgsql(?:Connection|DataSourceBuilder|SlimDataSourceBuilder)\s*\(|\bNpgsqlDataSource\s*\.\s*Create|\bNpgsqlConnection\s+\w+\s*=\s*new\s*\(""")]
    private static partial Regex Connection { get; }

    [GeneratedRegex("""\.BeginTransaction(?:Async)?\s*\(|\bnew\s+TransactionScope\b|\bCommittableTransaction\b""")]
    private static partial Regex Transaction { get; }

    // Dapper's Execute on anything but an open change.
    [GeneratedRegex("""(?<receiver>[\w\])]+)\s*\.\s*Execute(?:Async|Scalar|ScalarAsync|Reader|ReaderAsync)?\s*(?:<[^>(]*>)?\s*\(""")]
    private static partial Regex Execute { get; }

    [GeneratedRegex("""\b(?:set\s+(?:session\s+|local\s+)?(?:role|transaction|default_transaction_read_only)|set_config|begin\s*;|start\s+transaction)\b""", RegexOptions.IgnoreCase)]
    private static partial Regex Unlocking { get; }

    // A COPY takes no parameters: the chunk it reads is named by these settings. They open nothing.
    private static readonly string[] NamingSettings =
        ["forestcarbon.township", "forestcarbon.first_parcel", "forestcarbon.last_parcel", "forestcarbon.as_of", "forestcarbon.generation"];

    [GeneratedRegex("""\bset_config\s*\(\s*(?:'(?<name>[^']*)')?""", RegexOptions.IgnoreCase)]
    private static partial Regex Setting { get; }

    [GeneratedRegex("""^(?:set|reset|discard|begin|start\s+transaction|commit|rollback|do)\b""")]
    private static partial Regex UnlockingFile { get; }

    // Where a statement is run: what runs it, and the statement itself or the file it lies in.
    [GeneratedRegex(
        """"
        (?:\b(?<receiver>\w+)\s*\.\s*(?:Query|ExecuteScalar|Scalar)\w*\s*(?:<[^;(]*?>+)?\s*\(|\bnew\s+NpgsqlCommand\s*\()\s*(?:Sql\.Of<\w+>\(\s*"(?<file>[^"]+)"\s*\)|\$*"""(?<raw>.*?)"""|\$?"(?<text>(?:[^"\\]|\\.)*)")(?:\s*,\s*(?<on>\w+))?
        """", RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Run { get; }

    [GeneratedRegex("""\b(?:insert\s+into|update(?:\s+only)?\s+\w+\.|delete\s+from|merge\s+into|truncate\b|call\s+\w+\.|copy\s+\w+\.[^;]*\bfrom\s+stdin)""")]
    private static partial Regex Writes { get; }

    /// <summary>What in a .sql file of the program goes past the door, whoever runs it.</summary>
    public static IEnumerable<string> FileViolations(string path, string sql)
    {
        if (Doors.Any(door => path.StartsWith(door.Path, StringComparison.Ordinal)))
            yield break;
        if (SqlText.Statements(sql).Any(s => UnlockingFile.IsMatch(SqlText.Bare(s).Trim())) || Setting.Matches(sql).Any(m => !NamingSettings.Contains(m.Groups["name"].Value)))
            yield return $"{path} changes what its connection may do";
    }

    /// <summary>Statements that write and are run by something else than an open change.</summary>
    /// <param name="fileOf">The text of a .sql file by its path inside the project.</param>
    public static IEnumerable<string> WritesOutside(string path, string source, Func<string, string?> fileOf)
    {
        if (Doors.Any(door => path.StartsWith(door.Path, StringComparison.Ordinal)))
            yield break;
        foreach (Match run in Run.Matches(source))
        {
            var by = run.Groups["receiver"].Success ? run.Groups["receiver"].Value : run.Groups["on"].Value;
            var sql = run.Groups["file"].Success ? fileOf(run.Groups["file"].Value) : run.Groups["raw"].Success ? run.Groups["raw"].Value : run.Groups["text"].Value;
            if (by is not "write" && sql is not null && Writes.IsMatch(SqlText.Bare(sql)))
                yield return $"{path} writes outside a change";
        }
    }

    /// <summary>What in a .cs file goes past the door.</summary>
    public static IEnumerable<string> Violations(string path, string source)
    {
        if (Doors.Any(door => path.StartsWith(door.Path, StringComparison.Ordinal)))
            yield break;
        var code = CSharpText.Code(source);
        if (Connection.IsMatch(code))
            yield return $"{path} makes a connection";
        if (Transaction.IsMatch(code))
            yield return $"{path} begins a transaction";
        if (code.Contains("using Dapper;", StringComparison.Ordinal)
            && Execute.Matches(code).Any(m => m.Groups["receiver"].Value is not ("write" or "Write")))
            yield return $"{path} executes outside a change";
        if (CSharpText.Literals(source).Any(text => Unlocking.IsMatch(text)))
            yield return $"{path} changes what its connection may do";
    }
}
