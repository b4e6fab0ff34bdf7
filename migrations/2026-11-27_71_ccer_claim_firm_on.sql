-- The day a claim became firm. A screening as of an earlier day asks for it: what is firm by now was a design then, which only warns, and a
-- design that was released never excluded anybody.
alter table ccer.claim add column firm_on date;
comment on column ccer.claim.firm_on is 'first day the claim was firm; null: it never was';

-- Of claims from before this column the day was not kept: those that are no design were taken for firm since their registration, and stay so.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '权益主张转为正式的日期', true), set_config('forestcarbon.touched', '', true);
    update ccer.claim c set firm_on = c.registered_on where c.state <> 'provisional';
    perform set_config('forestcarbon.actor', '', true);
end $$;

create function ccer.claim_becomes_firm() returns trigger language plpgsql as $$
begin
    new.firm_on := case when tg_op = 'INSERT' then new.registered_on else current_date end;
    return new;
end $$;
create trigger claim_registered_firm before insert on ccer.claim for each row when (new.state = 'firm') execute function ccer.claim_becomes_firm();
create trigger claim_becomes_firm before update of state on ccer.claim for each row
    when (new.state = 'firm' and old.state = 'provisional') execute function ccer.claim_becomes_firm();
