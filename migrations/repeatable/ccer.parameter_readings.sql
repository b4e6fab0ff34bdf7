-- A reading says for good what was read; only that it was withdrawn, by whom and why may be added, once.
create or replace function ccer.keep_parameter_reading() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.withdrawn_at is not null
       or (to_jsonb(new) - array['withdrawn_at', 'withdrawn_by', 'withdrawal_reason']) is distinct from (to_jsonb(old) - array['withdrawn_at', 'withdrawn_by', 'withdrawal_reason']) then
        raise exception 'a reading is withdrawn, never changed' using errcode = 'FC011';
    end if;
    return new;
end $$;
