namespace ForestCarbon.Carbon.Tables;

/// <summary>What a confidence mark of the fact sheet (§0) allows.</summary>
public enum MarkKind
{
    /// <summary>Read in a source of tier A or B, or computed from one: may stand in a document that is submitted.</summary>
    Sourced,

    /// <summary>Known or recalled, or read in a source of tier C only: estimates yes, submission only after two people have read it.</summary>
    ToBeVerified,

    /// <summary>Unsure: a placeholder, never a default.</summary>
    Unsure,
}

/// <summary>A mark taken apart: <c>S2</c>, <c>S36c</c>, <c>c</c>, <c>M</c>, <c>?</c>.</summary>
/// <param name="Tier">A, B or C of fact sheet §13 for a mark with a source number, else null.</param>
public readonly record struct ConfidenceMark(string Text, MarkKind Kind, char? Tier)
{
    // Fact sheet §13. What is not named here is B: a digest or third-party transcription.
    private static readonly HashSet<int> TierA = [0, 1, 4, 6, 17, 23, 24, 25, 28, 32, 33];
    private static readonly HashSet<int> TierC = [11, 12, 13, 14, 16, 18, 19, 20, 27, 30, 31, 39, 40, 41, 43];

    /// <summary>True if a figure resting on it may stand in a submitted document without a person's reading.</summary>
    public bool MaySubmit => Kind == MarkKind.Sourced;

    /// <exception cref="FormatException">No mark of the fact sheet.</exception>
    public static ConfidenceMark Parse(string text) => Find(text) ?? throw new FormatException($"\"{text}\" is no confidence mark.");

    /// <summary>The mark, or null where the text is none.</summary>
    public static ConfidenceMark? Find(string text)
    {
        switch (text)
        {
            case "M":
                return new(text, MarkKind.ToBeVerified, null);
            case "?":
                return new(text, MarkKind.Unsure, null);
            case "c":
                return new(text, MarkKind.Sourced, null);
        }
        if (text.Length < 2 || text[0] != 'S' || !int.TryParse(text[1..].TrimEnd('c'), System.Globalization.NumberStyles.None, null, out var source))
            return null;
        var tier = TierC.Contains(source) ? 'C' : TierA.Contains(source) ? 'A' : 'B';
        return new(text, tier == 'C' ? MarkKind.ToBeVerified : MarkKind.Sourced, tier);
    }

    /// <summary>The weaker of two marks: a result carries the weakest of what it rests on.</summary>
    public static string Weakest(IEnumerable<string> marks) =>
        marks.Select(Parse).OrderByDescending(m => m.Kind).ThenByDescending(m => m.Tier ?? '@').Select(m => m.Text).FirstOrDefault() ?? "";
}
