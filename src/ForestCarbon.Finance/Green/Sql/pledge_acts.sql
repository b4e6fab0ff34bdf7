select a.act_id, a.kind, a.holder_name, a.project, a.vintage, a.tonnes, a.effective_on
from ledger.act_v a
where a.outcome = 'confirmed' and a.reversed_by is null
    and ((a.kind = 'freeze' and a.to_state = 'frozen-pledge' and not exists (select from finance.pledge p where p.act_id = a.act_id))
      or (a.kind = 'release' and a.from_state = 'frozen-pledge' and not exists (select from finance.pledge_release r where r.act_id = a.act_id)))
order by a.effective_on desc, a.act_id desc
