-- What holds in the books whoever writes: what is made is never changed, vouchers are numbered without gaps or doubles, a public fund is
-- never overspent. Constraint names reach the user as sentences.
create or replace function finance.keep() returns trigger language plpgsql as $$
begin
    raise exception '已经记下的不能更改或删除。'
        using errcode = '23514', constraint = 'kept_for_good', hint = 'What was entered is not changed or deleted.';
end $$;
drop trigger if exists keep_event on finance.money_event;
create trigger keep_event before update or delete on finance.money_event for each row execute function finance.keep();
drop trigger if exists keep_outcome on finance.money_event_outcome;
create trigger keep_outcome before update or delete on finance.money_event_outcome for each row execute function finance.keep();
-- A fund that no second account confirmed can be taken out again: nothing was received or paid of it.
create or replace function finance.fund_is_confirmed(p_fund bigint) returns boolean language sql stable as $$
    select exists (select from finance.fund_confirmation c where c.fund_id = p_fund)
$$;

drop trigger if exists keep_fund on finance.fund;
create trigger keep_fund before update on finance.fund for each row execute function finance.keep();
drop trigger if exists keep_confirmed_fund on finance.fund;
create trigger keep_confirmed_fund before delete on finance.fund for each row when (finance.fund_is_confirmed(old.fund_id)) execute function finance.keep();
drop function if exists finance.keep_fund();
-- Withdrawn lists do not hold it: they keep its number in words.
create or replace function finance.let_fund_go() returns trigger language plpgsql as $$
begin
    update finance.payable_list l set fund_was = old.document_number, fund_id = null where l.fund_id = old.fund_id and l.state = 'withdrawn';
    return old;
end $$;
drop trigger if exists let_fund_go on finance.fund;
create trigger let_fund_go before delete on finance.fund for each row execute function finance.let_fund_go();

-- The years a fund pays for: its own, and those of the funds whose rest it is (结转).
create or replace function finance.fund_years(p_fund bigint) returns smallint[] language sql stable as $$
    with recursive f as (
        select x.budget_year, x.carried_from from finance.fund x where x.fund_id = p_fund
        union all
        select x.budget_year, x.carried_from from f join finance.fund x on x.fund_id = f.carried_from
    )
    select array_agg(f.budget_year order by f.budget_year desc) from f
$$;

create or replace function finance.judge_fund_confirmation() returns trigger language plpgsql as $$
declare
    v_fund finance.fund;
begin
    new.confirmed_by := current_setting('forestcarbon.actor');
    select f.* into v_fund from finance.fund f where f.fund_id = new.fund_id for no key update;
    if v_fund.entered_by = new.confirmed_by then
        raise exception '资金由登记以外的另一个账号确认。'
            using errcode = '23514', constraint = 'fund_maker_is_not_checker', hint = 'A fund is confirmed by another account than the one that entered it.';
    elsif v_fund.document_sha256 is null and not v_fund.is_demonstration then
        raise exception '资金 % 没有指标文件：撤回登记，附上文件重新登记。', v_fund.document_number
            using errcode = '23514', constraint = 'fund_has_its_document', hint = format('Fund %s has no document: take the entry back and enter it again with its document.', v_fund.document_number);
    end if;
    return new;
end $$;
drop trigger if exists judge_fund_confirmation on finance.fund_confirmation;
create trigger judge_fund_confirmation before insert on finance.fund_confirmation for each row execute function finance.judge_fund_confirmation();
drop trigger if exists keep_fund_confirmation on finance.fund_confirmation;
create trigger keep_fund_confirmation before update or delete on finance.fund_confirmation for each row execute function finance.keep();

create or replace function finance.judge_change_confirmation() returns trigger language plpgsql as $$
declare
    v_change finance.fund_change;
begin
    new.confirmed_by := current_setting('forestcarbon.actor');
    select c.* into v_change from finance.fund_change c where c.fund_change_id = new.fund_change_id;
    perform from finance.fund f where f.fund_id = v_change.fund_id for no key update;
    if v_change.entered_by = new.confirmed_by then
        raise exception '指标调整由登记以外的另一个账号确认。'
            using errcode = '23514', constraint = 'fund_change_maker_is_not_checker', hint = 'A change of a fund is confirmed by another account than the one that entered it.';
    elsif not finance.fund_is_confirmed(v_change.fund_id) then
        raise exception '资金 % 还没有由另一个账号确认，先确认资金，再确认它的调整。', (select f.document_number from finance.fund f where f.fund_id = v_change.fund_id)
            using errcode = '23514', constraint = 'fund_is_confirmed',
                  hint = format('Fund %s is not confirmed by a second account: confirm the fund first, then its changes.', (select f.document_number from finance.fund f where f.fund_id = v_change.fund_id));
    elsif v_change.file_sha256 is null and not (select f.is_demonstration from finance.fund f where f.fund_id = v_change.fund_id) then
        raise exception '调整 % 没有文件：撤回登记，附上文件重新登记。', v_change.document_number
            using errcode = '23514', constraint = 'fund_change_has_its_document', hint = format('Change %s has no document: take the entry back and enter it again with its document.', v_change.document_number);
    end if;
    return new;
end $$;
drop trigger if exists judge_change_confirmation on finance.fund_change_confirmation;
create trigger judge_change_confirmation before insert on finance.fund_change_confirmation for each row execute function finance.judge_change_confirmation();
drop trigger if exists keep_change_confirmation on finance.fund_change_confirmation;
create trigger keep_change_confirmation before update or delete on finance.fund_change_confirmation for each row execute function finance.keep();
drop trigger if exists keep_document on finance.money_event_document;
create trigger keep_document before update or delete on finance.money_event_document for each row execute function finance.keep();

-- An entity's book is posted by an event and by nothing else: the ledger asks here for each of its entries when the change ends (ledger.book_judge).
create or replace function finance.judge_entry(p_entry bigint, p_book text) returns void language plpgsql stable as $$
begin
    if not exists (select from finance.money_event e where e.entry_id = p_entry) and not exists (select from finance.money_event_outcome o where o.entry_id = p_entry) then
        raise exception '账簿 % 的分录只由经济事项记入，不能直接过账：请在账簿页制单。', p_book
            using errcode = 'FC118', hint = format('Book %s is posted by events of money only and not directly: make a voucher on the page of the book.', p_book);
    end if;
end $$;

-- Taken back by a voucher that is posted; one that still waits for its check changes nothing.
create or replace function finance.is_reversed(p_event bigint) returns boolean language sql stable as $$
    select exists (select from finance.money_event r join finance.money_event_outcome o on o.event_id = r.event_id and o.outcome = 'posted' where r.reverses = p_event)
$$;

create or replace function finance.is_living(p_event bigint) returns boolean language sql stable as $$
    select not exists (select from finance.money_event_outcome o where o.event_id = p_event and o.outcome = 'voided') and not finance.is_reversed(p_event)
$$;

-- Paid from a fund: what is not voided, pending counted, what was taken back taken off.
create or replace function finance.fund_used_fen(p_fund bigint) returns bigint language sql stable as $$
    select coalesce((select t.used_fen from finance.fund_total t where t.fund_id = p_fund), 0)
$$;

-- Granted: as entered, with what documents of their own added and took back since. What is added counts once a second account confirmed it; what is taken back is not paid from its entry on.
create or replace function finance.fund_granted_fen(p_fund bigint) returns bigint language sql stable as $$
    select f.amount_fen + coalesce((
        select sum(c.amount_fen) from finance.fund_change c
        where c.fund_id = p_fund and (c.amount_fen < 0 or exists (select from finance.fund_change_confirmation x where x.fund_change_id = c.fund_change_id))), 0)::bigint
    from finance.fund f where f.fund_id = p_fund
$$;

create or replace function finance.fund_left_fen(p_fund bigint) returns bigint language sql stable as $$
    select finance.fund_granted_fen(p_fund) - finance.fund_used_fen(p_fund) - coalesce((select n.amount_fen from finance.fund n where n.carried_from = p_fund), 0)
    from finance.fund f where f.fund_id = p_fund
$$;

-- Arrived: receipts that are posted and not taken back. The total counts those that wait as well, so these are taken off.
create or replace function finance.fund_arrived_fen(p_fund bigint) returns bigint language sql stable as $$
    select coalesce((select t.received_fen from finance.fund_total t where t.fund_id = p_fund), 0) - coalesce((
        select sum(e.amount_fen) from finance.money_event_waiting w join finance.money_event e using (event_id) join finance.posting_template p using (template)
        where w.fund_id = p_fund and p.fund_effect = 'in'), 0)::bigint
$$;

-- Money there is of a fund: what arrived, and of one that is carried on what arrived of the earlier one and was not paid there.
create or replace function finance.fund_covered_fen(p_fund bigint) returns bigint language plpgsql stable as $$
begin
    return finance.fund_arrived_fen(p_fund) + coalesce((
        select least(finance.fund_granted_fen(f.fund_id), greatest(0, finance.fund_covered_fen(f.carried_from) - finance.fund_used_fen(f.carried_from)))
        from finance.fund f where f.fund_id = p_fund and f.carried_from is not null), 0);
end $$;

-- Money that was taken of a fund: what was paid from it, and from the one its rest was carried to, as far as that one's own receipts are not enough.
create or replace function finance.fund_drawn_fen(p_fund bigint) returns bigint language plpgsql stable as $$
begin
    return finance.fund_used_fen(p_fund) + coalesce((
        select greatest(0, finance.fund_drawn_fen(n.fund_id) - finance.fund_arrived_fen(n.fund_id))
        from finance.fund n where n.carried_from = p_fund), 0);
end $$;

create or replace function finance.number_event() returns trigger language plpgsql as $$
declare
    v_effect text := (select t.fund_effect from finance.posting_template t where t.template = new.template);
    v_fund   finance.fund;
begin
    perform pg_advisory_xact_lock(hashtextextended('finance.voucher:' || new.book_id, 0));
    new.voucher_year := extract(year from new.effective_on);
    new.voucher_no := 1 + coalesce((select max(e.voucher_no) from finance.money_event e where e.book_id = new.book_id and e.voucher_year = new.voucher_year), 0);
    if new.reverses is not null then
        return new; -- names the fund of what it takes back: finance.judge_reversal
    end if;
    if new.template = 'opening' and exists (
        select from finance.money_event e
        where e.book_id = new.book_id and e.template = 'opening' and date_trunc('month', e.effective_on) <> date_trunc('month', new.effective_on) and finance.is_living(e.event_id)) then
        raise exception '这本账已有期初余额，启用当月以前、以后的都不是期初：要改期初，冲销原来的凭证再登记。'
            using errcode = '23514', constraint = 'opening_once', hint = 'This book has its opening balance; what is dated in another month is none. To change it, take the voucher back and make it again.';
    end if;
    if v_effect in ('in', 'out') and new.fund_id is null and (v_effect = 'in'
        or exists (select from finance.entity b where b.book_id = new.book_id and b.accounting_system = '政府会计')) then
        raise exception '财政资金的收付要写明是哪一笔资金（指标文号）。'
            using errcode = '23514', constraint = 'money_event_names_its_fund', hint = 'Public money names its fund.';
    elsif v_effect = 'none' and new.fund_id is not null then
        raise exception '这一事项不动用财政资金。'
            using errcode = '23514', constraint = 'money_event_takes_no_fund', hint = 'This event takes no public fund.';
    end if;
    if new.fund_id is not null then
        -- The fund's row orders those who pay from it, so that two cannot both take the last fen.
        select f.* into v_fund from finance.fund f where f.fund_id = new.fund_id for no key update;
        if v_fund.book_id <> new.book_id then
            raise exception '这笔资金属于另一本账。'
                using errcode = '23514', constraint = 'money_event_fund_of_its_book', hint = 'The fund is of another book.';
        elsif not finance.fund_is_confirmed(new.fund_id) then
            raise exception '资金 % 还没有由另一个账号确认，不能收付。', v_fund.document_number
                using errcode = '23514', constraint = 'fund_is_confirmed', hint = format('Fund %s is not confirmed by a second account: nothing is received or paid of it.', v_fund.document_number);
        elsif v_effect = 'out' and extract(year from new.effective_on) <> v_fund.budget_year then
            raise exception '资金 % 是 % 年度的指标，不能支付 % 的款项：跨年度的先结转，再从结转后的资金支付。', v_fund.document_number, v_fund.budget_year, new.effective_on
                using errcode = '23514', constraint = 'fund_of_its_year',
                      hint = format('Fund %s is of the budget year %s and pays nothing on %s: carry on what is left first and pay from the fund it is carried to.', v_fund.document_number, v_fund.budget_year, new.effective_on);
        elsif not (select coalesce(v_fund.purpose = any (t.fund_purposes), true) from finance.posting_template t where t.template = new.template) then
            raise exception '资金 % 的用途不是这一事项的，不能从它支付。', v_fund.document_number
                using errcode = '23514', constraint = 'fund_purpose_of_event', hint = format('Fund %s is for another purpose than this event and does not pay it.', v_fund.document_number);
        elsif v_effect = 'out' and new.amount_fen > finance.fund_left_fen(new.fund_id) then
            raise exception '资金 % 结余 % 元，不足支付 % 元。', v_fund.document_number, finance.yuan(finance.fund_left_fen(new.fund_id)), finance.yuan(new.amount_fen)
                using errcode = '23514', constraint = 'fund_not_exceeded', hint = format('Fund %s has %s yuan left, not enough for %s yuan.', v_fund.document_number, finance.yuan(finance.fund_left_fen(new.fund_id)), finance.yuan(new.amount_fen));
        elsif v_effect = 'in' and new.amount_fen + coalesce((select t.received_fen from finance.fund_total t where t.fund_id = new.fund_id), 0) > finance.fund_granted_fen(new.fund_id) then
            raise exception '到账超过资金 % 的指标金额。', v_fund.document_number
                using errcode = '23514', constraint = 'fund_not_over_received', hint = format('More would arrive than fund %s was granted.', v_fund.document_number);
        end if;
    end if;
    return new;
end $$;
drop trigger if exists number_event on finance.money_event;
create trigger number_event before insert on finance.money_event for each row execute function finance.number_event();

-- Running totals, so that no page counts vouchers: what waits, cash by month, what a fund received and paid. The nightly check counts again (finance.running_total_v).
create or replace function finance.add_to_fund(p_fund bigint, p_template text, p_fen bigint) returns void language sql as $$
    insert into finance.fund_total (fund_id, received_fen, used_fen) select p_fund, 0, 0 where p_fund is not null on conflict (fund_id) do nothing;
    update finance.fund_total t
    set received_fen = t.received_fen + case p.fund_effect when 'in' then p_fen else 0 end, used_fen = t.used_fen + case p.fund_effect when 'out' then p_fen else 0 end
    from finance.posting_template p
    where t.fund_id = p_fund and p.template = p_template;
$$;

create or replace function finance.count_event() returns trigger language plpgsql as $$
begin
    insert into finance.money_event_waiting (event_id, book_id, other_book_id, fund_id) values (new.event_id, new.book_id, new.other_book_id, new.fund_id);
    if new.reverses is null then
        perform finance.add_to_fund(new.fund_id, new.template, new.amount_fen);
    end if;
    return null;
end $$;
drop trigger if exists count_event on finance.money_event;
create trigger count_event after insert on finance.money_event for each row execute function finance.count_event();

create or replace function finance.count_outcome() returns trigger language plpgsql as $$
declare
    v_event finance.money_event;
    v_taken finance.money_event; -- what it takes back, else itself
begin
    delete from finance.money_event_waiting w where w.event_id = new.event_id;
    select e.* into v_event from finance.money_event e where e.event_id = new.event_id;
    select e.* into v_taken from finance.money_event e where e.event_id = coalesce(v_event.reverses, new.event_id);
    if (new.outcome = 'posted') = (v_event.reverses is not null) then
        perform finance.add_to_fund(v_taken.fund_id, v_taken.template, -v_taken.amount_fen);
    end if;
    if new.outcome = 'posted' and v_event.cash_fen <> 0 then
        insert into finance.cash_month as m (book_id, month, template, received_fen, paid_fen)
        values (v_event.book_id, date_trunc('month', v_event.effective_on)::date, v_taken.template,
                case when v_taken.cash_fen > 0 then v_event.cash_fen else 0 end, case when v_taken.cash_fen < 0 then -v_event.cash_fen else 0 end)
        on conflict (book_id, month, template) do update set received_fen = m.received_fen + excluded.received_fen, paid_fen = m.paid_fen + excluded.paid_fen;
    end if;
    return null;
end $$;
drop trigger if exists count_outcome on finance.money_event_outcome;
create trigger count_outcome after insert on finance.money_event_outcome for each row execute function finance.count_outcome();

-- The same counted from the vouchers themselves: what `ledger verify` lays beside the running totals.
create or replace view finance.running_total_v as
select 'cash' as kind, e.book_id as of_id, date_trunc('month', e.effective_on)::date as month, t.template,
       sum(case when t.cash_fen > 0 then e.cash_fen else 0 end)::bigint as in_fen, sum(case when t.cash_fen < 0 then -e.cash_fen else 0 end)::bigint as out_fen
from finance.money_event e
join finance.money_event_outcome o on o.event_id = e.event_id and o.outcome = 'posted'
join finance.money_event t on t.event_id = coalesce(e.reverses, e.event_id)
where e.cash_fen <> 0
group by 2, 3, 4
union all
select 'fund', e.fund_id, null, null, sum(case p.fund_effect when 'in' then e.amount_fen else 0 end)::bigint, sum(case p.fund_effect when 'out' then e.amount_fen else 0 end)::bigint
from finance.money_event e
join finance.posting_template p using (template)
where e.fund_id is not null and e.reverses is null and finance.is_living(e.event_id)
group by e.fund_id
union all
select 'waiting', e.book_id, null, null, count(*), 0
from finance.money_event e
where not exists (select from finance.money_event_outcome o where o.event_id = e.event_id)
group by e.book_id;

-- 结转: the next year's fund is what is left of this one, no more.
create or replace function finance.carry_fund() returns trigger language plpgsql as $$
declare
    v_from finance.fund;
begin
    if new.carried_from is not null then
        select f.* into v_from from finance.fund f where f.fund_id = new.carried_from for no key update;
        if not finance.fund_is_confirmed(new.carried_from) then
            raise exception '资金 % 还没有由另一个账号确认，不能结转。', v_from.document_number
                using errcode = '23514', constraint = 'fund_is_confirmed', hint = format('Fund %s is not confirmed by a second account and is not carried on.', v_from.document_number);
        elsif v_from.book_id <> new.book_id or new.budget_year <= v_from.budget_year or new.purpose <> v_from.purpose then
            raise exception '结转须在同一本账、转入以后的年度，用途不变。'
                using errcode = '23514', constraint = 'fund_carried_forward', hint = 'A fund is carried on within its book, into a later year, for the same purpose.';
        elsif new.amount_fen > finance.fund_granted_fen(new.carried_from) - finance.fund_used_fen(new.carried_from) then
            raise exception '结转不能超过资金 % 的结余。', v_from.document_number
                using errcode = '23514', constraint = 'fund_not_exceeded', hint = format('No more is carried on than is left of fund %s.', v_from.document_number);
        end if;
    end if;
    return new;
end $$;
drop trigger if exists carry_fund on finance.fund;
create trigger carry_fund before insert on finance.fund for each row execute function finance.carry_fund();

-- 指标调整: no more is taken back than is left, nor than was granted beyond what arrived.
create or replace function finance.judge_fund_change() returns trigger language plpgsql as $$
declare
    v_fund     finance.fund;
    v_received bigint;
begin
    -- The fund's row orders this with those who pay from it.
    select f.* into v_fund from finance.fund f where f.fund_id = new.fund_id for no key update;
    v_received := coalesce((select t.received_fen from finance.fund_total t where t.fund_id = new.fund_id), 0);
    if -new.amount_fen > finance.fund_left_fen(new.fund_id) then
        raise exception '资金 % 结余 % 元，不能追减 % 元：先冲销或作废支付的凭证。', v_fund.document_number, finance.yuan(finance.fund_left_fen(new.fund_id)), finance.yuan(-new.amount_fen)
            using errcode = '23514', constraint = 'fund_change_within_left', hint = format('Fund %s has %s yuan left; %s yuan are not taken back from it: take payments back first.', v_fund.document_number, finance.yuan(finance.fund_left_fen(new.fund_id)), finance.yuan(-new.amount_fen));
    elsif finance.fund_granted_fen(new.fund_id) + new.amount_fen < v_received then
        raise exception '资金 % 已到账 % 元（含待复核），追减后的指标不能少于它：先冲销或作废到账的凭证。', v_fund.document_number, finance.yuan(v_received)
            using errcode = '23514', constraint = 'fund_change_above_received', hint = format('%s yuan of fund %s arrived (those that wait included); no less remains granted: take receipts back first.', finance.yuan(v_received), v_fund.document_number);
    end if;
    return new;
end $$;
drop trigger if exists judge_fund_change on finance.fund_change;
create trigger judge_fund_change before insert on finance.fund_change for each row execute function finance.judge_fund_change();
create or replace function finance.fund_change_is_confirmed(p_change bigint) returns boolean language sql stable as $$
    select exists (select from finance.fund_change_confirmation c where c.fund_change_id = p_change)
$$;
drop trigger if exists keep_fund_change on finance.fund_change;
create trigger keep_fund_change before update on finance.fund_change for each row execute function finance.keep();
drop trigger if exists keep_confirmed_fund_change on finance.fund_change;
create trigger keep_confirmed_fund_change before delete on finance.fund_change for each row when (finance.fund_change_is_confirmed(old.fund_change_id)) execute function finance.keep();
drop function if exists finance.keep_fund_change();

create or replace view finance.chart_account_v as
select c.accounting_system, c.code, c.name_zh, c.name_en, c.kind, c.normal_side, c.is_cash, c.is_between, c.source, c.mark from finance.chart_account c;

create or replace view finance.posting_template_v as
select t.template, t.name_zh, t.name_en, t.income_kind, i.name_zh as income_zh, i.name_en as income_en, t.fund_effect, t.is_between, t.by_hand, t.place
from finance.posting_template t left join finance.income_kind i using (income_kind);

create or replace view finance.entity_v as
select e.book_id, e.code, e.short_name, e.name, e.kind, e.accounting_system, e.village_code, e.opened_on, e.is_demonstration
from finance.entity e;

create or replace view finance.fund_v as
select f.fund_id, f.book_id, e.code as book, e.short_name as book_name, f.level, f.document_number, f.budget_year, f.function_code, f.function_name, f.purpose, finance.fund_granted_fen(f.fund_id) as amount_fen,
       finance.fund_used_fen(f.fund_id) as used_fen, coalesce(n.amount_fen, 0) as carried_on_fen, finance.fund_left_fen(f.fund_id) as left_fen, f.carried_from,
       encode(f.document_sha256, 'hex') as document_sha256, f.note, f.is_demonstration, finance.fund_arrived_fen(f.fund_id) as arrived_fen, f.amount_fen as entered_fen,
       k.fund_id is not null as is_confirmed, f.entered_by, k.confirmed_by,
       coalesce((select sum(e.amount_fen) from finance.money_event_waiting w join finance.money_event e using (event_id) join finance.posting_template p using (template)
                 where w.fund_id = f.fund_id and p.fund_effect = 'out'), 0)::bigint as used_waiting_fen,
       finance.fund_years(f.fund_id) as years,
       -- What holds it: its second account, that of a change, a list that is not withdrawn, a loan.
       k.fund_id is null
           and not exists (select from finance.fund_change c join finance.fund_change_confirmation x using (fund_change_id) where c.fund_id = f.fund_id)
           and not exists (select from finance.payable_list l where l.fund_id = f.fund_id and l.state <> 'withdrawn')
           and not exists (select from finance.loan l where f.fund_id in (l.subsidy_fund_id, l.risk_fund_id)) as is_free
from finance.fund f
join finance.entity e using (book_id)
left join finance.fund_confirmation k using (fund_id)
left join finance.fund n on n.carried_from = f.fund_id;

create or replace view finance.money_event_v as
select e.event_id, e.book_id, b.code as book, b.short_name as book_name, e.other_book_id, x.code as other_book, x.short_name as other_name, e.template, t.name_zh, t.name_en,
       t.income_kind, t.fund_effect, e.effective_on, '记-' || e.voucher_no as voucher, e.voucher_year, e.voucher_no, e.summary, e.amount_fen, e.tax_fen, e.cash_fen, e.other_cash_fen,
       e.fund_id, f.document_number, e.subject_kind, e.subject_id, e.counterparty, e.evidence, e.entry_id as pending_entry_id,
       case o.outcome when 'posted' then o.entry_id end as posted_entry_id, coalesce(o.outcome, 'pending') as outcome, e.made_by, e.made_at, o.decided_by, o.decided_at,
       b.is_demonstration, e.reverses, w.event_id as reversed_by, coalesce(w.is_posted, false) as is_reversed
from finance.money_event e
join finance.entity b using (book_id)
join finance.posting_template t using (template)
left join finance.entity x on x.book_id = e.other_book_id
left join finance.fund f using (fund_id)
left join finance.money_event_outcome o using (event_id)
left join lateral (
    select r.event_id, x.outcome = 'posted' as is_posted
    from finance.money_event r left join finance.money_event_outcome x using (event_id)
    where r.reverses = e.event_id and x.outcome is distinct from 'voided'
    order by r.event_id desc limit 1
) w on true;
