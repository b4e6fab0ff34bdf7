using System.Globalization;
using ForestCarbon.Finance.Books;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;

namespace ForestCarbon.Finance.Contracts;

/// <summary>
/// Sales: confirmed acts of the subsidiary book taken into the seller's book, with what came in for them. Tonnes, price, fee, buyer and trade number are the act's;
/// a person adds contract and tax. Where figures are given, they must be the act's.
/// </summary>
/// <exception cref="RefusedException">Each call that changes something: refused with a sentence, nothing was changed.</exception>
public sealed class Sales(Db db)
{
    /// <summary>Takes a confirmed sale act into its seller's book: the voucher waits for its check. The same act twice is refused.</summary>
    public Task<long> TakeAsync(Actor actor, NewSale draft, CancellationToken ct = default) => db.ChangeAsync(actor, "登记碳汇成交", async write =>
    {
        var act = (await write.QueryAsync<SaleAct>(Sql.Of<Sales>("Contracts/Sql/sale_acts.sql"), new { book = (string?)null, actId = (long?)draft.ActId }, ct)).SingleOrDefault()
                  ?? throw new RefusedException($"没有编号为 {draft.ActId} 的出售办理单。", $"There is no sale act number {draft.ActId}.");
        if (act.Book is null)
            throw new RefusedException($"持有方“{act.HolderName}”还没有对应的账簿：先在账簿页写明它是哪个核算单位。", $"Holder “{act.HolderName}” has no book: say on the page of entities which one it is.");
        var gross = act.Tonnes * act.PriceFen;
        var voucher = await MoneyEvents.MakeAsync(write, new NewEvent(
            $"sale:{draft.ActId}:{act.Attempts}", act.Book, "sale-agreed", act.EffectiveOn, $"碳汇交易成交，{act.Project} {act.Vintage}，{act.Tonnes:N0} t", gross, draft.Tax.InsideFen(gross),
            SubjectKind: "act", SubjectId: draft.ActId.ToString(CultureInfo.InvariantCulture), Counterparty: act.Buyer, Evidence: act.RecordNumber ?? ""), ct);
        return await write.ScalarAsync<long>(Sql.Of<Sales>("Contracts/Sql/insert_sale.sql"), new
        {
            act.Book, draft.ActId, draft.ContractId, voucher, draft.Tonnes, draft.PriceFen, draft.Tax.Treatment, draft.Tax.Rate, draft.Tax.Source, draft.IsDemonstration,
        }, ct);
    }, ct);

    /// <summary>A receipt laid against a sale: the voucher waits for its check.</summary>
    /// <param name="isAdvance">Taken from what was received in advance, not from the bank.</param>
    public Task<long> ReceiveAsync(Actor actor, long saleId, string key, DateOnly on, long amountFen, bool isAdvance = false, CancellationToken ct = default) => db.ChangeAsync(actor, "登记交易款到账", async write =>
    {
        var sale = (await write.QueryAsync<SaleRow>("select s.* from finance.sale_v s where s.sale_id = @saleId", new { saleId }, ct)).SingleOrDefault() ?? throw new RefusedException("没有这笔成交。", "There is no such sale.");
        if (sale.Outcome != "posted")
            throw new RefusedException("这笔成交的凭证还没有复核，或已作废。", "The voucher of the sale is not posted, or voided.");
        if (on < sale.TradedOn)
            throw new RefusedException($"到账日不能早于成交日 {sale.TradedOn:yyyy-MM-dd}。", $"Money does not come in before the trade on {sale.TradedOn:yyyy-MM-dd}.");
        await RefuseAsync(write, $"event:sale-received:{key}", sale.EventId, amountFen, sale.AmountFen, sale.ReceivedFen + sale.OnWayFen, ct);
        var voucher = await MoneyEvents.MakeAsync(write, new NewEvent(
            $"sale-received:{key}", sale.Book, isAdvance ? "advance-applied" : "sale-received", on, $"{(isAdvance ? "预收款抵" : "")}碳汇交易款{(isAdvance ? "" : "到账")}，{sale.TradeNumber}", amountFen,
            SubjectKind: "act", SubjectId: sale.ActId.ToString(CultureInfo.InvariantCulture), Counterparty: sale.Buyer, Evidence: sale.TradeNumber), ct);
        if (await write.ScalarAsync<long>("select count(*) from finance.settlement s where s.event_id = @voucher", new { voucher }, ct) == 0)
            await write.ExecuteAsync("insert into finance.settlement (event_id, sale_id, amount_fen) values (@voucher, @saleId, @amountFen)", new { voucher, saleId, amountFen }, ct);
        return voucher;
    }, ct);

    /// <summary>The trading fee the act names, as a voucher that waits for its check.</summary>
    public Task<long> PayFeeAsync(Actor actor, long saleId, DateOnly on, CancellationToken ct = default) => db.ChangeAsync(actor, "登记交易手续费", async write =>
    {
        var sale = (await write.QueryAsync<SaleRow>("select s.* from finance.sale_v s where s.sale_id = @saleId", new { saleId }, ct)).SingleOrDefault() ?? throw new RefusedException("没有这笔成交。", "There is no such sale.");
        return await MoneyEvents.MakeAsync(write, new NewEvent(
            $"sale-fee:{saleId}:{await AttemptsAsync(write, sale.ActId, "fee-paid", ct)}", sale.Book, "fee-paid", on, $"交易手续费，{sale.TradeNumber}",
            sale.FeeFen is > 0 ? sale.FeeFen.Value : throw new RefusedException("办理单没有写明手续费。", "The act names no fee."),
            SubjectKind: "act", SubjectId: sale.ActId.ToString(CultureInfo.InvariantCulture), Counterparty: "交易机构", Evidence: sale.TradeNumber), ct);
    }, ct);

    /// <summary>Takes revenue back where the act itself was taken back (冲回).</summary>
    public Task<long> ReverseAsync(Actor actor, long saleId, DateOnly on, CancellationToken ct = default) => db.ChangeAsync(actor, "冲减碳汇成交", async write =>
    {
        var sale = (await write.QueryAsync<SaleRow>("select s.* from finance.sale_v s where s.sale_id = @saleId", new { saleId }, ct)).SingleOrDefault() ?? throw new RefusedException("没有这笔成交。", "There is no such sale.");
        if (sale.Outcome != "posted" || sale.ReceivedFen + sale.OnWayFen > 0)
            throw new RefusedException("成交的凭证未复核，或已有款项到账：先作废或冲销收款的凭证，再冲减。", "The sale is not posted, or money came in for it: void or take back the receipts first.");
        return await MoneyEvents.MakeAsync(write, new NewEvent(
            $"sale-reversed:{saleId}:{await AttemptsAsync(write, sale.ActId, "sale-reversed", ct)}", sale.Book, "sale-reversed", on, $"冲减碳汇成交，{sale.TradeNumber}", sale.AmountFen, sale.TaxFen,
            SubjectKind: "act", SubjectId: sale.ActId.ToString(CultureInfo.InvariantCulture), Counterparty: sale.Buyer, Evidence: sale.TradeNumber), ct);
    }, ct);

    public Task<IReadOnlyList<SaleRow>> ListAsync(string? book = null, long? contractId = null, long? saleId = null, long? actId = null, CancellationToken ct = default) => db.QueryAsync<SaleRow>(
        """
        select s.* from finance.sale_v s
        where (@book::text is null or s.book = @book) and (@contractId::bigint is null or s.contract_id = @contractId) and (@saleId::bigint is null or s.sale_id = @saleId)
            and (@actId::bigint is null or s.act_id = @actId)
        order by s.traded_on desc, s.sale_id desc
        """, new { book, contractId, saleId, actId }, ct);

    public async Task<SaleRow?> FindAsync(long saleId, CancellationToken ct = default) => await ListAsync(saleId: saleId, ct: ct) is [var found] ? found : null;

    /// <summary>Confirmed sale acts of the subsidiary book that stand in no book yet, of one seller's book or of all.</summary>
    public async Task<IReadOnlyList<SaleAct>> OpenActsAsync(string? book = null, CancellationToken ct = default) =>
        [.. (await db.QueryAsync<SaleAct>(Sql.Of<Sales>("Contracts/Sql/sale_acts.sql"), new { book, actId = (long?)null }, ct)).Where(a => a is { IsTaken: false, ReversedBy: null })];

    /// <summary>A sale act as the subsidiary book has it, taken or not.</summary>
    public async Task<SaleAct?> ActAsync(long actId, CancellationToken ct = default) =>
        (await db.QueryAsync<SaleAct>(Sql.Of<Sales>("Contracts/Sql/sale_acts.sql"), new { book = (string?)null, actId = (long?)actId }, ct)).SingleOrDefault();

    /// <summary>Vouchers laid against a sale, its own and its fee's included.</summary>
    public Task<IReadOnlyList<SettledRow>> SettledAsync(long? saleId, long? invoiceId, CancellationToken ct = default) => db.QueryAsync<SettledRow>(
        """
        select v.event_id, v.book, v.voucher, v.effective_on, v.name_zh, v.name_en, v.outcome, v.is_reversed, t.amount_fen
        from finance.settlement t join finance.money_event_v v using (event_id)
        where t.sale_id is not distinct from @saleId and t.invoice_id is not distinct from @invoiceId order by v.effective_on, v.event_id
        """, new { saleId, invoiceId }, ct);

    /// <summary>What is due for sales on a day and was not received, with its age past the day it was due; vouchers posted after the day do not count.</summary>
    public Task<IReadOnlyList<AgedRow>> AgeingAsync(string book, DateOnly on, CancellationToken ct = default) =>
        db.QueryAsync<AgedRow>(Sql.Of<Sales>("Contracts/Sql/ageing.sql"), new { book, on }, ct);

    public Task<IReadOnlyList<AgeingBucket>> BucketsAsync(CancellationToken ct = default) =>
        db.QueryAsync<AgeingBucket>("select b.* from finance.ageing_bucket b order by b.place", ct: ct);

    /// <summary>What the receivable account of a book holds on a day: equal to the sum of the aged rows, or something is booked beside the sales.</summary>
    public Task<long> ReceivableFenAsync(string book, DateOnly on, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<long>(Sql.Of<Sales>("Contracts/Sql/held_on.sql"), new { book, on, codes = Receivable }, ct);

    // 应收账款 in the three charts.
    private static readonly string[] Receivable = ["1122", "1212", "112"];

    /// <summary>Dated tax rates; the one of a day is proposed, nothing is assumed where it is missing.</summary>
    public Task<IReadOnlyList<TaxRateRow>> TaxRatesAsync(CancellationToken ct = default) => db.QueryAsync<TaxRateRow>(
        """
        select r.tax_rate_id, r.supply, r.treatment, r.rate, lower(r.days) as from_on, upper(r.days) - 1 as until_on, r.source, r.mark, r.is_demonstration
        from finance.tax_rate r order by r.supply, lower(r.days)
        """, ct: ct);

    /// <summary>Enters a rate from a day on; the one before it ends there.</summary>
    public Task EnterTaxRateAsync(Actor actor, string supply, DateOnly from, TaxChoice tax, string mark, bool isDemonstration = false, CancellationToken ct = default) => db.ChangeAsync(actor, "录入税率", async write =>
    {
        _ = tax.InsideFen(100);
        await write.ExecuteAsync(
            "update finance.tax_rate r set days = daterange(lower(r.days), @from) where r.supply = @supply and r.days @> @from::date and lower(r.days) < @from", new { supply, from }, ct);
        return await write.ExecuteAsync(
            """
            insert into finance.tax_rate (supply, treatment, rate, days, source, mark, is_demonstration) values (@supply, @Treatment, @Rate, daterange(@from, null), @Source, @mark, @isDemonstration)
            """, new { supply, tax.Treatment, tax.Rate, from, tax.Source, mark, isDemonstration }, ct);
    }, ct);

    /// <summary>Says whose tonnes of the subsidiary book an entity sells.</summary>
    public Task NameHolderAsync(Actor actor, string book, string holder, CancellationToken ct = default) => db.ChangeAsync(actor, "写明持有方的核算单位", async write =>
    {
        if (await write.ScalarAsync<long>("select count(*) from ledger.holder_v h where h.holder = @holder", new { holder }, ct) == 0)
            throw new RefusedException($"备查账里没有持有方 {holder}。", $"The subsidiary book has no holder {holder}.");
        return await write.ExecuteAsync("insert into finance.entity_holder (holder, book_id) select @holder, e.book_id from finance.entity e where e.code = @book", new { holder, book }, ct) == 1
            ? true : throw new RefusedException($"没有账簿 {book}。", $"There is no book {book}.");
    }, ct);

    public Task<IReadOnlyList<EntityHolder>> HoldersAsync(CancellationToken ct = default) => db.QueryAsync<EntityHolder>(
        """
        select h.holder, h.name, e.code as book from ledger.holder_v h left join finance.entity_holder x using (holder) left join finance.entity e using (book_id)
        where h.is_kept_here order by h.holder
        """, ct: ct);

    // The database refuses it again; said here before the account's own limit, whose sentence says less. The same key again is the same voucher.
    internal static async Task RefuseAsync(Write write, string key, long owedBy, long amountFen, long dueFen, long laidFen, CancellationToken ct)
    {
        if (await write.ScalarAsync<long>("select count(*) from ledger.posting_v p where p.key = @key", new { key }, ct) > 0)
            return;
        if (await write.ScalarAsync<bool>("select finance.is_being_taken_back(@owedBy)", new { owedBy }, ct))
            throw new RefusedException("这笔款项的凭证已冲销或正在冲销，不能收付。", "The voucher by which this is due is taken back or about to be: nothing is received or paid for it.");
        if (amountFen > dueFen - laidFen)
            throw new RefusedException($"应结 {dueFen / 100m:N2} 元，已结和待复核 {laidFen / 100m:N2} 元，再结 {amountFen / 100m:N2} 元就超过了。", $"{dueFen / 100m:N2} yuan are due, {laidFen / 100m:N2} yuan are settled or wait; another {amountFen / 100m:N2} yuan would be more.");
    }

    // A voided voucher's key is spent: the next one is another.
    private static Task<long> AttemptsAsync(Write write, long actId, string template, CancellationToken ct) => write.ScalarAsync<long>(
        "select count(*) from finance.money_event e join finance.money_event_outcome o using (event_id) where e.subject_kind = 'act' and e.subject_id = @id and e.template = @template and o.outcome = 'voided'",
        new { id = actId.ToString(CultureInfo.InvariantCulture), template }, ct);
}

/// <param name="Tonnes">If given, must be the act's.</param>
/// <param name="PriceFen">If given, must be the act's.</param>
public sealed record NewSale(long ActId, TaxChoice Tax, long? ContractId = null, long? Tonnes = null, long? PriceFen = null, bool IsDemonstration = false);

/// <summary>A confirmed sale of the subsidiary book.</summary>
public sealed record SaleAct
{
    public long ActId { get; init; }
    public string Holder { get; init; } = "";
    public string HolderName { get; init; } = "";
    public string? Book { get; init; }
    public string Project { get; init; } = "";
    public int Vintage { get; init; }
    public string Buyer { get; init; } = "";
    public string Method { get; init; } = "";
    public long Tonnes { get; init; }
    public long PriceFen { get; init; }
    public long? FeeFen { get; init; }
    public DateOnly EffectiveOn { get; init; }
    public string? RecordNumber { get; init; }
    public long? PostedEntryId { get; init; }
    public long? ReversedBy { get; init; }
    public string Serials { get; init; } = "";
    public bool IsTaken { get; init; }
    public int Attempts { get; init; }
}

public sealed record SaleRow
{
    public long SaleId { get; init; }
    public string Book { get; init; } = "";
    public string BookName { get; init; } = "";
    public long ActId { get; init; }
    public long? ContractId { get; init; }
    public string? Contract { get; init; }
    public long EventId { get; init; }
    public string Holder { get; init; } = "";
    public string ProjectCode { get; init; } = "";
    public int Vintage { get; init; }
    public string Buyer { get; init; } = "";
    public string Method { get; init; } = "";
    public string TradeNumber { get; init; } = "";
    public DateOnly TradedOn { get; init; }
    public long Tonnes { get; init; }
    public long PriceFen { get; init; }
    public long? FeeFen { get; init; }
    public long AmountFen { get; init; }
    public string TaxTreatment { get; init; } = "";
    public decimal? TaxRate { get; init; }
    public long TaxFen { get; init; }
    public string TaxSource { get; init; } = "";
    public DateOnly? DueOn { get; init; }
    public string Outcome { get; init; } = "";
    public long ReceivedFen { get; init; }
    public long OnWayFen { get; init; }
    public long InvoicedFen { get; init; }
    public bool IsDemonstration { get; init; }
    public bool IsReversed { get; init; }
    public long LeftFen => Outcome == "voided" || IsReversed ? 0 : AmountFen - ReceivedFen;
}

public sealed record SettledRow
{
    public long EventId { get; init; }
    public string Book { get; init; } = "";
    public string Voucher { get; init; } = "";
    public DateOnly EffectiveOn { get; init; }
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public string Outcome { get; init; } = "";
    public bool IsReversed { get; init; }
    public long AmountFen { get; init; }
}

/// <summary>An open amount of a sale on a day. <see cref="DueOn"/> null: no term was agreed, the age counts from the trade.</summary>
public sealed record AgedRow
{
    public long SaleId { get; init; }
    public long EventId { get; init; }
    public string Buyer { get; init; } = "";
    public string TradeNumber { get; init; } = "";
    public string? Contract { get; init; }
    public long? ContractId { get; init; }
    public string ProjectCode { get; init; } = "";
    public DateOnly TradedOn { get; init; }
    public DateOnly? DueOn { get; init; }
    public long AmountFen { get; init; }
    public long ReceivedFen { get; init; }
    public long LeftFen { get; init; }
    public int Days { get; init; }
    public short Bucket { get; init; }
    public bool IsDemonstration { get; init; }
}

public sealed record AgeingBucket
{
    public short Place { get; init; }
    public string NameZh { get; init; } = "";
    public string NameEn { get; init; } = "";
    public int? FromDays { get; init; }
    public int? ToDays { get; init; }
    public string Source { get; init; } = "";
    public string Mark { get; init; } = "";
}

/// <summary>A holder kept in the subsidiary book and the entity it is, if somebody said so.</summary>
public sealed record EntityHolder(string Holder, string Name, string? Book);
