namespace ForestCarbon.Growth.Runs;

/// <summary>What a land class (地类, one-map list) carries, for the account.</summary>
/// <remarks>
/// Codes: fact sheet §9.4 [S30][S41]. Which of them have a sourced factor: definitions.md §3. Open forest and un-established
/// plantations grow along the curve of their species; land without trees has stock 0; the rest is 未计.
/// </remarks>
public static class LandCover
{
    /// <summary>
    /// <see cref="ParcelReason.Trees"/> where the stock follows from volume and curve; else how the land counts without them.
    /// </summary>
    /// <param name="speciesGroup">Group of the species dictionary, or null.</param>
    /// <param name="hasVolume">A volume above 0 was recorded.</param>
    public static ParcelReason Of(string landClass, string? forestPurpose, string? speciesGroup, bool hasVolume)
    {
        if (forestPurpose is ['2', '5', ..] || speciesGroup == "economic")
            return ParcelReason.EconomicForest;
        return landClass switch
        {
            "0113" => ParcelReason.Bamboo,
            "0131" or "0132" or "0502" => ParcelReason.Shrub,
            "0150" => ParcelReason.Nursery,
            "0111" or "0120" or "0141" or "0142" or "0501" => speciesGroup switch
            {
                "bamboo" => ParcelReason.Bamboo,
                "shrub" => ParcelReason.Shrub,
                _ => ParcelReason.Trees,
            },
            "0161" or "0162" or "0171" or "0172" or "0173" or "0180" or "0200" or "0210" or "0220" or "0230" or "0240" or "0250"
                or "0254" or "1631" or "1632" or "1633" or "1634" or "1635" =>
                hasVolume ? ParcelReason.ScatteredTrees : ParcelReason.NoTrees,
            _ => ParcelReason.UnknownLandClass,
        };
    }
}
