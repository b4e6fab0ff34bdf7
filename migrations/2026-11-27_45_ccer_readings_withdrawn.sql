-- One wrong reading kept its parameter from being verified for good. Who read it may take it back with a reason: the reading stays
-- as it was and says that it was withdrawn, and the account may read anew.
alter table ccer.parameter_reading
    add column withdrawn_at      timestamptz,
    add column withdrawal_reason text,
    add constraint parameter_reading_withdrawn_with_reason check ((withdrawn_at is null) = (withdrawal_reason is null)),
    drop constraint parameter_reading_once;
create unique index parameter_reading_once on ccer.parameter_reading (parameter_id, read_by) where withdrawn_at is null;

-- A reading says for good what was read; only that it was withdrawn may be added, once.
create function ccer.keep_parameter_reading() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.withdrawn_at is not null
       or (to_jsonb(new) - array['withdrawn_at', 'withdrawal_reason']) is distinct from (to_jsonb(old) - array['withdrawn_at', 'withdrawal_reason']) then
        raise exception 'a reading is withdrawn, never changed' using errcode = 'FC011';
    end if;
    return new;
end $$;
create trigger keep before update or delete on ccer.parameter_reading for each row execute function ccer.keep_parameter_reading();
