-- The harvest quota (采伐限额) by year and item. It is given to the county, not to a place on the map, so it is no layer feature;
-- business as usual never takes more than this.
create table inventory.harvest_quota (
    county_code text           not null constraint harvest_quota_county_fk references inventory.county on delete cascade,
    year        integer        not null constraint harvest_quota_year check (year between 1990 and 2100),
    item        text           not null,
    quota_m3    numeric(14, 1) not null constraint harvest_quota_not_negative check (quota_m3 >= 0),
    source      text           not null,
    confidence  text           not null,
    constraint harvest_quota_pk primary key (county_code, year, item)
);
comment on table inventory.harvest_quota is '采伐限额, m³ of standing volume a year';
comment on column inventory.harvest_quota.item is '分项限额, the words of attributes.quota_item in the harvest-permit layer';
call platform.put_behind_the_door('inventory.harvest_quota', 'audited');
