insert into finance.invoice (book_id, side, number, invoiced_on, due_on, counterparty, what, net_fen, tax_fen, treatment, rate, contract_id, sale_id, event_id, file_sha256, is_demonstration)
select e.book_id, @Side, @Number, @InvoicedOn, @DueOn, @Counterparty, @What, @NetFen, @TaxFen, @Treatment, @Rate, @ContractId, @SaleId, @voucher, @Sha256, @IsDemonstration
from finance.entity e
where e.code = @Book
returning invoice_id
