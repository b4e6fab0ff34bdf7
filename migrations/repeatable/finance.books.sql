-- What holds in the books whoever writes: what is made is never changed, vouchers are numbered without gaps or doubles, a public fund is
-- never overspent. Constraint names reach the user as sentences.
create or replace function finance.keep() returns trigger language plpgsql as $$
begin
    raise exception '已经记下的不能更改或删除。' using errcode = '23514', constraint = 'kept_for_good';
end $$;
drop trigger if exists keep_event on finance.money_event;
create trigger keep_event before update or delete on finance.money_event for each row execute function finance.keep();
drop trigger if exists keep_outcome on finance.money_event_outcome;
create trigger keep_outcome before update or delete on finance.money_event_outcome for each row execute function finance.keep();
drop trigger if exists keep_fund on finance.fund;
create trigger keep_fund before update or delete on finance.fund for each row execute function finance.keep();

-- Paid from a fund: what is not voided, pending counted.
create or replace function finance.fund_used_fen(p_fund bigint) returns bigint language sql stable as $$
    select coalesce(sum(e.amount_fen), 0)::bigint
    from finance.money_event e
    join finance.posting_template t using (template)
    left join finance.money_event_outcome o using (event_id)
    where e.fund_id = p_fund and t.fund_effect = 'out' and o.outcome is distinct from 'voided'
$$;

create or replace function finance.fund_left_fen(p_fund bigint) returns bigint language sql stable as $$
    select f.amount_fen - finance.fund_used_fen(p_fund) - coalesce((select n.amount_fen from finance.fund n where n.carried_from = p_fund), 0)
    from finance.fund f where f.fund_id = p_fund
$$;

create or replace function finance.number_event() returns trigger language plpgsql as $$
declare
    v_effect text := (select t.fund_effect from finance.posting_template t where t.template = new.template);
    v_fund   finance.fund;
begin
    perform pg_advisory_xact_lock(hashtextextended('finance.voucher:' || new.book_id, 0));
    new.voucher_year := extract(year from new.effective_on);
    new.voucher_no := 1 + coalesce((select max(e.voucher_no) from finance.money_event e where e.book_id = new.book_id and e.voucher_year = new.voucher_year), 0);
    if v_effect in ('in', 'out') and new.fund_id is null and (v_effect = 'in'
        or exists (select from finance.entity b where b.book_id = new.book_id and b.accounting_system = '政府会计')) then
        raise exception '财政资金的收付要写明是哪一笔资金（指标文号）。' using errcode = '23514', constraint = 'money_event_names_its_fund';
    elsif v_effect = 'none' and new.fund_id is not null then
        raise exception '这一事项不动用财政资金。' using errcode = '23514', constraint = 'money_event_takes_no_fund';
    end if;
    if new.fund_id is not null then
        -- The fund's row orders those who pay from it, so that two cannot both take the last fen.
        select f.* into v_fund from finance.fund f where f.fund_id = new.fund_id for no key update;
        if v_fund.book_id <> new.book_id then
            raise exception '这笔资金属于另一本账。' using errcode = '23514', constraint = 'money_event_fund_of_its_book';
        elsif v_effect = 'out' and new.amount_fen > finance.fund_left_fen(new.fund_id) then
            raise exception '资金 % 结余 % 元，不足支付 % 元。', v_fund.document_number,
                to_char(finance.fund_left_fen(new.fund_id) / 100.0, 'FM999,999,999,999,990.00'), to_char(new.amount_fen / 100.0, 'FM999,999,999,999,990.00')
                using errcode = '23514', constraint = 'fund_not_exceeded';
        elsif v_effect = 'in' and new.amount_fen + coalesce((
            select sum(e.amount_fen) from finance.money_event e join finance.posting_template t using (template) left join finance.money_event_outcome o using (event_id)
            where e.fund_id = new.fund_id and t.fund_effect = 'in' and o.outcome is distinct from 'voided'), 0) > v_fund.amount_fen then
            raise exception '到账超过资金 % 的指标金额。', v_fund.document_number using errcode = '23514', constraint = 'fund_not_over_received';
        end if;
    end if;
    return new;
end $$;
drop trigger if exists number_event on finance.money_event;
create trigger number_event before insert on finance.money_event for each row execute function finance.number_event();

-- 结转: the next year's fund is what is left of this one, no more.
create or replace function finance.carry_fund() returns trigger language plpgsql as $$
declare
    v_from finance.fund;
begin
    if new.carried_from is not null then
        select f.* into v_from from finance.fund f where f.fund_id = new.carried_from for no key update;
        if v_from.book_id <> new.book_id or new.budget_year <= v_from.budget_year then
            raise exception '结转须在同一本账、转入以后的年度。' using errcode = '23514', constraint = 'fund_carried_forward';
        elsif new.amount_fen > v_from.amount_fen - finance.fund_used_fen(new.carried_from) then
            raise exception '结转不能超过资金 % 的结余。', v_from.document_number using errcode = '23514', constraint = 'fund_not_exceeded';
        end if;
    end if;
    return new;
end $$;
drop trigger if exists carry_fund on finance.fund;
create trigger carry_fund before insert on finance.fund for each row execute function finance.carry_fund();

create or replace view finance.chart_account_v as
select c.accounting_system, c.code, c.name_zh, c.name_en, c.kind, c.normal_side, c.is_cash, c.is_between, c.source, c.mark from finance.chart_account c;

create or replace view finance.posting_template_v as
select t.template, t.name_zh, t.name_en, t.income_kind, i.name_zh as income_zh, i.name_en as income_en, t.fund_effect, t.is_between, t.by_hand, t.place
from finance.posting_template t left join finance.income_kind i using (income_kind);

create or replace view finance.entity_v as
select e.book_id, e.code, e.short_name, e.name, e.kind, e.accounting_system, e.village_code, e.opened_on, e.is_demonstration
from finance.entity e;

create or replace view finance.fund_v as
select f.fund_id, f.book_id, e.code as book, e.short_name as book_name, f.level, f.document_number, f.budget_year, f.function_code, f.function_name, f.purpose, f.amount_fen,
       finance.fund_used_fen(f.fund_id) as used_fen, coalesce(n.amount_fen, 0) as carried_on_fen, finance.fund_left_fen(f.fund_id) as left_fen, f.carried_from,
       encode(f.document_sha256, 'hex') as document_sha256, f.note, f.is_demonstration
from finance.fund f
join finance.entity e using (book_id)
left join finance.fund n on n.carried_from = f.fund_id;

create or replace view finance.money_event_v as
select e.event_id, e.book_id, b.code as book, b.short_name as book_name, e.other_book_id, x.code as other_book, x.short_name as other_name, e.template, t.name_zh, t.name_en,
       t.income_kind, t.fund_effect, e.effective_on, '记-' || e.voucher_no as voucher, e.voucher_year, e.voucher_no, e.summary, e.amount_fen, e.tax_fen, e.cash_fen, e.other_cash_fen,
       e.fund_id, f.document_number, e.subject_kind, e.subject_id, e.counterparty, e.evidence, e.entry_id as pending_entry_id,
       case o.outcome when 'posted' then o.entry_id end as posted_entry_id, coalesce(o.outcome, 'pending') as outcome, e.made_by, e.made_at, o.decided_by, o.decided_at,
       b.is_demonstration
from finance.money_event e
join finance.entity b using (book_id)
join finance.posting_template t using (template)
left join finance.entity x on x.book_id = e.other_book_id
left join finance.fund f using (fund_id)
left join finance.money_event_outcome o using (event_id);
