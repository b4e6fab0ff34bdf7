using System.Globalization;
using ForestCarbon.Inventory.Editing;
using ForestCarbon.Platform.Database;

namespace ForestCarbon.Inventory.Lookup;

/// <summary>Answers for codes and parcels that stand no more: when they ended, why, and where their ground went.</summary>
public sealed class ParcelEnds(Db db)
{
    /// <summary>The end of what a code or id named last; null where nothing in the scope ever ended under it.</summary>
    public async Task<ParcelEnd?> FindAsync(string codeOrId, TownshipScope scope, CancellationToken ct = default)
    {
        var end = await db.QuerySingleOrDefaultAsync<ParcelEnd>(Sql.Of<ParcelEnds>("Lookup/Sql/parcel_end.sql"), new
        {
            // A code has at least 21 digits, an id at most 19: one cannot be taken for the other.
            parcelId = codeOrId.Length < 20 && long.TryParse(codeOrId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (long?)null,
            code = codeOrId, townships = scope.Codes,
        }, ct);
        return end is null ? null : end with
        {
            Successors = [.. (await new ParcelLineage(db).OfAsync(end.ParcelId, scope, ct)).Where(l => l.ParentId == end.ParcelId && l.OnDate == end.EndedOn && l.ChildId != end.ParcelId)],
        };
    }
}

/// <summary>How a parcel, or a code of it, ended.</summary>
public sealed record ParcelEnd
{
    public long ParcelId { get; init; }
    public string Code { get; init; } = "";

    /// <summary>The last day on which it stood.</summary>
    public DateOnly LastDay { get; init; }

    /// <summary>The first day on which it did not.</summary>
    public DateOnly EndedOn { get; init; }

    /// <summary>The import that closed it; null where another change did.</summary>
    public long? ImportId { get; init; }

    public string? File { get; init; }
    public string? DecidedBy { get; init; }
    public DateTime? DecidedAt { get; init; }

    /// <summary>The reason given with the change.</summary>
    public string? Reason { get; init; }

    /// <summary><c>split</c>, <c>merged</c>, <c>removed</c> where the file had no such parcel; null where a row of it took over.</summary>
    public string? Absence { get; init; }

    /// <summary>The code the parcel stands under now; null where it stands no more.</summary>
    public string? CurrentCode { get; init; }

    /// <summary>Where its ground went on that day.</summary>
    public IReadOnlyList<LineageRow> Successors { get; init; } = [];

    /// <summary>Why it ended, in a few words.</summary>
    public (string Zh, string En) Why => this switch
    {
        { CurrentCode: not null } => ("改了编号", "renumbered"),
        { Absence: "split" } => ("被分割", "split"),
        { Absence: "merged" } => ("被合并", "merged"),
        { Absence: "removed" } => ("新资料里没有这个小班", "left out of the newer data"),
        { Successors.Count: > 0 } => ("由别的小班接替", "taken over by other parcels"),
        _ => ("被一次改动关闭", "closed by a change"),
    };
}
