-- All that was entered under the number of a contract, the newest first, with what ended it.
select c.contract_id, lower(c.years) as first_year, upper(c.years) - 1 as last_year, c.contract_mu, c.entered_by, c.is_standing, e.kind as end_kind, e.ended_on, e.last_year as end_year, e.because,
       e.entered_by as ended_by, e.entered_at as ended_at
from finance.protection_contract c
left join finance.protection_contract_end e using (contract_id)
where c.contract_no = (select o.contract_no from finance.protection_contract o where o.contract_id = @contractId)
order by c.contract_id desc
