-- The number a feature's attribute states, or null where it states none: attributes of a layer come as the file had them.
create or replace function growth.number_in(attributes jsonb, name text) returns numeric language sql immutable parallel safe as $$
    select case when attributes ->> name ~ '^[0-9]{1,9}(\.[0-9]{1,9})?$' then (attributes ->> name)::numeric end
$$;
