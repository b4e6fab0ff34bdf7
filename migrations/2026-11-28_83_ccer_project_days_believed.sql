-- A project is opened and moves between 1900 and 2499, as its other days lie: year 1 was kept as the beginning of time. A project that stands with such a
-- day gets the one it was entered on, for otherwise it could not be moved any more; its first move is never changed and keeps what was entered.
alter table ccer.project add constraint project_opened_believed check (opened_on between date '1900-01-01' and date '2499-12-31') not valid;
alter table ccer.project_move add constraint project_move_believed check (moved_on between date '1900-01-01' and date '2499-12-31') not valid;
do $$
begin
    if not exists (select from ccer.project p where p.opened_on not between date '1900-01-01' and date '2499-12-31') then
        return;
    end if;
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '立项日期不在 1900 年至 2499 年之间，改为录入之日', true), set_config('forestcarbon.touched', '', true);
    update ccer.project p
    set opened_on = coalesce((select min(m.moved_at at time zone 'Asia/Shanghai')::date from ccer.project_move m where m.project_id = p.project_id), current_date)
    where p.opened_on not between date '1900-01-01' and date '2499-12-31';
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
