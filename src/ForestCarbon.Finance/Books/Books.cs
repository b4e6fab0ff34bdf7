using ForestCarbon.Ledger.Accounts;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Books;

/// <summary>One book per accounting entity, each with the whole chart of its accounting system.</summary>
public sealed class EntityBooks(Db db)
{
    /// <summary>The money of every book: whole fen of CNY.</summary>
    internal const string Money = "CNY";

    /// <summary>Opens an entity's book and declares every account of its chart in the ledger. Returns its id.</summary>
    /// <exception cref="RefusedException">The code is taken or unfit; nothing was opened.</exception>
    public Task<long> OpenAsync(Actor actor, NewBook book, CancellationToken ct = default) => db.ChangeAsync(actor, "开立账簿", async write =>
    {
        var money = (await write.QueryAsync<long>("select s.asset_id from ledger.asset_v s where s.code = @Money", new { Money }, ct)) is [var known]
            ? known : await ChartOfLedger.DeclareMoneyAsync(write, Money, ct);
        var id = await ChartOfLedger.DeclareBookAsync(write, book.Code, book.Name, book.AccountingSystem, ct);
        await ChartOfLedger.JudgeBookAsync(write, id, "finance.judge_entry", ct);
        await write.ExecuteAsync(
            """
            insert into finance.entity (book_id, code, name, short_name, accounting_system, kind, village_code, opened_on, is_demonstration)
            values (@id, @Code, @Name, @ShortName, @AccountingSystem, @Kind, @VillageCode, @OpenedOn, @IsDemonstration)
            """, new { id, book.Code, book.Name, book.ShortName, book.AccountingSystem, book.Kind, book.VillageCode, book.OpenedOn, book.IsDemonstration }, ct);
        foreach (var account in await write.QueryAsync<ChartAccount>(
                     "select c.* from finance.chart_account_v c where c.accounting_system = @AccountingSystem order by c.code", new { book.AccountingSystem }, ct))
            await ChartOfLedger.DeclareMoneyAccountAsync(write, id, money, account.Code, account.NameZh, book.Code, account.NormalSide, account.IsBetween, ct);
        return id;
    }, ct);

    /// <summary>Every book with its day of closing and its cash of today, county first.</summary>
    public Task<IReadOnlyList<BookRow>> ListAsync(CancellationToken ct = default) =>
        db.QueryAsync<BookRow>(Sql.Of<EntityBooks>("Books/Sql/books.sql"), new { today = CountyClock.Today }, ct);

    /// <summary>The whole chart of an accounting system.</summary>
    public Task<IReadOnlyList<ChartAccount>> ChartAsync(string accountingSystem, CancellationToken ct = default) => db.QueryAsync<ChartAccount>(
        "select c.* from finance.chart_account_v c where c.accounting_system = @accountingSystem order by c.code", new { accountingSystem }, ct);

    /// <summary>Which accounts each event moves in an accounting system.</summary>
    public Task<IReadOnlyList<TemplateAccounts>> TemplatesAsync(string accountingSystem, CancellationToken ct = default) =>
        db.QueryAsync<TemplateAccounts>(Sql.Of<EntityBooks>("Books/Sql/templates_of_system.sql"), new { accountingSystem }, ct);

    public async Task<BookRow?> FindAsync(string code, CancellationToken ct = default) => (await ListAsync(ct)).SingleOrDefault(b => b.Code == code);

    /// <summary>Accounts of a book with what they hold now; the sums of both sides are equal.</summary>
    public Task<IReadOnlyList<TrialRow>> TrialBalanceAsync(string book, DateOnly? through, CancellationToken ct = default) => through is null
        ? db.QueryAsync<TrialRow>(Sql.Of<EntityBooks>("Books/Sql/trial_balance.sql"), new { book }, ct)
        : db.QueryAsync<TrialRow>(Sql.Of<EntityBooks>("Books/Sql/trial_balance_through.sql"), new { book, through }, ct);

    /// <summary>Accounts of a book over a period (期初、本期、期末): the sums of both sides are equal in each.</summary>
    public Task<IReadOnlyList<PeriodRow>> PeriodBalanceAsync(string book, DateOnly from, DateOnly through, CancellationToken ct = default) => from > through
        ? throw new RefusedException($"起始日 {from:yyyy-MM-dd} 在截止日 {through:yyyy-MM-dd} 之后。", $"The period begins on {from:yyyy-MM-dd}, after its end on {through:yyyy-MM-dd}.")
        : db.QueryAsync<PeriodRow>(Sql.Of<EntityBooks>("Books/Sql/period_balance.sql"), new { book, from, through }, ct);

    /// <summary>Postings of one account in order, with the running balance: the subsidiary ledger (明细账).</summary>
    public Task<IReadOnlyList<AccountLine>> AccountLinesAsync(string book, string account, DateOnly from, DateOnly through, CancellationToken ct = default) =>
        db.QueryAsync<AccountLine>(Sql.Of<EntityBooks>("Books/Sql/account_lines.sql"), new { book, account, from, through }, ct);
}

/// <param name="AccountingSystem">政府会计, 企业会计准则 or 农村集体经济组织会计制度.</param>
/// <param name="Kind">county, state-farm, company or collective.</param>
/// <param name="VillageCode">Of a village collective.</param>
public sealed record NewBook(
    string Code, string Name, string ShortName, string AccountingSystem, string Kind, string? VillageCode, DateOnly OpenedOn, bool IsDemonstration = false);

/// <summary>An account as the accounting system has it.</summary>
public sealed record ChartAccount
{
    public string AccountingSystem { get; init; } = "";
    public string Code { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public string Kind { get; init; } = "";
    public string NormalSide { get; init; } = "";
    public bool IsCash { get; init; }
    public bool IsBetween { get; init; }
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
}

/// <summary>One line of a posting template: what it takes (amount, net or tax) from which account to which, on the own or the other side.</summary>
public sealed record TemplateAccounts
{
    public string Template { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";

    /// <summary>False: only the program's own steps make it.</summary>
    public bool ByHand { get; init; }

    public string Side { get; init; } = "";
    public int Line { get; init; }
    public string Part { get; init; } = "";
    public string Debit { get; init; } = "";
    public string DebitZh { get; init; } = "";
    public string DebitEn { get; init; } = "";
    public string Credit { get; init; } = "";
    public string CreditZh { get; init; } = "";
    public string CreditEn { get; init; } = "";
}

public sealed record BookRow
{
    public long BookId { get; init; }
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";
    public string ShortName { get; init; } = "";
    public string Kind { get; init; } = "";
    public string AccountingSystem { get; init; } = "";
    public string? VillageCode { get; init; }
    public DateOnly OpenedOn { get; init; }
    public bool IsDemonstration { get; init; }
    public DateOnly? ClosedThrough { get; init; }

    /// <summary>What its cash accounts hold today, whole fen: vouchers of days to come are not in it.</summary>
    public long CashFen { get; init; }

    public long Pending { get; init; }
}

/// <summary>One account of the trial balance: what moved and what it holds on its side, whole fen.</summary>
public sealed record TrialRow
{
    public string Code { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Mark { get; init; } = "";
    public long DebitsFen { get; init; }
    public long CreditsFen { get; init; }
    public long DebitBalanceFen => Math.Max(0, DebitsFen - CreditsFen);
    public long CreditBalanceFen => Math.Max(0, CreditsFen - DebitsFen);
}

/// <summary>One account over a period, whole fen. <see cref="OpeningFen"/> above zero is a debit.</summary>
public sealed record PeriodRow
{
    public string Code { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Mark { get; init; } = "";
    public long OpeningFen { get; init; }
    public long DebitsFen { get; init; }
    public long CreditsFen { get; init; }
    public long ClosingFen => OpeningFen + DebitsFen - CreditsFen;
}

public sealed record AccountLine
{
    public DateOnly EffectiveOn { get; init; }
    public long? EventId { get; init; }
    public string Voucher { get; init; } = "";
    public string Summary { get; init; } = "";
    public string Against { get; init; } = "";
    public string AgainstName { get; init; } = "";
    public string PostingId { get; init; } = "";
    public long DebitFen { get; init; }
    public long CreditFen { get; init; }
    public long BalanceFen { get; init; }
}
