select i.import_id, i.layer, i.file_name, encode(i.file_sha256, 'hex') as sha256, i.state, i.as_of, i.source_layer, i.crs, i.crs_reason, i.crs_reason_en,
       i.encoding, i.encoding_reason, i.encoding_reason_en, i.mapping::text as mapping, i.feature_count,
       f.errors, f.warnings, f.notes,
       i.added_count, i.changed_count, i.unchanged_count, i.left_out_count, i.staged_by, i.staged_at, i.decided_by, i.decided_at, i.enters_as,
       i.asked::text as asked, i.datum_shift::text as datum_shift, i.is_joined, i.is_complete, i.proposed::text as proposed, i.rereads,
       (select max(n.import_id) from inventory.import n where n.rereads = i.import_id and n.state in ('staged', 'accepted')) as replaced_by,
       i.decision_reason, i.undone_by, i.undone_at,
       -- whoever sees some townships only is led to none that another account sent
       (select min(n.import_id) from inventory.import n
        where i.state = 'staged' and n.state = 'staged' and n.import_id < i.import_id and n.import_id > 0 and n.import_id is distinct from i.rereads
          and n.file_sha256 = i.file_sha256 and n.layer = i.layer and n.as_of = i.as_of and n.crs is not distinct from i.crs and n.encoding is not distinct from i.encoding
          -- a file that holds one layer calls it by its own name, which may be another
          and nullif(n.source_layer, regexp_replace(n.file_name, '\.[^.]*$', '')) is not distinct from nullif(i.source_layer, regexp_replace(i.file_name, '\.[^.]*$', '')) and n.mapping = i.mapping and n.is_complete = i.is_complete
          and n.datum_shift is not distinct from i.datum_shift
          and (i.townships is null or n.staged_by = i.staged_by)) as waits_already_as
from inventory.import i
cross join lateral (
    select count(*) filter (where severity = 'error') as errors,
           count(*) filter (where severity = 'warning') as warnings,
           count(*) filter (where severity = 'note') as notes
    from inventory.import_finding
    where import_id = i.import_id
) as f
where (@importId::bigint is null or i.import_id = @importId)
  and (@stagedBy::text is null or i.staged_by = @stagedBy)
order by i.import_id desc
limit @limit
