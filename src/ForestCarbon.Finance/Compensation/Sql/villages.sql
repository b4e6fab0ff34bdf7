select c.township_code, c.village_code, c.village_name, c.fund_group, g.name_zh as group_zh, g.name_en as group_en, count(*)::int as contracts, sum(c.contract_mu) as contract_mu,
       l.list_id, l.state_zh, l.state_en, l.amount_fen
from finance.protection_contract c
join finance.fund_group g using (fund_group)
left join finance.payable_list_v l on l.kind = 'compensation' and l.village_code = c.village_code and l.fund_group = c.fund_group and l.year = @year and l.corrects is null and l.state <> 'withdrawn'
where c.years @> @year::int and (@townships::text[] is null or c.township_code = any (@townships))
group by c.township_code, c.village_code, c.village_name, c.fund_group, g.name_zh, g.name_en, g.precedence, l.list_id, l.state_zh, l.state_en, l.amount_fen
order by c.village_code, g.precedence
