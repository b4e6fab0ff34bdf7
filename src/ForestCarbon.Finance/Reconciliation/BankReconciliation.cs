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
                throw new RefusedException($"没有账簿 {book}。");
            var serials = lines.Select(l => l.Serial).ToArray();
            var known = (await write.QueryAsync<OpenLine>("select l.* from finance.bank_line_v l where l.book_id = @bookId and l.serial = any (@serials)", new { bookId, serials }, ct)).ToDictionary(l => l.Serial);
            if (lines.FirstOrDefault(l => known.TryGetValue(l.Serial, out var k) && (k.AmountFen, k.Dated) != (l.AmountFen, l.Dated)) is { } other)
                throw new RefusedException($"第 {other.Row} 行的流水号 {other.Serial} 已经导入过，但日期或金额不同，请核对银行的文件。");
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

    public Task<IReadOnlyList<BankLayout>> LayoutsAsync(CancellationToken ct = default) => db.QueryAsync<BankLayout>("select l.* from finance.bank_layout l order by l.layout", ct: ct);

    /// <summary>Lines of a book, the newest first; <paramref name="open"/>: only those not settled.</summary>
    public Task<IReadOnlyList<BankLineRow>> LinesAsync(string book, bool open, int limit = 300, CancellationToken ct = default) =>
        db.QueryAsync<BankLineRow>(Sql.Of<BankReconciliation>("Reconciliation/Sql/lines.sql"), new { book, open, limit }, ct);

    /// <summary>Posted vouchers that move cash in a book and that no line has.</summary>
    public Task<IReadOnlyList<FreeVoucher>> FreeAsync(string book, CancellationToken ct = default) =>
        db.QueryAsync<FreeVoucher>(Sql.Of<BankReconciliation>("Reconciliation/Sql/free_vouchers.sql"), new { book }, ct);

    /// <summary>Every open line with what is proposed for it.</summary>
    public async Task<IReadOnlyList<(OpenLine Line, IReadOnlyList<Proposal> Proposals)>> ProposeAsync(string book, CancellationToken ct = default)
    {
        var free = await FreeAsync(book, ct);
        return [.. (await OpenAsync(book, ct)).Select(l => (l, Proposals.For(l, free)))];
    }

    /// <summary>Matches what is certain (<see cref="Proposals.Certain"/>); returns how many lines.</summary>
    public async Task<int> MatchCertainAsync(Actor actor, string book, CancellationToken ct = default)
    {
        var certain = Proposals.Certain(await OpenAsync(book, ct), await FreeAsync(book, ct));
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
            throw new RefusedException("没有这笔流水，或它已经对上。");
        // Judged here rather than at the commit, where its sentence would be lost.
        await write.ExecuteAsync("set constraints finance.match_adds_up immediate", ct: ct);
        return true;
    }, ct);

    /// <summary>Takes a match back.</summary>
    public Task UnmatchAsync(Actor actor, long bankLineId, CancellationToken ct = default) => db.ChangeAsync(actor, "撤销对账", async write =>
        await write.ExecuteAsync("delete from finance.bank_match where bank_line_id = @bankLineId", new { bankLineId }, ct) > 0 ? true : throw new RefusedException("这笔流水没有对上的凭证。"), ct);

    /// <summary>Settles a line that is no voucher of this book by a sentence.</summary>
    public Task ExplainAsync(Actor actor, long bankLineId, string sentence, CancellationToken ct = default) => db.ChangeAsync(actor, "说明流水", async write =>
        sentence.Trim().Length < 4 ? throw new RefusedException("请用一句话说明这笔流水（至少四个字）。")
        : await write.ExecuteAsync(
            """
            insert into finance.bank_explanation (bank_line_id, sentence) select l.bank_line_id, @sentence from finance.bank_line_v l where l.bank_line_id = @bankLineId and not l.is_settled
            """, new { bankLineId, sentence = sentence.Trim() }, ct) == 1 ? true : throw new RefusedException("没有这笔流水，或它已经对上。"), ct);

    private Task<IReadOnlyList<OpenLine>> OpenAsync(string book, CancellationToken ct) => db.QueryAsync<OpenLine>(
        "select l.* from finance.bank_line_v l where l.book = @book and not l.is_settled order by l.dated, l.bank_line_id limit 2000", new { book }, ct);
}

/// <param name="StatementId">Null where every line was known.</param>
public sealed record BankImport(long? StatementId, string Layout, int Added, int Known);

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
