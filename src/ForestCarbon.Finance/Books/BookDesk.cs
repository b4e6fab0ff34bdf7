using ForestCarbon.Platform.Database;

namespace ForestCarbon.Finance.Books;

/// <summary>What the first page of a book answers: what came in, who is owed, what is late. Read from running balances and totals, never by walking postings or vouchers.</summary>
public sealed class BookDesk(Db db)
{
    public async Task<BookFigures> FiguresAsync(string book, int year, CancellationToken ct = default) =>
        await db.QuerySingleOrDefaultAsync<BookFigures>(Sql.Of<BookDesk>("Books/Sql/figures.sql"), new { book, from = new DateOnly(year, 1, 1), through = new DateOnly(year, 12, 31), year }, ct) ?? new();

    /// <summary>Posted receipts and payments of a book by quarter over the years given, both included.</summary>
    public Task<IReadOnlyList<QuarterRow>> QuartersAsync(string book, int fromYear, int toYear, CancellationToken ct = default) => db.QueryAsync<QuarterRow>(
        Sql.Of<BookDesk>("Books/Sql/quarters.sql"), new { book, from = new DateOnly(fromYear, 1, 1), through = new DateOnly(toYear, 12, 31) }, ct);

    /// <summary>From which tonnes the sales of a year came, largest first.</summary>
    public Task<IReadOnlyList<SoldTonnes>> SoldAsync(string book, int year, CancellationToken ct = default) => db.QueryAsync<SoldTonnes>(
        Sql.Of<BookDesk>("Books/Sql/sold_tonnes.sql"), new { book, from = new DateOnly(year, 1, 1), through = new DateOnly(year, 12, 31) }, ct);

    /// <summary>What is past its day, the longest first: sales, invoices, milestones, loans, lists; and what is to be taken back: sales whose act was, invoices whose sale is.</summary>
    public Task<IReadOnlyList<LateRow>> LateAsync(string book, DateOnly on, CancellationToken ct = default) =>
        db.QueryAsync<LateRow>(Sql.Of<BookDesk>("Books/Sql/late.sql"), new { book, on }, ct);

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

/// <summary>Tonnes of one project and vintage that were sold, with what was agreed and what came in, whole fen.</summary>
public sealed record SoldTonnes
{
    public string ProjectCode { get; init; } = "";
    public int Vintage { get; init; }
    public int Sales { get; init; }
    public long Tonnes { get; init; }
    public long AmountFen { get; init; }
    public long ReceivedFen { get; init; }
}

/// <summary>
/// One thing past its day. Kind: sale, invoice, milestone (Id is the contract's), loan or list; sale-back (its act was taken back) and red (an issued invoice whose sale is voided or taken back)
/// ask from <see cref="DueOn"/> on. <see cref="Fen"/> null: no amount was agreed.
/// </summary>
public sealed record LateRow
{
    public string Kind { get; init; } = "";
    public long Id { get; init; }
    public string What { get; init; } = "";
    public string Who { get; init; } = "";
    public DateOnly DueOn { get; init; }
    public long? Fen { get; init; }
    public int Days { get; init; }

    /// <summary>It is asked for from its day on, not due by it.</summary>
    public bool IsAskedFor => Kind is "sale-back" or "red";
}

public sealed record OwedRow
{
    public string Account { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public long Fen { get; init; }
}
