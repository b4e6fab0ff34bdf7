using System.Text.RegularExpressions;

namespace ForestCarbon.Architecture.Tests.Database;

/// <summary>
/// A module's SQL names its own schema, the ground (<c>platform</c>), and the published views and functions of the modules
/// upstream of it; it writes its own schema and the ground only.
/// </summary>
internal static partial class SchemaRule
{
    // In the order of the tonne: a schema may name those before it.
    private static readonly string[] Schemas = ["platform", "ledger", "inventory", "growth", "ccer", "finance"];

    [GeneratedRegex("""(?<before>(?:insert\s+into|update|delete\s+from|truncate(?:\s+table)?|merge\s+into|copy|(?:alter|drop)\s+\w+(?:\s+if\s+exists)?|create(?:\s+or\s+replace)?\s+\w+(?:\s+\w+)?)\s+(?:only\s+)?)?\b(?<schema>platform|ledger|inventory|growth|ccer|finance|hangfire)\.(?<name>[a-z_][a-z0-9_]*)(?<call>\s*\()?""")]
    private static partial Regex Name { get; }

    /// <summary>What in <paramref name="sql"/> the module may not name or write.</summary>
    /// <param name="module">A project's last word, or a schema's name for a migration.</param>
    public static IEnumerable<string> Violations(string module, string sql)
    {
        var own = module.ToLowerInvariant();
        var place = Array.IndexOf(Schemas, own) is var at and >= 0 ? at : Schemas.Length; // Web and Cli stand after all
        foreach (Match match in Name.Matches(SqlText.Bare(sql)))
        {
            var (schema, name) = (match.Groups["schema"].Value, match.Groups["name"].Value);
            if (schema == own || schema == "platform")
                continue;
            if (match.Groups["before"].Success)
                yield return $"{module} writes {schema}.{name}";
            else if (schema == "hangfire" || Array.IndexOf(Schemas, schema) > place)
                yield return $"{module} names {schema}.{name}, which is not upstream of it";
            else if (!name.EndsWith("_v", StringComparison.Ordinal) && !match.Groups["call"].Success)
                yield return $"{module} reads {schema}.{name}, which is not published";
        }
    }
}
