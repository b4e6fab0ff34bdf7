-- A number of the unified registration is that of one pledge. Pledges are kept as they were entered, so one that repeats a number from before this was held says so
-- and is left as it is; no later one repeats.
alter table finance.pledge add column repeats bigint constraint pledge_repeats_fk references finance.pledge;
comment on column finance.pledge.repeats is 'the first pledge entered with the same number, before a number was held to one pledge; null for every later one';

-- It forbids every change of a pledge, this one too; finance.green.sql makes it again.
drop trigger if exists keep_pledge on finance.pledge;
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '登记编号重复的质押记下与哪一笔重复', true), set_config('forestcarbon.touched', '', true);
    update finance.pledge p set repeats = f.first
    from (select trim(x.registration_no) as number, min(x.pledge_id) as first from finance.pledge x group by trim(x.registration_no)) f
    where f.number = trim(p.registration_no) and f.first <> p.pledge_id;
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;

create unique index pledge_registration_once on finance.pledge (trim(registration_no)) where repeats is null;
