-- What the moves did not hold yet: a rule has a day from which it is in force; a negative decision asks for papers of a later day; an undertaking and a comment
-- that were entered wrongly are put right with their history kept; a move keeps what there was to say of it when it was made.
alter table ccer.period_kind add column in_force_from date;
comment on column ccer.period_kind.in_force_from is 'first day of the rule the period follows from; null: not read. Nothing is counted before it';

do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '期限自办法施行之日起算；不通过之后须有新的文件', true), set_config('forestcarbon.touched', '', true);
    -- The Measures are in force from 2023-10-20 (the copy read prints that day, S1). When the rule of a reply to a correction began was not read.
    update ccer.period_kind set in_force_from = date '2023-10-20' where period_kind <> 'correction-reply';
    update ccer.life_move set conditions = '{corrected}' || conditions
    where (machine, from_state, to_state) in (('project', 'validation-failed', 'validating'), ('tranche', 'verification-failed', 'verifying'));
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;

-- An undertaking entered again replaces the one before, which stays readable.
alter table ccer.project_undertaking drop constraint project_undertaking_pk;
alter table ccer.project_undertaking
    add column undertaking_id bigint generated always as identity constraint project_undertaking_pk primary key,
    add column entered_at timestamptz;
create index project_undertaking_newest on ccer.project_undertaking (project_id, condition, undertaking_id desc);
comment on table ccer.project_undertaking is 'append-only; the newest of each condition holds';
comment on column ccer.project_undertaking.entered_at is 'null: from before it was kept; the audit trail holds it';

alter table ccer.public_comment
    add column withdrawn_on      date,
    add column withdrawn_by      text,
    add column withdrawal_reason text,
    add constraint public_comment_withdrawn_whole check (num_nulls(withdrawn_on, withdrawn_by, withdrawal_reason) in (0, 3)),
    add constraint public_comment_withdrawal_reason check (length(trim(withdrawal_reason)) > 0);
comment on column ccer.public_comment.withdrawn_on is 'entered wrongly and taken back that day; it asks for no answer any more';

alter table ccer.project_move add column warning_zh text, add column warning_en text;
comment on column ccer.project_move.warning_zh is 'what there was to say of the move when it was made, which did not forbid it';

-- A de-registered project keeps a claim for each stretch of its registered periods; all but the first are its by this column.
alter table ccer.claim add column project_id bigint constraint claim_project_fk references ccer.project on delete cascade;
comment on column ccer.claim.project_id is 'the de-registered project a later stretch of whose registered periods it keeps; null: none';
create index claim_of_project on ccer.claim (project_id) where project_id is not null;

create index project_registry_number on ccer.project (registry_number) where registry_number is not null;
create index reduction_tranche_registry_number on ccer.reduction_tranche (registry_number) where registry_number is not null;
