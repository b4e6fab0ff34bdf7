-- A case whose event was taken back with its import ends by itself: nothing happened, so no person closes it and no paper proves it.
alter table ccer.reversal_case
    drop constraint reversal_case_outcome,
    drop constraint reversal_case_closed_whole,
    add constraint reversal_case_outcome check (outcome in ('no-effect', 'next-report', 'boundary-change', 'import-undone')),
    add constraint reversal_case_closed_whole check (
        num_nulls(outcome, reason, closed_on, closed_by) in (0, 4)
        and (outcome is null or (length(trim(reason)) > 0 and (file_sha256 is not null or outcome = 'import-undone'))));
comment on column ccer.reversal_case.outcome is 'import-undone is the watch''s own: the event behind the case went with its import';
