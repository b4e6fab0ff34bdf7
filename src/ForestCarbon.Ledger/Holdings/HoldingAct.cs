namespace ForestCarbon.Ledger.Holdings;

/// <summary>Whose tonnes stand in the book.</summary>
/// <param name="Code">Stands in every account of the holder.</param>
/// <param name="Kind"><c>project-owner</c> or <c>trading-entity</c>, as the registry names its accounts.</param>
/// <param name="IsKeptHere">False: what goes to this holder leaves our book.</param>
public sealed record Holder(string Code, string Name, string Kind, string RegistryAccount, bool IsKeptHere, bool IsDemonstration = false);

/// <summary>A registered tranche to be entered.</summary>
/// <param name="Key">Stands for this act for good: asked twice, it is one act.</param>
/// <param name="SerialPrefix">The registry's; null where it gives no serials, then they are ours, with the prefix 内部-, from 1.</param>
/// <param name="ReportSha256">The report's file, where it is kept here: one report may verify several projects, and the checker is told.</param>
/// <param name="VerifiedT">Whole tonnes of the verification report; <paramref name="AppliedT"/> must be the same.</param>
public sealed record IssueAct(
    string Key, string Holder, DateOnly EffectiveOn, string Project, int Vintage, string Batch, string MethodologyVersion, string Claim,
    string? SerialPrefix, long FirstSerial, long VerifiedT, long AppliedT, string VerificationReport, string Note = "", byte[]? ReportSha256 = null);

/// <summary>A move of tonnes of one project and vintage that somebody asks for.</summary>
/// <param name="Kind">freeze, release, transfer, sale or cancel.</param>
/// <param name="ToState">For a transfer or sale it follows from the recipient and is not given.</param>
/// <param name="IssuanceId">With the first and last serial: exactly these. None: the lowest free ones.</param>
/// <param name="Beneficiary">Cancellation: for whom, and for what use.</param>
/// <param name="PriceFen">Sale: fen a tonne, as the exchange's record says.</param>
/// <param name="FeeFen">Sale: fee of the exchange in fen; null where the record does not say.</param>
public sealed record MoveAct(
    string Key, string Kind, string Holder, DateOnly EffectiveOn, string Project, int Vintage, string FromState, string? ToState, long Tonnes,
    string? ToHolder = null, long? IssuanceId = null, long? FirstSerial = null, string? Beneficiary = null, string? Method = null,
    long? PriceFen = null, long? FeeFen = null, string Note = "");

/// <summary>The record an act rests on, with the file it was read from.</summary>
/// <param name="Source">registry, exchange or, for a court's freeze, court; acceptance for a recipient's own paper.</param>
public sealed record CitedRecord(string Source, string Number, DateOnly Dated, long Tonnes, string Path, string FileName);

/// <summary>An act as it stands, with its record, acceptance and outcome (<c>ledger.act_v</c>).</summary>
public sealed record ActRow
{
    public long ActId { get; init; }
    public string Kind { get; init; } = "";
    public string Holder { get; init; } = "";
    public string HolderName { get; init; } = "";
    public string? ToHolder { get; init; }
    public string? ToHolderName { get; init; }
    public string FromState { get; init; } = "";
    public string ToState { get; init; } = "";
    public long Tonnes { get; init; }
    public DateOnly EffectiveOn { get; init; }
    public string Note { get; init; } = "";
    public string? Beneficiary { get; init; }
    public string? Method { get; init; }
    public long? PriceFen { get; init; }
    public long? FeeFen { get; init; }
    public string Project { get; init; } = "";
    public int Vintage { get; init; }
    public string? Batch { get; init; }
    public string? MethodologyVersion { get; init; }
    public string? Claim { get; init; }
    public string? SerialPrefix { get; init; }
    public long? FirstSerial { get; init; }
    public string? VerificationReport { get; init; }
    public long? EntryId { get; init; }
    public string MadeBy { get; init; } = "";
    public DateTime MadeAt { get; init; }
    public string? CitedBy { get; init; }
    public string? RecordSource { get; init; }
    public string? RecordNumber { get; init; }
    public DateOnly? RecordDated { get; init; }
    public string? RecordSha256 { get; init; }
    public bool IsCited { get; init; }
    public string? Representative { get; init; }
    public string? AcceptedBy { get; init; }
    public DateTime? AcceptedAt { get; init; }
    public string Outcome { get; init; } = "";
    public string? DecidedBy { get; init; }
    public DateTime? DecidedAt { get; init; }
    public string OutcomeNote { get; init; } = "";
    public long? PostedEntryId { get; init; }

    /// <summary>Number and date of the recipient's paper, where they accepted by a cited record and not by an account.</summary>
    public string? AcceptanceNumber { get; init; }
    public DateOnly? AcceptanceDated { get; init; }
    public string? AcceptanceSha256 { get; init; }

    /// <summary>The act this one takes back.</summary>
    public long? ReversesAct { get; init; }

    /// <summary>The confirmed act that took this one back.</summary>
    public long? ReversedBy { get; init; }

    /// <summary>The act that asks to take this one back and is not confirmed yet.</summary>
    public long? PendingReversal { get; init; }

    /// <summary>Pending and nothing is missing but the second person.</summary>
    public bool IsReady => Outcome == "pending" && IsCited && (Kind != "transfer" || AcceptedAt is not null);
}

/// <summary>Another act that rests on the same paper: by its record's file, its acceptance's file, or its verification report.</summary>
public sealed record SameSourceRow
{
    public long ActId { get; init; }
    public string Kind { get; init; } = "";
    public string HolderName { get; init; } = "";
    public string Project { get; init; } = "";
    public int Vintage { get; init; }
    public string? Batch { get; init; }
    public long Tonnes { get; init; }
    public string Outcome { get; init; } = "";
    public long? ReversedBy { get; init; }

    /// <summary>record, acceptance, report: what both rest on.</summary>
    public string[] Papers { get; init; } = [];
    public bool IsOtherProject { get; init; }
}
