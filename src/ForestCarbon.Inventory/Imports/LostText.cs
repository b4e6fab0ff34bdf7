namespace ForestCarbon.Inventory.Imports;

/// <summary>Text of which question marks are left, because whoever wrote the file chose an encoding that does not have its characters.</summary>
public static class LostText
{
    /// <summary>True for text that is question marks alone or has two of them on end, and no character beyond ASCII; and for any with U+FFFD.</summary>
    /// <remarks>Where one Chinese character came through, the encoding has them, and the question marks are the surveyor's own.</remarks>
    public static bool IsLost(string text)
    {
        if (!text.AsSpan().ContainsAny('?', '\uFFFD'))
            return false;
        return text.Contains('\uFFFD', StringComparison.Ordinal)
               || !text.AsSpan().ContainsAnyExceptInRange('\0', '\x7F')
               && (text.Contains("??", StringComparison.Ordinal) || !text.AsSpan().Trim().ContainsAnyExcept('?', ' '));
    }

    /// <summary>The same of a file whose encoding has no Chinese characters at all: there a single question mark amid a code or a name is one.</summary>
    public static bool IsLost(string text, bool hasOneByteEncoding) => IsLost(text) || (hasOneByteEncoding && StandsInAName(text));

    /// <summary>
    /// True where a question mark stands where no sentence ends: between letters or digits, before them at the beginning, or behind a digit in a text without
    /// blanks ("10?", "8?2?", "?10"; not "open?").
    /// </summary>
    public static bool StandsInAName(string text)
    {
        for (var at = text.IndexOf('?', StringComparison.Ordinal); at >= 0; at = text.IndexOf('?', at + 1))
        {
            var isBegun = at == 0 || char.IsAsciiLetterOrDigit(text[at - 1]);
            var goesOn = at + 1 < text.Length && char.IsAsciiLetterOrDigit(text[at + 1]);
            if ((isBegun && goesOn) || (at > 0 && char.IsAsciiDigit(text[at - 1]) && !text.Contains(' ', StringComparison.Ordinal)))
                return true;
        }
        return false;
    }
}

/// <summary>A value with a question mark that may be the surveyor's own.</summary>
/// <param name="Field">Position of the field in the file.</param>
/// <param name="Key">Under which the row's mapped values have it.</param>
public sealed record QuestionedText(int Row, int Field, string Key, string Text);
