-- A registered tranche enters the subsidiary book year by year, each calendar year once; tonnes of the years add up to the tranche.
create table ccer.tranche_act (
    tranche_id bigint   not null constraint tranche_act_tranche_fk references ccer.reduction_tranche on delete cascade,
    vintage    smallint not null,
    tonnes     bigint   not null constraint tranche_act_tonnes check (tonnes > 0),
    act_id     bigint   not null,
    asked_by   text     not null,
    constraint tranche_act_pk primary key (tranche_id, vintage)
);
call platform.put_behind_the_door('ccer.tranche_act', 'audited');
