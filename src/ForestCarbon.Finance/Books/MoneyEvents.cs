using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Books;

/// <summary>
/// Events of money (经济事项) and their vouchers. One account makes an event: the lines of its template are reserved in the ledger. Another
/// posts it, or it is voided. An event names what it was made for, so that every posting leads back.
/// </summary>
public sealed class MoneyEvents(Db db)
{
    /// <summary>Where a voucher stands: waiting for its check, posted or voided.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = ["pending", "posted", "voided"];

    /// <summary>Makes an event; returns its id.</summary>
    /// <exception cref="RefusedException">Refused; nothing was changed.</exception>
    public Task<long> MakeAsync(Actor actor, NewEvent draft, CancellationToken ct = default) =>
        db.ChangeAsync(actor, "制单", write => MakeAsync(write, draft, ct), ct);

    /// <summary>The same within an open change.</summary>
    internal static async Task<long> MakeAsync(Write write, NewEvent draft, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(draft.Key) || string.IsNullOrWhiteSpace(draft.Template) || string.IsNullOrWhiteSpace(draft.Summary) || draft.EffectiveOn.Year < 2000)
            throw new RefusedException("凭证要有编号、事项、摘要和日期。", "A voucher has a key, an event, a summary and a day.");
        var lines = await write.QueryAsync<TemplateLine>(Sql.Of<MoneyEvents>("Books/Sql/template_lines.sql"), new { draft.Book, draft.OtherBook, draft.Template }, ct);
        if (lines.All(l => l.Side != "own"))
            throw new RefusedException("这一事项在这本账的会计制度里没有记账模板，请换一个事项。", "The accounting system of this book has no template for this event: choose another.");
        if (draft.OtherBook is null && lines[0].IsBetween)
            throw new RefusedException("拨付要写明对方的账簿。", "Name the book the money is allocated to.");
        if (draft.OtherBook is not null && lines.All(l => l.Side != "other"))
            throw new RefusedException("对方的会计制度里没有这一事项的记账模板。", "The other book's accounting system has no template for this event.");
        var postings = lines.Select(l => (Line: l, Amount: l.Part switch { "net" => draft.AmountFen - draft.TaxFen, "tax" => draft.TaxFen, _ => draft.AmountFen }))
            .Where(p => p.Amount != 0).ToList();
        if (draft.AmountFen <= 0 || postings.Any(p => p.Amount < 0))
            throw new RefusedException("金额须大于 0，税额须小于金额。", "The amount is above 0 and the tax less than the amount.");
        return await PendAsync(write, draft, [.. postings.Select(p => new EntryLine(p.Line.DebitId, p.Line.CreditId, p.Amount, Pair: p.Line.Pair))],
            Cash("own"), Cash("other"), null, ct);

        long Cash(string side) => postings.Where(p => p.Line.Side == side).Sum(p => (p.Line.DebitIsCash ? p.Amount : 0) - (p.Line.CreditIsCash ? p.Amount : 0));
    }

    /// <summary>An event with lines of its own, for what no template can say (year-end transfer, what takes another back).</summary>
    internal static async Task<long> PendAsync(Write write, NewEvent draft, IReadOnlyList<EntryLine> lines, long cashFen, long otherCashFen, EventRow? reverses, CancellationToken ct)
    {
        var entry = await Journal.PostAsync(
            write, new EntryRequest($"event:{draft.Key}", draft.EffectiveOn, lines, draft.RecordId, IsPending: true, Corrects: reverses?.PostedEntryId), ct);
        if (entry.IsReplay)
            return await write.ScalarAsync<long>("select e.event_id from finance.money_event e where e.entry_id = @EntryId", new { entry.EntryId }, ct);
        return await write.ScalarAsync<long>(Sql.Of<MoneyEvents>("Books/Sql/insert_event.sql"), new
        {
            draft.Book, draft.OtherBook, draft.Template, draft.EffectiveOn, Summary = draft.Summary.Trim(), draft.AmountFen, draft.TaxFen, cashFen, otherCashFen, draft.FundId,
            draft.SubjectKind, draft.SubjectId, Counterparty = draft.Counterparty ?? "", Evidence = draft.Evidence ?? "", entry.EntryId,
            reverses = reverses?.EventId,
        }, ct);
    }

    /// <summary>
    /// Takes a posted event back (冲销): a voucher with the same lines the other way, which another account posts. A public fund gets its money back when it is posted. Returns its id.
    /// </summary>
    /// <inheritdoc cref="MakeAsync(Actor, NewEvent, CancellationToken)" path="/exception"/>
    public Task<long> ReverseAsync(Actor actor, long eventId, DateOnly on, string because, CancellationToken ct = default) => db.ChangeAsync(actor, "冲销凭证", async write =>
    {
        if (string.IsNullOrWhiteSpace(because))
            throw new RefusedException("请写明冲销的原因。", "Say why the voucher is taken back.");
        var taken = (await write.QueryAsync<EventRow>("select v.* from finance.money_event_v v where v.event_id = @eventId", new { eventId }, ct)).SingleOrDefault()
                    ?? throw new RefusedException($"没有编号为 {eventId} 的凭证。", $"There is no voucher number {eventId}.");
        if ((await write.QueryAsync<ReversalObstacle>(ObstacleSql, new { eventId }, ct)).SingleOrDefault() is { } obstacle)
            throw new RefusedException(obstacle.Sentence, obstacle.English);
        var lines = await write.QueryAsync<ReversalLine>(Sql.Of<MoneyEvents>("Books/Sql/reversal_lines.sql"), new { eventId }, ct);
        // A voided one's key is spent: the next one is another.
        var attempts = await write.ScalarAsync<long>("select count(*) from finance.money_event e where e.reverses = @eventId", new { eventId }, ct);
        return await PendAsync(write, new NewEvent(
            $"reversal:{eventId}:{attempts}", taken.Book, "reversal", on, $"冲销 {taken.Voucher}：{because.Trim()}", taken.AmountFen, taken.TaxFen, taken.OtherBook, taken.FundId, taken.SubjectKind, taken.SubjectId,
            taken.Counterparty, taken.Evidence), [.. lines.Select(l => new EntryLine(l.DebitId, l.CreditId, l.Amount, Pair: l.Pair))], -taken.CashFen, -taken.OtherCashFen, taken, ct);
    }, ct);

    /// <summary>Why an event cannot be taken back by a voucher; null: it can.</summary>
    public async Task<ReversalObstacle?> ReversalObstacleAsync(long eventId, CancellationToken ct = default) =>
        (await db.QueryAsync<ReversalObstacle>(ObstacleSql, new { eventId }, ct)).SingleOrDefault();

    private const string ObstacleSql = "select r.sentence, r.english from finance.reversal_obstacle(@eventId) r";

    /// <summary>Posts an event; by another account than the one that made it.</summary>
    /// <inheritdoc cref="MakeAsync(Actor, NewEvent, CancellationToken)" path="/exception"/>
    public Task<PostedEntry> PostAsync(Actor actor, long eventId, CancellationToken ct = default) =>
        db.ChangeAsync(actor, "复核记账", write => EndAsync(write, eventId, PendingEnd.Post, ct), ct);

    /// <summary>Voids an event that was not posted.</summary>
    /// <inheritdoc cref="MakeAsync(Actor, NewEvent, CancellationToken)" path="/exception"/>
    public Task<PostedEntry> VoidAsync(Actor actor, long eventId, CancellationToken ct = default) =>
        db.ChangeAsync(actor, "作废凭证", write => EndAsync(write, eventId, PendingEnd.Void, ct), ct);

    internal static async Task<PostedEntry> EndAsync(Write write, long eventId, PendingEnd end, CancellationToken ct)
    {
        var made = (await write.QueryAsync<EventRow>("select v.* from finance.money_event_v v where v.event_id = @eventId", new { eventId }, ct)).SingleOrDefault()
                   ?? throw new RefusedException($"没有编号为 {eventId} 的凭证。", $"There is no voucher number {eventId}.");
        var entry = await Journal.ResolveAsync(write, new Resolution($"event:{eventId}:{end}", made.PendingEntryId, end, made.EffectiveOn), ct);
        await write.ExecuteAsync(
            "insert into finance.money_event_outcome (event_id, outcome, entry_id) values (@eventId, @outcome, @EntryId)",
            new { eventId, outcome = end is PendingEnd.Post ? "posted" : "voided", entry.EntryId }, ct);
        return entry;
    }

    public async Task<EventRow?> FindAsync(long eventId, CancellationToken ct = default) =>
        (await db.QueryAsync<EventRow>("select v.* from finance.money_event_v v where v.event_id = @eventId", new { eventId }, ct)).SingleOrDefault();

    /// <summary>Events of a book between two days, newest first; both days included.</summary>
    /// <param name="words">Only those whose summary, counterparty, evidence or voucher number has these words.</param>
    /// <param name="before">Only those after this event in that order: the next page.</param>
    public Task<IReadOnlyList<EventRow>> ListAsync(
        string book, DateOnly from, DateOnly through, string? outcome = null, long? fundId = null, int limit = 200, string? words = null, long? before = null, CancellationToken ct = default) =>
        db.QueryAsync<EventRow>(Sql.Of<MoneyEvents>("Books/Sql/events.sql"), new { book, from, through, outcome, fundId, limit, words, before }, ct);

    /// <summary>Events made for one thing: a sale, a list, a loan …</summary>
    public Task<IReadOnlyList<EventRow>> OfSubjectAsync(string kind, string id, CancellationToken ct = default) => db.QueryAsync<EventRow>(
        "select v.* from finance.money_event_v v where v.subject_kind = @kind and v.subject_id = @id order by v.effective_on, v.event_id", new { kind, id }, ct);

    /// <summary>The postings of an event, of both books: pending, posted, voided.</summary>
    public Task<IReadOnlyList<EventLine>> LinesAsync(long eventId, CancellationToken ct = default) => LinesAsync([eventId], ct);

    /// <summary>The same of several events.</summary>
    public Task<IReadOnlyList<EventLine>> LinesAsync(long[] eventIds, CancellationToken ct = default) =>
        db.QueryAsync<EventLine>(Sql.Of<MoneyEvents>("Books/Sql/event_lines.sql"), new { eventIds }, ct);

    /// <summary>The papers behind an event, where they are kept: with the voucher itself, with what it was made for, its fund, the bank's answer or the bank's line.</summary>
    public Task<IReadOnlyList<VoucherPaper>> PapersAsync(long eventId, CancellationToken ct = default) => PapersAsync([eventId], ct);

    /// <summary>The same of several events.</summary>
    public Task<IReadOnlyList<VoucherPaper>> PapersAsync(long[] eventIds, CancellationToken ct = default) =>
        db.QueryAsync<VoucherPaper>(Sql.Of<MoneyEvents>("Books/Sql/voucher_papers.sql"), new { eventIds }, ct);

    /// <summary>Events by their ids, in no order.</summary>
    public Task<IReadOnlyList<EventRow>> ByIdAsync(long[] eventIds, CancellationToken ct = default) =>
        db.QueryAsync<EventRow>("select v.* from finance.money_event_v v where v.event_id = any (@eventIds)", new { eventIds }, ct);

    /// <summary>What events were made for, by the name it goes by (a list's title, a contract's number and title …), by event; what goes by its number alone is left out.</summary>
    public async Task<IReadOnlyDictionary<long, string>> SubjectNamesAsync(long[] eventIds, CancellationToken ct = default) =>
        (await db.QueryAsync<(long EventId, string? Name)>(Sql.Of<MoneyEvents>("Books/Sql/subject_names.sql"), new { eventIds }, ct))
        .Where(s => s.Name is not null).ToDictionary(s => s.EventId, s => s.Name!);

    /// <summary>How many vouchers a book has between two days, its own and those of other books that move it; both days included.</summary>
    public Task<long> CountAsync(string book, DateOnly from, DateOnly through, CancellationToken ct = default) => db.QuerySingleOrDefaultAsync<long>(
        """
        select count(*) from finance.money_event e join finance.entity b on b.book_id in (e.book_id, e.other_book_id) where b.code = @book and e.effective_on between @from and @through
        """, new { book, from, through }, ct);

    /// <summary>Posted lines of a book between two days, one a posting, in order of day and voucher.</summary>
    public Task<IReadOnlyList<VoucherLine>> VoucherLinesAsync(string book, DateOnly from, DateOnly through, CancellationToken ct = default) =>
        db.QueryAsync<VoucherLine>(Sql.Of<MoneyEvents>("Books/Sql/voucher_lines.sql"), new { book, from, through }, ct);

    /// <summary>What can be entered by hand in a book.</summary>
    public Task<IReadOnlyList<TemplateRow>> TemplatesAsync(string accountingSystem, CancellationToken ct = default) => db.QueryAsync<TemplateRow>(
        """
        select t.* from finance.posting_template_v t
        where t.by_hand and exists (select from finance.posting_template_line l where l.template = t.template and l.accounting_system = @accountingSystem and l.side = 'own')
        order by t.place
        """, new { accountingSystem }, ct);

    private sealed record ReversalLine
    {
        public long DebitId { get; init; }
        public long CreditId { get; init; }
        public long Amount { get; init; }
        public int? Pair { get; init; }
    }

    private sealed record TemplateLine
    {
        public string Side { get; init; } = "";
        public string Part { get; init; } = "";
        public int? Pair { get; init; }
        public long DebitId { get; init; }
        public long CreditId { get; init; }
        public bool DebitIsCash { get; init; }
        public bool CreditIsCash { get; init; }
        public bool IsBetween { get; init; }
    }
}

/// <summary>What happened. Amounts in whole fen, gross; the tax is part of the amount.</summary>
/// <param name="Key">Stands for this event for good; the same key is made once.</param>
/// <param name="FundId">The public fund it comes from, where the template takes one.</param>
/// <param name="SubjectKind">act, list, run, contract, invoice, loan, fund, project or batch: with <paramref name="SubjectId"/> what it was made for.</param>
/// <param name="Evidence">Number of the trade, contract, document or bank record.</param>
public sealed record NewEvent(
    string Key, string Book, string Template, DateOnly EffectiveOn, string Summary, long AmountFen, long TaxFen = 0, string? OtherBook = null, long? FundId = null,
    string? SubjectKind = null, string? SubjectId = null, string Counterparty = "", string Evidence = "", long? RecordId = null);

public sealed record EventRow
{
    public long EventId { get; init; }
    public string Book { get; init; } = "";
    public string BookName { get; init; } = "";
    public string? OtherBook { get; init; }
    public string? OtherName { get; init; }
    public string Template { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public string? IncomeKind { get; init; }
    public DateOnly EffectiveOn { get; init; }
    public string Voucher { get; init; } = "";
    public string Summary { get; init; } = "";
    public long AmountFen { get; init; }
    public long TaxFen { get; init; }
    public long CashFen { get; init; }
    public long OtherCashFen { get; init; }
    public long? FundId { get; init; }
    public string? DocumentNumber { get; init; }
    public string? SubjectKind { get; init; }
    public string? SubjectId { get; init; }
    public string Counterparty { get; init; } = "";
    public string Evidence { get; init; } = "";
    public long PendingEntryId { get; init; }
    public long? PostedEntryId { get; init; }
    public string Outcome { get; init; } = "";
    public string MadeBy { get; init; } = "";
    public DateTime MadeAt { get; init; }
    public string? DecidedBy { get; init; }
    public DateTime? DecidedAt { get; init; }
    public bool IsDemonstration { get; init; }

    /// <summary>The event it takes back.</summary>
    public long? Reverses { get; init; }

    /// <summary>The event that takes it back, posted or waiting.</summary>
    public long? ReversedBy { get; init; }

    /// <summary>What takes it back is posted.</summary>
    public bool IsReversed { get; init; }
}

/// <summary>Why a voucher cannot be taken back, in both languages.</summary>
public sealed record ReversalObstacle(string Sentence, string English);

public sealed record EventLine
{
    public long EventId { get; init; }
    public string PostingId { get; init; } = "";
    public string Stage { get; init; } = "";
    public string Book { get; init; } = "";
    public string Debit { get; init; } = "";
    public string DebitName { get; init; } = "";
    public string Credit { get; init; } = "";
    public string CreditName { get; init; } = "";
    public long AmountFen { get; init; }
    public DateTime RecordedAt { get; init; }
    public string Hash { get; init; } = "";
}

/// <summary>A paper behind a voucher. <see cref="FileSha256"/> null: its number is cited and no file is kept.</summary>
public sealed record VoucherPaper
{
    public long EventId { get; init; }

    /// <summary>voucher (put to the voucher itself), invoice, act, contract, agreement, list, loan, policy, subsidy, fund, answer or bank.</summary>
    public string Kind { get; init; } = "";
    public string? Number { get; init; }
    public DateOnly? Dated { get; init; }
    public string? FileSha256 { get; init; }

    /// <summary>Of one put to a voucher itself: to which, itself or the one it takes back; its id, by whom and when.</summary>
    public long? OfId { get; init; }
    public long? DocumentId { get; init; }
    public string? EnteredBy { get; init; }
    public DateTime? EnteredAt { get; init; }
}

public sealed record VoucherLine
{
    public long EventId { get; init; }
    public DateOnly EffectiveOn { get; init; }
    public string Voucher { get; init; } = "";
    public string Summary { get; init; } = "";
    public string Debit { get; init; } = "";
    public string DebitName { get; init; } = "";
    public string Credit { get; init; } = "";
    public string CreditName { get; init; } = "";
    public long AmountFen { get; init; }
    public string Counterparty { get; init; } = "";
    public string Evidence { get; init; } = "";
    public string? DocumentNumber { get; init; }
    public string PostingId { get; init; } = "";
    public string Hash { get; init; } = "";
}

public sealed record TemplateRow
{
    public string Template { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public string FundEffect { get; init; } = "";
    public bool IsBetween { get; init; }
}
