-- What another account has verified is not what stands there any more once it is changed: who changes it takes the verification back.
create or replace function ccer.keep_cover() returns trigger language plpgsql as $$
begin
    if new.verified_by is not null and to_jsonb(new) - array['verified_by', 'verified_at'] <> to_jsonb(old) - array['verified_by', 'verified_at'] then
        raise exception using errcode = 'FC012', message = '造林前的植被改了，原来的核对不再算数：请同时取消核对。', hint = 'The vegetation before has changed, and its verification does not hold any more: take it back with the change.';
    end if;
    return new;
end $$;
create or replace trigger keep_cover before update on ccer.stratum_cover for each row execute function ccer.keep_cover();
