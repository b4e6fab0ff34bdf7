-- Ground whose carbon is claimed and that something happened to: a disturbance, a harvest permit, a land-use approval, a change spot. Each meeting
-- opens a case once; a person closes it with a reason. Finance sees a note, never a posting.
create table ccer.reversal_case (
    case_id      bigint      generated always as identity constraint reversal_case_pk primary key,
    claim_id     bigint      not null constraint reversal_case_claim_fk references ccer.claim on delete cascade,
    project_id   bigint      constraint reversal_case_project_fk references ccer.project on delete cascade,
    layer        text        not null,
    feature_id   bigint      not null,
    feature_code text,
    feature_name text,
    happened_on  date        not null,
    area_m2      numeric(16, 4) not null constraint reversal_case_area check (area_m2 > 0),
    risk_t       bigint,
    township_codes text[]    not null default '{}',
    found_at     timestamptz not null default clock_timestamp(),
    deadline     date,
    responsible  text,
    outcome      text        constraint reversal_case_outcome check (outcome in ('no-effect', 'next-report', 'boundary-change')),
    reason       text,
    file_sha256  bytea       constraint reversal_case_file_fk references platform.stored_file,
    closed_on    date,
    closed_by    text,
    constraint reversal_case_once unique (claim_id, layer, feature_id),
    constraint reversal_case_closed_whole check (num_nulls(outcome, reason, closed_on, closed_by) in (0, 4) and (outcome is null or (length(trim(reason)) > 0 and file_sha256 is not null)))
);
comment on column ccer.reversal_case.risk_t is 'registered tonnes times the share of the claimed ground that was met, rounded up; null where nothing is registered';
comment on column ccer.reversal_case.responsible is 'an office and post';
create index reversal_case_open on ccer.reversal_case (case_id desc) where outcome is null;
call platform.put_behind_the_door('ccer.reversal_case', 'audited');

create function ccer.keep_case() returns trigger language plpgsql as $$
begin
    if old.outcome is not null then
        raise exception using errcode = 'FC012', message = format('案件 %s 已经了结。', old.case_id);
    end if;
    return new;
end $$;
create trigger keep_case before update on ccer.reversal_case for each row execute function ccer.keep_case();

-- Up to which data, and on which day, the watch has looked.
create table ccer.reversal_look (
    only_row   boolean     not null default true constraint reversal_look_pk primary key check (only_row),
    generation bigint      not null,
    looked_on  date        not null
);
insert into ccer.reversal_look (generation, looked_on) values (-1, date '2000-01-01');
call platform.put_behind_the_door('ccer.reversal_look', 'guarded');
