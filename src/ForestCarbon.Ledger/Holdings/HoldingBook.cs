using ForestCarbon.Platform.Database;

namespace ForestCarbon.Ledger.Holdings;

/// <summary>Reads the subsidiary book: holdings as of a day, movements, acts, one posting.</summary>
public sealed class HoldingBook(Db db)
{
    /// <summary>Holdings effective up to a day and recorded up to a moment (now if none), by holder, project, vintage, batch and state.</summary>
    public Task<IReadOnlyList<HoldingLine>> AsOfAsync(DateOnly effectiveOn, DateTimeOffset? recordedAt = null, string? holder = null, long? issuance = null, CancellationToken ct = default) =>
        db.QueryAsync<HoldingLine>(Sql.Of<HoldingBook>("Holdings/Sql/holdings.sql"), new { effectiveOn, recordedAt = recordedAt?.UtcDateTime, holder, issuance }, ct);

    /// <summary>Serials that may move now, by holder, batch and state, each range with the day since which it stands there: on an earlier day it does not move.</summary>
    public Task<IReadOnlyList<FreeSerials>> FreeSerialsAsync(CancellationToken ct = default) => db.QueryAsync<FreeSerials>(Sql.Of<HoldingBook>("Holdings/Sql/free_serials.sql"), ct: ct);

    public Task<IReadOnlyList<HolderRow>> HoldersAsync(CancellationToken ct = default) =>
        db.QueryAsync<HolderRow>("select * from ledger.holder_v order by is_kept_here desc, holder", ct: ct);

    /// <summary>Accounts that act for holders now, with the name each signs in by.</summary>
    public Task<IReadOnlyList<HolderAccount>> HolderAccountsAsync(CancellationToken ct = default) =>
        db.QueryAsync<HolderAccount>("select b.holder, b.actor, b.bound_at from ledger.holder_account_v b order by b.holder, b.actor", ct: ct);

    /// <summary>States tonnes can stand in, for the choices of a form.</summary>
    public Task<IReadOnlyList<StateRow>> StatesAsync(CancellationToken ct = default) =>
        db.QueryAsync<StateRow>("select s.state, s.kind, s.name_zh, s.name_en, s.is_final from ledger.state_v s order by s.kind, s.state", ct: ct);

    /// <summary>True where an act, whatever became of it, names the project.</summary>
    public Task<bool> HasActsOfAsync(string project, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<bool>("select exists (select from ledger.act_v a where a.project = @project)", new { project }, ct);

    /// <summary>What an act is asked for by: that it waits, or what became of it.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = ["pending", "confirmed", "withdrawn"];

    /// <summary>Acts, newest first: all, or those of an outcome (pending, confirmed, withdrawn), before an act, and no more than <paramref name="most"/>.</summary>
    public Task<IReadOnlyList<ActRow>> ActsAsync(string? outcome = null, long? before = null, int? most = null, CancellationToken ct = default) => db.QueryAsync<ActRow>(
        """
        select * from ledger.act_v
        where (@outcome::text is null or outcome = @outcome) and (@before::bigint is null or act_id < @before)
        order by act_id desc limit @most
        """, new { outcome, before, most }, ct);

    public Task<ActRow?> ActAsync(long actId, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<ActRow>("select * from ledger.act_v where act_id = @actId", new { actId }, ct);

    /// <summary>The serials an open act holds back, by batch; none for an act that enters or takes back.</summary>
    public Task<IReadOnlyList<ReservedSerials>> ReservedAsync(long entryId, CancellationToken ct = default) => db.QueryAsync<ReservedSerials>(
        """
        select n.issuance_id, n.batch, n.serial_prefix, string_agg(lower(s.part) || '–' || (upper(s.part) - 1), ', ' order by s.part) as serials
        from ledger.posting p
        cross join lateral (select u.issuance, range_agg(u.range) as whole from unnest(p.issuance_ids, p.serials) u (issuance, range) group by u.issuance) x
        cross join lateral unnest(x.whole) s (part)
        join ledger.issuance n on n.issuance_id = x.issuance
        where p.entry_id = @entryId
        group by n.issuance_id, n.batch, n.serial_prefix order by n.issuance_id
        """, new { entryId }, ct);

    /// <summary>Other acts that rest on the same paper as this one, withdrawn ones left out: nothing forbids it, but whoever confirms must know.</summary>
    public Task<IReadOnlyList<SameSourceRow>> SameSourceAsync(long actId, CancellationToken ct = default) =>
        db.QueryAsync<SameSourceRow>(Sql.Of<HoldingBook>("Holdings/Sql/same_source.sql"), new { actId }, ct);

    /// <summary>Who has a step in an open act and so does not confirm it: who made it, who cited its papers, and who posted what it takes back.</summary>
    public async Task<IReadOnlyList<string>> NotTheCheckerAsync(ActRow act, CancellationToken ct = default) =>
        [.. new[] { act.MadeBy, act.CitedBy, act.AcceptanceNumber is null ? null : act.AcceptedBy, act.ReversesAct is { } done ? (await ActAsync(done, ct))?.DecidedBy : null }.OfType<string>().Distinct()];

    public Task<IssuanceRow?> IssuanceAsync(long issuance, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<IssuanceRow>(Sql.Of<HoldingBook>("Holdings/Sql/issuance.sql"), new { issuance }, ct);

    /// <summary>Posted movements, oldest first, of a holder, an issuance or one posting.</summary>
    public Task<IReadOnlyList<MovementRow>> MovementsAsync(
        string? holder = null, long? issuance = null, string? posting = null, DateOnly? from = null, DateOnly? through = null, CancellationToken ct = default) =>
        db.QueryAsync<MovementRow>(Sql.Of<HoldingBook>("Holdings/Sql/movements.sql"), new { holder, issuance, posting, from, through, book = HoldingActs.Book }, ct);

    public async Task<MovementRow?> MovementAsync(string posting, CancellationToken ct = default) =>
        (await MovementsAsync(posting: posting, ct: ct)).SingleOrDefault();
}

/// <summary>Tonnes of one batch in one state of one holder; serials in words, e.g. <c>1–300, 501–700</c>.</summary>
public sealed record HoldingLine(
    string Holder, string HolderName, string State, string StateZh, string StateEn, string StateKind, long IssuanceId, string Project, int Vintage, string Batch,
    string SerialPrefix, string Serials, long Tonnes, long FirstSerial);

/// <summary>A range of serials that is reserved by nothing, and since when it stands in that state.</summary>
public sealed record FreeSerials(
    string Project, int Vintage, string Holder, string State, long IssuanceId, string Batch, string SerialPrefix, long FirstSerial, long LastSerial, DateOnly Since);

/// <inheritdoc cref="Holder"/>
public sealed record HolderRow(string Holder, string Name, string Kind, string RegistryAccount, bool IsKeptHere, bool IsDemonstration);

/// <summary>An account that accepts transfers in a holder's name.</summary>
public sealed record HolderAccount(string Holder, string Actor, DateTime BoundAt);

/// <summary>Where a tonne can stand.</summary>
public sealed record StateRow(string State, string Kind, string NameZh, string NameEn, bool IsFinal);

/// <summary>
/// A registered batch with the attributes its tonnes keep. One that was taken back names the entry that took it
/// (<c>TakenBackBy</c>); one entered in its place names it (<c>Replaces</c>), and it names that one (<c>ReplacedBy</c>).
/// </summary>
public sealed record IssuanceRow(
    long IssuanceId, string Project, int Vintage, string Batch, string MethodologyVersion, string Claim, string SerialPrefix, bool IsInternal,
    long FirstSerial, long LastSerial, long Tonnes, string RecordNumber, DateOnly RecordDated, string DocumentSha256,
    long? TakenBackBy, long? Replaces, long? ReplacedBy);

/// <summary>Serials of one batch, in words.</summary>
public sealed record ReservedSerials(long IssuanceId, string Batch, string SerialPrefix, string Serials);

/// <summary>One posted movement with what it cites and its hash in the chain.</summary>
public sealed record MovementRow
{
    public string PostingId { get; init; } = "";
    public long EntryId { get; init; }
    public int Line { get; init; }
    public string Book { get; init; } = "";
    public string Actor { get; init; } = "";
    public string Reason { get; init; } = "";
    public string DebitAccount { get; init; } = "";
    public string CreditAccount { get; init; } = "";
    public long DebitSeq { get; init; }
    public long CreditSeq { get; init; }
    public string DebitPrevious { get; init; } = "";
    public string CreditPrevious { get; init; } = "";
    public string Movement { get; init; } = "";
    public long Tonnes { get; init; }
    public string FromHolder { get; init; } = "";
    public string? FromName { get; init; }
    public string ToHolder { get; init; } = "";
    public string? ToName { get; init; }
    public string FromState { get; init; } = "";
    public string ToState { get; init; } = "";
    public string Project { get; init; } = "";
    public int Vintage { get; init; }
    public string Serials { get; init; } = "";
    public DateOnly EffectiveOn { get; init; }
    public DateTime RecordedAt { get; init; }
    public string? RecordSource { get; init; }
    public string? RecordNumber { get; init; }
    public DateOnly? RecordDated { get; init; }
    public string? RecordSha256 { get; init; }
    public string? Beneficiary { get; init; }
    public long? ActId { get; init; }
    public string Hash { get; init; } = "";

    /// <summary>Batches the tonnes are of, with the attributes they keep.</summary>
    public string Batches { get; init; } = "";
    public string MethodologyVersions { get; init; } = "";
    public string Claims { get; init; } = "";

    /// <summary>The entry this one takes back, and the day it was effective.</summary>
    public long? ReversesEntry { get; init; }
    public DateOnly? ReversesOn { get; init; }

    /// <summary>The entry that took this one back, and the day from which.</summary>
    public long? ReversedByEntry { get; init; }
    public DateOnly? ReversedOn { get; init; }
}
