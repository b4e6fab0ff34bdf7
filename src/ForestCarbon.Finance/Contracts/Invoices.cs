using ForestCarbon.Finance.Books;
using ForestCarbon.Platform.Database;
using ForestCarbon.Platform.Failures;
using ForestCarbon.Platform.Files;

namespace ForestCarbon.Finance.Contracts;

/// <summary>Invoices with their VAT: issued for a sale or a contract, received and owed by a voucher, paid against, taken back by a red one.</summary>
/// <exception cref="RefusedException">Each call that changes something: refused with a sentence, nothing was changed.</exception>
public sealed class Invoices(Db db, FileStore files)
{
    /// <summary>Enters an invoice; a received one makes the voucher by which it is owed. The paper is kept where it is given.</summary>
    public async Task<long> EnterAsync(Actor actor, NewInvoice draft, string? path = null, string? fileName = null, CancellationToken ct = default)
    {
        var file = path is null ? null : await FileStore.DescribeAsync(path, ct);
        return await db.ChangeAsync(actor, draft.Side == "received" ? "登记收到的发票" : "登记开出的发票", async write =>
        {
            if (file is not null)
                await files.KeepAsync(write, path!, file, fileName ?? "invoice", ct);
            // Asked first: the voucher's key is the number, and its refusal would speak of the key.
            if (await write.ScalarAsync<string?>(
                "select i.counterparty from finance.invoice i join finance.entity e on e.book_id = i.book_id where e.code = @Book and i.side = @Side and i.number = @Number",
                new { draft.Book, draft.Side, draft.Number }, ct) is { } known)
                throw new RefusedException($"发票号码 {draft.Number} 在这本账里已经登记过，对方单位是 {known}：请核对号码。", $"Invoice number {draft.Number} is entered in this book already, of {known}: check the number.");
            long? voucher = draft.Side != "received" ? null : await MoneyEvents.MakeAsync(write, new NewEvent(
                $"invoice:{draft.Book}:{draft.Number}", draft.Book, "cost-owed", draft.InvoicedOn, $"{draft.What}，发票 {draft.Number}", draft.NetFen + draft.TaxFen, draft.TaxFen,
                SubjectKind: draft.ContractId is null ? null : "contract", SubjectId: draft.ContractId?.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Counterparty: draft.Counterparty, Evidence: draft.Number), ct);
            return await write.QueryAsync<long>(Sql.Of<Invoices>("Contracts/Sql/insert_invoice.sql"), new
            {
                draft.Book, draft.Side, draft.Number, draft.InvoicedOn, draft.DueOn, draft.Counterparty, draft.What, draft.NetFen, draft.TaxFen, draft.Treatment, draft.Rate, draft.ContractId,
                draft.SaleId, voucher, file?.Sha256, draft.IsDemonstration,
            }, ct) is [var id] ? id : throw new RefusedException($"没有账簿 {draft.Book}。", $"There is no book {draft.Book}.");
        }, ct);
    }

    /// <summary>A payment laid against a received invoice: the voucher waits for its check.</summary>
    public Task<long> PayAsync(Actor actor, long invoiceId, string key, DateOnly on, long amountFen, CancellationToken ct = default) => db.ChangeAsync(actor, "登记付款", async write =>
    {
        var invoice = (await write.QueryAsync<InvoiceRow>("select i.* from finance.invoice_v i where i.invoice_id = @invoiceId", new { invoiceId }, ct)).SingleOrDefault() ?? throw new RefusedException("没有这张发票。", "There is no such invoice.");
        if (invoice.Side != "received" || invoice.Outcome != "posted" || invoice.RedNumber is not null)
            throw new RefusedException("只有收到的、已复核挂账、没有红冲的发票可以付款。", "Only a received invoice whose voucher is posted and that was not taken back is paid.");
        await Sales.RefuseAsync(write, $"event:invoice-paid:{key}", invoice.EventId!.Value, amountFen, invoice.GrossFen, invoice.PaidFen + invoice.OnWayFen, ct);
        var voucher = await MoneyEvents.MakeAsync(write, new NewEvent(
            $"invoice-paid:{key}", invoice.Book, "cost-paid", on, $"{invoice.What}，付发票 {invoice.Number}", amountFen, SubjectKind: "invoice",
            SubjectId: invoiceId.ToString(System.Globalization.CultureInfo.InvariantCulture), Counterparty: invoice.Counterparty, Evidence: invoice.Number), ct);
        if (await write.ScalarAsync<long>("select count(*) from finance.settlement s where s.event_id = @voucher", new { voucher }, ct) == 0)
            await write.ExecuteAsync("insert into finance.settlement (event_id, invoice_id, amount_fen) values (@voucher, @invoiceId, @amountFen)", new { voucher, invoiceId, amountFen }, ct);
        return voucher;
    }, ct);

    /// <summary>Takes an issued invoice back by a red one; of a received one its voucher is voided or taken back first.</summary>
    public Task RedAsync(Actor actor, long invoiceId, string number, DateOnly on, string because, CancellationToken ct = default) => db.ChangeAsync(actor, "红冲发票", async write =>
    {
        var invoice = (await write.QueryAsync<InvoiceRow>("select i.* from finance.invoice_v i where i.invoice_id = @invoiceId", new { invoiceId }, ct)).SingleOrDefault() ?? throw new RefusedException("没有这张发票。", "There is no such invoice.");
        if (invoice.Side == "received" && invoice.Outcome != "voided")
            throw new RefusedException("收到的发票先作废或冲销它的挂账凭证，再登记红字发票。", "Void or take back the voucher by which a received invoice is owed, then enter the red invoice.");
        if (number.Trim() == invoice.Number.Trim())
            throw new RefusedException($"红字发票的号码不能是它冲销的发票的号码 {invoice.Number}：红字发票另有号码，请核对。", $"A red invoice does not bear the number {invoice.Number} of the invoice it takes back: it has one of its own. Check it.");
        return await write.ExecuteAsync(
            "insert into finance.invoice_red (invoice_id, red_number, red_on, because) values (@invoiceId, @number, @on, @because)", new { invoiceId, number, on, because }, ct);
    }, ct);

    /// <summary>What is owed for received invoices on a day and was not paid, with its age past the day it was due; vouchers posted after the day do not count.</summary>
    public Task<IReadOnlyList<OwedInvoice>> AgeingAsync(string book, DateOnly on, CancellationToken ct = default) =>
        db.QueryAsync<OwedInvoice>(Sql.Of<Invoices>("Contracts/Sql/ageing_invoices.sql"), new { book, on }, ct);

    /// <summary>What the payable account of a book holds on a day: equal to the sum of the aged rows, or something is booked beside the invoices.</summary>
    public Task<long> PayableFenAsync(string book, DateOnly on, CancellationToken ct = default) =>
        db.QuerySingleOrDefaultAsync<long>(Sql.Of<Invoices>("Contracts/Sql/held_on.sql"), new { book, on, codes = Payable }, ct);

    // 应付账款 in the three charts.
    private static readonly string[] Payable = ["2202", "2302", "211"];

    public Task<IReadOnlyList<InvoiceRow>> ListAsync(string? book = null, string? side = null, long? contractId = null, long? saleId = null, long? invoiceId = null, CancellationToken ct = default) => db.QueryAsync<InvoiceRow>(
        """
        select i.* from finance.invoice_v i
        where (@book::text is null or i.book = @book) and (@side::text is null or i.side = @side) and (@contractId::bigint is null or i.contract_id = @contractId)
            and (@saleId::bigint is null or i.sale_id = @saleId) and (@invoiceId::bigint is null or i.invoice_id = @invoiceId)
        order by i.invoiced_on desc, i.invoice_id desc
        """, new { book, side, contractId, saleId, invoiceId }, ct);

    public async Task<InvoiceRow?> FindAsync(long invoiceId, CancellationToken ct = default) => await ListAsync(invoiceId: invoiceId, ct: ct) is [var found] ? found : null;
}

/// <param name="Side">issued or received.</param>
/// <param name="Treatment">taxed, exempt or not-taxed.</param>
/// <param name="Rate">A fraction, with taxed only; the tax is within a fen of net × rate.</param>
public sealed record NewInvoice(
    string Book, string Side, string Number, DateOnly InvoicedOn, string Counterparty, string What, long NetFen, long TaxFen, string Treatment, decimal? Rate, DateOnly? DueOn = null,
    long? ContractId = null, long? SaleId = null, bool IsDemonstration = false);

public sealed record InvoiceRow
{
    public long InvoiceId { get; init; }
    public string Book { get; init; } = "";
    public string BookName { get; init; } = "";
    public string Side { get; init; } = "";
    public string Number { get; init; } = "";
    public DateOnly InvoicedOn { get; init; }
    public DateOnly? DueOn { get; init; }
    public string Counterparty { get; init; } = "";
    public string What { get; init; } = "";
    public long NetFen { get; init; }
    public long TaxFen { get; init; }
    public long GrossFen { get; init; }
    public string Treatment { get; init; } = "";
    public decimal? Rate { get; init; }
    public long? ContractId { get; init; }
    public string? Contract { get; init; }
    public long? SaleId { get; init; }
    public long? EventId { get; init; }

    /// <summary>Of its voucher: pending, posted or voided, which is also said of one that was taken back (<see cref="IsReversed"/>); null: it has none.</summary>
    public string? Outcome { get; init; }

    /// <summary>Its voucher was taken back (冲销) by another.</summary>
    public bool IsReversed { get; init; }
    public string? FileSha256 { get; init; }
    public string? RedNumber { get; init; }
    public DateOnly? RedOn { get; init; }
    public string? RedBecause { get; init; }

    /// <summary>Of an issued one whose sale is voided or taken back: since when its red invoice is to be entered.</summary>
    public DateOnly? RedDueOn { get; init; }

    public long PaidFen { get; init; }
    public long OnWayFen { get; init; }
    public bool IsDemonstration { get; init; }
}

/// <summary>An open amount of a received invoice on a day. <see cref="DueOn"/> null: no day was agreed, the age counts from the invoice.</summary>
public sealed record OwedInvoice
{
    public long InvoiceId { get; init; }
    public long EventId { get; init; }
    public string Number { get; init; } = "";
    public string Counterparty { get; init; } = "";
    public string What { get; init; } = "";
    public string? Contract { get; init; }
    public DateOnly InvoicedOn { get; init; }
    public DateOnly? DueOn { get; init; }
    public long AmountFen { get; init; }
    public long PaidFen { get; init; }
    public long LeftFen { get; init; }
    public int Days { get; init; }
    public short Bucket { get; init; }
    public bool IsDemonstration { get; init; }
}
