-- The standing contracts in the columns an import reads, one contract and parcel a row.
select c.contract_no, c.kind, f.name_zh as fund_group, c.grade, c.tenure, c.village_code, h.code as holder_code, h.name as holder_name, coalesce(r.code, '') as ranger_code,
       coalesce(r.name, '') as ranger_name, g.parcel_code, g.contract_mu, lower(c.paid_years) as first_year, upper(c.paid_years) - 1 as last_year
from finance.protection_contract c
join finance.protection_ground g using (contract_id)
join finance.fund_group f on f.fund_group = c.fund_group
join finance.payee h on h.payee_id = c.holder_id
left join finance.payee r on r.payee_id = c.ranger_id
where c.is_standing and (@townships::text[] is null or c.township_code = any (@townships))
    and (@village::text is null or c.village_code = @village)
    and (@contractId::bigint is null or c.contract_id = @contractId)
order by c.village_code, c.contract_no, g.parcel_code
