namespace ForestCarbon.Inventory.Imports;

/// <summary>The code of a parcel: county (6), township (3), village (3), compartment (4), subcompartment (5 or more). <c>definitions.md</c> §2.</summary>
public sealed record ParcelCode(string County, string Township, string Village, string Compartment, string Subcompartment)
{
    private const int ShortestText = 6 + 3 + 3 + 4 + 5;

    public string TownshipCode => County + Township;

    public string VillageCode => TownshipCode + Village;

    public override string ToString() => VillageCode + Compartment + Subcompartment;

    /// <summary>Takes a code written as one text apart; null if it has not the form.</summary>
    public static ParcelCode? Parse(string code) =>
        code.Length >= ShortestText && code.AsSpan(0, 16).IndexOfAnyExceptInRange('0', '9') < 0
            ? new ParcelCode(code[..6], code[6..9], code[9..12], code[12..16], code[16..])
            : null;

    /// <summary>Puts a code together from its parts as files hold them: zeros lost, or a part written with those above it.</summary>
    /// <returns>Null if a part is missing or has not the form.</returns>
    public static ParcelCode? Of(string? county, string? township, string? village, string? compartment, string? subcompartment)
    {
        if (Part(county, 6, "") is not { } c || Part(township, 3, c) is not { } t || Part(village, 3, c + t) is not { } v
            || Part(compartment, 4, "") is not { } l || subcompartment is not { Length: > 0 })
            return null;
        var number = subcompartment.All(char.IsAsciiDigit) ? subcompartment.PadLeft(5, '0') : subcompartment;
        return new ParcelCode(c, t, v, l, number);
    }

    private static string? Part(string? text, int length, string above)
    {
        if (text is not { Length: > 0 } || !text.All(char.IsAsciiDigit))
            return null;
        if (text.Length > length)
            return text.Length == above.Length + length && text.StartsWith(above, StringComparison.Ordinal) ? text[^length..] : null;
        return text.PadLeft(length, '0');
    }
}
