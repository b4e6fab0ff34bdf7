-- A reading that names no source proves nothing, and two of them verified a value. Those that stand are withdrawn with that reason, and none enters any more.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '撤回没有来源的读数', true), set_config('forestcarbon.touched', '', true);
    alter table ccer.parameter_reading disable trigger keep;
    update ccer.parameter_reading
    set withdrawn_at = clock_timestamp(), withdrawn_by = 'installation', withdrawal_reason = '没有写明来源'
    where withdrawn_at is null and source !~ '\S';
    alter table ccer.parameter_reading enable trigger keep;
    perform set_config('forestcarbon.actor', '', true);
end $$;
alter table ccer.parameter_reading
    add constraint parameter_reading_has_source check (source ~ '\S' or withdrawn_at is not null);
