namespace ForestCarbon.Platform.Failures;

/// <summary>What a sentence quotes of somebody's input: a value of a thousand characters would bury what the sentence says.</summary>
public static class Shortened
{
    private const int Most = 40;

    /// <summary>The text, or its beginning and “…”; empty where there is none. No character is cut in two.</summary>
    /// <param name="most">UTF-16 units that are quoted.</param>
    public static string Of(string? text, int most = Most) =>
        text is null ? "" : text.Length <= most ? text : $"{text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)]}…";
}
