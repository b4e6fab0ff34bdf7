using System.Globalization;
using ForestCarbon.Finance.Books;
using ForestCarbon.Ledger.Statements;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Finance.Payables;

/// <summary>
/// Lists of what is due: from draft through the village's publicity, township, bureau and finance to payment files and what came back.
/// The database knows the moves and refuses the others.
/// </summary>
public sealed class PayableLists(Db db, FileStore files)
{
    /// <summary>What lists are of.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["compensation", "sharing", "sink-compensation"];

    /// <summary>States of lists, along their way (<c>finance.list_state</c>).</summary>
    public static IReadOnlyList<string> States { get; } = ["draft", "publicity", "published", "township", "bureau", "finance", "approved", "paid", "withdrawn"];

    /// <summary>Lists within a scope, newest first.</summary>
    public Task<IReadOnlyList<ListRow>> ListAsync(TownshipScope scope, string? kind = null, string? state = null, long? runId = null, int limit = 500, CancellationToken ct = default) =>
        db.QueryAsync<ListRow>(Sql.Of<PayableLists>("Payables/Sql/lists.sql"), new { townships = scope.Codes, kind, state, runId, listId = (long?)null, limit }, ct);

    public async Task<ListRow?> FindAsync(long listId, TownshipScope scope, CancellationToken ct = default) => (await db.QueryAsync<ListRow>(
        Sql.Of<PayableLists>("Payables/Sql/lists.sql"), new { townships = scope.Codes, kind = (string?)null, state = (string?)null, runId = (long?)null, listId, limit = 1 }, ct)).SingleOrDefault();

    public Task<IReadOnlyList<LineRow>> LinesAsync(long listId, CancellationToken ct = default) =>
        db.QueryAsync<LineRow>(Sql.Of<PayableLists>("Payables/Sql/lines.sql"), new { listId }, ct);

    public Task<IReadOnlyList<MoveRow>> MovesAsync(long listId, CancellationToken ct = default) => db.QueryAsync<MoveRow>(
        """
        select m.list_move_id, m.from_state, m.to_state, s.name_zh, s.name_en, m.moved_on, m.due_on, m.note, m.moved_by, m.moved_at, encode(m.file_sha256, 'hex') as file_sha256
        from finance.list_move m join finance.list_state s on s.state = m.to_state where m.list_id = @listId order by m.list_move_id
        """, new { listId }, ct);

    /// <summary>The steps open from here, each with what is in its way on that day.</summary>
    public Task<IReadOnlyList<MoveChoice>> ChoicesAsync(long listId, DateOnly on, CancellationToken ct = default) => db.QueryAsync<MoveChoice>(
        """
        select r.to_state, r.name_zh, r.name_en, r.roles, o.obstacles, o.obstacles_en
        from finance.payable_list_v l
        join finance.list_move_rule r on r.way = l.way and r.from_state = l.state
        cross join lateral (
            select coalesce(string_agg(x.sentence, ''), '') as obstacles, coalesce(string_agg(x.english, ' '), '') as obstacles_en from finance.list_obstacles(l.list_id, r.to_state, @on) x
        ) o
        where l.list_id = @listId and cardinality(r.roles) > 0 order by r.to_state in ('draft', 'withdrawn'), r.to_state
        """, new { listId, on }, ct);

    /// <summary>Moves a list one step. Finance's first step makes the voucher of what is owed, its second posts it; sent back to draft between the two, the voucher is voided.</summary>
    /// <param name="proof">What proves a publicity that began before today; without it a publicity begins today or later.</param>
    /// <exception cref="RefusedException">The step is not open, not this role's, or something is in its way; nothing was changed.</exception>
    public async Task MoveAsync(Actor actor, long listId, string to, DateOnly on, string note = "", SentPaper? proof = null, CancellationToken ct = default)
    {
        if (proof is not null && to != "publicity")
            throw new RefusedException("只有开始公示这一步附证明。", "Only the beginning of a publicity comes with a proof.");
        var paper = proof is null ? null : await FileStore.DescribeAsync(proof.Path, ct);
        await db.ChangeAsync(actor, $"名单 {listId}：{to}", async write =>
        {
            if (paper is not null)
                await files.KeepAsync(write, proof!.Path, paper, proof.Name, ct);
            await MoveAsync(write, listId, to, on, note, paper?.Sha256, ct);
            return true;
        }, ct);
    }

    private static async Task MoveAsync(Write write, long listId, string to, DateOnly on, string note, byte[]? sha256, CancellationToken ct)
    {
        await write.ExecuteAsync("insert into finance.list_move (list_id, from_state, to_state, moved_on, note, file_sha256) values (@listId, '', @to, @on, @note, @sha256)", new { listId, to, on, note, sha256 }, ct);
        // Shares were accrued with their run; compensation is accrued with its list.
        var subject = listId.ToString(CultureInfo.InvariantCulture);
        var list = (await write.QueryAsync<ListRow>("select l.* from finance.payable_list_v l where l.list_id = @listId", new { listId }, ct)).Single();
        if (list.Kind is not "sharing" && list.AmountFen > list.HeldFen && to == "finance")
        {
            // The key of a voided one is spent: the next one is another.
            var attempts = await write.ScalarAsync<long>("select count(*) from finance.money_event e where e.subject_kind = 'list' and e.subject_id = @subject and e.template = 'compensation-owed'", new { subject }, ct);
            await MoneyEvents.MakeAsync(write, new NewEvent(
                attempts == 0 ? $"owed:{listId}" : $"owed:{listId}:{attempts}", list.Book, "compensation-owed", on, list.Title, list.AmountFen - list.HeldFen, SubjectKind: "list", SubjectId: subject), ct);
        }
        if (list.Kind is not "sharing" && to is "approved" or "draft")
            foreach (var owed in await write.QueryAsync<long>(
                         "select v.event_id from finance.money_event_v v where v.subject_kind = 'list' and v.subject_id = @subject and v.template = 'compensation-owed' and v.outcome = 'pending'", new { subject }, ct))
                await MoneyEvents.EndAsync(write, owed, to == "approved" ? Ledger.Postings.PendingEnd.Post : Ledger.Postings.PendingEnd.Void, ct);
    }

    /// <summary>Records an objection heard while a list hung, also later, as long as the list can still be held or sent back.</summary>
    /// <param name="line">Null: of somebody who is not on the list.</param>
    /// <exception cref="RefusedException">The list was never published, is paid or withdrawn; it does not say who objects; the list has no such line, or it is paid or on its way; or the day has not come or is none on which the list hung.</exception>
    public Task<long> ObjectAsync(Actor actor, long listId, int? line, DateOnly on, string objector, string said, CancellationToken ct = default) => db.ChangeAsync(actor, "登记异议", write => write.ScalarAsync<long>(
        "insert into finance.objection (list_id, line, raised_on, objector, said) values (@listId, @line, @on, @objector, @said) returning objection_id", new { listId, line, on, objector, said }, ct), ct);

    /// <summary>Accounts that came to the list's payees after finance had approved it, or that stand on another name, by line.</summary>
    public Task<IReadOnlyList<AccountChange>> AccountChangesAsync(long listId, CancellationToken ct = default) =>
        db.QueryAsync<AccountChange>("select c.* from finance.account_change_v c where c.list_id = @listId order by c.line, c.decided_at", new { listId }, ct);

    /// <summary>Answers an objection of a list; one that is upheld holds its line.</summary>
    /// <exception cref="RefusedException">It is answered already, of another list, or of one that is withdrawn.</exception>
    public Task AnswerAsync(Actor actor, long listId, long objectionId, DateOnly on, string answer, bool isUpheld, CancellationToken ct = default) => db.ChangeAsync(actor, "答复异议", async write =>
    {
        var place = (await write.QueryAsync<ObjectionRow>(
            "update finance.objection set answer = @answer, is_upheld = @isUpheld, answered_on = @on where objection_id = @objectionId and list_id = @listId and answered_on is null returning *",
            new { objectionId, listId, on, answer, isUpheld }, ct)).SingleOrDefault() ?? throw new RefusedException("这份名单没有这条待答复的异议。", "This list has no such objection to answer.");
        if (isUpheld)
            await write.ExecuteAsync("update finance.payable_line set held_for = '异议成立' where list_id = @ListId and line = @Line and held_for is null", new { place.ListId, place.Line }, ct);
        return true;
    }, ct);

    public Task<IReadOnlyList<ObjectionRow>> ObjectionsAsync(long listId, CancellationToken ct = default) =>
        db.QueryAsync<ObjectionRow>("select o.* from finance.objection o where o.list_id = @listId order by o.objection_id", new { listId }, ct);

    /// <summary>Holds a line while its list goes on, or lets it go (<paramref name="because"/> null).</summary>
    public Task HoldAsync(Actor actor, long listId, int line, string? because, CancellationToken ct = default) => db.ChangeAsync(actor, because is null ? "解除暂缓" : "暂缓支付", async write =>
        await write.ExecuteAsync("update finance.payable_line set held_for = @because where list_id = @listId and line = @line", new { listId, line, because }, ct) == 1
            ? true : throw new RefusedException("没有这一行。", "There is no such line."), ct);

    /// <summary>A held line with its right payee and amount, as a list of its own that is published again. Of a share no more than what was held; the line itself stays held. Returns the new list.</summary>
    /// <exception cref="RefusedException">The line is not held, or the corrections are more than what was held; nothing was changed.</exception>
    public Task<long> CorrectAsync(Actor actor, long listId, int line, long payeeId, long amountFen, CancellationToken ct = default) => db.ChangeAsync(actor, "另列更正名单", async write =>
    {
        // Two statements: the second is judged by what the first made.
        if (await write.QueryAsync<long>(Sql.Of<PayableLists>("Payables/Sql/correct_line.sql"), new { listId, line }, ct) is not [var id])
            throw new RefusedException("只有暂缓的行可以另列更正名单。", "Only a held line is corrected on a list of its own.");
        await write.ExecuteAsync(
            """
            insert into finance.payable_line (list_id, line, payee_id, part, basis, area_mu, rate_fen, amount_fen, contract_id)
            select @id, 1, @payeeId, n.part, n.basis, n.area_mu, n.rate_fen, @amountFen, n.contract_id from finance.payable_line n where n.list_id = @listId and n.line = @line
            """, new { id, payeeId, amountFen, listId, line }, ct);
        return id;
    }, ct);

    /// <summary>Makes a payment file of every line that can be paid now. Lines without a confirmed account of the template's kind stay behind; <see cref="LineRow.LacksAccountOf"/> names them.</summary>
    /// <exception cref="RefusedException">Nothing can be paid.</exception>
    public Task<PaymentFile> PayAsync(Actor actor, long listId, string template, CancellationToken ct = default) => db.ChangeAsync(actor, "生成支付文件", async write =>
    {
        var layout = (await write.QueryAsync<PaymentTemplate>("select t.payment_template as code, t.* from finance.payment_template t where t.payment_template = @template", new { template }, ct)).SingleOrDefault()
                     ?? throw new RefusedException("没有这个支付文件模板。", "There is no such payment template.");
        var batch = await write.ScalarAsync<long>("insert into finance.payment_batch (list_id, payment_template) values (@listId, @template) returning batch_id", new { listId, template }, ct);
        var paid = await write.ExecuteAsync(Sql.Of<PayableLists>("Payables/Sql/insert_payment_lines.sql"), new { batch, listId, layout.AccountKind }, ct);
        if (paid == 0)
            throw new RefusedException("没有可以支付的行：名单未到可支付、已全部付出、留抵的凭证还没有复核，或收款人没有这一类已确认的账户。", "No line can be paid: the list is not payable, all is paid, what is kept back is not posted yet, or the payees have no confirmed account of this kind.");
        var lines = await write.QueryAsync<PaymentLine>(Sql.Of<PayableLists>("Payables/Sql/payment_lines.sql"), new { batch }, ct);
        return new PaymentFile(batch, layout, lines);
    }, ct);

    /// <summary>The file of a batch as it went out.</summary>
    public async Task<PaymentFile?> FileAsync(long batchId, CancellationToken ct = default)
    {
        var layout = (await db.QueryAsync<PaymentTemplate>(
            "select t.payment_template as code, t.* from finance.payment_template t join finance.payment_batch b using (payment_template) where b.batch_id = @batchId", new { batchId }, ct)).SingleOrDefault();
        return layout is null ? null : new(batchId, layout, await db.QueryAsync<PaymentLine>(Sql.Of<PayableLists>("Payables/Sql/payment_lines.sql"), new { batch = batchId }, ct));
    }

    public Task<IReadOnlyList<BatchRow>> BatchesAsync(long listId, CancellationToken ct = default) =>
        db.QueryAsync<BatchRow>(Sql.Of<PayableLists>("Payables/Sql/batches.sql"), new { listId }, ct);

    public Task<IReadOnlyList<PaymentTemplate>> TemplatesAsync(CancellationToken ct = default) =>
        db.QueryAsync<PaymentTemplate>("select t.payment_template as code, t.* from finance.payment_template t order by t.payment_template desc", ct: ct);

    /// <summary>
    /// Takes over the bank's answer to a batch, line by line. What was paid becomes one voucher that waits for its check; what came back can be paid again. Where that voucher is voided or taken
    /// back, the answer goes with it: the lines it called paid are on their way again, and the answer is read once more.
    /// </summary>
    /// <exception cref="RefusedException">The file does not answer every line of the batch exactly once, or says something else of one than was sent; nothing was changed.</exception>
    public async Task<BatchAnswer> AnswerBatchAsync(Actor actor, long batchId, DateOnly on, string path, string fileName, CancellationToken ct = default)
    {
        var file = await FileAsync(batchId, ct) ?? throw new RefusedException("没有这一批支付。", "There is no such batch.");
        IReadOnlyList<ReturnedLine> answers;
        await using (var content = File.OpenRead(path))
            answers = PaymentReturn.Read(TableFile.Rows(content, fileName), file.Layout, file.Lines);
        var stored = await FileStore.DescribeAsync(path, ct);
        return await db.ChangeAsync(actor, "读入支付结果", async write =>
        {
            await files.KeepAsync(write, path, stored, fileName, ct);
            if (await write.ExecuteAsync("update finance.payment_batch set returned_at = clock_timestamp(), return_sha256 = @Sha256 where batch_id = @batchId and returned_at is null",
                    new { batchId, stored.Sha256 }, ct) == 0)
                throw new RefusedException("这一批的支付结果已经读入过。", "The answer to this batch is read already.");
            await write.ExecuteAsync(
                """
                update finance.payment_line p set outcome = a.outcome, reason = nullif(a.reason, '')
                from unnest(@serials::int[], @outcomes::text[], @reasons::text[]) as a (serial, outcome, reason) where p.batch_id = @batchId and p.serial = a.serial
                """, new { batchId, serials = answers.Select(a => a.Serial).ToArray(), outcomes = answers.Select(a => a.IsPaid ? "paid" : "returned").ToArray(), reasons = answers.Select(a => a.Reason).ToArray() }, ct);
            var paid = await write.ScalarAsync<long>("select coalesce(sum(p.amount_fen), 0)::bigint from finance.payment_line p where p.batch_id = @batchId and p.outcome = 'paid'", new { batchId }, ct);
            var list = (await write.QueryAsync<ListRow>("select l.* from finance.payable_list_v l join finance.payment_batch b using (list_id) where b.batch_id = @batchId", new { batchId }, ct)).Single();
            long? voucher = null;
            if (paid > 0)
            {
                // The key of a voucher that was voided or taken back is spent: the next one is another.
                var undone = await write.ScalarAsync<long>("select count(*) from finance.payment_answer_undone u where u.batch_id = @batchId", new { batchId }, ct);
                voucher = await MoneyEvents.MakeAsync(write, new NewEvent(
                    undone == 0 ? $"paid:{batchId}" : $"paid:{batchId}:{undone}", list.Book, list.Kind == "sharing" ? "share-paid" : "compensation-paid", on, $"{list.Title}，第 {batchId} 批支付", paid, FundId: list.FundId,
                    SubjectKind: "list", SubjectId: list.ListId.ToString(CultureInfo.InvariantCulture), Evidence: fileName), ct);
                await write.ExecuteAsync("update finance.payment_batch set event_id = @voucher where batch_id = @batchId", new { voucher, batchId }, ct);
            }
            return new BatchAnswer(paid, answers.Count(a => a.IsPaid), answers.Count(a => !a.IsPaid), voucher);
        }, ct);
    }
}

public sealed record BatchAnswer(long PaidFen, int Paid, int Returned, long? VoucherId);

public sealed record ListRow
{
    public long ListId { get; init; }
    public string Kind { get; init; } = "";
    public string Book { get; init; } = "";
    public string BookName { get; init; } = "";
    public short Year { get; init; }
    public string Title { get; init; } = "";
    public string? TownshipCode { get; init; }
    public string? VillageCode { get; init; }
    public string VillageName { get; init; } = "";
    public string? FundGroup { get; init; }
    public string? GroupZh { get; init; }
    public string? GroupEn { get; init; }
    public long? FundId { get; init; }

    /// <summary>Of its fund, also of one that was taken back since (<see cref="FundWas"/>).</summary>
    public string? DocumentNumber { get; init; }

    /// <summary>Document number of the fund it named until that was taken back; null: none was.</summary>
    public string? FundWas { get; init; }

    /// <summary>The budget year its fund was carried to (结转), where that is another than the list's own.</summary>
    public short? CarriedToYear { get; init; }
    public long? RunId { get; init; }
    public long? Corrects { get; init; }
    public int? CorrectsLine { get; init; }

    /// <summary>The list of the same village, year and fund group that it is drawn up beside; null: it is the first.</summary>
    public long? Supplements { get; init; }

    public string State { get; init; } = "";

    /// <summary>village: publicity and township come first; parties: of nobody who lives in a village.</summary>
    public string Way { get; init; } = "";
    public string StateZh { get; init; } = "";
    public string StateEn { get; init; } = "";
    public DateOnly StateSince { get; init; }
    public DateOnly? PublicityDueOn { get; init; }
    public bool IsDemonstration { get; init; }
    public int Lines { get; init; }
    public int Payees { get; init; }
    public long AmountFen { get; init; }
    public long HeldFen { get; init; }

    /// <summary>Of what is held: stands again on lists that correct it. It is in two lists and owed once.</summary>
    public long CorrectedFen { get; init; }

    /// <summary>Kept back (留抵) from its lines for tonnes made good: neither held nor paid.</summary>
    public long KeptFen { get; init; }

    public long PaidFen { get; init; }
    public long ReturnedFen { get; init; }
    public string MadeBy { get; init; } = "";
}

public sealed record LineRow
{
    public int Line { get; init; }
    public long PayeeId { get; init; }
    public string Payee { get; init; } = "";
    public string PayeeName { get; init; } = "";
    public string Part { get; init; } = "";
    public string Basis { get; init; } = "";
    public decimal? AreaMu { get; init; }
    public long? RateFen { get; init; }
    public long AmountFen { get; init; }
    public long? ContractId { get; init; }
    public string? HeldFor { get; init; }

    /// <summary>Kinds of accounts of its payee that a second account confirmed.</summary>
    public string[] AccountKinds { get; init; } = [];

    /// <summary>Kinds of accounts of its payee that were entered after the confirmed one and wait for their second account.</summary>
    public string[] WaitingKinds { get; init; } = [];

    /// <summary>It could be paid now and is left out of a file of this kind of account.</summary>
    public bool LacksAccountOf(string kind) => IsPayable && !AccountKinds.Contains(kind);

    /// <summary>It could be paid now, and a file of this kind of account pays it into the confirmed account although a newer one waits.</summary>
    public bool AwaitsAccountOf(string kind) => IsPayable && AccountKinds.Contains(kind) && WaitingKinds.Contains(kind);

    private bool IsPayable => HeldFor is null && !IsKeeping && AmountFen > KeptFen && (BatchId is null || Payment == "returned");

    public string? Payment { get; init; }
    public string? PaymentReason { get; init; }
    public long? BatchId { get; init; }

    public string? ContractNo { get; init; }

    /// <summary>The voucher of the run or the list by which it is owed; null before there is one.</summary>
    public long? OwedEventId { get; init; }
    public string? OwedVoucher { get; init; }

    /// <summary>The voucher by which it was paid.</summary>
    public long? PaidEventId { get; init; }
    public string? PaidVoucher { get; init; }

    /// <summary>Of a correction: what the corrected line had, whose it was and why it was held. Area and rate are still those of the corrected line.</summary>
    public long? WasFen { get; init; }
    public string? WasPayeeName { get; init; }
    public string? CorrectedBecause { get; init; }

    /// <summary>The list that corrects it, while it is held.</summary>
    public long? CorrectedBy { get; init; }

    /// <summary>Kept back (留抵) for tonnes made good: what is paid is the rest; and whether a voucher of it still waits, until which the line is not paid.</summary>
    public long KeptFen { get; init; }
    public bool IsKeeping { get; init; }

    /// <summary>It was called paid by an answer whose voucher was voided or taken back, and waits for the bank's answer again.</summary>
    public bool IsAnswerUndone { get; init; }
}

public sealed record MoveRow
{
    public long ListMoveId { get; init; }
    public string FromState { get; init; } = "";
    public string ToState { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public DateOnly MovedOn { get; init; }
    public DateOnly? DueOn { get; init; }
    public string Note { get; init; } = "";
    public string MovedBy { get; init; } = "";
    public DateTime MovedAt { get; init; }

    /// <summary>What proves that a publicity began before the day it was entered.</summary>
    public string? FileSha256 { get; init; }
}

public sealed record MoveChoice
{
    public string ToState { get; init; } = "";
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public string[] Roles { get; init; } = [];
    public string Obstacles { get; init; } = "";
    public string ObstaclesEn { get; init; } = "";
}

public sealed record ObjectionRow
{
    public long ObjectionId { get; init; }
    public long ListId { get; init; }

    /// <summary>Null: of somebody who is not on the list.</summary>
    public int? Line { get; init; }
    public DateOnly RaisedOn { get; init; }

    /// <summary>Who objects; empty where it was entered before that was asked for.</summary>
    public string Objector { get; init; } = "";
    public string Said { get; init; } = "";
    public string? Answer { get; init; }
    public bool? IsUpheld { get; init; }
    public DateOnly? AnsweredOn { get; init; }
}

/// <summary>An account a line is paid into that finance had not seen when it approved the list.</summary>
public sealed record AccountChange
{
    public int Line { get; init; }
    public string PayeeName { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Bank { get; init; } = "";
    public string AccountNo { get; init; } = "";
    public string AccountName { get; init; } = "";

    /// <summary>The account before it; null: there was none.</summary>
    public string? WasNo { get; init; }
    public string? WasName { get; init; }
    public string EnteredBy { get; init; } = "";
    public string? DecidedBy { get; init; }
    public DateTime DecidedAt { get; init; }
}

public sealed record BatchRow
{
    public long BatchId { get; init; }
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public DateTime MadeAt { get; init; }
    public DateTime? ReturnedAt { get; init; }
    public int Lines { get; init; }
    public long AmountFen { get; init; }
    public long PaidFen { get; init; }
    public int Returned { get; init; }

    /// <summary>Lines that went into an account which came after finance had approved the list.</summary>
    public int Changed { get; init; }
    public long? EventId { get; init; }

    /// <summary>The voucher of its last answer that was voided or taken back.</summary>
    public long? UndoneEventId { get; init; }
    public string? UndoneVoucher { get; init; }

    /// <summary>What took that voucher back, with why; null: it was voided.</summary>
    public long? UndoneBy { get; init; }
    public string? UndoneBecause { get; init; }
}
