-- Closing of periods and halting of the ledger: what one person asks, another confirms.
create or replace function ledger.ask_close(p_book bigint, p_through date) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_actor text := ledger.named_actor();
    v_id    bigint;
begin
    if not exists (select from ledger.book b where b.book_id = p_book) then
        perform ledger.refuse('FC117', format('没有编号为 %s 的账簿。', p_book),
            format('There is no book number %s.', p_book));
    elsif exists (select from ledger.period_close p where p.book_id = p_book and p.confirmed_at is not null and p.closed_through >= p_through) then
        perform ledger.refuse('FC105', format('%s 及以前的期间已经结账。', p_through),
            format('Periods through %s are closed.', p_through));
    end if;
    insert into ledger.period_close (book_id, closed_through, asked_by, asked_at) values (p_book, p_through, v_actor, clock_timestamp())
    on conflict on constraint period_close_once do nothing
    returning period_close_id into v_id;
    if v_id is null then
        select p.period_close_id into v_id from ledger.period_close p where p.book_id = p_book and p.closed_through = p_through;
    end if;
    return v_id;
end $$;

-- Waits for postings on their way; those that come later find the period closed.
create or replace function ledger.confirm_close(p_close bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_actor text := ledger.named_actor();
    asked   ledger.period_close;
begin
    perform pg_advisory_xact_lock(hashtextextended('ledger.calendar', 0));
    select p.* into asked from ledger.period_close p where p.period_close_id = p_close for update;
    if not found then
        perform ledger.refuse('FC117', format('没有编号为 %s 的结账申请。', p_close),
            format('There is no request to close number %s.', p_close));
    elsif asked.confirmed_at is not null then
        perform ledger.refuse('FC109', '这次结账已经确认过。',
            'This closing was confirmed before.');
    elsif asked.asked_by = v_actor then
        perform ledger.refuse('FC111', '申请人不能确认自己的结账申请，请由另一人确认。',
            'Who asked to close does not confirm it: another person does.');
    elsif exists (select from ledger.period_close p where p.book_id = asked.book_id and p.confirmed_at is not null and p.closed_through >= asked.closed_through) then
        perform ledger.refuse('FC105', format('%s 及以前的期间已经结账，这次申请已经过时：请撤回它。', asked.closed_through),
            format('Periods through %s are closed already and this request is stale: withdraw it.', asked.closed_through));
    end if;
    update ledger.period_close p set confirmed_by = v_actor, confirmed_at = clock_timestamp() where p.period_close_id = p_close;
end $$;

-- A request that nobody confirmed is withdrawn by who asked, or refused by another; that it stood is in the audit trail.
create or replace function ledger.withdraw_close(p_close bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform ledger.named_actor();
    delete from ledger.period_close p where p.period_close_id = p_close and p.confirmed_at is null;
    if not found then
        perform ledger.refuse('FC117', '没有这个待确认的结账申请：已经撤回，或已经确认。',
            'There is no such request to close: it was withdrawn, or it is confirmed.');
    end if;
end $$;

-- Switches the ledger to read-only. One open halt is enough.
drop function if exists ledger.halt_postings(text);
create or replace function ledger.halt_postings(p_reason text, p_english text default null) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_actor text := ledger.named_actor();
    v_id    bigint;
begin
    perform pg_advisory_xact_lock(hashtextextended('ledger.calendar', 0));
    select h.halt_id into v_id from ledger.halt h where h.lifted_at is null;
    if v_id is null then
        insert into ledger.halt (halted_at, halted_by, reason, reason_en) values (clock_timestamp(), v_actor, p_reason, p_english) returning halt_id into v_id;
    end if;
    return v_id;
end $$;

create or replace function ledger.lift_halt(p_halt bigint, p_because text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_actor text := ledger.named_actor();
    halted  ledger.halt;
begin
    select h.* into halted from ledger.halt h where h.halt_id = p_halt and h.lifted_at is null for update;
    if not found then
        perform ledger.refuse('FC117', '没有这次只读，或已经解除。',
            'There is no such halt, or it was lifted.');
    elsif halted.halted_by = v_actor then
        perform ledger.refuse('FC111', '使账簿只读的人不能自己解除，请由另一人解除。',
            'Who made the ledger read-only does not lift it: another person does.');
    elsif coalesce(p_because, '') = '' then
        perform ledger.refuse('FC116', '解除只读要写明原因。',
            'Lifting a halt needs a reason.');
    end if;
    update ledger.halt h set lifted_at = clock_timestamp(), lifted_by = v_actor, lifted_because = p_because where h.halt_id = p_halt;
end $$;
