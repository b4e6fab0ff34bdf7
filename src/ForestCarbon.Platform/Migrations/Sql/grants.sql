-- What the application may do: read and write rows of its modules; change no schema, and never rewrite the audit trail.
-- In the ledger it reads only; what it may add there each table of the ledger says in its own migration.
do $$
declare
    module text;
begin
    for module in
        select nspname from pg_namespace
        where nspname in ('platform', 'ledger', 'inventory', 'growth', 'ccer', 'finance', 'hangfire')
    loop
        execute format('grant usage on schema %I to forestcarbon_app', module);
        execute format('grant select%s on all tables in schema %I to forestcarbon_app',
                       case when module = 'ledger' then '' else ', insert, update, delete' end, module);
        execute format('grant usage, select on all sequences in schema %I to forestcarbon_app', module);
        execute format('grant execute on all functions in schema %I to forestcarbon_app', module);
    end loop;
    if to_regclass('platform.audit_entry') is not null then
        revoke update, delete, truncate on platform.audit_entry from forestcarbon_app;
    end if;
end $$;
