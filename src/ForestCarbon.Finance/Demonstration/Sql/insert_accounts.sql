-- Invented numbers: 9 at the head stands for no bank. One in thirty households has none yet.
insert into finance.payee_account (payee_id, kind, bank, account_no, account_name)
select p.payee_id, k.kind, '演示农商行', '9' || lpad((p.payee_id * 7919 % 1000000007)::text, 18, '0'), p.name
from finance.payee p
cross join (values ('一卡通'), ('银行账户')) as k (kind)
where p.is_demonstration and (p.payee_id % 30 <> 17 or p.kind in ('company', 'public')) and not exists (select from finance.payee_account a where a.payee_id = p.payee_id and a.kind = k.kind)
