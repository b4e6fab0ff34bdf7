-- What a list owes is paid by its payment files: a voucher of it is booked from the bank's answer to one, to the fen, from the list's book and fund.
create or replace function finance.judge_list_payment() returns trigger language plpgsql as $$
begin
    if not exists (
        select from finance.payable_list l
        join finance.payment_batch b on b.list_id = l.list_id and b.returned_at is not null and b.event_id is null
        where new.subject_kind = 'list' and l.list_id::text = new.subject_id and l.book_id = new.book_id and l.fund_id is not distinct from new.fund_id
            and new.template = case l.kind when 'sharing' then 'share-paid' else 'compensation-paid' end
            and new.amount_fen = (select sum(p.amount_fen) from finance.payment_line p where p.batch_id = b.batch_id and p.outcome = 'paid')) then
        raise exception '名单的款项随支付文件支付，凭证由读入的支付结果生成：请在名单页办理。'
            using errcode = '23514', constraint = 'list_paid_by_its_file', hint = 'What a list owes is paid by its payment file and booked from the bank''s answer: go on from the page of the list.';
    end if;
    return new;
end $$;
drop trigger if exists judge_list_payment on finance.money_event;
create trigger judge_list_payment before insert on finance.money_event for each row
    when (new.template in ('share-paid', 'compensation-paid')) execute function finance.judge_list_payment();
