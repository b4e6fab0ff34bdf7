-- A year has one draft at a time. Another draft takes its place with a reason, and whoever withdraws one says why. The note and the
-- explanations of the uncertainty are kept in English as well; tables drafted before keep theirs in Chinese alone.
alter table growth.sink_table
    add column withdrawn_at timestamptz, add column withdrawal_reason text,
    add column superseded_by integer constraint sink_table_superseded_fk references growth.sink_table deferrable initially deferred,
    add column method_note_en text;
alter table growth.sink_uncertainty add column note_en text;
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '一年只留一张统计表草稿', true), set_config('forestcarbon.touched', '', true);
    update growth.sink_table t
    set state = 'withdrawn', withdrawn_by = 'installation', withdrawn_at = clock_timestamp(), superseded_by = n.newest,
        withdrawal_reason = '升级：一年只留一张草稿，这一年有更新的草稿'
    from (select d.year, max(d.sink_table_id) as newest from growth.sink_table d where d.state = 'draft' group by d.year) n
    where t.state = 'draft' and t.year = n.year and t.sink_table_id < n.newest;
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
create unique index sink_table_one_draft on growth.sink_table (year) where state = 'draft';
alter table growth.sink_table add constraint sink_table_superseded_is_withdrawn check (superseded_by is null or state = 'withdrawn');

-- What a table may rest on is the database's to hold as well: curves nobody approved give no frozen figure.
create or replace function growth.refuse_frozen_table() returns trigger language plpgsql as $$
begin
    if old.state = 'frozen' then
        raise exception 'a frozen sink table is not changed' using errcode = 'FC002';
    end if;
    if tg_op = 'UPDATE' and new.state = 'frozen'
       and (select count(*) from growth.sink_approval a where a.sink_table_id = new.sink_table_id) <> 2 then
        raise exception 'two accounts approve a sink table before it is frozen' using errcode = 'FC004';
    end if;
    if tg_op = 'UPDATE' and new.state = 'frozen'
       and not exists (select from growth.run r join growth.curve_set s using (curve_set_id) where r.run_id = new.run_id and s.approval = 'approved') then
        raise exception 'a sink table is frozen on an approved curve set only' using errcode = 'FC005';
    end if;
    if tg_op = 'UPDATE' and new.state = 'withdrawn' and old.state <> 'withdrawn' and coalesce(trim(new.withdrawal_reason), '') = '' then
        raise exception 'a sink table is withdrawn with a reason' using errcode = 'FC006';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
