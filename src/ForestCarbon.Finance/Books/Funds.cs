using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Finance.Books;

/// <summary>
/// Public funds (财政资金指标): level, document number, budget year and line. What is paid never exceeds one, and nothing is received or paid of one before a second account confirmed it; the database holds both.
/// </summary>
public sealed class Funds(Db db, FileStore files)
{
    /// <summary>Enters a fund, which waits for its second account. Returns its id.</summary>
    /// <param name="paper">Its document: without it a fund is confirmed in the demonstration only.</param>
    /// <exception cref="RefusedException">Refused; nothing was changed.</exception>
    public async Task<long> EnterAsync(Actor actor, NewFund fund, SentPaper? paper = null, CancellationToken ct = default)
    {
        var file = paper is null ? null : await FileStore.DescribeAsync(paper.Path, ct);
        return await db.ChangeAsync(actor, "登记财政资金", async write =>
        {
            if (file is not null)
                await files.KeepAsync(write, paper!.Path, file, paper.Name, ct);
            var values = new Dapper.DynamicParameters(fund);
            values.Add("Sha256", file?.Sha256, System.Data.DbType.Binary);
            return await write.ScalarAsync<long?>(
                """
                insert into finance.fund (book_id, level, document_number, budget_year, function_code, function_name, purpose, amount_fen, carried_from, note, is_demonstration, document_sha256)
                select e.book_id, @Level, @DocumentNumber, @BudgetYear, @FunctionCode, @FunctionName, @Purpose, @AmountFen, @CarriedFrom, @Note, @IsDemonstration, @Sha256
                from finance.entity e where e.code = @Book returning fund_id
                """, values, ct) ?? throw new RefusedException($"没有账簿 {fund.Book}。", $"There is no book {fund.Book}.");
        }, ct);
    }

    /// <summary>Confirms a fund by another account than the one that entered it.</summary>
    /// <exception cref="RefusedException">By its maker, without its document, or confirmed already; nothing was changed.</exception>
    public Task ConfirmAsync(Actor actor, long fundId, CancellationToken ct = default) => db.ChangeAsync(actor, "确认财政资金", write =>
        write.ExecuteAsync("insert into finance.fund_confirmation (fund_id) values (@fundId)", new { fundId }, ct), ct);

    /// <summary>Takes a fund out that nobody confirmed.</summary>
    /// <exception cref="RefusedException">It or a change of it is confirmed, or a list that is not withdrawn or a loan names it; nothing was changed.</exception>
    public Task WithdrawAsync(Actor actor, long fundId, CancellationToken ct = default) => db.ChangeAsync(actor, "撤回财政资金登记", async write =>
    {
        if (await write.ScalarAsync<string?>(
            """
            select min(c.document_number) from finance.fund_change c join finance.fund_change_confirmation x using (fund_change_id)
            where c.fund_id = @fundId and not exists (select from finance.fund_confirmation k where k.fund_id = c.fund_id)
            """, new { fundId }, ct) is { } change)
            throw new RefusedException($"这笔资金的调整 {change} 已由另一个账号确认，登记不能撤回：请确认这笔资金。", $"Change {change} of this fund is confirmed by a second account: the fund is not taken out; confirm it.");
        await write.ExecuteAsync("delete from finance.fund_change c where c.fund_id = @fundId and not exists (select from finance.fund_confirmation k where k.fund_id = c.fund_id)", new { fundId }, ct);
        return await write.ExecuteAsync("delete from finance.fund where fund_id = @fundId", new { fundId }, ct) == 1 ? true : throw new RefusedException("没有这笔资金。", "There is no such fund.");
    }, ct);

    /// <summary>Confirms a change of what was granted by another account; what it adds counts from then on.</summary>
    /// <exception cref="RefusedException">By its maker, without its document, of a fund that is not confirmed, or confirmed already; nothing was changed.</exception>
    public Task ConfirmChangeAsync(Actor actor, long changeId, CancellationToken ct = default) => db.ChangeAsync(actor, "确认指标调整", write =>
        write.ExecuteAsync("insert into finance.fund_change_confirmation (fund_change_id) values (@changeId)", new { changeId }, ct), ct);

    /// <summary>Takes a change out that nobody confirmed.</summary>
    /// <exception cref="RefusedException">It is confirmed; nothing was changed.</exception>
    public Task WithdrawChangeAsync(Actor actor, long changeId, CancellationToken ct = default) => db.ChangeAsync(actor, "撤回指标调整登记", async write =>
        await write.ExecuteAsync("delete from finance.fund_change where fund_change_id = @changeId", new { changeId }, ct) == 1 ? true : throw new RefusedException("没有这笔调整。", "There is no such change."), ct);

    /// <summary>Adds to what was granted, or takes back of it (指标调整), by a document of its own. Returns its id.</summary>
    /// <param name="amountFen">Above zero: added, once another account confirmed it; below: taken back at once, no more than is left and was granted beyond what arrived.</param>
    /// <param name="paper">Its document: without it a change is confirmed in the demonstration only.</param>
    /// <exception cref="RefusedException">Refused; nothing was changed.</exception>
    public async Task<long> ChangeAsync(Actor actor, long fundId, string documentNumber, DateOnly dated, long amountFen, string note = "", SentPaper? paper = null, CancellationToken ct = default)
    {
        var file = paper is null ? null : await FileStore.DescribeAsync(paper.Path, ct);
        return await db.ChangeAsync(actor, amountFen > 0 ? "追加财政资金指标" : "追减财政资金指标", async write =>
        {
            if (file is not null)
                await files.KeepAsync(write, paper!.Path, file, paper.Name, ct);
            return await write.ScalarAsync<long>(
                "insert into finance.fund_change (fund_id, document_number, dated, amount_fen, note, file_sha256) values (@fundId, @documentNumber, @dated, @amountFen, @note, @sha256) returning fund_change_id",
                new { fundId, documentNumber = documentNumber.Trim(), dated, amountFen, note, sha256 = file?.Sha256 }, ct);
        }, ct);
    }

    /// <summary>Every change of what was granted, by fund and day.</summary>
    public Task<IReadOnlyList<FundChange>> ChangesAsync(CancellationToken ct = default) => db.QueryAsync<FundChange>(
        """
        select c.fund_change_id, c.fund_id, c.document_number, c.dated, c.amount_fen, c.note, c.entered_by, c.entered_at, encode(c.file_sha256, 'hex') as file_sha256, k.confirmed_by
        from finance.fund_change c left join finance.fund_change_confirmation k using (fund_change_id)
        order by c.fund_id, c.dated, c.fund_change_id
        """, ct: ct);

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

    /// <summary>Paid, vouchers that wait for their check counted: of them <see cref="UsedWaitingFen"/>.</summary>
    public long UsedFen { get; init; }
    public long UsedWaitingFen { get; init; }
    public long CarriedOnFen { get; init; }
    public long LeftFen { get; init; }
    public long? CarriedFrom { get; init; }
    public string? DocumentSha256 { get; init; }
    public string Note { get; init; } = "";
    public bool IsDemonstration { get; init; }
    public string EnteredBy { get; init; } = "";

    /// <summary>By a second account; until then nothing is received or paid of it.</summary>
    public bool IsConfirmed { get; init; }
    public string? ConfirmedBy { get; init; }

    /// <summary>Budget years it pays for, newest first: its own, and those whose rest it is (结转).</summary>
    public short[] Years { get; init; } = [];

    /// <summary>True where it can be taken out: nobody confirmed it or a change of it, and no list but withdrawn ones and no loan names it.</summary>
    public bool IsFree { get; init; }
}

/// <summary>A document that added to a fund (<see cref="AmountFen"/> above zero) or took back of it.</summary>
public sealed record FundChange
{
    public long FundChangeId { get; init; }
    public long FundId { get; init; }
    public string DocumentNumber { get; init; } = "";
    public DateOnly Dated { get; init; }
    public long AmountFen { get; init; }
    public string Note { get; init; } = "";
    public string EnteredBy { get; init; } = "";
    public DateTime EnteredAt { get; init; }
    public string? FileSha256 { get; init; }

    /// <summary>The second account; null: what it adds does not count yet.</summary>
    public string? ConfirmedBy { get; init; }
}
