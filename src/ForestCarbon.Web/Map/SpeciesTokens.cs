namespace ForestCarbon.Web;

/// <summary>The classes of a species group's swatch, the same on the map and beside the name.</summary>
public static class SpeciesTokens
{
    public static string Of(string speciesGroup) =>
        Map.Colouring.Of("species").Lines.FirstOrDefault(line => line.Key == speciesGroup)?.Swatch ?? "sp-none";
}
