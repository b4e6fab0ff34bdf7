using System.Globalization;
using System.Text;

namespace ForestCarbon.Inventory.Imports.Coordinates;

/// <summary>A node of a CRS text, WKT 1 of any dialect or WKT 2: a keyword, its values, its children.</summary>
internal sealed record WktNode(string Keyword, IReadOnlyList<string> Values, IReadOnlyList<WktNode> Children)
{
    private const int DeepestNesting = 32;

    /// <summary>The name, its first value.</summary>
    public string Name => Values.Count > 0 ? Values[0] : "";

    /// <summary>Reads a text; null if it is none.</summary>
    public static WktNode? Parse(string text)
    {
        var at = 0;
        try
        {
            return Node(text, ref at, 0);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The first child of that keyword, not looking deeper.</summary>
    public WktNode? Child(params string[] keywords) =>
        Children.FirstOrDefault(c => keywords.Contains(c.Keyword, StringComparer.OrdinalIgnoreCase));

    /// <summary>The first node of that keyword anywhere below.</summary>
    public WktNode? Below(params string[] keywords) =>
        Child(keywords) ?? Children.Select(c => c.Below(keywords)).FirstOrDefault(c => c is not null);

    /// <summary>The value at that position as a number.</summary>
    public double? Number(int position) =>
        position < Values.Count && double.TryParse(Values[position], NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n) ? n : null;

    private static WktNode Node(string text, ref int at, int depth)
    {
        if (depth > DeepestNesting)
            throw new FormatException("nested too deeply");
        Skip(text, ref at);
        var from = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
            at++;
        var keyword = text[from..at];
        Skip(text, ref at);
        if (keyword.Length == 0 || at >= text.Length || text[at] is not ('[' or '('))
            throw new FormatException("no node");
        at++;
        var values = new List<string>();
        var children = new List<WktNode>();
        while (true)
        {
            Skip(text, ref at);
            if (at >= text.Length)
                throw new FormatException("cut short");
            if (text[at] is ']' or ')')
            {
                at++;
                return new WktNode(keyword, values, children);
            }
            if (text[at] == ',')
                at++;
            else if (text[at] == '"')
                values.Add(Quoted(text, ref at));
            else
                Item(text, ref at, depth, values, children);
        }
    }

    private static void Item(string text, ref int at, int depth, List<string> values, List<WktNode> children)
    {
        var ahead = at;
        while (ahead < text.Length && text[ahead] is not (',' or '[' or ']' or '(' or ')' or '"'))
            ahead++;
        if (ahead < text.Length && text[ahead] is '[' or '(')
        {
            children.Add(Node(text, ref at, depth + 1));
            return;
        }
        values.Add(text[at..ahead].Trim());
        if (ahead == at)
            throw new FormatException("no item");
        at = ahead;
    }

    private static string Quoted(string text, ref int at)
    {
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
                value.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '"')
                value.Append(text[++at]);
            else
            {
                at++;
                return value.ToString();
            }
        }
        throw new FormatException("cut short");
    }

    private static void Skip(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }
}
