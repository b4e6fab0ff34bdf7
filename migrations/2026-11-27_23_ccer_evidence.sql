-- What has to lie beside a project's documents (fact sheet §8.4). What the program can see for itself has a check by that name.
create table ccer.evidence_kind (
    evidence_kind text     not null constraint evidence_kind_pk primary key,
    position      smallint not null,
    name_zh       text     not null,
    name_en       text     not null,
    seen_by       text     constraint evidence_kind_seen check (seen_by in ('boundary', 'mandates')),
    source        text     not null,
    mark          text     not null
);
comment on column ccer.evidence_kind.seen_by is 'present where the program holds it: an ex-ante boundary, mandates of tenure lots; null: a file is sent';
insert into ccer.evidence_kind (evidence_kind, position, name_zh, name_en, seen_by, source, mark) values
    ('maps', 1, '项目边界图与矢量文件', 'Maps and boundary file', 'boundary', '项目设计文件附件（指南提纲，标题未核）', 'M'),
    ('parcel-list', 2, '地块（小班）清单', 'Parcel list', 'boundary', '项目设计文件附件（指南提纲，标题未核）', 'M'),
    ('tenure', 3, '权属证明与授权', 'Tenure proofs and mandates', 'mandates', 'CCER-14-001-V01 2(b)', 'S2'),
    ('land-eligibility', 4, '林业主管部门的土地合格性说明', 'Forestry authority''s statement of land eligibility', null, '常见证据（S34）', 'S34'),
    ('work-design', 5, '造林作业设计', 'Afforestation work design', null, '常见证据（S34）', 'S34'),
    ('work-approval', 6, '造林作业设计批复', 'Approval of the work design', null, '常见证据（S34）', 'S34'),
    ('start-certificate', 7, '开工证明', 'Certificate of the start', null, '常见证据（S34）', 'S34'),
    ('acceptance-report', 8, '造林验收报告', 'Acceptance report', null, '常见证据（S34）', 'S34'),
    ('uniqueness', 9, '唯一性承诺', 'Undertaking on uniqueness', null, '办法第十四条', 'S1');
call platform.put_behind_the_door('ccer.evidence_kind', 'audited');

create table ccer.evidence (
    evidence_id   bigint      generated always as identity constraint evidence_pk primary key,
    project_id    bigint      not null constraint evidence_project_fk references ccer.project on delete cascade,
    evidence_kind text        not null constraint evidence_kind_fk references ccer.evidence_kind,
    name          text        not null constraint evidence_name check (length(trim(name)) > 0),
    file_sha256   bytea       not null constraint evidence_file_fk references platform.stored_file,
    note          text,
    added_by      text        not null,
    added_at      timestamptz not null default clock_timestamp(),
    verified_by   text,
    verified_at   timestamptz,
    constraint evidence_verified_whole check ((verified_by is null) = (verified_at is null)),
    constraint evidence_verified_by_another check (verified_by is distinct from added_by)
);
create index evidence_project on ccer.evidence (project_id, evidence_id desc);
call platform.put_behind_the_door('ccer.evidence', 'audited');
