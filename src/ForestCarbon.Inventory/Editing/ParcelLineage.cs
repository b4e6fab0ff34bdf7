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

    /// <summary>
    /// Gives the children of an import that its file states no registered area for their part of their parents', shared by ellipsoidal
    /// area to 0.0001 ha and marked as inferred (推算, <c>definitions.md</c> §1). A parent without one leaves its children without.
    /// </summary>
    /// <returns>How many versions got one.</returns>
    public static async Task<int> InferRegisteredAreasAsync(Write write, long importId, CancellationToken ct = default)
    {
        var rows = await write.QueryAsync<RegisteredPart>(Sql.Of<ParcelLineage>("Editing/Sql/registered_parts.sql"), new { importId }, ct);
        var ofChild = new SortedDictionary<long, decimal?>();
        foreach (var parent in rows.GroupBy(r => r.ParentVersionId))
        {
            var parts = parent.First().RegisteredAreaHa is { } whole
                ? Apportionment.Share(whole, [.. parent.Select(r => (Key(r.ChildVersionId), (double)r.EllipsoidalAreaM2))])
                : null;
            foreach (var (i, row) in parent.Index())
                if (row is { ChildVersionId: { } child, IsAsked: true })
                    ofChild[child] = (ofChild.TryGetValue(child, out var sum) ? sum : 0) + parts?[i];
        }
        return ofChild.Count == 0 ? 0 : await write.ExecuteAsync(
            """
            update inventory.parcel_version v
            set registered_area_ha = c.ha, registered_area_inferred = c.ha is not null
            from unnest(@versions, @areas) as c (version_id, ha)
            where v.parcel_version_id = c.version_id
            """, new { versions = ofChild.Keys.ToArray(), areas = ofChild.Values.ToArray() }, ct);
    }

    /// <summary>Parents of the county by the day they were closed, newest first, each with where its ground went.</summary>
    /// <param name="words">Part of a code of parent or child; null: all.</param>
    public async Task<IReadOnlyList<LineageEvent>> ListAsync(string? words, TownshipScope scope, int limit, int offset, CancellationToken ct = default)
    {
        var rows = await db.QueryAsync<LineageLine>(Sql.Of<ParcelLineage>("Editing/Sql/lineage_events.sql"), new
        {
            words = string.IsNullOrWhiteSpace(words) ? null : $"%{words.Trim().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%",
            townships = scope.Codes, limit, offset,
        }, ct);
        return [.. rows.GroupBy(r => r.ParentVersionId).Select(g => new LineageEvent([.. g]))];
    }

    private static string Key(long? child) => child?.ToString("D19", System.Globalization.CultureInfo.InvariantCulture) ?? "nobody";

    // Children that overlap could claim more than there was: the parent's area is shared among them by what each took.
    private static IEnumerable<Row> Shares(DateOnly onDate, List<Pair> children)
    {
        var whole = children[0].ParentAreaM2;
        var kept = children.Where(c => c.SharedM2 >= NothingM2).ToList();
        var taken = kept.Sum(c => c.SharedM2);
        var pieces = kept.Select(c => (Key: Key(c.ChildVersionId), Weight: c.SharedM2)).ToList();
        var rest = (double)whole - taken;
        if (rest >= NothingM2 * (children.Count + 1))
            pieces.Add((Key(null), rest));
        if (pieces.Count == 0)
            yield break;
        var parts = Apportionment.Share(whole, pieces);
        for (var i = 0; i < parts.Length; i++)
            yield return new Row(children[0].ParentVersionId, i < kept.Count ? kept[i].ChildVersionId : null, onDate, parts[i]);
    }

    private sealed record RegisteredPart(long ParentVersionId, decimal? RegisteredAreaHa, long? ChildVersionId, decimal EllipsoidalAreaM2, bool IsAsked);

    private sealed record Pair(long ParentVersionId, long ChildVersionId, decimal ParentAreaM2, double SharedM2);

    private sealed record Row(long ParentVersionId, long? ChildVersionId, DateOnly OnDate, decimal AreaM2);
}

/// <summary>Ground that went from a parent to a child on a day; no child: no parcel took it over.</summary>
public sealed record LineageRow(DateOnly OnDate, long ParentId, string ParentCode, long? ChildId, string? ChildCode, decimal EllipsoidalAreaM2);

/// <summary>Ground of a parent that went to a child, with the areas of both; no child: to nobody.</summary>
public sealed record LineageLine
{
    public DateOnly OnDate { get; init; }
    public long ParentVersionId { get; init; }
    public long ParentId { get; init; }
    public string ParentCode { get; init; } = "";
    public decimal ParentAreaM2 { get; init; }
    public decimal? ParentRegisteredHa { get; init; }
    public long? ChildId { get; init; }
    public string? ChildCode { get; init; }
    public decimal? ChildAreaM2 { get; init; }
    public decimal? ChildRegisteredHa { get; init; }
    public bool? ChildRegisteredInferred { get; init; }

    /// <summary>The ground that went over, m².</summary>
    public decimal EllipsoidalAreaM2 { get; init; }
}

/// <summary>A parent with everything its ground went to.</summary>
public sealed record LineageEvent(IReadOnlyList<LineageLine> Lines)
{
    public LineageLine Parent => Lines[0];

    public decimal SumM2 => Lines.Sum(l => l.EllipsoidalAreaM2);

    /// <summary>What the parts leave of the parent's area, m²; 0 by construction, shown so that it can be seen.</summary>
    public decimal RestM2 => Parent.ParentAreaM2 - SumM2;
}
