namespace ForestCarbon.Web;

/// <summary>The colour token of a species group, the same on the map and beside the name.</summary>
public static class SpeciesTokens
{
    public static string Of(string speciesGroup) =>
        Map.Colouring.Of("species").Lines.FirstOrDefault(line => line.Key == speciesGroup)?.Token ?? "sp-none";
}
