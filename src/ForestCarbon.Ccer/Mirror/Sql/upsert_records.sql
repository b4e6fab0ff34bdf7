-- The same content is one record; seen again, only the first and last day it was seen widen.
insert into ccer.mirror_record (apply_id, data_type, track, rank, form, project_name, owner_name, project_type, project_type_name, status, status_name,
                                certification_id, ccer_id, methodology_num, methodology_name, province, expected_t_a, certified_t, public_from, public_to,
                                content, content_sha256, first_observed, last_observed, receipt_id)
select g.apply_id, g.data_type, g.track, g.rank, g.form, g.project_name, g.owner_name, g.project_type, g.project_type_name, g.status, g.status_name,
       g.certification_id, g.ccer_id, g.methodology_num, g.methodology_name, g.province, g.expected_ta, g.certified_t, g.public_from, g.public_to,
       g.content::jsonb, decode(g.content_sha256, 'hex'), @observedOn, @observedOn, @receiptId
from jsonb_to_recordset(@records::jsonb) as g (apply_id text, data_type text, track text, rank smallint, form text, project_name text, owner_name text,
     project_type text, project_type_name text, status text, status_name text, certification_id text, ccer_id text, methodology_num text,
     methodology_name text, province text, expected_ta numeric, certified_t numeric, public_from date, public_to date, content text, content_sha256 text)
order by g.apply_id, g.data_type, g.form, g.content_sha256
on conflict (apply_id, data_type, form, content_sha256) do update
set first_observed = least(mirror_record.first_observed, excluded.first_observed), last_observed = greatest(mirror_record.last_observed, excluded.last_observed)
