select l.bank_line_id, l.dated, l.amount_fen, l.counterparty, l.note, l.serial, l.explanation
from finance.bank_line_v l
where l.book = @book and l.dated <= @on
    and not exists (select from finance.bank_match m join finance.money_event v using (event_id) where m.bank_line_id = l.bank_line_id and v.effective_on <= @on)
order by l.dated, l.bank_line_id
