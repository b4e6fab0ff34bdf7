-- An act that entered a year of a tranche can be withdrawn or taken back, and the year be entered again by another act.
-- That no two of them stand at once is held by ccer.judge_tranche_act.
alter table ccer.tranche_act drop constraint tranche_act_pk;
alter table ccer.tranche_act add constraint tranche_act_pk primary key (act_id);
create index tranche_act_tranche on ccer.tranche_act (tranche_id, vintage);
