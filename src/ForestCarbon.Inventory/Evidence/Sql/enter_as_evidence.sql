-- What was compared with versions is of no use, and a code of another form keeps no row out: evidence has codes of its own.
delete from inventory.import_change where import_id = @importId;
delete from inventory.import_absence where import_id = @importId;
delete from inventory.import_overlap where import_id = @importId;
delete from inventory.import_finding where import_id = @importId and kind = 'as-of-too-early';
update inventory.import_finding
set blocks = false, severity = 'note'
where import_id = @importId and kind in ('code-missing', 'code-form', 'code-duplicate', 'unknown-township', 'township-ground', 'across-township-border');
update inventory.import set enters_as = 'evidence' where import_id = @importId;
insert into inventory.import_finding (import_id, finding, kind, severity, blocks, message, message_en)
select i.import_id, coalesce((select max(n.finding) from inventory.import_finding n where n.import_id = i.import_id), 0) + 1, 'evidence', 'note', false,
       '资料日期 ' || i.as_of || ' 早于这片地上已入库的小班：接受后作为带日期的历史依据入库，用来回答当时的地类，不改动小班。',
       'The file''s date ' || i.as_of || ' is before what is stored on this ground: accepted, it enters as dated evidence that answers the land class of that day, and changes no parcel.'
from inventory.import i
where i.import_id = @importId;
