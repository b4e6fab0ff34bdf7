using System.Globalization;
using ForestCarbon.Ledger.Control;
using ForestCarbon.Ledger.Postings;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Books;

/// <summary>Month and year close (月结、年结) over the ledger's periods: one asks, another confirms; nothing is posted in a closed month.</summary>
public sealed class Closing(Db db)
{
    /// <summary>What is in the way of closing a book through a day.</summary>
    public Task<IReadOnlyList<CloseObstacle>> ObstaclesAsync(string book, DateOnly through, CancellationToken ct = default) =>
        db.QueryAsync<CloseObstacle>(Sql.Of<Closing>("Books/Sql/close_obstacles.sql"), new { book, through }, ct);

    /// <summary>Requests to close that nobody confirmed yet.</summary>
    public Task<IReadOnlyList<CloseRequest>> OpenRequestsAsync(string book, CancellationToken ct = default) => db.QueryAsync<CloseRequest>(
        """
        select p.period_close_id, p.closed_through, p.asked_by, p.asked_at from ledger.period_close_v p join finance.entity_v e using (book_id)
        where e.code = @book and p.confirmed_at is null order by p.closed_through
        """, new { book }, ct);

    /// <summary>Asks to close through the last day of a month. December asks for the year: the year-end transfer must be posted.</summary>
    /// <exception cref="RefusedException">Something is in the way; the sentence lists it.</exception>
    public async Task<long> AskAsync(Actor actor, string book, DateOnly through, CancellationToken ct = default)
    {
        if (through > CountyClock.Today)
            throw new RefusedException("这个月还没有过完，不能结账。", "The month is not over.");
        if (through.AddDays(1).Day != 1)
            throw new RefusedException("结账到月末最后一天。", "A book is closed through the last day of a month.");
        await RefuseObstaclesAsync(book, through, ct);
        return await new LedgerControl(db).AskCloseAsync(actor, $"{through:yyyy-MM} 结账", await IdAsync(book, ct), through, ct);
    }

    /// <summary>Confirms a request, by another account, if nothing came in its way meanwhile.</summary>
    /// <inheritdoc cref="AskAsync" path="/exception"/>
    public async Task ConfirmAsync(Actor actor, string book, long periodCloseId, CancellationToken ct = default)
    {
        var asked = (await OpenRequestsAsync(book, ct)).SingleOrDefault(r => r.PeriodCloseId == periodCloseId) ?? throw new RefusedException("没有这个待确认的结账申请。", "There is no such request to close.");
        await RefuseObstaclesAsync(book, asked.ClosedThrough, ct);
        await new LedgerControl(db).ConfirmCloseAsync(actor, $"确认 {asked.ClosedThrough:yyyy-MM} 结账", periodCloseId, ct);
    }

    /// <summary>Withdraws a request, or refuses another's: the book is asked for again when it is ready.</summary>
    /// <exception cref="RefusedException">It is not of this book, or confirmed already.</exception>
    public async Task WithdrawAsync(Actor actor, string book, long periodCloseId, CancellationToken ct = default)
    {
        var asked = (await OpenRequestsAsync(book, ct)).SingleOrDefault(r => r.PeriodCloseId == periodCloseId) ?? throw new RefusedException("没有这个待确认的结账申请。", "There is no such request to close.");
        await new LedgerControl(db).WithdrawCloseAsync(actor, $"撤回 {asked.ClosedThrough:yyyy-MM} 结账申请", periodCloseId, ct);
    }

    /// <summary>The year-end transfer (年终结转): every income and expense account to the result of the year, as one voucher that waits for its check.</summary>
    /// <inheritdoc cref="AskAsync" path="/exception"/>
    public async Task<long> TransferYearAsync(Actor actor, string book, int year, CancellationToken ct = default)
    {
        if (year < BelievedDays.First.Year)
            throw new RefusedException($"年份 {year} 不对：请写账套启用以来的一年。", $"{year} is no year of the book: give one since it was opened.");
        // What is later than any calendar goes is not over either.
        var last = new DateOnly(Math.Min(year, DateOnly.MaxValue.Year), 12, 31);
        if (last > CountyClock.Today)
            throw new RefusedException($"{year} 年还没有过完，不能年终结转。", $"The year {year} is not over.");
        return await db.ChangeAsync(actor, $"{year} 年终结转", async write =>
        {
            var lines = (await write.QueryAsync<YearLine>(Sql.Of<Closing>("Books/Sql/year_lines.sql"), new { book, last }, ct))
                .Where(l => l.BalanceFen != 0)
                .Select(l => l.BalanceFen > 0 ? new EntryLine(l.ResultId, l.AccountId, l.BalanceFen) : new EntryLine(l.AccountId, l.ResultId, -l.BalanceFen)).ToList();
            if (lines.Count == 0)
                throw new RefusedException($"{year} 年没有要结转的收入和费用。", $"There is no income or expense of {year} to transfer.");
            // What was voided or comes after a transfer that is posted is transferred by the next one, under a key of its own.
            var decided = await write.ScalarAsync<long>(
                """
                select count(*) from finance.money_event_v v where v.book = @book and v.template = 'year-close' and v.voucher_year = @year and v.outcome <> 'pending'
                """, new { book, year }, ct);
            return await MoneyEvents.PendAsync(write, new NewEvent(
                $"year-close:{book}:{year.ToString(CultureInfo.InvariantCulture)}{(decided == 0 ? "" : $":{decided.ToString(CultureInfo.InvariantCulture)}")}", book, "year-close", last, $"{year} 年终结转", lines.Sum(l => l.Amount)), lines, 0, 0, null, ct);
        }, ct);
    }

    private async Task RefuseObstaclesAsync(string book, DateOnly through, CancellationToken ct)
    {
        if (await ObstaclesAsync(book, through, ct) is { Count: > 0 } obstacles)
            throw new RefusedException("还不能结账：" + string.Join("；", obstacles.Select(o => o.Sentence)) + "。", "Not to be closed yet: " + string.Join("; ", obstacles.Select(o => o.English)) + ".");
    }

    private async Task<long> IdAsync(string book, CancellationToken ct) =>
        await db.QuerySingleOrDefaultAsync<long?>("select e.book_id from finance.entity_v e where e.code = @book", new { book }, ct) ?? throw new RefusedException($"没有账簿 {book}。", $"There is no book {book}.");

    private sealed record YearLine
    {
        public long AccountId { get; init; }
        public long ResultId { get; init; }
        public long BalanceFen { get; init; }
    }
}

/// <summary>One thing in the way, and how many there are of it.</summary>
public sealed record CloseObstacle
{
    public string Kind { get; init; } = "";
    public long Count { get; init; }
    public string Sentence => Kind switch
    {
        "pending" => $"{Count} 张凭证未复核", "bank" => $"{Count} 笔银行流水未对上，也没有说明", "year" => "年终结转未做",
        "past" => $"{Count} 份分录不是由经济事项记入的", _ => Kind,
    };

    public string English => Kind switch
    {
        "pending" => $"{Count} vouchers are not checked", "bank" => $"{Count} bank lines are neither matched nor explained", "year" => "the year-end transfer is not made",
        "past" => $"{Count} entries that no event asked for", _ => Kind,
    };
}

public sealed record CloseRequest
{
    public long PeriodCloseId { get; init; }
    public DateOnly ClosedThrough { get; init; }
    public string AskedBy { get; init; } = "";
    public DateTime AskedAt { get; init; }
}
