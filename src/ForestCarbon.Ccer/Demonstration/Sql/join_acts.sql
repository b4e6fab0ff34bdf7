-- Acts that entered registered tranches of invented projects before those were loaded anew stand in the book for good: they are joined to the tranches of today, as far as these have as many tonnes.
insert into ccer.tranche_act (tranche_id, vintage, tonnes, act_id, asked_by)
select t.tranche_id, i.vintage, i.tonnes, i.act_id, @by
from ledger.act_v i
join ccer.project_v p on p.code = i.project
join ccer.reduction_tranche_v t on t.project_id = p.project_id and t.number::text = i.batch
where p.is_demonstration and t.state = 'registered' and i.kind = 'issue' and i.outcome = 'confirmed' and i.reversed_by is null
  and not exists (select from ccer.tranche_act a where a.act_id = i.act_id)
  and t.registered_t >= (
      select sum(j.tonnes) from ledger.act_v j
      where j.kind = 'issue' and j.project = i.project and j.batch = i.batch and j.outcome = 'confirmed' and j.reversed_by is null)
