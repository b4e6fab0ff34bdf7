insert into platform.setting as known (key, value)
select given.key, given.value
from unnest(@keys::text[], @values::text[]) as given (key, value)
on conflict (key) do update
set value = excluded.value
