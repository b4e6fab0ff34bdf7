insert into finance.money_event (book_id, other_book_id, template, effective_on, summary, amount_fen, tax_fen, cash_fen, other_cash_fen, fund_id, subject_kind,
                                 subject_id, counterparty, evidence, entry_id, reverses)
select e.book_id, (select o.book_id from finance.entity o where o.code = @OtherBook), @Template, @EffectiveOn, @Summary, @AmountFen, @TaxFen, @cashFen, @otherCashFen,
       @FundId, @SubjectKind, @SubjectId, @Counterparty, @Evidence, @EntryId, @reverses
from finance.entity e
where e.code = @Book
returning event_id
