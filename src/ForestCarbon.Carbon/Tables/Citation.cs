using System.Text.Json.Serialization;

namespace ForestCarbon.Carbon.Tables;

/// <summary>Where a parameter comes from and how sure we are: the marks are those of the fact sheet.</summary>
/// <param name="Source">Document, table, clause.</param>
/// <param name="Mark"><c>S…</c> read in a source, <c>c</c> computed, <c>M</c> own knowledge not re-read (待核), <c>?</c> unsure.</param>
public sealed record Citation(string Source, string Mark)
{
    /// <summary>Two accounts have read the same on the source page, so the mark no longer stands in the way of a submission.</summary>
    public bool IsRead { get; init; }

    /// <summary>What stands in place of a source in English, where the program itself says it, as that something is not entered; null: the source keeps its own language.</summary>
    [JsonIgnore]
    public string? SourceEn { get; init; }

    /// <summary>One account entered it and gave it its mark: another one reads it before a submission, whatever the mark says.</summary>
    public bool NeedsReading { get; init; }

    /// <summary>True if a submitted document may rest on it (definitions.md §5).</summary>
    public bool MaySubmit => IsRead || (!NeedsReading && ConfidenceMark.Find(Mark) is { MaySubmit: true });

    /// <summary>True only for what was read in a source or computed from it; M and ? wait for a person.</summary>
    public bool IsVerified => Mark.StartsWith('S') || Mark == "c";

    public override string ToString() => $"{Source} [{Mark}]";
}
