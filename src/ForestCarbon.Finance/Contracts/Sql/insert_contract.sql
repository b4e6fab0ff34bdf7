insert into finance.contract (book_id, code, kind, title, counterparty, project_code, signed_on, until_on, tonnes, price_fen, amount_fen, share_percent, due_days, note, is_demonstration)
select e.book_id, @Code, @Kind, @Title, @Counterparty, @ProjectCode, @SignedOn, @UntilOn, @Tonnes, @PriceFen, @AmountFen, @SharePercent, @DueDays, @Note, @IsDemonstration
from finance.entity e
where e.code = @Book
returning contract_id
