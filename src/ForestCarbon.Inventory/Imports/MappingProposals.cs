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

    /// <summary>Field and column for every field that nothing else is mapped to and whose values stand in one list alone.</summary>
    public static IEnumerable<(string Field, string Target)> Of(FieldMapping mapping, IReadOnlyList<SourceField> fields, IReadOnlyList<SourceFeature> sample, CountyContext county)
    {
        foreach (var at in mapping.Unmapped)
        {
            var values = sample.Select(f => ValueReading.Text(f.Values[at])).OfType<string>().ToList();
            if (values.Count < FewestValues)
                continue;
            var fitting = Telling.SelectMany(t => county.ListsStartingWith(t.List).Select(list => (t.Target, List: list)))
                .Where(t => values.Count(v => v.Length > 1 && (county.HasCode(t.List, v, out _) || (t.Target == "species_code" && v.Length == 6 && county.HasCode(t.List, v[..3], out _)))) >= Share * values.Count)
                .ToList();
            if (fitting.Select(f => f.Target).Distinct().ToList() is [var target] && !mapping.Has(target))
                yield return (fields[at].Name, target);
        }
    }
}
