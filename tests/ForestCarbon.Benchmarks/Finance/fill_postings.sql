-- At least {postings} postings of money: the demonstration year's events with all their postings, again and again over five years. Without those of
-- sales, of which a county has a few dozen a year: payments are what there are many of. Past the triggers, which would judge voucher after voucher;
-- the accounts' running figures stay as they were, no page adds them up; the running totals are counted from the vouchers at the end.
set local session_replication_role = replica;

create temporary table pattern on commit drop as
select v.*, o.outcome, o.entry_id as outcome_entry_id, o.decided_by, o.decided_at, row_number() over (order by v.event_id) as nth
from finance.money_event v
left join finance.money_event_outcome o using (event_id)
where v.template not like 'sale-%' and v.template <> 'reversal';

create temporary table pattern_entry on commit drop as
select m.nth, p.role, e.*
from pattern m
cross join lateral (values (0, m.entry_id), (1, m.outcome_entry_id)) p (role, entry_id)
join ledger.entry e on e.entry_id = p.entry_id;

create temporary table copy on commit drop as
select c.copy, m.*, ((select max(entry_id) from ledger.entry) + 2 * row_number() over (order by c.copy, m.nth)) as copied_entry_id,
       (date '2022-01-01' + (m.effective_on - date '2022-01-01') % 365 + 365 * (c.copy % 5)::int) as copied_on
from pattern m
cross join generate_series(1, (select ceil({postings}::numeric / count(*))::bigint from pattern_entry n join ledger.posting p using (entry_id))) c (copy);

insert into ledger.entry (entry_id, kind, key, fingerprint, effective_on, recorded_at, actor, reason, record_id, resolves, lines, hash)
select c.copied_entry_id + n.role, n.kind, 'bench:' || c.copied_entry_id + n.role, n.fingerprint, c.copied_on, n.recorded_at, n.actor, n.reason, n.record_id,
       case n.role when 1 then c.copied_entry_id end, n.lines, n.hash
from copy c join pattern_entry n using (nth);

insert into ledger.posting (entry_id, line, book_id, asset_id, debit_account_id, credit_account_id, amount, stage, pair, effective_on, recorded_at, issuance_ids, serials,
                            debit_seq, credit_seq, debit_previous, credit_previous, hash)
select c.copied_entry_id + n.role, p.line, p.book_id, p.asset_id, p.debit_account_id, p.credit_account_id, p.amount, p.stage, p.pair, c.copied_on, p.recorded_at, p.issuance_ids,
       p.serials, 1000000 + row_number() over (), 1000000 + row_number() over (), p.debit_previous, p.credit_previous, p.hash
from copy c
join pattern_entry n using (nth)
join ledger.posting p on p.entry_id = n.entry_id;

insert into finance.money_event (book_id, other_book_id, template, effective_on, voucher_year, voucher_no, summary, amount_fen, tax_fen, cash_fen, other_cash_fen, fund_id,
                                 subject_kind, subject_id, counterparty, evidence, entry_id, made_by, made_at)
select c.book_id, c.other_book_id, c.template, c.copied_on, extract(year from c.copied_on), 1000 + row_number() over (order by c.copied_entry_id), c.summary, c.amount_fen, c.tax_fen,
       c.cash_fen, c.other_cash_fen, c.fund_id, c.subject_kind, c.subject_id, c.counterparty, c.evidence, c.copied_entry_id, c.made_by, c.made_at
from copy c;

insert into finance.money_event_outcome (event_id, outcome, entry_id, decided_by, decided_at)
select v.event_id, c.outcome, c.copied_entry_id + 1, c.decided_by, c.decided_at
from copy c
join finance.money_event v on v.entry_id = c.copied_entry_id
where c.outcome is not null;

truncate finance.money_event_waiting, finance.cash_month, finance.fund_total;
insert into finance.money_event_waiting (event_id, book_id, other_book_id, fund_id)
select e.event_id, e.book_id, e.other_book_id, e.fund_id from finance.money_event e where not exists (select from finance.money_event_outcome o where o.event_id = e.event_id);
insert into finance.cash_month (book_id, month, template, received_fen, paid_fen) select t.of_id, t.month, t.template, t.in_fen, t.out_fen from finance.running_total_v t where t.kind = 'cash';
insert into finance.fund_total (fund_id, received_fen, used_fen) select t.of_id, t.in_fen, t.out_fen from finance.running_total_v t where t.kind = 'fund';
analyze finance.money_event, finance.money_event_outcome, finance.money_event_waiting, finance.cash_month, finance.fund_total;
