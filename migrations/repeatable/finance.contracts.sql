-- Sales follow their acts, invoices and receipts never exceed what they are laid against.
create or replace function finance.yuan(p_fen bigint) returns text language sql immutable as $$
    select to_char(p_fen / 100.0, 'FM999,999,999,999,990.00')
$$;

-- An event of a sale is the act's: confirmed, of this entity, at its tonnes × price, once.
create or replace function finance.judge_sale_event() returns trigger language plpgsql as $$
declare
    v_act  record;
    v_due  bigint;
    v_laid boolean;
begin
    if new.subject_kind is distinct from 'act' or new.subject_id !~ '^[0-9]{1,18}$' then
        raise exception '碳汇成交从备查账的出售办理单登记，单价和吨数取自办理单。'
            using errcode = '23514', constraint = 'sale_names_its_act', hint = 'A sale is entered from its act of the subsidiary book: price and tonnes are the act''s.';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('finance.sale:' || new.subject_id, 0));
    select a.* into v_act from ledger.act_v a where a.act_id = new.subject_id::bigint;
    if v_act.act_id is null or v_act.kind <> 'sale' or v_act.outcome <> 'confirmed' then
        raise exception '办理单 % 不是已复核过账的出售，不能登记成交。', new.subject_id
            using errcode = '23514', constraint = 'sale_names_its_act', hint = format('Act %s is no confirmed sale.', new.subject_id);
    elsif not exists (select from finance.entity_holder h where h.holder = v_act.holder and h.book_id = new.book_id) then
        raise exception '办理单 % 的减排量属于“%”，不是这本账的单位。', new.subject_id, v_act.holder_name
            using errcode = '23514', constraint = 'sale_of_its_holder', hint = format('The tonnes of act %s are those of %s, not of this book''s entity.', new.subject_id, v_act.holder_name);
    elsif new.template = 'fee-paid' and v_act.fee_fen is null then
        raise exception '办理单 % 没有写明手续费。', new.subject_id
            using errcode = '23514', constraint = 'sale_names_its_act', hint = format('Act %s names no fee.', new.subject_id);
    elsif new.template = 'sale-agreed' and v_act.reversed_by is not null then
        raise exception '办理单 % 已经冲回，不能登记成交。', new.subject_id
            using errcode = '23514', constraint = 'sale_names_its_act', hint = format('Act %s was taken back.', new.subject_id);
    elsif new.template = 'sale-reversed' and v_act.reversed_by is null then
        raise exception '办理单 % 没有冲回，成交不能冲减。', new.subject_id
            using errcode = '23514', constraint = 'sale_names_its_act', hint = format('Act %s was not taken back, so its revenue is not either.', new.subject_id);
    end if;
    v_due := case new.template when 'fee-paid' then v_act.fee_fen else v_act.tonnes * v_act.price_fen end;
    if new.amount_fen <> v_due then
        raise exception '金额 % 元与办理单 % 不符：% 吨 × % 元，手续费 % 元。', finance.yuan(new.amount_fen), new.subject_id, v_act.tonnes, finance.yuan(v_act.price_fen), coalesce(finance.yuan(v_act.fee_fen), '–')
            using errcode = '23514', constraint = 'sale_as_its_act', hint = format('%s yuan is not act %s: %s t × %s yuan, fee %s yuan.', finance.yuan(new.amount_fen), new.subject_id, v_act.tonnes, finance.yuan(v_act.price_fen), coalesce(finance.yuan(v_act.fee_fen), '–'));
    end if;
    if new.template = 'sale-reversed' then
        -- The sale's row orders this with those who lay money against it.
        perform from finance.sale s where s.act_id = v_act.act_id for no key update;
        select exists (select from finance.sale s join finance.settlement x using (sale_id) where s.act_id = v_act.act_id and finance.is_living(x.event_id)) into v_laid;
        if v_laid then
            raise exception '成交有款项到账：先作废或冲销收款的凭证，再冲减。'
                using errcode = '23514', constraint = 'sale_as_its_act', hint = 'Money came in for this sale: void or take back the receipts first.';
        end if;
    end if;
    if exists (select from finance.money_event e where e.template = new.template and e.subject_kind = 'act' and e.subject_id = new.subject_id and finance.is_living(e.event_id)) then
        raise exception '办理单 % 的这一事项已经登记过。', new.subject_id
            using errcode = '23514', constraint = 'sale_once', hint = format('This was entered for act %s already.', new.subject_id);
    end if;
    return new;
end $$;
drop trigger if exists judge_sale_event on finance.money_event;
create trigger judge_sale_event before insert on finance.money_event for each row
    when (new.template in ('sale-agreed', 'sale-reversed') or (new.template = 'fee-paid' and new.subject_kind = 'act')) execute function finance.judge_sale_event();

create or replace function finance.take_sale() returns trigger language plpgsql as $$
declare
    v_act      record;
    v_event    finance.money_event;
    v_contract finance.contract;
begin
    select e.* into v_event from finance.money_event e where e.event_id = new.event_id;
    if v_event.template <> 'sale-agreed' or v_event.book_id <> new.book_id or v_event.subject_id <> new.act_id::text then
        raise exception '成交与它的凭证不符。'
            using errcode = '23514', constraint = 'sale_as_its_act', hint = 'The sale is not its voucher.';
    end if;
    select a.* into v_act from ledger.act_v a where a.act_id = new.act_id;
    if (coalesce(new.tonnes, v_act.tonnes), coalesce(new.price_fen, v_act.price_fen)) <> (v_act.tonnes, v_act.price_fen) then
        raise exception '给出的 % 吨 × % 元与办理单 % 的 % 吨 × % 元不符。', coalesce(new.tonnes, v_act.tonnes), finance.yuan(coalesce(new.price_fen, v_act.price_fen)), new.act_id, v_act.tonnes, finance.yuan(v_act.price_fen)
            using errcode = '23514', constraint = 'sale_as_its_act', hint = format('%s t × %s yuan is not act %s: %s t × %s yuan.', coalesce(new.tonnes, v_act.tonnes), finance.yuan(coalesce(new.price_fen, v_act.price_fen)), new.act_id, v_act.tonnes, finance.yuan(v_act.price_fen));
    end if;
    new.holder := v_act.holder;
    new.project_code := v_act.project;
    new.vintage := v_act.vintage;
    new.buyer := v_act.to_holder_name;
    new.method := v_act.method;
    new.trade_number := v_act.record_number;
    new.traded_on := v_act.effective_on;
    new.tonnes := v_act.tonnes;
    new.price_fen := v_act.price_fen;
    new.fee_fen := v_act.fee_fen;
    new.amount_fen := v_act.tonnes * v_act.price_fen;
    new.tax_fen := v_event.tax_fen;
    if new.contract_id is not null then
        select c.* into v_contract from finance.contract c where c.contract_id = new.contract_id for no key update;
        if v_contract.book_id <> new.book_id or v_contract.kind not in ('sale', 'forward') then
            raise exception '合同 % 不是这本账的销售或远期合同。', v_contract.code
                using errcode = '23514', constraint = 'sale_fits_contract', hint = format('Contract %s is no sale or forward contract of this book.', v_contract.code);
        elsif new.traded_on < v_contract.signed_on or new.traded_on > v_contract.until_on or exists (select from finance.contract_end x where x.contract_id = new.contract_id and x.ended_on < new.traded_on) then
            raise exception '成交日 % 不在合同 % 的期限内。', new.traded_on, v_contract.code
                using errcode = '23514', constraint = 'sale_fits_contract', hint = format('The trade on %s is outside the term of contract %s.', new.traded_on, v_contract.code);
        elsif v_contract.price_fen <> new.price_fen then
            raise exception '成交单价 % 元与合同 % 约定的 % 元不符。', finance.yuan(new.price_fen), v_contract.code, finance.yuan(v_contract.price_fen)
                using errcode = '23514', constraint = 'sale_fits_contract', hint = format('%s yuan a tonne is not what contract %s agrees: %s yuan.', finance.yuan(new.price_fen), v_contract.code, finance.yuan(v_contract.price_fen));
        elsif v_contract.tonnes < new.tonnes + (select coalesce(sum(s.tonnes), 0) from finance.sale s where s.contract_id = new.contract_id and finance.is_living(s.event_id)) then
            raise exception '合同 % 约定 % 吨，加上这一笔就超过了。', v_contract.code, v_contract.tonnes
                using errcode = '23514', constraint = 'sale_fits_contract', hint = format('Contract %s is for %s t; this sale would be more.', v_contract.code, v_contract.tonnes);
        end if;
        new.due_on := new.traded_on + v_contract.due_days;
    end if;
    return new;
end $$;
drop trigger if exists take_sale on finance.sale;
create trigger take_sale before insert on finance.sale for each row execute function finance.take_sale();

create or replace function finance.judge_invoice() returns trigger language plpgsql as $$
declare
    v_sale  finance.sale;
    v_before bigint;
begin
    if new.due_on < new.invoiced_on then
        raise exception '发票的到期日 % 早于开票日期 %。', new.due_on, new.invoiced_on
            using errcode = '23514', constraint = 'invoice_due_after_its_day', hint = format('The invoice is due on %s, before its own day %s.', new.due_on, new.invoiced_on);
    elsif new.contract_id is not null and not exists (select from finance.contract c where c.contract_id = new.contract_id and c.book_id = new.book_id) then
        raise exception '发票和合同不在同一本账。'
            using errcode = '23514', constraint = 'invoice_within_book', hint = 'Invoice and contract are not of one book.';
    elsif new.sale_id is not null then
        select s.* into v_sale from finance.sale s where s.sale_id = new.sale_id for no key update;
        select coalesce(sum(i.gross_fen), 0) into v_before from finance.invoice i
        where i.sale_id = new.sale_id and not exists (select from finance.invoice_red r where r.invoice_id = i.invoice_id);
        if v_sale.book_id <> new.book_id or new.side <> 'issued' then
            raise exception '只有本账开出的发票可以对成交。'
                using errcode = '23514', constraint = 'invoice_within_book', hint = 'Only an invoice issued by this book belongs to a sale.';
        elsif not finance.is_living(v_sale.event_id) then
            raise exception '这笔成交的凭证已作废。'
                using errcode = '23514', constraint = 'invoice_within_book', hint = 'The voucher of this sale is voided.';
        elsif v_before + new.net_fen + new.tax_fen > v_sale.amount_fen then
            raise exception '这笔成交 % 元，已开 % 元，再开 % 元就超过了。', finance.yuan(v_sale.amount_fen), finance.yuan(v_before), finance.yuan(new.net_fen + new.tax_fen)
                using errcode = '23514', constraint = 'invoice_not_above_sale', hint = format('The sale is %s yuan, %s yuan are invoiced; another %s yuan would be more.', finance.yuan(v_sale.amount_fen), finance.yuan(v_before), finance.yuan(new.net_fen + new.tax_fen));
        elsif (new.treatment, new.rate) is distinct from (v_sale.tax_treatment, v_sale.tax_rate) then
            raise exception '发票的计税与成交登记的不同，请核对。'
                using errcode = '23514', constraint = 'invoice_taxed_as_sale', hint = 'The invoice is taxed otherwise than the sale.';
        end if;
    end if;
    return new;
end $$;
drop trigger if exists judge_invoice on finance.invoice;
create trigger judge_invoice before insert on finance.invoice for each row execute function finance.judge_invoice();

create or replace function finance.judge_invoice_red() returns trigger language plpgsql as $$
declare
    v_day date := (select i.invoiced_on from finance.invoice i where i.invoice_id = new.invoice_id);
begin
    if new.red_on < v_day then
        raise exception '红冲日期 % 早于它所冲的发票 %。', new.red_on, v_day
            using errcode = '23514', constraint = 'red_after_its_invoice', hint = format('The red invoice is of %s, before the invoice it corrects (%s).', new.red_on, v_day);
    end if;
    return new;
end $$;
drop trigger if exists judge_invoice_red on finance.invoice_red;
create trigger judge_invoice_red before insert on finance.invoice_red for each row execute function finance.judge_invoice_red();

-- Taken back, or about to be: by a voucher that cites it, a sale by one of its own. What is laid against it then would look settled and be owed by nobody.
create or replace function finance.is_being_taken_back(p_event bigint) returns boolean language sql stable as $$
    select exists (select from finance.money_event r left join finance.money_event_outcome o using (event_id) where r.reverses = p_event and o.outcome is distinct from 'voided')
        or exists (
            select from finance.sale s
            join finance.money_event r on r.template = 'sale-reversed' and r.subject_kind = 'act' and r.subject_id = s.act_id::text
            left join finance.money_event_outcome o on o.event_id = r.event_id
            where s.event_id = p_event and o.outcome is distinct from 'voided')
$$;

create or replace function finance.judge_settlement() returns trigger language plpgsql as $$
declare
    v_event finance.money_event;
    v_due   bigint;
    v_book  bigint;
    v_owed  bigint; -- the voucher by which it is due
    v_other bigint;
begin
    select e.* into v_event from finance.money_event e where e.event_id = new.event_id for no key update;
    if new.sale_id is not null then
        select s.amount_fen, s.book_id, s.event_id into v_due, v_book, v_owed from finance.sale s where s.sale_id = new.sale_id for no key update;
        select coalesce(sum(x.amount_fen), 0) into v_other from finance.settlement x where x.sale_id = new.sale_id and finance.is_living(x.event_id);
    else
        select i.gross_fen, i.book_id, i.event_id into v_due, v_book, v_owed from finance.invoice i where i.invoice_id = new.invoice_id and i.side = 'received'
            and not exists (select from finance.invoice_red r where r.invoice_id = i.invoice_id) for no key update;
        select coalesce(sum(x.amount_fen), 0) into v_other from finance.settlement x where x.invoice_id = new.invoice_id and finance.is_living(x.event_id);
    end if;
    if v_book is distinct from v_event.book_id then
        raise exception '收付款和它所结的款项不在同一本账。'
            using errcode = '23514', constraint = 'settlement_within_book', hint = 'The payment and what it settles are not of one book.';
    elsif v_event.template <> all (case when new.sale_id is null then array['cost-paid'] else array['sale-received', 'advance-applied'] end) then
        raise exception '这种凭证不能结这笔款项。'
            using errcode = '23514', constraint = 'settlement_within_book', hint = 'A voucher of this kind does not settle this.';
    elsif not exists (select from finance.money_event_outcome o where o.event_id = v_owed and o.outcome = 'posted') or finance.is_being_taken_back(v_owed) then
        raise exception '这笔款项的凭证没有记账，或已冲销、正在冲销，不能收付。'
            using errcode = '23514', constraint = 'settlement_of_what_is_due', hint = 'The voucher by which this is due is not posted, or is taken back or about to be: nothing is received or paid for it.';
    elsif v_other + new.amount_fen > v_due then
        raise exception '应结 % 元，已结 % 元，再结 % 元就超过了。', finance.yuan(v_due), finance.yuan(v_other), finance.yuan(new.amount_fen)
            using errcode = '23514', constraint = 'settlement_not_above_due', hint = format('%s yuan are due, %s yuan are settled; another %s yuan would be more.', finance.yuan(v_due), finance.yuan(v_other), finance.yuan(new.amount_fen));
    elsif new.amount_fen + (select coalesce(sum(x.amount_fen), 0) from finance.settlement x where x.event_id = new.event_id) > v_event.amount_fen then
        raise exception '这张凭证 % 元，已全部对到款项上。', finance.yuan(v_event.amount_fen)
            using errcode = '23514', constraint = 'settlement_not_above_event', hint = format('All %s yuan of this voucher are laid against something.', finance.yuan(v_event.amount_fen));
    end if;
    return new;
end $$;
drop trigger if exists judge_settlement on finance.settlement;
create trigger judge_settlement before insert on finance.settlement for each row execute function finance.judge_settlement();

-- A milestone is done once; its amounts stay within the contract's.
create or replace function finance.judge_milestone() returns trigger language plpgsql as $$
declare
    v_contract finance.contract;
begin
    if tg_op = 'UPDATE' and (old.done_on is not null or (new.contract_id, new.name, new.due_on, new.amount_fen, new.tonnes) is distinct from (old.contract_id, old.name, old.due_on, old.amount_fen, old.tonnes)) then
        raise exception '节点登记以后只能写明一次完成。'
            using errcode = '23514', constraint = 'milestone_done_once', hint = 'A milestone is reached once and not changed otherwise.';
    end if;
    select c.* into v_contract from finance.contract c where c.contract_id = new.contract_id for no key update;
    if v_contract.amount_fen < coalesce(new.amount_fen, 0) + (select coalesce(sum(m.amount_fen), 0) from finance.contract_milestone m where m.contract_id = new.contract_id and m.milestone_id <> new.milestone_id) then
        raise exception '各节点的金额超过合同金额 % 元。', finance.yuan(v_contract.amount_fen)
            using errcode = '23514', constraint = 'milestones_within_contract', hint = format('The milestones come to more than the contract''s %s yuan.', finance.yuan(v_contract.amount_fen));
    elsif v_contract.tonnes < coalesce(new.tonnes, 0) + (select coalesce(sum(m.tonnes), 0) from finance.contract_milestone m where m.contract_id = new.contract_id and m.milestone_id <> new.milestone_id) then
        raise exception '各节点的吨数超过合同的 % 吨。', v_contract.tonnes
            using errcode = '23514', constraint = 'milestones_within_contract', hint = format('The milestones come to more than the contract''s %s t.', v_contract.tonnes);
    end if;
    new.done_by := case when new.done_on is not null then coalesce(new.done_by, current_setting('forestcarbon.actor')) end;
    return new;
end $$;
drop trigger if exists judge_milestone on finance.contract_milestone;
create trigger judge_milestone before insert or update on finance.contract_milestone for each row execute function finance.judge_milestone();

do $$
declare
    v_table text;
begin
    foreach v_table in array array['contract', 'contract_document', 'contract_end', 'sale', 'invoice', 'invoice_red', 'settlement'] loop
        execute format('drop trigger if exists keep_%1$s on finance.%1$s', v_table);
        execute format('create trigger keep_%1$s before update or delete on finance.%1$s for each row execute function finance.keep()', v_table);
    end loop;
end $$;

-- What was laid against sales and invoices by vouchers posted and effective by a day and taken back by none until then.
create or replace function finance.settled_on(p_on date) returns table (sale_id bigint, invoice_id bigint, amount_fen bigint) language sql stable as $$
    select t.sale_id, t.invoice_id, t.amount_fen
    from finance.settlement t
    join finance.money_event v using (event_id)
    join finance.money_event_outcome p on p.event_id = t.event_id and p.outcome = 'posted'
    where v.effective_on <= p_on
        and not exists (
            select from finance.money_event x join finance.money_event_outcome q on q.event_id = x.event_id and q.outcome = 'posted'
            where x.reverses = t.event_id and x.effective_on <= p_on)
$$;

create or replace view finance.sale_v as
select s.sale_id, s.book_id, b.code as book, b.short_name as book_name, s.act_id, s.contract_id, c.code as contract, s.event_id, s.holder, s.project_code, s.vintage, s.buyer, s.method,
       s.trade_number, s.traded_on, s.tonnes, s.price_fen, s.fee_fen, s.amount_fen, s.tax_treatment, s.tax_rate, s.tax_fen, s.tax_source, s.due_on,
       coalesce(o.outcome, 'pending') as outcome, x.received_fen, x.on_way_fen, i.invoiced_fen, s.is_demonstration,
       exists (select from finance.money_event v join finance.money_event_outcome p on p.event_id = v.event_id and p.outcome = 'posted'
               where v.template = 'sale-reversed' and v.subject_kind = 'act' and v.subject_id = s.act_id::text) as is_reversed
from finance.sale s
join finance.entity b using (book_id)
left join finance.contract c using (contract_id)
left join finance.money_event_outcome o on o.event_id = s.event_id
cross join lateral (
    select coalesce(sum(t.amount_fen) filter (where p.outcome = 'posted' and not finance.is_reversed(t.event_id)), 0)::bigint as received_fen, coalesce(sum(t.amount_fen) filter (where p.outcome is null), 0)::bigint as on_way_fen
    from finance.settlement t left join finance.money_event_outcome p on p.event_id = t.event_id where t.sale_id = s.sale_id
) x
cross join lateral (
    select coalesce(sum(v.gross_fen), 0)::bigint as invoiced_fen from finance.invoice v
    where v.sale_id = s.sale_id and not exists (select from finance.invoice_red r where r.invoice_id = v.invoice_id)
) i;

create or replace view finance.invoice_v as
select i.invoice_id, i.book_id, b.code as book, b.short_name as book_name, i.side, i.number, i.invoiced_on, i.due_on, i.counterparty, i.what, i.net_fen, i.tax_fen, i.gross_fen, i.treatment, i.rate,
       i.contract_id, c.code as contract, i.sale_id, i.event_id, case when finance.is_reversed(i.event_id) then 'voided' else coalesce(o.outcome, case when i.event_id is not null then 'pending' end) end as outcome, encode(i.file_sha256, 'hex') as file_sha256,
       r.red_number, r.red_on, r.because as red_because, x.paid_fen, x.on_way_fen, i.is_demonstration,
       -- Its sale is voided or taken back: since when a red invoice is to be entered.
       case when r.red_number is null then (
           select least((d.decided_at at time zone 'Asia/Shanghai')::date, (
               select min(v.effective_on) from finance.money_event v join finance.money_event_outcome p on p.event_id = v.event_id and p.outcome = 'posted'
               where v.template = 'sale-reversed' and v.subject_kind = 'act' and v.subject_id = s.act_id::text))
           from finance.sale s
           left join finance.money_event_outcome d on d.event_id = s.event_id and d.outcome = 'voided'
           where s.sale_id = i.sale_id) end as red_due_on,
       finance.is_reversed(i.event_id) as is_reversed
from finance.invoice i
join finance.entity b using (book_id)
left join finance.contract c using (contract_id)
left join finance.money_event_outcome o on o.event_id = i.event_id
left join finance.invoice_red r using (invoice_id)
cross join lateral (
    select coalesce(sum(t.amount_fen) filter (where p.outcome = 'posted' and not finance.is_reversed(t.event_id)), 0)::bigint as paid_fen, coalesce(sum(t.amount_fen) filter (where p.outcome is null), 0)::bigint as on_way_fen
    from finance.settlement t left join finance.money_event_outcome p on p.event_id = t.event_id where t.invoice_id = i.invoice_id
) x;

create or replace view finance.contract_v as
select c.contract_id, c.book_id, b.code as book, b.short_name as book_name, c.code, c.kind, c.title, c.counterparty, c.project_code, c.signed_on, c.until_on, c.tonnes, c.price_fen, c.amount_fen,
       c.share_percent, c.due_days, c.note, c.is_demonstration, c.entered_by, e.ended_on, e.because as ended_because, s.sold_t, s.sold_fen, s.received_fen, m.milestones, m.done, m.next_due_on,
       (select count(*)::int from finance.contract_document d where d.contract_id = c.contract_id) as documents,
       (select coalesce(sum(i.gross_fen), 0)::bigint from finance.invoice i where i.contract_id = c.contract_id and i.side = 'received'
            and not exists (select from finance.invoice_red r where r.invoice_id = i.invoice_id)) as invoiced_to_us_fen
from finance.contract c
join finance.entity b using (book_id)
left join finance.contract_end e using (contract_id)
cross join lateral (
    select coalesce(sum(v.tonnes), 0)::bigint as sold_t, coalesce(sum(v.amount_fen), 0)::bigint as sold_fen, coalesce(sum(v.received_fen), 0)::bigint as received_fen
    from finance.sale_v v where v.contract_id = c.contract_id and v.outcome <> 'voided' and not v.is_reversed
) s
cross join lateral (
    select count(*)::int as milestones, (count(*) filter (where x.done_on is not null))::int as done, min(x.due_on) filter (where x.done_on is null) as next_due_on
    from finance.contract_milestone x where x.contract_id = c.contract_id
) m;
