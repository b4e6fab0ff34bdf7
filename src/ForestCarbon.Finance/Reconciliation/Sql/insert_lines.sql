insert into finance.bank_line (statement_id, book_id, line, dated, amount_fen, counterparty, note, serial)
select @id, @bookId, l.row, l.day, l.fen, l.party, l.note, l.serial
from unnest(@rows::int[], @days::date[], @fen::bigint[], @parties::text[], @notes::text[], @serials::text[]) as l (row, day, fen, party, note, serial)
