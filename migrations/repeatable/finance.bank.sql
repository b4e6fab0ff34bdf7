-- What a line is settled by adds up to it, to the fen, when the change ends.
create or replace function finance.match_adds_up() returns trigger language plpgsql as $$
declare
    v_line finance.bank_line;
    v_sum  bigint;
begin
    select l.* into v_line from finance.bank_line l where l.bank_line_id = coalesce(new.bank_line_id, old.bank_line_id);
    select sum(case when e.book_id = m.book_id then e.cash_fen else e.other_cash_fen end) into v_sum
    from finance.bank_match m join finance.money_event e using (event_id)
    where m.bank_line_id = v_line.bank_line_id;
    if v_sum is not null and v_sum <> v_line.amount_fen then
        raise exception '所选凭证的收付合计 % 元，与流水 % 元不等，没有对上。', to_char(v_sum / 100.0, 'FM999,999,999,990.00'), to_char(v_line.amount_fen / 100.0, 'FM999,999,999,990.00')
            using errcode = '23514', constraint = 'bank_match_adds_up', hint = format('The chosen vouchers come to %s yuan and the line is %s yuan: not matched.', to_char(v_sum / 100.0, 'FM999,999,999,990.00'), to_char(v_line.amount_fen / 100.0, 'FM999,999,999,990.00'));
    end if;
    return null;
end $$;
drop trigger if exists match_adds_up on finance.bank_match;
create constraint trigger match_adds_up after insert or update or delete on finance.bank_match deferrable initially deferred
    for each row execute function finance.match_adds_up();

create or replace function finance.match_within_book() returns trigger language plpgsql as $$
begin
    perform from finance.bank_line l where l.bank_line_id = new.bank_line_id for no key update;
    if not exists (select from finance.bank_line l where l.bank_line_id = new.bank_line_id and l.book_id = new.book_id)
       or not exists (select from finance.money_event e where e.event_id = new.event_id and new.book_id in (e.book_id, e.other_book_id)) then
        raise exception '流水和凭证不在同一本账。'
            using errcode = '23514', constraint = 'bank_match_within_book', hint = 'Line and voucher are not of one book.';
    elsif not exists (select from finance.money_event_outcome o where o.event_id = new.event_id and o.outcome = 'posted') then
        raise exception '凭证还没有复核，不能与流水对上。'
            using errcode = '23514', constraint = 'bank_match_posted', hint = 'A voucher that is not posted is not matched.';
    elsif exists (select from finance.bank_explanation x where x.bank_line_id = new.bank_line_id) then
        raise exception '这笔流水已有说明，不再对凭证。'
            using errcode = '23514', constraint = 'bank_match_not_explained', hint = 'This line has an explanation: take that back first.';
    end if;
    return new;
end $$;
drop trigger if exists match_within_book on finance.bank_match;
create trigger match_within_book before insert on finance.bank_match for each row execute function finance.match_within_book();

create or replace view finance.bank_line_v as
select l.bank_line_id, l.statement_id, l.book_id, e.code as book, l.line, l.dated, l.amount_fen, l.counterparty, l.note, l.serial, s.file_name,
       exists (select from finance.bank_match m where m.bank_line_id = l.bank_line_id) or x.bank_line_id is not null as is_settled, x.sentence as explanation
from finance.bank_line l
join finance.bank_statement s using (statement_id)
join finance.entity e on e.book_id = l.book_id
left join finance.bank_explanation x using (bank_line_id);
