-- What contracts hold of these parcels already, in the years they are paid for.
select g.parcel_id, c.contract_no, g.fund_group, f.name_zh as group_zh, f.name_en as group_en, lower(g.years) as first_year, upper(g.years) - 1 as last_year, g.contract_mu
from finance.protection_ground g
join finance.protection_contract c using (contract_id)
join finance.fund_group f on f.fund_group = g.fund_group
where g.parcel_id = any (@parcels) and not isempty(g.years)
order by c.contract_no
