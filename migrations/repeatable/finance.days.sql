-- What happened is not dated after the day it is in the county. One rule for every day that says when something was done; days that are agreed for later (due, until, publicity) are others.
create or replace function finance.has_happened() returns trigger language plpgsql as $$
declare
    v_day date := (to_jsonb(new) ->> tg_argv[0])::date;
begin
    -- What stands with a later day from before may still be changed in what else it says.
    if v_day > ledger.today() and (tg_op = 'INSERT' or v_day is distinct from (to_jsonb(old) ->> tg_argv[0])::date) then
        raise exception '%是 %，还没有到（今天是 %）：已经发生的才登记。', tg_argv[1], v_day, ledger.today()
            using errcode = '23514', constraint = 'day_has_come', hint = format('The %s is %s and has not come (today is %s): only what happened is entered.', tg_argv[2], v_day, ledger.today());
    end if;
    return new;
end $$;

do $$
declare
    v_day record;
begin
    for v_day in select * from (values
        ('bank_line', 'dated', '流水日期', 'day of a bank line'), ('bank_balance', 'dated', '余额的日期', 'day of the balance'), ('invoice', 'invoiced_on', '开票日期', 'day of the invoice'),
        ('invoice_red', 'red_on', '红冲日期', 'day of the red invoice'), ('contract', 'signed_on', '合同签订日', 'day the contract was signed'), ('contract_end', 'ended_on', '合同终止日', 'day the contract ended'),
        ('contract_milestone', 'done_on', '节点完成日', 'day the milestone was reached'), ('contract_document', 'dated', '文件日期', 'day of the paper'),
        ('money_event_document', 'dated', '附件日期', 'day of the paper'), ('loan', 'signed_on', '借款签订日', 'day the loan was signed'), ('subsidy', 'granted_on', '补助文件日期', 'day of the grant'),
        ('pledge', 'registered_on', '质押登记日', 'day the pledge was registered'), ('pledge_release', 'released_on', '质押解除日', 'day of the release'), ('agreement', 'signed_on', '协议签订日', 'day the agreement was signed'),
        ('fund_change', 'dated', '调整文件的日期', 'day of the document'), ('objection', 'raised_on', '异议的日期', 'day of the objection'), ('objection', 'answered_on', '答复的日期', 'day of the answer')) as d (of_table, of_column, zh, en)
    loop
        execute format('drop trigger if exists %I on finance.%I', 'has_happened_' || v_day.of_column, v_day.of_table);
        execute format('create trigger %I before insert or update on finance.%I for each row execute function finance.has_happened(%L, %L, %L)',
                       'has_happened_' || v_day.of_column, v_day.of_table, v_day.of_column, v_day.zh, v_day.en);
    end loop;
end $$;

-- A voucher of a day to come is made and posted by nobody. One that stands from before is taken back on its own day, or voided.
create or replace function finance.voucher_has_happened() returns trigger language plpgsql as $$
declare
    v_event finance.money_event;
begin
    if tg_table_name = 'money_event' then
        v_event := new;
    elsif new.outcome = 'voided' then
        return new;
    else
        select e.* into v_event from finance.money_event e where e.event_id = new.event_id;
    end if;
    if v_event.effective_on > ledger.today()
       and not exists (select from finance.money_event e where e.event_id = v_event.reverses and e.effective_on = v_event.effective_on) then
        raise exception '凭证日期 % 还没有到（今天是 %）：已经发生的收付才记账。', v_event.effective_on, ledger.today()
            using errcode = '23514', constraint = 'voucher_has_happened',
                  hint = format('The day of the voucher, %s, has not come (today is %s): only what happened is booked.', v_event.effective_on, ledger.today());
    end if;
    return new;
end $$;
drop trigger if exists has_happened on finance.money_event;
create trigger has_happened before insert on finance.money_event for each row execute function finance.voucher_has_happened();
drop trigger if exists has_happened on finance.money_event_outcome;
create trigger has_happened before insert on finance.money_event_outcome for each row execute function finance.voucher_has_happened();
