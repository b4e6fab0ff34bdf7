-- A file that is read again under another mapping stands in staging twice. The later import names the one that it replaces, so that nobody waits
-- for a decision over both.
alter table inventory.import
    add column rereads bigint constraint import_rereads_fk references inventory.import;
create index import_by_rereads on inventory.import (rereads) where rereads is not null;
comment on column inventory.import.rereads is 'the import whose file was read again for this one; null: none';
