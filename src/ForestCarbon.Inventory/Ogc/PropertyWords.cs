namespace ForestCarbon.Inventory.Ogc;

/// <summary>What English calls a property of a layer, an attribute of a parcel among them. Its name in the interface is English already: words set apart, its unit behind it in brackets.</summary>
public static class PropertyWords
{
    // The longer end first: m³/ha before ha.
    private static readonly (string End, string Unit)[] Units =
    [
        ("_m3_per_ha", "m³/ha"), ("_per_ha", "per ha"), ("_m3", "m³"), ("_m2", "m²"), ("_ha", "ha"), ("_mu", "mu"), ("_cm", "cm"), ("_deg", "°"), ("_zh", "in Chinese"), ("_a", "years"), ("_m", "m"),
    ];

    /// <param name="name">As the interface spells it, like <c>registered_area_ha</c>.</param>
    /// <returns>Words, like "Registered area (ha)"; a name that holds no Latin small letters, as files bring them, stays as it is.</returns>
    public static string InEnglish(string name)
    {
        if (!name.Any(char.IsAsciiLetterLower))
            return name;
        var unit = Array.FindIndex(Units, u => name.EndsWith(u.End, StringComparison.Ordinal));
        var words = (unit < 0 ? name : name[..^Units[unit].End.Length]).Replace('_', ' ');
        if (words.StartsWith("is ", StringComparison.Ordinal))
            words = words["is ".Length..];
        if (words.EndsWith(" no", StringComparison.Ordinal))
            words += ".";
        if (words.Length == 0)
            return name;
        return char.ToUpperInvariant(words[0]) + words[1..] + (unit < 0 ? "" : $" ({Units[unit].Unit})");
    }
}
