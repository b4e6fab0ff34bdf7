using System.Globalization;
using ForestCarbon.Carbon.Biomass;

namespace ForestCarbon.Carbon.Growth;

/// <summary>Carbon of a stand planted on bare land, from a planting model (造林模型).</summary>
public static class PlantedStand
{
    /// <summary>tCO₂e per ha that the trees hold more after <paramref name="years"/> than when they were planted.</summary>
    /// <remarks>
    /// definitions.md §3 with V = 0, age 0 and r = 1:
    /// C = (f(n) − f(0)) · Σ wⱼ · Dⱼ·BEFⱼ·(1+Rⱼ)·CFⱼ·44/12
    /// <code>
    ///   f   stand volume over bark, m³/ha over years since planting   planting model, by site class
    ///   n   years of the crediting period
    ///   wⱼ  share of species j, tenths/10                             planting model
    ///   D, BEF, R, CF                                                 SpeciesFactors
    /// </code>
    /// </remarks>
    public static double Co2eTPerHa(GrowthCurve curve, IEnumerable<(SpeciesFactors Factors, int Tenths)> mix, int years) =>
        (curve.At(years) - curve.At(0)) * mix.Sum(part => part.Tenths / 10.0 * part.Factors.Co2eTPerM3);
}

/// <summary>Species and tenths of a planting model, written <c>220:7,480:3</c>.</summary>
public static class SpeciesMix
{
    /// <summary>The parts in the order written, or null where the text is no mix: codes of digits, each once, tenths that make ten.</summary>
    public static IReadOnlyList<(string SpeciesCode, int Tenths)>? Parse(string text)
    {
        var parts = new List<(string, int)>();
        foreach (var part in text.Split(','))
            if (part.Split(':') is [var code, var tenths] && code.Length is 3 or 6 && code.All(char.IsAsciiDigit)
                && int.TryParse(tenths, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0)
                parts.Add((code, n));
            else
                return null;
        return parts.Sum(p => p.Item2) == 10 && parts.DistinctBy(p => p.Item1).Count() == parts.Count ? parts : null;
    }
}
