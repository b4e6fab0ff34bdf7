-- The published face of projects. Columns are only ever added at the end.
create or replace view ccer.life_state_v as
select s.machine, s.state, s.position, s.name_zh, s.name_en, s.is_final, s.on_line from ccer.life_state s;

create or replace view ccer.life_move_v as
select m.machine, m.from_state, m.to_state, m.name_zh, m.name_en, m.actor, m.roles, m.documents, m.conditions, m.period_kind, m.source, m.mark
from ccer.life_move m;

create or replace view ccer.project_v as
select p.project_id, p.code, p.name, p.state, s.name_zh as state_zh, s.name_en as state_en, p.state_since, p.methodology_id, p.township_codes,
       p.start_date, p.crediting_from, p.crediting_to, p.lifetime_to, p.claim_id, p.registry_number, p.registered_on, p.note, p.opened_on,
       p.opened_by, p.is_demonstration, s.is_final
from ccer.project p
join ccer.life_state s on s.machine = 'project' and s.state = p.state;

-- What became of an act of the subsidiary book. A function, because the ledger's views are made after these.
create or replace function ccer.outcome_of_act(p_act bigint) returns text language plpgsql stable as $$
begin
    return (select case when a.reversed_by is not null then 'reversed' else a.outcome end from ledger.act_v a where a.act_id = p_act);
end $$;

-- Acts that entered a tranche into the subsidiary book, with what became of them; an act stands until it is withdrawn or taken back.
create or replace view ccer.tranche_act_v as
select a.tranche_id, a.vintage, a.tonnes, a.act_id, a.asked_by, w.outcome, w.outcome in ('pending', 'confirmed') as stands
from ccer.tranche_act a
cross join lateral (select coalesce(ccer.outcome_of_act(a.act_id), 'pending') as outcome) w;

create or replace view ccer.reduction_tranche_v as
select t.tranche_id, t.project_id, t.number, lower(t.period) as period_from, upper(t.period) - 1 as period_to, t.state, s.name_zh as state_zh,
       s.name_en as state_en, t.state_since, t.published_t, t.verified_t, t.applied_t, t.registered_t, t.registry_number, t.registered_on,
       t.opened_on, t.opened_by, s.is_final, (select count(*)::int from ccer.tranche_act_v a where a.tranche_id = t.tranche_id and a.stands) as acts,
       (select coalesce(sum(a.tonnes), 0)::bigint from ccer.tranche_act_v a where a.tranche_id = t.tranche_id and a.outcome = 'confirmed') as entered_t
from ccer.reduction_tranche t
join ccer.life_state s on s.machine = 'tranche' and s.state = t.state;

create or replace view ccer.project_move_v as
select m.move_id, m.project_id, m.tranche_id, m.machine, m.from_state, m.to_state, m.moved_on, m.decision, m.documents, m.period_kind, m.due_on,
       m.tonnes, m.registry_number, m.moved_by, m.moved_at, m.warning_zh, m.warning_en
from ccer.project_move m;

create or replace view ccer.project_document_v as
select d.document_id, d.project_id, d.tranche_id, d.document_kind, k.name_zh as kind_zh, k.name_en as kind_en, d.version, d.name, d.dated,
       d.is_substantial, encode(d.file_sha256, 'hex') as file_sha256, d.note, d.added_by, d.added_at
from ccer.project_document d
join ccer.document_kind k using (document_kind);

create or replace view ccer.project_boundary_v as
select b.boundary_id, b.project_id, b.kind, b.source, b.selection_id, b.generation, b.area_m2, b.plots, b.set_on, b.set_by,
       b.boundary_id = max(b.boundary_id) over (partition by b.project_id, b.kind) as is_newest
from ccer.project_boundary b;

-- What the screening expects of a boundary's ground, and of how much ground it expects something: the rest has no figure, which is not nought.
-- Of those tonnes, what rests on evidence still to be brought, by the selection the boundary was made of; null where it was made of none.
create or replace view ccer.boundary_expected_v as
select b.boundary_id, e.screened_kg, e.known_m2, w.screened_need_kg
from ccer.project_boundary b
cross join lateral (
    select sum(x.expected_kg)::bigint as screened_kg, coalesce(sum(x.area_m2) filter (where x.expected_kg is not null), 0) as known_m2
    from ccer.project_parcel x where x.boundary_id = b.boundary_id) e
cross join lateral (
    select sum(z.expected_kg)::bigint as screened_need_kg
    from ccer.selection y
    join ccer.selection_piece c using (selection_id)
    join ccer.screening_piece z on z.run_id = y.run_id and z.parcel_id = c.parcel_id and z.piece = c.piece
    where y.selection_id = b.selection_id and e.screened_kg is not null and z.verdict = 1) w;

create or replace view ccer.project_plot_v as
select p.boundary_id, p.plot, p.name, p.township_code, p.area_m2, p.geom, p.geom_3857 from ccer.project_plot p;

create or replace view ccer.project_party_v as
select q.project_party_id, q.project_id, q.tranche_id, q.role, q.party_id, y.name, y.kind, y.contact, q.contract, encode(q.file_sha256, 'hex') as file_sha256,
       q.from_on, q.until_on, q.contract_signed_on, q.contract_subject, q.contract_fen
from ccer.project_party q
join ccer.party y using (party_id);

create or replace view ccer.public_comment_v as
select c.comment_id, c.project_id, c.tranche_id, c.received_on, c.channel, c.summary, c.answer, c.answered_on, c.answered_by, c.is_adopted,
       c.withdrawn_on, c.withdrawn_by, c.withdrawal_reason
from ccer.public_comment c;
