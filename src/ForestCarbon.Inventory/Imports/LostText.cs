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
}
