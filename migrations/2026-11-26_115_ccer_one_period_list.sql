-- How long a statutory period lasts and whether its first day counts are parameters of the Measures, which two accounts can verify. The database
-- keeps which kinds there are and what they are called, as in gis-data/dictionaries/period-kinds.csv.
drop view if exists ccer.period_kind_v;
alter table ccer.period_kind
    drop column days, drop column counts_first_day, drop column on_lapse_zh, drop column on_lapse_en,
    drop column source, drop column mark, drop column counting_source, drop column counting_mark;

-- Moves made keep their day; only the name of their period changes. Where the trigger that keeps them is there already, it steps aside for that.
do $$
declare
    is_kept boolean := exists (select from pg_trigger t where t.tgrelid = 'ccer.project_move'::regclass and t.tgname = 'keep_move');
    renamed record;
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '法定期限只留一张表', true), set_config('forestcarbon.touched', '', true);
    if is_kept then
        alter table ccer.project_move disable trigger keep_move;
    end if;
    insert into ccer.period_kind (period_kind, name_zh, name_en) values
        ('project-publicity', '项目公示', 'Project publicity'), ('project-registration', '项目登记审核', 'Review of project registration'),
        ('report-publicity', '减排量公示', 'Report publicity'), ('reduction-registration', '减排量登记审核', 'Review of reduction registration'),
        ('correction-reply', '补正答复', 'Reply to a correction');
    for renamed in
        select * from (values
            ('publicity-project', 'project-publicity'), ('publicity-reduction', 'report-publicity'), ('review-project', 'project-registration'),
            ('review-reduction', 'reduction-registration'), ('reply-project', 'correction-reply'), ('reply-reduction', 'correction-reply')) as r (was, now)
    loop
        update ccer.life_move m set period_kind = renamed.now where m.period_kind = renamed.was;
        update ccer.project_move m set period_kind = renamed.now where m.period_kind = renamed.was;
        delete from ccer.period_kind k where k.period_kind = renamed.was;
    end loop;
    if is_kept then
        alter table ccer.project_move enable trigger keep_move;
    end if;
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
