using ForestCarbon.Inventory.Overlay;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Editing;

/// <summary>Parents and children of parcels: where the ground of a closed version went, in areas that add up to it.</summary>
public sealed class ParcelLineage(Db db)
{
    /// <summary>1 cm²: less was shared by nobody.</summary>
    private const double NothingM2 = 0.0001;

    /// <summary>What a parcel came from and what became of it, oldest first.</summary>
    public Task<IReadOnlyList<LineageRow>> OfAsync(long parcelId, TownshipScope scope, CancellationToken ct = default) =>
        db.QueryAsync<LineageRow>(Sql.Of<ParcelLineage>("Editing/Sql/lineage.sql"), new { parcelId, townships = scope.Codes }, ct);

    /// <summary>Records the lineage of every version closed on a day whose shape did not simply go on; part of the change that closed them.</summary>
    /// <returns>How many rows were written.</returns>
    public static async Task<int> RecordAsync(Write write, DateOnly onDate, CancellationToken ct = default)
    {
        var pairs = await write.QueryAsync<Pair>(Sql.Of<ParcelLineage>("Editing/Sql/lineage_pairs.sql"), new { onDate }, ct);
        var written = 0;
        foreach (var parent in pairs.GroupBy(p => p.ParentVersionId))
            foreach (var row in Shares(onDate, parent.ToList()))
                written += await write.ExecuteAsync(Sql.Of<ParcelLineage>("Editing/Sql/insert_lineage.sql"), row, ct);
        return written;
    }

    // Children that overlap could claim more than there was: the parent's area is shared among them by what each took.
    private static IEnumerable<Row> Shares(DateOnly onDate, List<Pair> children)
    {
        var whole = children[0].ParentAreaM2;
        var kept = children.Where(c => c.SharedM2 >= NothingM2).ToList();
        var taken = kept.Sum(c => c.SharedM2);
        var pieces = kept.Select(c => (Key: c.ChildVersionId.ToString("D19", System.Globalization.CultureInfo.InvariantCulture), Weight: c.SharedM2)).ToList();
        var rest = (double)whole - taken;
        if (rest >= NothingM2 * (children.Count + 1))
            pieces.Add(("nobody", rest));
        if (pieces.Count == 0)
            yield break;
        var parts = Apportionment.Share(whole, pieces);
        for (var i = 0; i < parts.Length; i++)
            yield return new Row(children[0].ParentVersionId, i < kept.Count ? kept[i].ChildVersionId : null, onDate, parts[i]);
    }

    private sealed record Pair(long ParentVersionId, long ChildVersionId, decimal ParentAreaM2, double SharedM2);

    private sealed record Row(long ParentVersionId, long? ChildVersionId, DateOnly OnDate, decimal AreaM2);
}

/// <summary>Ground that went from a parent to a child on a day; no child: no parcel took it over.</summary>
public sealed record LineageRow(DateOnly OnDate, long ParentId, string ParentCode, long? ChildId, string? ChildCode, decimal EllipsoidalAreaM2);
