using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Books;

/// <summary>Public funds (财政资金指标): level, document number, budget year and line. What is paid never exceeds one; the database holds it.</summary>
public sealed class Funds(Db db)
{
    /// <exception cref="RefusedException">Refused; nothing was changed.</exception>
    public Task<long> EnterAsync(Actor actor, NewFund fund, CancellationToken ct = default) => db.ChangeAsync(actor, "登记财政资金", write => write.ScalarAsync<long>(
        """
        insert into finance.fund (book_id, level, document_number, budget_year, function_code, function_name, purpose, amount_fen, carried_from, note, is_demonstration)
        select e.book_id, @Level, @DocumentNumber, @BudgetYear, @FunctionCode, @FunctionName, @Purpose, @AmountFen, @CarriedFrom, @Note, @IsDemonstration
        from finance.entity e where e.code = @Book returning fund_id
        """, fund, ct), ct);

    /// <summary>Adds to what was granted, or takes back of it (指标调整), by a document of its own. Returns its id.</summary>
    /// <param name="amountFen">Above zero: added; below: taken back, no more than is left and was granted beyond what arrived.</param>
    /// <exception cref="RefusedException">Refused; nothing was changed.</exception>
    public Task<long> ChangeAsync(Actor actor, long fundId, string documentNumber, DateOnly dated, long amountFen, string note = "", CancellationToken ct = default) => dated > CountyClock.Today
        ? throw new RefusedException("调整文件的日期不能晚于今天。", "The day of the document is not after today.")
        : db.ChangeAsync(actor, amountFen > 0 ? "追加财政资金指标" : "追减财政资金指标", write => write.ScalarAsync<long>(
            "insert into finance.fund_change (fund_id, document_number, dated, amount_fen, note) values (@fundId, @documentNumber, @dated, @amountFen, @note) returning fund_change_id",
            new { fundId, documentNumber = documentNumber.Trim(), dated, amountFen, note }, ct), ct);

    /// <summary>Every change of what was granted, by fund and day.</summary>
    public Task<IReadOnlyList<FundChange>> ChangesAsync(CancellationToken ct = default) => db.QueryAsync<FundChange>(
        "select c.fund_id, c.document_number, c.dated, c.amount_fen, c.note, c.entered_by, c.entered_at from finance.fund_change c order by c.fund_id, c.dated, c.fund_change_id", ct: ct);

    /// <summary>Funds with what was paid of them and what is left (结余), newest year first.</summary>
    public Task<IReadOnlyList<FundRow>> ListAsync(string? book = null, CancellationToken ct = default) => db.QueryAsync<FundRow>(
        "select f.* from finance.fund_v f where @book::text is null or f.book = @book order by f.budget_year desc, f.fund_id", new { book }, ct);

    public async Task<FundRow?> FindAsync(long fundId, CancellationToken ct = default) =>
        (await db.QueryAsync<FundRow>("select f.* from finance.fund_v f where f.fund_id = @fundId", new { fundId }, ct)).SingleOrDefault();
}

/// <param name="Level">central, province, city or county (级次).</param>
/// <param name="FunctionCode">支出功能分类科目.</param>
/// <param name="Purpose">compensation, natural-forest, sink-compensation, planting, interest-subsidy, insurance, risk-compensation or other.</param>
/// <param name="CarriedFrom">The fund whose rest it is (结转).</param>
public sealed record NewFund(
    string Book, string Level, string DocumentNumber, short BudgetYear, string FunctionCode, string FunctionName, string Purpose, long AmountFen, long? CarriedFrom = null,
    string Note = "", bool IsDemonstration = false);

public sealed record FundRow
{
    public long FundId { get; init; }
    public string Book { get; init; } = "";
    public string BookName { get; init; } = "";
    public string Level { get; init; } = "";
    public string DocumentNumber { get; init; } = "";
    public short BudgetYear { get; init; }
    public string FunctionCode { get; init; } = "";
    public string FunctionName { get; init; } = "";
    public string Purpose { get; init; } = "";

    /// <summary>What is granted now: as entered, with its changes.</summary>
    public long AmountFen { get; init; }

    /// <summary>As the fund was entered.</summary>
    public long EnteredFen { get; init; }

    /// <summary>Receipts that are posted and not taken back.</summary>
    public long ArrivedFen { get; init; }

    public long UsedFen { get; init; }
    public long CarriedOnFen { get; init; }
    public long LeftFen { get; init; }
    public long? CarriedFrom { get; init; }
    public string Note { get; init; } = "";
    public bool IsDemonstration { get; init; }
}

/// <summary>A document that added to a fund (<see cref="AmountFen"/> above zero) or took back of it.</summary>
public sealed record FundChange
{
    public long FundId { get; init; }
    public string DocumentNumber { get; init; } = "";
    public DateOnly Dated { get; init; }
    public long AmountFen { get; init; }
    public string Note { get; init; } = "";
    public string EnteredBy { get; init; } = "";
    public DateTime EnteredAt { get; init; }
}
