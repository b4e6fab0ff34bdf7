using System.Text;
using System.Text.RegularExpressions;

namespace ForestCarbon.Architecture.Tests.Database;

/// <summary>SQL read just well enough for the rules: comments and strings apart, statements apart, parameters numbered.</summary>
internal static partial class SqlText
{
    [GeneratedRegex("""--[^\n]*|/\*.*?\*/""", RegexOptions.Singleline)]
    private static partial Regex Comment { get; }

    [GeneratedRegex("""'(?:[^']|'')*'""")]
    private static partial Regex Quoted { get; }

    [GeneratedRegex("""\$(?<tag>\w*)\$.*?\$\k<tag>\$|'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/|;""", RegexOptions.Singleline)]
    private static partial Regex Boundary { get; }

    [GeneratedRegex("""'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/|(?<![@\w])@(?<name>[A-Za-z_]\w*)""", RegexOptions.Singleline)]
    private static partial Regex Parameter { get; }

    /// <summary>Without comments and without the contents of strings, in lower case.</summary>
    public static string Bare(string sql) => Quoted.Replace(Comment.Replace(sql, " "), "''").ToLowerInvariant();

    /// <summary>The statements of a file.</summary>
    public static IReadOnlyList<string> Statements(string sql)
    {
        var statements = new List<string>();
        var from = 0;
        foreach (Match boundary in Boundary.Matches(sql))
        {
            if (boundary.Value != ";")
                continue;
            statements.Add(sql[from..boundary.Index]);
            from = boundary.Index + 1;
        }
        statements.Add(sql[from..]);
        return [.. statements.Select(s => s.Trim()).Where(s => Bare(s).Trim().Length > 0)];
    }

    /// <summary>The statement with <c>@name</c> written as <c>$n</c>, as the driver sends it.</summary>
    public static string Numbered(string statement)
    {
        var names = new List<string>();
        return Parameter.Replace(statement, match =>
        {
            if (match.Groups["name"] is not { Success: true } name)
                return match.Value;
            if (!names.Contains(name.Value))
                names.Add(name.Value);
            return new StringBuilder("$").Append(names.IndexOf(name.Value) + 1).ToString();
        });
    }
}
