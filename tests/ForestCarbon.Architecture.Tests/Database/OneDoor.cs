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
