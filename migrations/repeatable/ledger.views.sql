-- The published face of the ledger: pages, later modules and `forestcarbon db psql` read these, never the tables. Columns
-- are only ever added at the end. ledger.posting_v is a name fixed by the contract.

-- What a posting does, by the states of its accounts: a transfer is never a cancellation, in no export.
create or replace function ledger.movement(p_from text, p_to text, p_is_same_holder boolean, p_is_reversal boolean) returns text
language sql immutable parallel safe as $$
    select case
        when p_from is null then 'money'
        when p_is_reversal then 'reversal'
        when p_to like 'cancelled-%' then 'cancel'
        when p_from = 'registry' then 'issue'
        when p_to = 'outside' then 'transfer-out'
        when p_from = 'outside' then 'transfer-in'
        when not p_is_same_holder then 'transfer'
        when p_to = 'available' then 'release'
        else 'freeze'
    end
$$;

create or replace view ledger.posting_v as
select p.entry_id || '.' || p.line as posting_id, p.entry_id, p.line, e.kind, p.stage, b.code as book, s.code as asset, s.kind as asset_kind,
       p.debit_account_id, d.code as debit_account, p.credit_account_id, c.code as credit_account, p.amount,
       ledger.movement(c.state, d.state, c.holder = d.holder, e.kind = 'reversal') as movement, c.holder as from_holder, d.holder as to_holder,
       c.state as from_state, d.state as to_state, p.effective_on, p.recorded_at, e.key, e.actor, e.reason, e.record_id, r.source as record_source,
       r.number as record_number, r.dated as record_dated, e.resolves, e.reverses, e.corrects, e.expires_at, p.pair, p.issuance_ids, p.serials,
       p.debit_seq, p.credit_seq, encode(p.hash, 'hex') as hash, encode(p.debit_previous, 'hex') as debit_previous,
       encode(p.credit_previous, 'hex') as credit_previous
from ledger.posting p
join ledger.entry e using (entry_id)
join ledger.book b using (book_id)
join ledger.asset s using (asset_id)
join ledger.account d on d.account_id = p.debit_account_id
join ledger.account c on c.account_id = p.credit_account_id
left join ledger.record r using (record_id);

create or replace view ledger.account_v as
select a.account_id, b.code as book, s.code as asset, a.asset_kind, a.code, a.name, a.holder, a.state, t.kind as state_kind, a.normal_side,
       a.is_final, a.is_between, a.debits, a.credits, a.pending_debits, a.pending_credits,
       case a.normal_side when 'credit' then a.credits - a.debits else a.debits - a.credits end as balance,
       case a.normal_side when 'credit' then a.credits - a.debits - a.pending_debits
                          else a.debits - a.credits - a.pending_credits end as free,
       a.postings, encode(a.head, 'hex') as head
from ledger.account a
join ledger.book b using (book_id)
join ledger.asset s using (asset_id)
left join ledger.state t on t.state = a.state;

-- Every serial range with all its attributes and where it stands.
create or replace view ledger.holding_v as
select l.lot_id, a.book_id, a.account_id, a.code as account, a.holder, a.state, t.kind as state_kind, n.issuance_id, n.project, n.batch,
       n.vintage, n.methodology_version, n.claim, n.flags, n.serial_prefix, n.is_internal, lower(l.serials) as first_serial,
       upper(l.serials) - 1 as last_serial, upper(l.serials) - lower(l.serials) as tonnes, l.reserved_entry, n.record_id
from ledger.lot l
join ledger.issuance n using (issuance_id)
join ledger.account a using (account_id)
join ledger.state t on t.state = a.state;

create or replace view ledger.pending_v as
select e.entry_id, e.key, e.effective_on, e.recorded_at, e.actor, e.reason, e.record_id, e.expires_at, e.lines
from ledger.entry e
where e.kind = 'pending' and not exists (select from ledger.entry r where r.resolves = e.entry_id);

create or replace view ledger.book_v as
select b.book_id, b.code, b.name, b.kind, b.accounting_system,
       (select max(p.closed_through) from ledger.period_close p where p.book_id = b.book_id and p.confirmed_at is not null) as closed_through
from ledger.book b;

create or replace view ledger.record_v as
select r.record_id, r.source, r.number, r.dated, r.quantity, encode(r.document_sha256, 'hex') as document_sha256, r.note from ledger.record r;

create or replace view ledger.halt_v as
select h.halt_id, h.halted_at, h.halted_by, h.reason, h.lifted_at, h.lifted_by, h.lifted_because, h.reason_en from ledger.halt h;

-- Balance of an account as it stood for everything effective up to a day and recorded up to a moment, on its normal side.
create or replace function ledger.balance_as_of(p_account bigint, p_effective_on date, p_recorded_at timestamptz) returns bigint
language sql stable parallel safe as $$
    select case a.normal_side when 'credit' then -1 else 1 end * (
        coalesce((select sum(p.amount) from ledger.posting p where p.debit_account_id = p_account and p.stage = 'posted'
                  and p.effective_on <= p_effective_on and p.recorded_at <= p_recorded_at), 0)
      - coalesce((select sum(p.amount) from ledger.posting p where p.credit_account_id = p_account and p.stage = 'posted'
                  and p.effective_on <= p_effective_on and p.recorded_at <= p_recorded_at), 0))::bigint
    from ledger.account a where a.account_id = p_account
$$;

create or replace view ledger.asset_v as
select a.asset_id, a.code, a.kind, a.series, a.vintage from ledger.asset a;

-- Asked for and confirmed closings of periods.
create or replace view ledger.period_close_v as
select p.period_close_id, p.book_id, p.closed_through, p.asked_by, p.asked_at, p.confirmed_by, p.confirmed_at from ledger.period_close p;
