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
