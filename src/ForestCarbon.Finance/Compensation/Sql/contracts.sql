select c.contract_id, c.contract_no, c.kind, g.name_zh as group_zh, g.name_en as group_en, c.tenure, c.village_code, c.village_name, h.name as holder_name, r.name as ranger_name,
       lower(c.years) as first_year, upper(c.years) - 1 as last_year, c.contract_mu, coalesce(m.mapped_mu, 0) as mapped_mu, m.parcels, m.first_parcel, c.is_standing, c.accepted_because,
       e.kind as end_kind, e.ended_on, e.last_year as end_year
from finance.protection_contract c
join finance.fund_group g using (fund_group)
join finance.payee h on h.payee_id = c.holder_id
left join finance.payee r on r.payee_id = c.ranger_id
left join finance.protection_contract_end e using (contract_id)
cross join lateral (select sum(x.mapped_mu) as mapped_mu, count(*)::int as parcels, min(x.parcel_id) as first_parcel from finance.protection_ground x where x.contract_id = c.contract_id) m
where (@townships::text[] is null or c.township_code = any (@townships))
    and (@contractId::bigint is null or c.contract_id = @contractId)
    and (@village::text is null or c.village_code = @village)
    and (c.is_standing or @contractId::bigint is not null)
order by c.village_code, c.contract_no
limit @limit
