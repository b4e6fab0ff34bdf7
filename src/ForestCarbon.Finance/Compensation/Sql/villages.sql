-- Contracts of a year by village and fund group, the list that pays them, the lists beside it, and what stands on no list of the year.
with contract as (
    select c.*, exists (select from finance.protection_listed_v v where v.contract_no = c.contract_no and v.year = @year) as is_listed
    from finance.protection_contract c
    where c.paid_years @> @year::int and (@townships::text[] is null or c.township_code = any (@townships))
)
select c.township_code, c.village_code, c.village_name, c.fund_group, g.name_zh as group_zh, g.name_en as group_en, g.fund_purpose, count(*)::int as contracts, sum(c.contract_mu) as contract_mu,
       l.list_id, l.state_zh, l.state_en, l.amount_fen, count(*) filter (where not c.is_listed)::int as unlisted, coalesce(sum(c.contract_mu) filter (where not c.is_listed), 0) as unlisted_mu,
       b.list_ids as supplements, b.amount_fen as supplement_fen
from contract c
join finance.fund_group g using (fund_group)
left join finance.payable_list_v l on l.kind = 'compensation' and l.village_code = c.village_code and l.fund_group = c.fund_group and l.year = @year and l.corrects is null and l.supplements is null and l.state <> 'withdrawn'
cross join lateral (
    select coalesce(array_agg(s.list_id order by s.list_id), '{}') as list_ids, coalesce(sum(s.amount_fen), 0)::bigint as amount_fen
    from finance.payable_list_v s
    where s.kind = 'compensation' and s.village_code = c.village_code and s.fund_group = c.fund_group and s.year = @year and s.supplements is not null and s.corrects is null and s.state <> 'withdrawn'
) b
group by c.township_code, c.village_code, c.village_name, c.fund_group, g.name_zh, g.name_en, g.fund_purpose, g.precedence, l.list_id, l.state_zh, l.state_en, l.amount_fen, b.list_ids, b.amount_fen
order by c.village_code, g.precedence
