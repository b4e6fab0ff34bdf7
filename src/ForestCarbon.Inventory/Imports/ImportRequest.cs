namespace ForestCarbon.Inventory.Imports;

/// <summary>What a person asks for when sending a file.</summary>
/// <param name="Layer">Layer it goes into, as the contract spells it.</param>
/// <param name="AsOf">The day from which its content holds.</param>
/// <param name="Crs"><c>EPSG:n</c>; null believes the file.</param>
/// <param name="Encoding">Null believes the file, or its bytes.</param>
/// <param name="SourceLayer">Layer inside the file; null where there is one.</param>
/// <param name="Mapping">Field → column; null takes the usual names.</param>
/// <param name="KeptMapping">Number of the kept mapping that <paramref name="Mapping"/> is; null where it is none.</param>
/// <param name="DatumShift">From Xi'an 1980 or Beijing 1954 to CGCS2000; null where none is needed.</param>
/// <param name="Parts">Kinds of change that are to be stored (<see cref="ImportParts"/>), where that is known already; null: the usual.</param>
/// <param name="IsComplete">The file holds every parcel of its villages: what a joined table leaves out is then told and may be closed.</param>
/// <param name="FileName">As the sender called it; null takes the path's.</param>
/// <param name="Rereads">Number of the import whose file is read again; null where it was sent.</param>
public sealed record ImportRequest(
    string Layer, DateOnly AsOf, string? Crs = null, string? Encoding = null, string? SourceLayer = null,
    IReadOnlyDictionary<string, string>? Mapping = null, string? FileName = null, bool DryRun = false,
    Coordinates.GivenShift? DatumShift = null, IProgress<ReadingProgress>? Progress = null, IReadOnlyList<string>? Parts = null, bool IsComplete = false,
    long? KeptMapping = null, long? Rereads = null);

/// <summary>What became of a file.</summary>
public abstract record ImportOutcome
{
    /// <summary>It stands in staging with its findings, waiting for a person; with <see cref="ImportRequest.DryRun"/> nothing was kept.</summary>
    public sealed record Staged(ImportReport Report) : ImportOutcome;

    /// <summary>It could not be read; nothing was stored.</summary>
    /// <param name="SentenceEn">The same in English.</param>
    public record Unreadable(string Sentence, string SentenceEn) : ImportOutcome;

    /// <summary>It holds several layers and none was named; nothing was stored.</summary>
    public sealed record LayerNeeded(string Sentence, string SentenceEn, IReadOnlyList<string> Layers) : Unreadable(Sentence, SentenceEn);

    /// <summary>A person must name its coordinate system, or give a datum shift; nothing was stored.</summary>
    /// <param name="Proposed">Systems in which it would lie in the county, as <c>EPSG:n</c>.</param>
    public sealed record CrsNeeded(string Sentence, string SentenceEn, IReadOnlyList<string> Proposed) : Unreadable(Sentence, SentenceEn);

    /// <summary>The same bytes, read the same way, are in the inventory already, for the same layer and day.</summary>
    public sealed record AlreadyImported(long ImportId) : ImportOutcome;
}

/// <summary>What stands in staging.</summary>
/// <param name="ImportId">0 after a dry run.</param>
/// <param name="Findings">All of them, those of the file first, then by row.</param>
public sealed record ImportReport(
    long ImportId, string Layer, string FileName, string Sha256, DateOnly AsOf, string SourceLayer, string Crs, string CrsReason,
    string Encoding, string EncodingReason, IReadOnlyDictionary<string, string> Mapping, long Features, IReadOnlyList<StoredFinding> Findings)
{
    /// <summary>The comparison with what is stored, of a dry run: a staged import is asked for it by its number.</summary>
    public IReadOnlyList<ChangeTotal> Changes { get; init; } = [];

    /// <summary>False for a table of attributes, joined to the shapes that are stored.</summary>
    public bool HasShapes { get; init; } = true;

    /// <summary>The two reasons in English.</summary>
    public string CrsReasonEn { get; init; } = "";

    public string EncodingReasonEn { get; init; } = "";

    public int Errors => Findings.Count(f => f.Severity == "error");

    public int Warnings => Findings.Count(f => f.Severity == "warning");

    /// <summary>Rows that stay out even if a person accepts.</summary>
    public long BlockedRows => Findings.Any(f => f is { Blocks: true, RowNo: null }) ? Features : Findings.Where(f => f is { Blocks: true, RowNo: not null }).Select(f => f.RowNo).Distinct().Count();
}

/// <summary>What a decision changed.</summary>
public abstract record DecisionOutcome
{
    /// <param name="LeftOut">Rows with a finding that blocks.</param>
    /// <param name="Closed">Parcels that the rows replace, or that a person gave up with them.</param>
    /// <param name="Generation">Of the inventory; null where every row was as stored and nothing changed.</param>
    public sealed record Accepted(long ImportId, long Added, long Changed, long Unchanged, long LeftOut, long? Generation, long Closed = 0) : DecisionOutcome;

    public sealed record Rejected(long ImportId) : DecisionOutcome;

    public sealed record Undone(long ImportId, long Removed, long Reopened) : DecisionOutcome;

    /// <summary>Not possible; nothing was changed.</summary>
    /// <param name="SentenceEn">The same in English.</param>
    public sealed record NotPossible(string Sentence, string SentenceEn) : DecisionOutcome;
}
