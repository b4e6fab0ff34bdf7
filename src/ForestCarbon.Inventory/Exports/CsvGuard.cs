namespace ForestCarbon.Inventory.Exports;

/// <summary>
/// Text in a CSV file that a spreadsheet would run as a formula goes out behind an apostrophe, and the same apostrophe is taken away
/// when the file comes in. Text that stood behind apostrophes before gets one more, so that every text comes back as it was.
/// </summary>
public static class CsvGuard
{
    public static string Guarded(string text) => IsGuarded(text) || StartsLikeAFormula(text, 0) ? "'" + text : text;

    /// <summary>A cell as a line of CSV holds it: in quotes where it holds a comma, a quote or the end of a line.</summary>
    public static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>True for text that <see cref="Guarded"/> has made: apostrophes before something like a formula.</summary>
    public static bool IsGuarded(string text)
    {
        var at = 0;
        while (at < text.Length && text[at] == '\'')
            at++;
        return at > 0 && StartsLikeAFormula(text, at);
    }

    public static string Unguarded(string text) => IsGuarded(text) ? text[1..] : text;

    private static bool StartsLikeAFormula(string text, int at) => at < text.Length && text[at] is ('=' or '+' or '-' or '@' or '\t' or '\r');
}
