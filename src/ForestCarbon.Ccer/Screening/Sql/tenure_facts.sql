select f.feature_id, f.code, f.attributes ->> 'certificate_kind' as certificate_kind, f.attributes ->> 'certificate_no' as certificate_no,
       (f.attributes ->> 'term_to')::date as term_to, (f.attributes ->> 'disputed')::boolean as disputed
from inventory.layer_feature_v f
where f.layer = 'tenure-lot' and (f.valid @> @asOf::date or (f.closed_by = any ((select inventory.imports_after(@generation))::bigint[]) and lower(f.valid) <= @asOf::date))
  and (f.opened_by = any ((select inventory.imports_after(@generation))::bigint[])) is not true
