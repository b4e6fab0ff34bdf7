using ForestCarbon.Carbon.Growth;
using ForestCarbon.Carbon.Tables;

namespace ForestCarbon.Carbon.Biomass;

/// <summary>A published, versioned set of conversion factors; never edited, a correction is a new set.</summary>
/// <remarks>A species without a row is not found: there is no default row and there must be none.</remarks>
public sealed class FactorSet
{
    private static readonly string[] Columns =
        ["species_code", "species_name", "param_key", "value", "unit", "source", "confidence"];

    // Fact sheet §5, "range/sanity checks to code".
    private static readonly Dictionary<string, (double Least, double Most, string Unit)> Ranges = new(StringComparer.Ordinal)
    {
        ["wood_density"] = (0.2, 0.8, "t_dm_per_m3"),
        ["bef"] = (1.1, 3.5, "1"),
        ["root_shoot"] = (0.1, 0.7, "1"),
        ["carbon_fraction"] = (0.44, 0.53, "tC_per_t_dm"),
    };

    private static readonly Lazy<FactorSet> ArCm001 = new(() => new FactorSet(
        "AR-CM-001-V01", "V01", CsvTable.Embedded("Methodologies/ArCm001V01/factors/biomass.csv", Columns)));

    private readonly Dictionary<string, SpeciesFactors> _byCode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SpeciesFactors> _byName = new(StringComparer.Ordinal);

    /// <summary>Reads and checks a set: every species has each factor once, with its unit, inside the ranges.</summary>
    /// <exception cref="InvalidDataException">A check failed; the message has file and line.</exception>
    public FactorSet(string id, string version, CsvTable table)
    {
        Id = id;
        Version = version;
        Sha256 = table.Sha256;
        foreach (var species in table.Rows.GroupBy(r => (Code: r.Text("species_code"), Name: r.RequiredText("species_name"))))
        {
            var values = new Dictionary<string, CsvRow>(StringComparer.Ordinal);
            foreach (var row in species)
            {
                Check(row);
                if (!values.TryAdd(row.Text("param_key"), row)) throw row.Wrong("a second row for this factor");
            }
            var first = species.First();
            if (Ranges.Keys.FirstOrDefault(key => !values.ContainsKey(key)) is { } missing)
                throw first.Wrong($"{species.Key.Name} has no {missing}");
            var factors = new SpeciesFactors(
                species.Key.Code, species.Key.Name, values["wood_density"].Number("value"), new Bef(values["bef"].Number("value")),
                values["root_shoot"].Number("value"), values["carbon_fraction"].Number("value"), first.Citation());
            if (!_byName.TryAdd(factors.SpeciesName, factors)
                || (factors.SpeciesCode.Length > 0 && !_byCode.TryAdd(factors.SpeciesCode, factors)))
                throw first.Wrong("a second species of this code or name");
        }
    }

    /// <summary>AR-CM-001-V01 碳汇造林 (status legacy, all values [M]): for internal estimates only.</summary>
    public static FactorSet ArCm001V01 => ArCm001.Value;

    public string Id { get; }

    public string Version { get; }

    /// <summary>SHA-256 of the file the set was read from; a run stores it.</summary>
    public string Sha256 { get; }

    /// <summary>Every species of the set, in the order of its file.</summary>
    public IReadOnlyCollection<SpeciesFactors> All => _byName.Values;

    /// <summary>The set of that identity, or null.</summary>
    public static FactorSet? OfId(string id) => id == ArCm001V01.Id ? ArCm001V01 : null;

    /// <summary>The factors of a species code ("310" or "310000"), or null: never a default.</summary>
    public SpeciesFactors? Find(string speciesCode) => _byCode.GetValueOrDefault(SpeciesCodes.ToInventory(speciesCode));

    /// <summary>The factors of a species by exact Chinese name or code, or null.</summary>
    public SpeciesFactors? FindByNameOrCode(string species) => _byName.GetValueOrDefault(species) ?? Find(species);

    private static void Check(CsvRow row)
    {
        if (!Ranges.TryGetValue(row.Text("param_key"), out var range))
            throw row.Wrong($"unknown factor \"{row.Text("param_key")}\"");
        if (row.Text("unit") != range.Unit) throw row.Wrong($"unit must be {range.Unit}");
        var value = row.Number("value");
        if (value < range.Least || value > range.Most)
            throw row.Wrong($"{row.Text("param_key")} {row.Text("value")} is outside {range.Least}–{range.Most}");
    }
}
