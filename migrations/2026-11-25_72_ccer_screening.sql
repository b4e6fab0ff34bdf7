-- Screening: every piece of every parcel against every condition of a methodology. A run pins what decides it; its pieces lie in
-- a partition of their own, sealed when it ends. Areas of a parcel's pieces add up to the parcel's ellipsoidal area exactly.
create table ccer.screening (
    run_id          bigint      not null constraint screening_pk primary key constraint screening_job_fk references platform.job_run,
    methodology_id  text        not null,
    as_of           date        not null,
    claims_as_of    date        not null,
    start_date      date        not null,
    crediting_years smallint    not null constraint screening_crediting check (crediting_years between 1 and 100),
    planting_model  text,
    generation      bigint      not null,
    accounting_run  bigint,
    manifest        jsonb       not null,
    manifest_sha256 bytea       not null constraint screening_manifest_hash check (manifest_sha256 = sha256(convert_to(manifest::text, 'UTF8'))),
    result_sha256   bytea,
    pieces          bigint,
    parcels         bigint,
    finished_at     timestamptz
);
call platform.put_behind_the_door('ccer.screening', 'audited');

-- Reasons of a condition by their number; the order of reasons in a piece is that of the conditions in the run's manifest.
create table ccer.screening_piece (
    run_id            bigint         not null,
    parcel_id         bigint         not null,
    piece             smallint       not null,
    parcel_version_id bigint         not null,
    township_code     text           not null,
    area_m2           numeric(16, 4) not null,
    verdict           smallint       not null,
    reasons           smallint[]     not null,
    first_fail        smallint,
    start_date        date           not null,
    is_planted        boolean        not null,
    flags             smallint       not null,
    history           text           not null,
    tenure_ids        bigint[],
    claim_ids         bigint[],
    protected_ids     bigint[],
    expected_kg       bigint,
    expected_reason   smallint       not null,
    plot              bigint,
    plot_area_m2      numeric(16, 4),
    geom              geometry(Polygon, 4490)
) partition by list (run_id);
comment on column ccer.screening_piece.verdict is '0 passes, 1 needs evidence, 2 fails';
comment on column ccer.screening_piece.flags is '1 whole parcel, 2 sliver under 50 m2, 4 public-welfare, 8 natural forest, 16 carbon base, 32 forest now, 64 planted young or middle-aged';
comment on column ccer.screening_piece.history is 'land classes by date, as judged: yyyy-mm-dd=class, ! where sources of the date conflict';
comment on column ccer.screening_piece.geom is 'null where the piece is the whole parcel';

-- Sums of pieces by township and step of the funnel; position 0 is all ground.
create table ccer.screening_total (
    run_id        bigint         not null constraint screening_total_run_fk references ccer.screening on delete cascade,
    township_code text           not null,
    position      smallint       not null,
    pieces        bigint         not null,
    pass_m2       numeric(18, 4) not null,
    need_m2       numeric(18, 4) not null,
    fail_m2       numeric(18, 4) not null,
    left_pass_m2  numeric(18, 4) not null,
    left_need_m2  numeric(18, 4) not null,
    constraint screening_total_pk primary key (run_id, township_code, position)
);
comment on column ccer.screening_total.pass_m2 is 'this condition alone, among pieces that no earlier condition failed';
comment on column ccer.screening_total.left_pass_m2 is 'passed this and every earlier condition';
comment on column ccer.screening_total.left_need_m2 is 'failed none up to here, and some condition up to here needs evidence';
call platform.put_behind_the_door('ccer.screening_total', 'guarded');

create function ccer.refuse_sealed() returns trigger language plpgsql as $$
begin
    raise exception 'the results of a finished screening are not changed' using errcode = 'FC002';
end $$;

-- Rows go into a run's own partition. Through the parent they would pass by the partition's triggers, the door and the seal.
create function ccer.refuse_parent() returns trigger language plpgsql as $$
begin
    raise exception 'pieces are written into the partition of their run' using errcode = 'FC002';
end $$;
create trigger not_through_the_parent before insert or update or delete or truncate on ccer.screening_piece
    for each statement execute function ccer.refuse_parent();

create function ccer.open_screening_partition(run bigint) returns void
language plpgsql security definer set search_path = ccer, public, pg_temp as $$
declare
    partition text := format('screening_piece_%s', run);
begin
    if not exists (select from ccer.screening r where r.run_id = run and r.finished_at is null) then
        raise exception 'screening % is not open', run using errcode = 'FC003';
    end if;
    execute format('create table ccer.%I (like ccer.screening_piece including all)', partition);
    execute format('alter table ccer.%I add constraint %I check (run_id = %s)', partition, partition || '_run', run);
    execute format('alter table ccer.screening_piece attach partition ccer.%I for values in (%s)', partition, run);
    execute format('call platform.put_behind_the_door(%L, %L)', 'ccer.' || partition, 'guarded');
    execute format('grant select, insert, update, delete on ccer.%I to forestcarbon_app', partition);
end $$;

create function ccer.close_screening_partition(run bigint) returns void
language plpgsql security definer set search_path = ccer, public, pg_temp as $$
declare
    partition text := format('screening_piece_%s', run);
begin
    execute format('alter table ccer.%I add constraint %I primary key (parcel_id, piece)', partition, partition || '_pk');
    execute format('create index on ccer.%I using gist (geom) where geom is not null', partition);
    execute format('create index on ccer.%I (parcel_version_id)', partition);
    execute format('analyze ccer.%I', partition);
    execute format('create trigger sealed before insert or update or delete or truncate on ccer.%I '
                   'for each statement execute function ccer.refuse_sealed()', partition);
end $$;

-- Fresh pieces have no statistics, and only an owner may gather them.
create function ccer.analyze_screening_partition(run bigint) returns void
language plpgsql security definer set search_path = ccer, public, pg_temp as $$
begin
    execute format('analyze ccer.%I', format('screening_piece_%s', run));
end $$;

-- What an owner declares of a parcel for conditions no layer can answer; a later statement supersedes an earlier one.
create table ccer.parcel_statement (
    statement_id   bigint      generated always as identity constraint parcel_statement_pk primary key,
    parcel_id      bigint      not null,
    shrub_share    numeric(5, 4) constraint parcel_statement_share check (shrub_share between 0 and 1),
    keeps_trees    boolean,
    source         text        not null,
    file_sha256    bytea       constraint parcel_statement_file_fk references platform.stored_file,
    stated_on      date        not null,
    stated_by      text        not null,
    is_demonstration boolean   not null default false
);
create index parcel_statement_parcel on ccer.parcel_statement (parcel_id, statement_id desc);
call platform.put_behind_the_door('ccer.parcel_statement', 'audited');
