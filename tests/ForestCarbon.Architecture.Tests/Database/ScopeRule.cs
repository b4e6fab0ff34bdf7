using System.Text.RegularExpressions;

namespace ForestCarbon.Architecture.Tests.Database;

/// <summary>A query over parcels, or over results per parcel, carries the townships a person may see.</summary>
internal static partial class ScopeRule
{
    // Work on the whole county, which no person's page is made of.
    private static readonly (string Path, string Why)[] WholeCounty =
    [
        ("src/ForestCarbon.Inventory/Demonstration/", "loads the demonstration county"),
        ("src/ForestCarbon.Inventory/Imports/", "an import is staged and accepted as one file; its pages are of the import, not of parcels"),
        ("src/ForestCarbon.Inventory/Tiles/Sql/parcels_to_dissolve.sql", "melts one township for the overview, whose tiles carry the scope"),
        ("src/ForestCarbon.Inventory/Tiles/Sql/sketch_", "sketches outlines for the tiles, which carry the scope"),
        ("src/ForestCarbon.Inventory/Statistics/Sql/county_days.sql", "days and numbers of parcels, for the county's date over every page"),
        ("src/ForestCarbon.Inventory/Overlay/Sql/features_near.sql", "the county's parcels are cut by its layers; what is shown of it carries the scope"),
        ("src/ForestCarbon.Inventory/Overlay/Sql/forget.sql", "the county's parcels are cut by its layers"),
        ("src/ForestCarbon.Inventory/Overlay/Sql/parcels.sql", "the county's parcels are cut by its layers"),
        ("src/ForestCarbon.Inventory/Overlay/Sql/stale.sql", "the county's parcels are cut by its layers"),
        ("src/ForestCarbon.Inventory/Overlay/ParcelOverlays.cs", "counts the county's parcels, to choose between all and some"),
        ("src/ForestCarbon.Inventory/Editing/Sql/lineage_pairs.sql", "where the ground of closed versions went, inside the change that closed them"),
        ("src/ForestCarbon.Inventory/Editing/Sql/insert_lineage.sql", "written inside the change that closed the parents"),
        ("src/ForestCarbon.Inventory/Topology/Sql/staged_parcels.sql", "an import is judged as one file, beside the parcels that surround it"),
        ("src/ForestCarbon.Inventory/Topology/Sql/accepted_parcels.sql", "what an import has just opened, beside the parcels that surround it"),
        ("src/ForestCarbon.Inventory/Editing/Sql/registered_parts.sql", "written inside the change that closed the parents"),
        ("src/ForestCarbon.Inventory/Evidence/Sql/is_historic.sql", "an import is judged as one file"),
        ("src/ForestCarbon.Inventory/Logic/Sql/joined_facts.sql", "an import is judged as one file"),
        ("src/ForestCarbon.Inventory/Logic/Sql/kept_facts.sql", "an import is judged as one file"),
        ("src/ForestCarbon.Inventory/Overlay/Sql/townships_to_cut.sql", "numbers of parcels that say how much work waits"),
        ("src/ForestCarbon.Inventory/Tiles/Sql/changed_townships.sql", "names of townships, for the overview whose tiles carry the scope"),
        ("src/ForestCarbon.Growth/Curves/", "a curve is fitted over the county and shows no parcel"),
        ("src/ForestCarbon.Growth/Runs/Sql/frame.sql", "a run accounts the county"),
        ("src/ForestCarbon.Growth/Runs/Sql/id_slices.sql", "a run accounts the county"),
        ("src/ForestCarbon.Growth/Runs/Sql/parcels_of_chunk.sql", "a chunk of a run is one township, by its key"),
        ("src/ForestCarbon.Growth/Runs/Sql/totals_off.sql", "one number that says whether a run's totals hold"),
        ("src/ForestCarbon.Growth/Runs/Sql/close_totals.sql", "a run's totals are sums of its chunks"),
        ("src/ForestCarbon.Growth/Runs/AccountingWork.cs", "a run writes the county's results"),
        ("src/ForestCarbon.Growth/Runs/ResultCopy.cs", "a run writes the county's results"),
        ("src/ForestCarbon.Growth/Runs/ResultHash.cs", "the hash is over every result of a run"),
        ("src/ForestCarbon.Ccer/Demonstration/", "loads the demonstration county"),
        ("src/ForestCarbon.Ccer/Screening/Sql/frame.sql", "a screening judges the county"),
        ("src/ForestCarbon.Ccer/Screening/Sql/slices.sql", "a screening judges the county"),
        ("src/ForestCarbon.Ccer/Screening/Sql/parcels_of_chunk.sql", "a chunk of a screening is one township, by its key"),
        ("src/ForestCarbon.Ccer/Screening/Sql/evidence_around.sql", "the ground around a chunk, for cutting its parcels"),
        ("src/ForestCarbon.Ccer/Screening/Sql/plot_candidates.sql", "plots are formed over the county"),
        ("src/ForestCarbon.Ccer/Screening/Sql/decide.sql", "a screening writes the county's results"),
        ("src/ForestCarbon.Ccer/Screening/Sql/totals.sql", "sums by township, read with the scope"),
        ("src/ForestCarbon.Ccer/Screening/Sql/seal.sql", "the hash is over every piece of a screening"),
        ("src/ForestCarbon.Cli/Commands/DatabaseState.cs", "asks whether there is any parcel"),
    ];

    [GeneratedRegex("""\b(?:from|join|using|only|lateral)\s+(?:inventory\.parcel(?:_version|_shape|_current|_overlay|_lineage)?(?:_v)?|growth\.parcel_\w+|ccer\.screening_piece(?:_v)?|(?:inventory|growth|ccer)\.\w+\s*(?=\())(?:\b|(?=\())""")]
    private static partial Regex OverParcels { get; }

    [GeneratedRegex("""@townships\b""", RegexOptions.IgnoreCase)]
    private static partial Regex Townships { get; }

    public static IEnumerable<string> Violations(string path, string sql)
    {
        var bare = SqlText.Bare(sql);
        if (OverParcels.IsMatch(bare) && !Townships.IsMatch(bare)
            && !WholeCounty.Any(exempt => path.StartsWith(exempt.Path, StringComparison.Ordinal)))
            yield return $"{path} reads parcels without @townships";
    }
}
