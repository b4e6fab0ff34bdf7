-- A project's firm claim is what keeps its ground out of every other scheme. Closed by hand it would free the ground while the project
-- stands, or while tonnes that were registered on it do, and the same carbon could be claimed again.
create function ccer.claim_of_a_project_stands() returns trigger language plpgsql as $$
declare
    held text;
begin
    select p.code
    into held
    from ccer.project p
    join ccer.life_state s on s.machine = 'project' and s.state = p.state
    where p.claim_id = new.claim_id
      and (not s.is_final and upper(new.period) > current_date
           or exists (select from ccer.reduction_tranche t where t.project_id = p.project_id and t.state = 'registered'))
    order by p.project_id
    limit 1;
    if held is not null then
        raise exception using errcode = 'FC015',
            message = format('权益主张 %s 属于项目 %s，不能在登记簿里了结：撤回或注销项目时它随之释放，已登记的减排量所占的地和时期一直保留。', new.code, held),
            hint = format('Claim %s belongs to project %s and cannot be closed in the register: it is freed when the project is withdrawn or de-registered, and the ground and period of registered tonnes stay claimed.', new.code, held);
    end if;
    return null;
end $$;
-- When the change is complete: a project that is withdrawn, or takes another boundary, gives its claim up in the same change.
create constraint trigger claim_of_a_project_stands after update of state on ccer.claim
    deferrable initially deferred for each row when (old.state = 'firm' and new.state in ('released', 'ended'))
    execute function ccer.claim_of_a_project_stands();
