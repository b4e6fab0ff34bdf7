using ForestCarbon.Inventory.Imports.Reading;

namespace ForestCarbon.Inventory.Imports;

/// <summary>What a field without a usual name may be, told by its values: said, never done.</summary>
internal static class MappingProposals
{
    /// <summary>Share of the values that must stand in the list, so that one mistyped code does not hide the field.</summary>
    private const double Share = 0.95;
    private const int FewestValues = 5;

    // Codes of one digit look alike in every list, so they tell nothing.
    private static readonly (string List, string Target)[] Telling =
        [("land-class", "land_class"), ("species", "species_code"), ("origin", "origin"), ("forest-purpose", "forest_purpose"), ("forest-category", "forest_category")];

    /// <summary>Field and column for every field that nothing else is mapped to and whose values are codes of the layer, or stand in one list alone.</summary>
    public static IEnumerable<(string Field, string Target)> Of(
        ImportLayer layer, FieldMapping mapping, IReadOnlyList<SourceField> fields, IReadOnlyList<SourceFeature> sample, CountyContext county)
    {
        var hasCode = mapping.Has("code") || (layer.IsForestLand && new[] { "county", "township", "village", "compartment", "subcompartment" }.All(mapping.Has));
        foreach (var at in mapping.Unmapped)
        {
            var values = sample.Select(f => ValueReading.Text(f.Values[at])).OfType<string>().ToList();
            // A code of twenty-one digits is like nothing else, however few there are; two fields of codes are a question for a person.
            if (!hasCode && values.Count > 0 && values.Count(v => IsCode(layer, v, county)) >= Share * values.Count)
            {
                yield return (fields[at].Name, "code");
                continue;
            }
            if (values.Count < FewestValues)
                continue;
            var fitting = Telling.SelectMany(t => county.ListsStartingWith(t.List).Select(list => (t.Target, List: list)))
                .Where(t => values.Count(v => v.Length > 1 && (county.HasCode(t.List, v, out _) || (t.Target == "species_code" && v.Length == 6 && county.HasCode(t.List, v[..3], out _)))) >= Share * values.Count)
                .ToList();
            if (fitting.Select(f => f.Target).Distinct().ToList() is [var target] && !mapping.Has(target))
                yield return (fields[at].Name, target);
        }
    }

    private static bool IsCode(ImportLayer layer, string value, CountyContext county) =>
        (layer.IsForestLand ? ParcelCode.Parse(value) is not null : layer.IsZone && value.Length == layer.CodeDigits && value.All(char.IsAsciiDigit))
        && (county.CountyCode is null || value.StartsWith(county.CountyCode, StringComparison.Ordinal));
}
