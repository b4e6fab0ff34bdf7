using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ForestCarbon.Cli.Frame;

/// <summary>What a command says: results on standard output, everything else on standard error.</summary>
public static class Terminal
{
    /// <summary>Given to every command: print one JSON document instead of text.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "在标准输出上只打印一个 JSON 文档", Recursive = true };

    /// <summary>How documents are written: camel case, Chinese unescaped, no number rounded.</summary>
    public static JsonSerializerOptions JsonOptions { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>A message for the person at the terminal.</summary>
    public static void Say(string sentence) => Console.Error.WriteLine(sentence);

    /// <summary>A line of the result.</summary>
    public static void Print(string line) => Console.Out.WriteLine(line);

    /// <summary>Prints <paramref name="document"/> as the one JSON document, or runs <paramref name="asText"/>.</summary>
    public static void Result<T>(ParseResult asked, T document, Action<T> asText)
    {
        if (asked.GetValue(Json))
            Document(document);
        else
            asText(document);
    }

    /// <summary>Prints the one JSON document.</summary>
    public static void Document<T>(T document) => Answer(JsonSerializer.Serialize(document, JsonOptions));

    /// <summary>Prints the one JSON document, written already.</summary>
    public static void Answer(string json)
    {
        HasAnswered = true;
        Console.Out.WriteLine(json);
    }

    /// <summary>True once the one JSON document is printed: a failure after it must not print another.</summary>
    public static bool HasAnswered { get; private set; }

    /// <summary>Another command begins, with its own one answer to give.</summary>
    internal static void Begin() => HasAnswered = false;

    /// <summary>A table of text; columns are as wide as their widest cell, a Chinese character counting two.</summary>
    public static void Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.Prepend(heads).ToList();
        var widths = Enumerable.Range(0, heads.Count).Select(c => all.Max(row => Width(row[c]))).ToArray();
        foreach (var row in all)
            Print(string.Join("  ", row.Select((cell, c) => cell + new string(' ', widths[c] - Width(cell)))).TrimEnd());
    }

    private static int Width(string text) => text.EnumerateRunes().Sum(rune => rune.Value >= 0x2E80 ? 2 : 1);
}
