using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Finance.Reconciliation;

/// <summary>Bank statements against vouchers. A line is settled by vouchers that add up to it or by a written explanation; nothing is matched twice.</summary>
public sealed class BankReconciliation(Db db, FileStore files)
{
    /// <summary>Imports a statement. Lines known by their serial must be the same and are passed over; the others are added.</summary>
    /// <exception cref="RefusedException">Not understood, or a known serial with another amount or day; nothing was kept.</exception>
    public async Task<BankImport> ImportAsync(Actor actor, string book, string path, string fileName, CancellationToken ct = default)
    {
        var layouts = await LayoutsAsync(ct);
        BankLayout layout;
        IReadOnlyList<BankFileLine> lines;
        await using (var content = File.OpenRead(path))
            (layout, lines) = BankFile.Read(TableFile.Rows(content, fileName), layouts);
        var stored = await FileStore.DescribeAsync(path, ct);
        return await db.ChangeAsync(actor, "导入银行流水", async write =>
        {
            if ((await write.QueryAsync<long>("select e.book_id from finance.entity e where e.code = @book", new { book }, ct)) is not [var bookId])
                throw new RefusedException($"没有账簿 {book}。", $"There is no book {book}.");
            var serials = lines.Select(l => l.Serial).ToArray();
            var known = (await write.QueryAsync<OpenLine>("select l.* from finance.bank_line_v l where l.book_id = @bookId and l.serial = any (@serials)", new { bookId, serials }, ct)).ToDictionary(l => l.Serial);
            if (lines.FirstOrDefault(l => known.TryGetValue(l.Serial, out var k) && (k.AmountFen, k.Dated) != (l.AmountFen, l.Dated)) is { } other)
                throw new RefusedException($"第 {other.Row} 行的流水号 {other.Serial} 已经导入过，但日期或金额不同，请核对银行的文件。", $"Row {other.Row}: serial {other.Serial} is imported already, with another day or amount; check the bank's file.");
            var added = lines.Where(l => !known.ContainsKey(l.Serial)).ToList();
            if (added.Count == 0)
                return new BankImport(null, layout.NameZh, 0, lines.Count);
            await files.KeepAsync(write, path, stored, fileName, ct);
            var id = await write.ScalarAsync<long>(
                "insert into finance.bank_statement (book_id, layout, file_sha256, file_name) values (@bookId, @Layout, @Sha256, @fileName) returning statement_id",
                new { bookId, layout.Layout, stored.Sha256, fileName }, ct);
            await write.ExecuteAsync(Sql.Of<BankReconciliation>("Reconciliation/Sql/insert_lines.sql"), new
            {
                id, bookId, rows = added.Select(l => l.Row).ToArray(), days = added.Select(l => l.Dated).ToArray(), fen = added.Select(l => l.AmountFen).ToArray(),
                parties = added.Select(l => l.Counterparty).ToArray(), notes = added.Select(l => l.Note).ToArray(), serials = added.Select(l => l.Serial).ToArray(),
            }, ct);
            return new BankImport(id, layout.NameZh, added.Count, lines.Count - added.Count);
        }, ct);
    }

    /// <summary>What an import added to a book; null where there is no such import in it.</summary>
    public async Task<BankRead?> StatementAsync(string book, long statementId, CancellationToken ct = default) =>
        (await db.QueryAsync<BankRead>(Sql.Of<BankReconciliation>("Reconciliation/Sql/statement.sql"), new { book, statementId }, ct)).SingleOrDefault();

    public Task<IReadOnlyList<BankLayout>> LayoutsAsync(CancellationToken ct = default) => db.QueryAsync<BankLayout>("select l.* from finance.bank_layout l order by l.layout", ct: ct);

    /// <summary>Lines of a book, the newest first; <paramref name="open"/>: only those not settled.</summary>
    public Task<IReadOnlyList<BankLineRow>> LinesAsync(string book, bool open, int limit = 300, CancellationToken ct = default) =>
        db.QueryAsync<BankLineRow>(Sql.Of<BankReconciliation>("Reconciliation/Sql/lines.sql"), new { book, open, limit }, ct);

    /// <summary>One line of any book; null where there is none.</summary>
    public async Task<BankLine?> LineAsync(long bankLineId, CancellationToken ct = default) =>
        (await db.QueryAsync<BankLine>("select l.* from finance.bank_line_v l where l.bank_line_id = @bankLineId", new { bankLineId }, ct)).SingleOrDefault();

    /// <summary>Posted vouchers that move cash in a book and that no line has.</summary>
    /// <param name="undone">Also those that were taken back, and what takes them back: nothing is proposed for them, a person may still find them at the bank.</param>
    public Task<IReadOnlyList<FreeVoucher>> FreeAsync(string book, bool undone = false, CancellationToken ct = default) =>
        db.QueryAsync<FreeVoucher>(Sql.Of<BankReconciliation>("Reconciliation/Sql/free_vouchers.sql"), new { book, undone }, ct);

    /// <summary>Every open line with what is proposed for it.</summary>
    public async Task<IReadOnlyList<(OpenLine Line, IReadOnlyList<Proposal> Proposals)>> ProposeAsync(string book, CancellationToken ct = default)
    {
        var free = await FreeAsync(book, ct: ct);
        return [.. (await OpenAsync(book, ct)).Select(l => (l, Proposals.For(l, free)))];
    }

    /// <summary>Matches what is certain (<see cref="Proposals.Certain"/>); returns how many lines.</summary>
    public async Task<int> MatchCertainAsync(Actor actor, string book, CancellationToken ct = default)
    {
        var certain = Proposals.Certain(await OpenAsync(book, ct), await FreeAsync(book, ct: ct));
        foreach (var (line, proposal) in certain)
            await MatchAsync(actor, line.BankLineId, [.. proposal.Vouchers.Select(v => v.EventId)], proposal.Because, ct);
        return certain.Count;
    }

    /// <summary>Settles a line by vouchers that add up to it.</summary>
    /// <exception cref="RefusedException">They do not add up, belong to another book, or are matched already; nothing was changed.</exception>
    public Task MatchAsync(Actor actor, long bankLineId, IReadOnlyList<long> vouchers, string because, CancellationToken ct = default) => db.ChangeAsync(actor, "对账", async write =>
    {
        if (await write.ExecuteAsync(
                """
                insert into finance.bank_match (event_id, book_id, bank_line_id, because)
                select v.event_id, l.book_id, l.bank_line_id, @because from finance.bank_line l cross join unnest(@vouchers::bigint[]) as v (event_id)
                where l.bank_line_id = @bankLineId and not exists (select from finance.bank_match m where m.bank_line_id = l.bank_line_id)
                """, new { bankLineId, vouchers, because }, ct) == 0)
            throw new RefusedException("没有这笔流水，或它已经对上。", "There is no such line, or it is settled.");
        // Judged here rather than at the commit, where its sentence would be lost.
        await write.ExecuteAsync("set constraints finance.match_adds_up immediate", ct: ct);
        return true;
    }, ct);

    /// <summary>Takes back what settled a line, its vouchers or its explanation.</summary>
    /// <exception cref="RefusedException">Nothing settles it.</exception>
    public Task UnmatchAsync(Actor actor, long bankLineId, CancellationToken ct = default) => db.ChangeAsync(actor, "撤销对账", async write =>
        await write.ExecuteAsync("delete from finance.bank_match where bank_line_id = @bankLineId", new { bankLineId }, ct)
        + await write.ExecuteAsync("delete from finance.bank_explanation where bank_line_id = @bankLineId", new { bankLineId }, ct) > 0
            ? true : throw new RefusedException("这笔流水没有对上的凭证，也没有说明。", "Neither a voucher nor an explanation settles this line."), ct);

    /// <summary>Settles a line that is no voucher of this book by a sentence.</summary>
    public Task ExplainAsync(Actor actor, long bankLineId, string sentence, CancellationToken ct = default) => db.ChangeAsync(actor, "说明流水", async write =>
        sentence.Trim().Length < 4 ? throw new RefusedException("请用一句话说明这笔流水（至少四个字）。", "Explain the line in a sentence of at least four characters.")
        : await write.ExecuteAsync(
            """
            insert into finance.bank_explanation (bank_line_id, sentence) select l.bank_line_id, @sentence from finance.bank_line_v l where l.bank_line_id = @bankLineId and not l.is_settled
            """, new { bankLineId, sentence = sentence.Trim() }, ct) == 1 ? true : throw new RefusedException("没有这笔流水，或它已经对上。", "There is no such line, or it is settled."), ct);

    /// <summary>Enters what the bank says a book's accounts hold at the end of a day; the newest figure of a day counts.</summary>
    /// <exception cref="RefusedException">No such book, no source, or a day to come; nothing was changed.</exception>
    public Task EnterBalanceAsync(Actor actor, string book, DateOnly on, long fen, string source, bool isDemonstration = false, CancellationToken ct = default) => db.ChangeAsync(actor, "登记银行余额", async write =>
        on > CountyClock.Today ? throw new RefusedException("银行余额的日期不能晚于今天。", "The day of a bank balance is not after today.")
        : await write.ExecuteAsync(
            "insert into finance.bank_balance (book_id, dated, balance_fen, source, is_demonstration) select e.book_id, @on, @fen, @source, @isDemonstration from finance.entity e where e.code = @book",
            new { book, on, fen, source, isDemonstration }, ct) == 1 ? true : throw new RefusedException($"没有账簿 {book}。", $"There is no book {book}."), ct);

    /// <summary>银行存款余额调节表: what the book and the bank hold on a day, and what only one of them knows of by then.</summary>
    public async Task<BalanceSheet> BalanceSheetAsync(string book, DateOnly on, CancellationToken ct = default)
    {
        var bank = (await db.QueryAsync<BankBalance>(
            """
            select b.balance_fen, b.source, b.entered_at from finance.bank_balance b join finance.entity_v e using (book_id)
            where e.code = @book and b.dated = @on order by b.bank_balance_id desc limit 1
            """, new { book, on }, ct)).SingleOrDefault();
        return new(on, await db.QuerySingleOrDefaultAsync<long>(Sql.Of<BankReconciliation>("Reconciliation/Sql/cash_on.sql"), new { book, on }, ct), bank,
            await db.QueryAsync<UnbookedLine>(Sql.Of<BankReconciliation>("Reconciliation/Sql/unbooked_lines.sql"), new { book, on }, ct),
            await db.QueryAsync<FreeVoucher>(Sql.Of<BankReconciliation>("Reconciliation/Sql/unbanked_vouchers.sql"), new { book, on }, ct));
    }

    private Task<IReadOnlyList<OpenLine>> OpenAsync(string book, CancellationToken ct) => db.QueryAsync<OpenLine>(
        "select l.* from finance.bank_line_v l where l.book = @book and not l.is_settled order by l.dated, l.bank_line_id limit 2000", new { book }, ct);
}

/// <param name="StatementId">Null where every line was known.</param>
public sealed record BankImport(long? StatementId, string Layout, int Added, int Known);

/// <summary>The lines that an import added, with their days and sums in whole fen.</summary>
public sealed record BankRead
{
    public string FileName { get; init; } = "";
    public string LayoutZh { get; init; } = "";
    public string LayoutEn { get; init; } = "";
    public int Lines { get; init; }
    public DateOnly FromOn { get; init; }
    public DateOnly ThroughOn { get; init; }
    public long InFen { get; init; }
    public long OutFen { get; init; }
}

/// <summary>A line of a bank statement. Amounts in whole fen, above zero came in.</summary>
public abstract record StatementLine
{
    public long BankLineId { get; init; }
    public DateOnly Dated { get; init; }
    public long AmountFen { get; init; }
    public string Counterparty { get; init; } = "";
    public string Note { get; init; } = "";
    public string Serial { get; init; } = "";
}

/// <summary>A line with its book.</summary>
public sealed record BankLine : StatementLine
{
    public string Book { get; init; } = "";
    public bool IsSettled { get; init; }
}

/// <summary>What a bank says, and which statement says it.</summary>
public sealed record BankBalance(long BalanceFen, string Source, DateTime EnteredAt);

/// <summary>A line no voucher of its day or before settles.</summary>
public sealed record UnbookedLine : StatementLine
{
    public string? Explanation { get; init; }
}

/// <summary>银行存款余额调节表 on a day, whole fen. An opening balance counts as being at the bank.</summary>
/// <param name="BookFen">What the cash accounts of the book hold.</param>
/// <param name="Bank">What the bank says; null: not entered, and nothing is assumed.</param>
/// <param name="Lines">At the bank and not in the book.</param>
/// <param name="Vouchers">In the book and not at the bank.</param>
public sealed record BalanceSheet(DateOnly On, long BookFen, BankBalance? Bank, IReadOnlyList<UnbookedLine> Lines, IReadOnlyList<FreeVoucher> Vouchers)
{
    public long AdjustedBookFen => BookFen + Lines.Sum(l => l.AmountFen);

    public long? AdjustedBankFen => Bank?.BalanceFen + Vouchers.Sum(v => v.CashFen);

    /// <summary>What is unexplained between the two; null: the bank's balance is missing.</summary>
    public long? DifferenceFen => AdjustedBankFen - AdjustedBookFen;
}

public sealed record BankLineRow
{
    public long BankLineId { get; init; }
    public DateOnly Dated { get; init; }
    public long AmountFen { get; init; }
    public string Counterparty { get; init; } = "";
    public string Note { get; init; } = "";
    public string Serial { get; init; } = "";
    public string FileName { get; init; } = "";
    public bool IsSettled { get; init; }
    public string? Explanation { get; init; }
    public string? Because { get; init; }
    public long[] Events { get; init; } = [];
    public string[] Vouchers { get; init; } = [];
}
