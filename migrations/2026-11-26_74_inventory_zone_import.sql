-- Townships and villages come by file like every layer of the contract. They stand once, without versions: what an import replaces is
-- kept beside it, so that it can be taken back.
create table inventory.zone_before (
    import_id           bigint not null constraint zone_before_import_fk references inventory.import,
    layer               text   not null constraint zone_before_layer check (layer in ('county', 'township', 'village')),
    code                text   not null,
    name_zh             text,
    name_en             text,
    kind                text,
    ellipsoidal_area_m2 numeric(16, 4),
    geom                geometry(MultiPolygon, 4490),
    constraint zone_before_pk primary key (import_id, layer, code)
);
comment on table inventory.zone_before is 'townships and villages as they stood before an import changed them; without a name: there was none';
call platform.put_behind_the_door('inventory.zone_before', 'guarded');
