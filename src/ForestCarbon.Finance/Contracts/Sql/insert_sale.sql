insert into finance.sale (book_id, act_id, contract_id, event_id, tonnes, price_fen, tax_treatment, tax_rate, tax_source, is_demonstration)
select e.book_id, @ActId, @ContractId, @voucher, @Tonnes, @PriceFen, @Treatment, @Rate, @Source, @IsDemonstration
from finance.entity e
where e.code = @Book
returning sale_id
