-- Registered tonnes of a tranche that the subsidiary book has not, or not wholly, taken from it; beside them what is asked for and what was entered by hand in the years of the tranche.
with apart as materialized (
    select p.code, p.name, p.is_demonstration, t.tranche_id, t.number, t.period_from, t.period_to, t.registered_t, t.registry_number, t.registered_on, t.entered_t
    from ccer.reduction_tranche_v t
    join ccer.project_v p using (project_id)
    where t.state = 'registered' and t.registered_t <> t.entered_t
      and (@townships::text[] is null or p.township_codes && @townships)
)
select a.code, a.name, a.is_demonstration, a.number, a.period_from, a.period_to, a.registered_t, a.registry_number, a.registered_on, a.entered_t, w.asked_t, h.by_hand_t
from apart a
cross join lateral (
    select coalesce(sum(e.tonnes), 0)::bigint as asked_t from ccer.tranche_act_v e where e.tranche_id = a.tranche_id and e.outcome = 'pending') w
cross join lateral (
    select coalesce(sum(i.tonnes), 0)::bigint as by_hand_t
    from ledger.act_v i
    where i.kind = 'issue' and i.project = a.code and i.outcome = 'confirmed' and i.reversed_by is null
      and i.vintage between extract(year from a.period_from) and extract(year from a.period_to)
      and not exists (select from ccer.tranche_act_v e where e.act_id = i.act_id)) h
order by a.registered_on, a.code collate "C", a.number
