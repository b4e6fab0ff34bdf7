select c.contract_id, c.contract_no, s.tenure, c.contract_mu, c.township_code, c.village_name, g.name_zh as group_zh, c.holder_id, c.ranger_id, c.is_demonstration,
       (select min(p.payee_id) from finance.payee p where p.kind = 'public') as county_id,
       s.total as total_fen_per_mu, s.loss as loss_fen_per_mu, s.ranger as ranger_fen_per_mu, s.public as public_fen_per_mu,
       case when s.loss is null then '损失性补偿' when s.ranger is null then '管护劳务' when s.public is null then '公共管护支出' end as missing
from finance.protection_contract c
join finance.fund_group g using (fund_group)
cross join lateral (
    -- A standard of the contract's own protection grade goes before the one of every grade, also where it is the lower one or is missing.
    select t.tenure,
           (array_agg(d.fen_per_mu order by d.grade desc) filter (where d.part = 'total'))[1] as total, (array_agg(d.fen_per_mu order by d.grade desc) filter (where d.part = 'loss'))[1] as loss,
           (array_agg(d.fen_per_mu order by d.grade desc) filter (where d.part = 'ranger'))[1] as ranger, (array_agg(d.fen_per_mu order by d.grade desc) filter (where d.part = 'public'))[1] as public
    from (select case c.tenure when 'state' then 'state' else 'collective' end) as t (tenure)
    left join finance.compensation_standard d on d.fund_group = c.fund_group and d.tenure = t.tenure and d.years @> @year::int and d.grade in ('', c.grade)
    group by t.tenure
) s
where c.village_code = @villageCode and c.fund_group = @fundGroup and c.paid_years @> @year::int
    and not exists (select from finance.protection_listed_v v where v.contract_no = c.contract_no and v.year = @year)
order by c.contract_no
