-- From which size on a difference is a finding: defaults of this program until the bureau sets its own. An import, a check and the
-- page of checks read the same rows, so that one word means one width everywhere. Limits never change a shape or a figure.
create table inventory.check_limit (
    name          text    not null constraint check_limit_pk primary key,
    value         numeric not null,
    default_value numeric not null,
    least         numeric not null,
    most          numeric not null,
    unit          text    not null,
    name_zh       text    not null,
    name_en       text    not null,
    source        text    not null,
    set_by        text,
    set_at        timestamptz,
    constraint check_limit_in_range check (value between least and most)
);
comment on column inventory.check_limit.source is 'where the default is from, with mark; who set another value stands in set_by';
insert into inventory.check_limit (name, value, default_value, least, most, unit, name_zh, name_en, source)
values ('gap_width', 2, 2, 0.01, 20, 'm', '缝隙宽度：窄于此宽度的空隙算作缝隙', 'gap width: a void narrower than this is a gap', '0.2 mm on the 1:10,000 sheet, ours [?]'),
       ('sliver_width', 2, 2, 0.01, 50, 'm', '碎屑宽度：平均宽小于此宽度的部分算作碎屑', 'sliver width: a part whose mean width is below this is a sliver', '0.2 mm on the 1:10,000 sheet, ours [?]'),
       ('minimum_area', 400, 400, 0, 10000, 'm2', '最小图斑面积', 'smallest mapped area', 'ccer-rules §9.2 [M]'),
       ('registered_area_share', 0.01, 0.01, 0, 1, '1', '登记面积与椭球面积允许相差的比例', 'share by which registered and ellipsoidal area may differ', 'definitions §6, as for contract areas'),
       ('registered_area', 0.01, 0.01, 0, 10, 'ha', '登记面积与椭球面积允许相差的公顷数', 'hectares by which registered and ellipsoidal area may differ', 'ccer-rules §9.2 [S38]: older exports round to 0.01 ha');
-- The defaults are part of the schema; every later change goes through the door.
call platform.put_behind_the_door('inventory.check_limit', 'audited');

-- An overlap is between two: the stored parcel or the other row stands beside the row that is judged. And what was compared at
-- staging may have moved when a person accepts.
alter table inventory.import_finding add column other_subject text;
comment on column inventory.import_finding.other_subject is 'the parcel on the other side of an overlap or gap';
alter table inventory.import add column staged_generation bigint;
comment on column inventory.import.staged_generation is 'generation of the data that the findings among stored parcels were made against';
