-- Forms of a project that is over are hidden, and the tables still took its documents and parties. A project that was withdrawn or de-registered takes no
-- new ones by whatever way they come. That a role ended is still said, and registered tonnes keep taking their papers: de-registration leaves them.
create function ccer.refuse_on_closed() returns trigger language plpgsql as $$
declare
    present   text;
    is_closed boolean;
begin
    select p.state into present from ccer.project p where p.project_id = new.project_id for update;
    select s.is_final into is_closed from ccer.life_state s where s.machine = 'project' and s.state = present;
    if not coalesce(is_closed, false) then
        return new;
    end if;
    if tg_table_name = 'project_party' then
        raise exception using errcode = 'FC013', message = format('项目现在是“%s”：不再登记参与方。', ccer.state_name('project', present)),
            hint = format('The project is “%s”: no party is given a role in it any more.', ccer.state_name_en('project', present));
    elsif not exists (select from ccer.reduction_tranche t where t.tranche_id = new.tranche_id and t.project_id = new.project_id and t.state = 'registered') then
        raise exception using errcode = 'FC014', message = format('项目现在是“%s”：不再收存文件，已登记的减排量的文件除外。', ccer.state_name('project', present)),
            hint = format('The project is “%s”: it takes no documents any more, except those of registered tranches.', ccer.state_name_en('project', present));
    end if;
    return new;
end $$;
-- Before keep_document and judge_party, by its name: a project that is over says so first.
create trigger closed_project before insert on ccer.project_document for each row execute function ccer.refuse_on_closed();
create trigger closed_project before insert on ccer.project_party for each row execute function ccer.refuse_on_closed();
