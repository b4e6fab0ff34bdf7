-- What density and which curve a planting model has on a site class is read by two accounts in a source page, each for itself.
-- Two readings that agree make the values; a later pair supersedes them. Readings are added, never changed.
create table growth.planting_reading (
    reading_id        bigint      generated always as identity constraint planting_reading_pk primary key,
    planting_model_id text        not null constraint planting_reading_model_fk references growth.planting_model,
    site_class        smallint    not null,
    round             integer     not null,
    stems_per_ha      integer     not null constraint planting_reading_stems check (stems_per_ha > 0),
    form              text        not null
                      constraint planting_reading_form check (form in ('richards', 'logistic', 'gompertz', 'korf', 'schumacher')),
    parameters        double precision[] not null,
    source            text        not null constraint planting_reading_source check (length(trim(source)) > 0),
    mark              text        not null,
    page_sha256       bytea       not null constraint planting_reading_page_fk references platform.stored_file,
    read_by           text        not null,
    read_at           timestamptz not null default now(),
    constraint planting_reading_once unique (planting_model_id, site_class, round, read_by),
    constraint planting_reading_site_fk foreign key (planting_model_id, site_class) references growth.planting_model_site
);
comment on column growth.planting_reading.round is 'readings of one round are compared; one more than the rounds that ended in agreement';
comment on column growth.planting_reading.parameters is 'volume in m3/ha over years since planting';
comment on column growth.planting_reading.mark is 'as of a parameter: S… read in a source, c computed, M not re-read';
call platform.put_behind_the_door('growth.planting_reading', 'audited');

alter table growth.planting_model
    add column made_by text,
    add column made_at timestamptz;
comment on column growth.planting_model.made_by is 'null: shipped with the program';
