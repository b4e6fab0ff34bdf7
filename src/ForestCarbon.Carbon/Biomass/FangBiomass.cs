using ForestCarbon.Carbon.Growth;
using ForestCarbon.Carbon.Tables;
using ForestCarbon.Carbon.Units;

namespace ForestCarbon.Carbon.Biomass;

/// <summary>One line B = aV + b of Fang Jingyun: whole-tree biomass in t d.m./ha from stand volume in m³/ha.</summary>
public sealed record FangEquation(string SpeciesCode, string SpeciesName, double A, double B, Citation Citation)
{
    /// <summary>Biomass of trees, roots included, t d.m./ha.</summary>
    /// <remarks>Fact sheet §5.1 [M]. b &gt; 0 would give young plantings biomass out of nothing, so V must be above 0.</remarks>
    public double BiomassTPerHa(CubicMetresPerHectare volume)
    {
        ArgumentOutOfRangeException.ThrowIfZero(volume.Value);
        return A * volume.Value + B;
    }
}

/// <summary>The linear set of Fang Jingyun (方精云): for a regional overview only.</summary>
public sealed class FangBiomass
{
    public const string Id = "FANG";

    private static readonly Lazy<FangBiomass> Loaded = new(() => new FangBiomass(CsvTable.Embedded(
        "Methodologies/Fang/biomass.csv",
        "species_code", "species_name", "param_key", "value", "unit", "source", "confidence")));

    private readonly Dictionary<string, FangEquation> _byName = new(StringComparer.Ordinal);

    public FangBiomass(CsvTable table)
    {
        Sha256 = table.Sha256;
        foreach (var species in table.Rows.GroupBy(r => r.RequiredText("species_name")))
        {
            var first = species.First();
            if (species.Count() != 2) throw first.Wrong("each species has the two rows a and b");
            var a = species.SingleOrDefault(r => r.Text("param_key") == "a") ?? throw first.Wrong("no row a");
            var b = species.SingleOrDefault(r => r.Text("param_key") == "b") ?? throw first.Wrong("no row b");
            if (a.Number("value") <= 0 || b.Number("value") < 0) throw a.Wrong("a is above 0, b is not negative");
            _byName.Add(species.Key, new FangEquation(
                first.Text("species_code"), species.Key, a.Number("value"), b.Number("value"), first.Citation()));
        }
    }

    public static FangBiomass Current => Loaded.Value;

    public string Sha256 { get; }

    /// <summary>The equation of a species or group by exact Chinese name or code, or null.</summary>
    public FangEquation? FindByNameOrCode(string species)
    {
        if (_byName.TryGetValue(species, out var equation)) return equation;
        var code = SpeciesCodes.ToInventory(species);
        return code.Length == 0 ? null : _byName.Values.FirstOrDefault(e => e.SpeciesCode == code);
    }
}
