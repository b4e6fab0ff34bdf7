namespace ForestCarbon.Carbon.Growth;

/// <summary>Species codes: three digits in the inventory, six in the one-map (the three followed by 000).</summary>
public static class SpeciesCodes
{
    /// <summary>"310000" → "310"; anything else as it is. Source: fact sheet §9.4 [S38].</summary>
    public static string ToInventory(string code) =>
        code.Length == 6 && code.EndsWith("000", StringComparison.Ordinal) ? code[..3] : code;
}
