-- Contracts of the protection-unit record: what ends one, and which stand on lists.
create or replace function finance.end_protection_contract() returns trigger language plpgsql as $$
declare
    v_contract finance.protection_contract;
    v_left     int4range;
    v_list     finance.payable_list;
begin
    select c.* into v_contract from finance.protection_contract c where c.contract_id = new.contract_id for no key update;
    if new.kind = 'ended' and not (v_contract.years @> new.last_year and extract(year from new.ended_on) - new.last_year in (0, 1)) then
        raise exception '合同 % 补偿到的最后一年须在合同的 % 至 % 年以内，是终止日所在的年度或上一年度；一年也不付的请撤回。', v_contract.contract_no, lower(v_contract.years), upper(v_contract.years) - 1
            using errcode = '23514', constraint = 'protection_contract_end_in_its_years',
                  hint = format('Contract %s: the last year paid for lies within %s to %s and is the year of the day it ends or the one before; take it back where it is paid for no year.', v_contract.contract_no, lower(v_contract.years), upper(v_contract.years) - 1);
    end if;
    v_left := case new.kind when 'ended' then int4range(lower(v_contract.years), new.last_year, '[]') else 'empty'::int4range end;
    if new.kind <> 'superseded' then
        select l.* into v_list
        from finance.protection_contract k
        join finance.payable_line n on n.contract_id = k.contract_id
        join finance.payable_list l on l.list_id = n.list_id and l.state <> 'withdrawn'
        where k.contract_no = v_contract.contract_no and not v_left @> l.year::integer
        order by l.list_id
        limit 1;
        if found then
            raise exception '合同 % 已列入名单 %（%）：先撤回那份名单，或在名单上暂缓、另列更正。', v_contract.contract_no, v_list.list_id, v_list.title
                using errcode = '23514', constraint = 'protection_contract_end_on_list',
                      hint = format('Contract %s stands on list %s (%s): withdraw that list first, or hold and correct its line there.', v_contract.contract_no, v_list.list_id, v_list.title);
        end if;
    end if;
    update finance.protection_contract c set paid_years = v_left, is_standing = new.kind = 'ended' where c.contract_id = new.contract_id;
    update finance.protection_ground g set years = v_left where g.contract_id = new.contract_id;
    return new;
end $$;
drop trigger if exists end_protection_contract on finance.protection_contract_end;
create trigger end_protection_contract before insert on finance.protection_contract_end for each row execute function finance.end_protection_contract();
drop trigger if exists keep_protection_contract_end on finance.protection_contract_end;
create trigger keep_protection_contract_end before update or delete on finance.protection_contract_end for each row execute function finance.keep();

-- Which contracts, whatever their version, stand on a list of a year.
create or replace view finance.protection_listed_v as
select distinct k.contract_no, l.year::integer as year
from finance.payable_line n
join finance.payable_list l on l.list_id = n.list_id and l.kind = 'compensation' and l.state <> 'withdrawn'
join finance.protection_contract k on k.contract_id = n.contract_id;
