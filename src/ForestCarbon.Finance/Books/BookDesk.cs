using ForestCarbon.Platform.Database;

namespace ForestCarbon.Finance.Books;

/// <summary>What the first page of a book answers: what came in, who is owed, what is late. Read from running balances and indexed events, never by walking postings.</summary>
public sealed class BookDesk(Db db)
{
    public async Task<BookFigures> FiguresAsync(string book, int year, CancellationToken ct = default) =>
        await db.QuerySingleOrDefaultAsync<BookFigures>(Sql.Of<BookDesk>("Books/Sql/figures.sql"), new { book, from = new DateOnly(year, 1, 1), through = new DateOnly(year, 12, 31), year }, ct) ?? new();

    /// <summary>Posted receipts and payments of a book by quarter over the years given, both included.</summary>
    public Task<IReadOnlyList<QuarterRow>> QuartersAsync(string book, int fromYear, int toYear, CancellationToken ct = default) => db.QueryAsync<QuarterRow>(
        Sql.Of<BookDesk>("Books/Sql/quarters.sql"), new { book, from = new DateOnly(fromYear, 1, 1), through = new DateOnly(toYear, 12, 31) }, ct);

    /// <summary>Trades agreed and not received, with their age on a day (应收账龄).</summary>
    public Task<IReadOnlyList<ReceivableRow>> ReceivablesAsync(string book, DateOnly on, CancellationToken ct = default) =>
        db.QueryAsync<ReceivableRow>(Sql.Of<BookDesk>("Books/Sql/receivables.sql"), new { book, on }, ct);

    /// <summary>What the book owes now, by account, and lists on their way to payment.</summary>
    public Task<IReadOnlyList<OwedRow>> OwedAsync(string book, CancellationToken ct = default) =>
        db.QueryAsync<OwedRow>(Sql.Of<BookDesk>("Books/Sql/owed.sql"), new { book }, ct);
}

/// <summary>Whole fen. Receipts are of the kinds that are income or public funds: no opening balance, no loan, nothing between our own books.</summary>
public sealed record BookFigures
{
    public long ReceivedFen { get; init; }
    public long PaidFen { get; init; }
    public long OwedFen { get; init; }
    public long ReceivableFen { get; init; }
    public long FundsFen { get; init; }
    public long FundsLeftFen { get; init; }
    public long Pending { get; init; }
    public long UnsettledLines { get; init; }
    public DateOnly? BankThrough { get; init; }
}

public sealed record QuarterRow
{
    public int Year { get; init; }
    public int Quarter { get; init; }
    public long ReceivedFen { get; init; }
    public long PaidFen { get; init; }
}

public sealed record ReceivableRow
{
    public string Evidence { get; init; } = "";
    public string Counterparty { get; init; } = "";
    public DateOnly? AgreedOn { get; init; }
    public long LeftFen { get; init; }
    public int? Days { get; init; }
    public long? EventId { get; init; }
}

public sealed record OwedRow
{
    public string Account { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public long Fen { get; init; }
}
