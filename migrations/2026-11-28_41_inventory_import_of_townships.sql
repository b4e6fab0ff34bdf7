-- Whoever sees some townships only sends files of these: what such a file is compared with, and what its findings tell of the ground around it,
-- ends at their border. The townships stand with the import, because it is compared anew by whoever decides.
alter table inventory.import
    add column townships       text[],
    add column decision_reason text,
    add column undone_by       text,
    add column undone_at       timestamptz;
comment on column inventory.import.townships is 'townships that its sender may change (9 digits); null: the whole county';
comment on column inventory.import.decision_reason is 'why it was sent back; null: accepted, or sent back without a word';
comment on column inventory.import.undone_by is 'who took it back; who accepted it stays in decided_by';
comment on column inventory.import.staged_generation is 'generation of the data that the comparison was made against';

alter table inventory.import disable trigger through_the_door;
update inventory.import i
set townships = (select array_agg(t.code order by t.code) from jsonb_array_elements_text(u.request -> 'Townships') as t (code))
from inventory.upload u
where u.import_id = i.import_id
  and u.state = 'staged'
  and jsonb_typeof(u.request -> 'Townships') = 'array';
update inventory.import
set undone_by = decided_by, undone_at = decided_at, decided_by = null, decided_at = null
where state = 'undone';
alter table inventory.import enable trigger through_the_door;

-- What such files were told before of ground that is not their sender's goes.
alter table inventory.import_feature disable trigger through_the_door;
alter table inventory.import_finding disable trigger through_the_door;
alter table inventory.import_absence disable trigger through_the_door;
update inventory.import_feature f
set geom = null, ellipsoidal_area_m2 = null
from inventory.import_finding n
join inventory.import i using (import_id)
where i.townships is not null
  and n.kind = 'outside-scope'
  and f.import_id = n.import_id
  and f.row_no = n.row_no;
delete from inventory.import_finding n
using inventory.import i
where i.import_id = n.import_id
  and i.townships is not null
  and n.kind <> 'outside-scope'
  and exists (select from inventory.import_finding o where o.import_id = n.import_id and o.row_no = n.row_no and o.kind = 'outside-scope');
update inventory.import_finding n
set other_subject = null, geom = null,
    message = coalesce(n.subject, '') || '（第 ' || n.row_no || ' 行）与库中别的乡镇的图斑重叠或有缝隙。',
    message_en = coalesce(n.subject, '') || ' (row ' || n.row_no || ') overlaps a stored parcel of another township or leaves a gap to it.'
from inventory.import i
where i.import_id = n.import_id
  and i.layer = 'forest-land'
  and n.kind in ('overlap', 'gap')
  and n.row_no is not null
  and left(n.other_subject, 9) <> all (i.townships);
delete from inventory.import_absence a
using inventory.import i
where i.import_id = a.import_id
  and not a.is_closed
  and left(a.code, 9) <> all (i.townships);
alter table inventory.import_feature enable trigger through_the_door;
alter table inventory.import_finding enable trigger through_the_door;
alter table inventory.import_absence enable trigger through_the_door;
