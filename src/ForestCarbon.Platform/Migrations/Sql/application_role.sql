-- The role the application works as. It belongs to the whole server, so another database may have made it already.
do $$
begin
    if not exists (select from pg_roles where rolname = 'forestcarbon_app') then
        begin
            create role forestcarbon_app nologin;
        exception when duplicate_object or unique_violation then
            null; -- another process was quicker
        end;
    end if;
    if not pg_has_role(current_user, 'forestcarbon_app', 'member') then
        execute format('grant forestcarbon_app to %I', current_user);
    end if;
end $$;
